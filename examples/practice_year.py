"""A practice's two years, made up: who sent its patients, and what became of them.

The same numbers every time. `examples/practice_manager.ipynb` looks at them.
"""

import datetime
import itertools
import random

import onward

BEGINS = datetime.datetime(2023, 1, 2, 14, 0, tzinfo=datetime.timezone.utc)
DAYS = 730

PROVIDERS = [  # given name, family name, kind, leads a month, who of them converts, when it changes
    ("Dee", "Ray", "general_dentist", 4.0, 0.70, None),
    ("Dan", "Fox", "general_dentist", 2.5, 0.55, None),
    ("Kim", "Low", "pediatric_dentist", 2.0, 0.75, None),
    ("Una", "Hart", "general_dentist", 3.0, 0.60, (430, 0.0)),  # stops sending
    ("Ravi", "Shah", "general_dentist", 0.0, 0.65, (500, 2.5)),  # begins
    ("Mia", "Cole", "pediatric_dentist", 0.4, 0.80, None),
    ("Abe", "Lund", "general_dentist", 0.3, 0.50, None),
]


class Clock:
    def __init__(self):
        self.now = BEGINS

    def __call__(self):
        return self.now


def open_practice(store=":memory:"):
    """An engine with two years in it, a session of the practice's administrator, and the clock."""
    clock, bytes_of = Clock(), itertools.count()
    engine = onward.Engine(
        store=store, clock=clock, progress=None,
        random=lambda size: bytes((next(bytes_of) * 167 + 13) % 256 for _ in range(size)))
    made = engine.session().system.create(
        network="Bright Smiles", organization="Bright Orthodontics", login="ada", name="Ada",
        time_zone="America/New_York")
    session = engine.session(staff_id=made.staff.id, organization_id=made.organization.id)
    session.policy.set(scope="store", knobs={"client_requires_referral": False})
    fill(engine, session, clock)
    return engine, session, clock


def fill(engine, session, clock):
    chance = random.Random(7)
    providers = [
        session.referring_provider.create(details={
            "provider_type": kind, "given_name": given, "family_name": family,
            "practice_name": f"{family} Dental", "city": "Orlando"}).provider.id
        for given, family, kind, *_ in PROVIDERS]
    session.referral_source.add_standard()
    fair = session.referral_source.add(code="school_fair", name="School fair", type="marketing")
    numbers = itertools.count(1)
    waiting = []  # leads that will be decided
    for day in range(DAYS):
        clock.now = BEGINS + datetime.timedelta(days=day)
        while engine.session().system.tick().more:
            pass
        for number, (*_, monthly, converts, change) in enumerate(PROVIDERS):
            rate = change[1] if change and day >= change[0] else monthly
            if chance.random() < rate / 30:
                touch = {"type": "doctor", "referring_provider_id": providers[number]}
                waiting.append((day, begin(session, chance, numbers, touch, fair), converts))
        for kind, monthly, converts in (("marketing", 2.0, 0.35), ("self", 1.2, 0.45)):
            if chance.random() < monthly / 30:
                touch = {"type": kind}
                if kind == "marketing":
                    touch["referral_source_id"] = fair.id
                lead = begin(session, chance, numbers, touch, fair)
                if chance.random() < 0.4:  # and then a dentist said it, too
                    session.touchpoint.add(lead_id=lead, type="doctor",
                                           referring_provider_id=chance.choice(providers[:3]))
                waiting.append((day, lead, converts))
        waiting = [one for one in waiting if not decide(session, chance, day, clock, *one)]


def begin(session, chance, numbers, touch, fair):
    number = next(numbers)
    lead = session.lead.create(given_name="Patient", family_name=str(number), touch=touch).lead.id
    if touch["type"] == "doctor" and chance.random() < 0.15:
        session.touchpoint.add(lead_id=lead, type="marketing", referral_source_id=fair.id)
    return lead


def decide(session, chance, day, clock, begun, lead, converts):
    """Whether the lead has come to an end: about two weeks after it began."""
    if day - begun < 5 or chance.random() > 0.08:
        return False
    if chance.random() > converts:
        session.lead.lose(lead_id=lead, because="Chose to wait.")
        return True
    session.lead.convert(lead_id=lead, details={"given_name": "Patient", "family_name": str(lead)})
    today = clock.now.date()
    session.lead.record_consultation(lead_id=lead, on=today)
    if chance.random() < 0.85:
        value = 100 * chance.randint(38, 64) * 100
        session.lead.start_treatment(lead_id=lead, on=today, value_minor_units=value,
                                     currency="USD")
    return True
