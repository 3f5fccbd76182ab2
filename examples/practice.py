"""A practice's year: who sent its patients, whom it sent them to, and what became of it.

Prints examples/practice.expected.
"""

import datetime
import itertools

import onward

now = datetime.datetime(2024, 1, 8, 14, 0, tzinfo=datetime.timezone.utc)
chance = itertools.count()


def clock():
    return now


def random(size):  # the same every time, so that references are the same
    return bytes((next(chance) * 167 + 13) % 256 for _ in range(size))


def on(month, day, hour=15):
    """Lets the time pass; what falls due on the way is done."""
    global now
    until = datetime.datetime(2024 + (month - 1) // 12, (month - 1) % 12 + 1, day, hour,
                              tzinfo=datetime.timezone.utc)
    while now < until:
        now = min(now + datetime.timedelta(days=1), until)
        while engine.session().system.tick().more:
            pass
    return now


def people(millionths):
    return f"{millionths / 1_000_000:.2f}".rstrip("0").rstrip(".")


with onward.Engine(store=":memory:", clock=clock, random=random, progress=None) as engine:
    created = engine.session().system.create(
        network="Bright Smiles", organization="Bright Orthodontics", login="ada", name="Ada",
        time_zone="America/New_York")
    ada = engine.session(staff_id=created.staff.id, organization_id=created.organization.id)
    ada.policy.set(scope="store", knobs={"client_requires_referral": False})  # leads come first

    print("A directory of providers")
    doctors = {}
    for given, family, kind, fax in [
            ("Dee", "Ray", "general_dentist", "407-555-0101"),
            ("Dan", "Fox", "general_dentist", "407-555-0102"),
            ("Kim", "Low", "pediatric_dentist", "407-555-0103"),
            ("Ola", "Berg", "oral_surgeon", "407-555-0104")]:
        record = ada.referring_provider.create(details={
            "provider_type": kind, "given_name": given, "family_name": family,
            "practice_name": f"{family} Dental", "city": "Orlando", "fax": fax})
        doctors[family] = record.provider.id
    found = ada.referring_provider.search(text="lo").providers[0]
    print(f"  typed 'lo': Dr {found.family_name}, fax {found.fax}")
    ada.referral_source.add_standard()
    fair = ada.referral_source.add(code="school_fair", name="School fair", type="marketing")

    print("A year of leads")
    patients = []
    year = [  # month, who sent them (first to last), what became of them
        (1, ["Ray"], 5200), (1, ["Fox"], 4800), (2, ["Ray"], None), (2, ["fair", "Ray"], 5600),
        (3, ["Fox"], 5100), (3, ["unknown"], 4500), (4, ["Ray", "fair"], 5300), (5, ["Low"], 3900),
        (6, ["Ray"], 6100), (6, ["fair"], None), (7, ["Low", "Ray"], 5000), (8, ["Ray"], 4700),
        (9, ["Low"], 4200), (10, ["self"], 4900), (11, ["Ray"], 5500), (12, ["Low"], 4300)]
    for number, (month, path, value) in enumerate(year):
        on(month, 10 + number % 9)
        touches = []
        for who in path:
            if who in doctors:
                touches.append({"type": "doctor", "referring_provider_id": doctors[who]})
            elif who == "fair":
                touches.append({"type": "marketing", "referral_source_id": fair.id})
            else:
                touches.append({"type": who})
        record = ada.lead.create(given_name="Patient", family_name=str(number + 1),
                                 touch=touches[0])
        lead_id = record.lead.id
        for touch in touches[1:]:
            ada.touchpoint.add(lead_id=lead_id, **touch)
        if value is None:
            ada.lead.lose(lead_id=lead_id, because="Chose to wait.")
            continue
        converted = ada.lead.convert(lead_id=lead_id, details={
            "given_name": "Patient", "family_name": str(number + 1)})
        patients.append(converted.lead)
        today = now.date()
        ada.lead.record_consultation(lead_id=lead_id, on=today)
        ada.lead.start_treatment(lead_id=lead_id, on=today, value_minor_units=value * 100,
                                 currency="USD")
    on(13, 5)
    counted = ada.lead.sources(from_=datetime.date(2024, 1, 1), until=datetime.date(2025, 1, 1))
    print(f"  {counted.leads} leads, {counted.converted} became patients; of unknown source "
          f"{counted.unknown_leads_millionths / 10_000:.0f} %")

    print("Top referrers")
    statistics = [(ada.referring_provider.statistics(referring_provider_id=number), name)
                  for name, number in doctors.items()]
    for s, name in sorted(statistics, key=lambda pair: -pair[0].credit_millionths)[:3]:
        value = s.credited_value[0].minor_units // 100
        print(f"  Dr {name}: {people(s.credit_millionths)} patients credited, {value} USD")

    print("Where models disagree")
    compared = ada.attribution.compare(
        from_=datetime.date(2024, 1, 1), until=datetime.date(2025, 1, 1),
        models=["first_touch", "last_touch", "linear", "markov_1", "shapley_sets"])
    names = {number: f"Dr {name}" for name, number in doctors.items()}
    for source in compared.sources[:3]:
        name = names.get(source.referring_provider_id) or source.type
        credit = ", ".join(f"{c.model} {people(c.credit_millionths)}" for c in source.credit)
        print(f"  {name}: {credit}")

    print("How they stand")
    for r in ada.relationship.list().relationships:
        print(f"  Dr {r.family_name}: {r.standing.standing}")
    view = ada.relationship.get(referring_provider_id=doctors["Ray"])
    parts = ", ".join(f"{p.factor} {p.points}" for p in view.health.parts if p.known)
    print(f"  Dr Ray's health is {view.health.score} of 100: {parts}")
    for item in reversed(ada.inbox.list(inbox="organization").items):
        if item.event.startswith("provider_"):
            print(f"  told on {item.at:%Y-%m-%d}: {names[item.referring_provider_id]} is "
                  f"{item.event.removeprefix('provider_')}")

    print("A patient is sent to a surgeon")
    issue = ada.issue.create(code="surgery", name="Oral surgery")
    client_id = patients[-1].client_id
    consent = ada.consent.record(client_id=client_id, data_classes=[])
    sent = ada.specialist_referral.create(
        client_id=client_id, specialist_id=doctors["Berg"], issue_id=issue.id,
        consent_id=consent.id, reason="Exposure of an impacted canine", urgency="soon")
    number = sent.specialist_referral.id

    def show(record, what):
        print(f"  {now:%m-%d} {what}: {record.status}")

    show(sent, "written")
    show(ada.specialist_referral.record_letter(specialist_referral_id=number, method="fax"),
         "letter by fax")
    on(13, 21)
    record = ada.specialist_referral.get(specialist_referral_id=number)
    print(f"  {now:%m-%d} alert: {record.specialist_referral.alert}")
    show(ada.specialist_referral.schedule(
        specialist_referral_id=number, starts_at=now + datetime.timedelta(days=6)), "called them")
    on(13, 27, 17)
    show(ada.specialist_referral.complete_appointment(specialist_referral_id=number), "seen")
    on(14, 12)
    record = ada.specialist_referral.get(specialist_referral_id=number)
    print(f"  {now:%m-%d} alert: {record.specialist_referral.alert}")
    try:
        ada.specialist_referral.close(specialist_referral_id=number, outcome="successful")
    except onward.Refused as refused:
        print(f"  closing is refused: {refused.reason}")
    show(ada.specialist_referral.receive_report(
        specialist_referral_id=number, specialist_notes="Exposed and bonded."), "report")
    show(ada.specialist_referral.close(specialist_referral_id=number, outcome="successful"),
         "closed")

    print("A referring dentist looks at the portal")
    ada.role.create(name="portal", permissions=["referral:portal"])
    practice_id = created.organization.id
    dee = ada.staff.create(login="dee", name="Dr Dee Ray", organization_id=practice_id,
                           role="portal").staff
    ada.portal.grant(referring_provider_id=doctors["Ray"], staff_id=dee.id)
    ada.consent.record(client_id=patients[0].client_id, data_classes=["identity", "progress"])
    seen = engine.session(staff_id=dee.id, organization_id=practice_id).portal.list_patients()
    print(f"  {len(seen.patients)} people she sent; those who let her know more:")
    for patient in seen.patients:
        if patient.shown:
            print(f"  {patient.given_name} {patient.family_name}, treated since "
                  f"{patient.treatment_started_on}")
    print(f"  journal: {ada.journal.verify(deep=True).size} entries, intact")
