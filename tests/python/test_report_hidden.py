"""A reader who adds and subtracts what a report that hides small counts does tell."""

import datetime
import itertools
import json
import random

import onward
import pytest

UTC = datetime.timezone.utc


class Clock:
    def __init__(self, *at):
        self.now = datetime.datetime(*at, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def begun():
    """An engine with an administrator's session, and its clock."""
    clock = Clock(2024, 6, 3, 15)
    with onward.Engine(store=":memory:", clock=clock, progress=None) as engine:
        made = engine.session().system.create(network="N", organization="B", login="ada",
                                              name="Ada", time_zone="UTC")
        session = engine.session(staff_id=made.staff.id, organization_id=made.organization.id)
        session.referring_provider.create(details={
            "provider_type": "general_dentist", "given_name": "Dee", "family_name": "Ray"})
        yield engine, session, clock


def send_leads(engine, session, clock, year, month, leads):
    clock.now = datetime.datetime(year, month, 3, 15, tzinfo=UTC)
    engine.session().system.tick()
    for type, count in leads.items():
        touch = {"type": type}
        if type in ("doctor", "specialist"):
            touch["referring_provider_id"] = 1
        for _ in range(count):
            session.lead.create(given_name="A", touch=touch)


class Network:
    """A sender, and receivers of one type of help who answer as they are told."""

    def __init__(self, begun):
        self.engine, self.sender, self.clock = begun
        self.numbers = itertools.count()
        self.sender.policy.set(scope="store", knobs={"client_requires_referral": False})
        self.issue = self.sender.issue.create(code="housing", name="Housing").id

    def receiver(self):
        number = next(self.numbers)
        made = self.sender.organization.create(name=f"Org {number}")
        staff = self.sender.staff.create(login=f"o{number}", name="Bob", organization_id=made.id,
                                         role="coordinator").staff
        session = self.engine.session(staff_id=staff.id, organization_id=made.id)
        service = session.service.create(organization_id=made.id, name="Rooms",
                                         issues=[self.issue])
        return session, service.id

    def send(self, service, count):
        sent = []
        for _ in range(count):
            client = self.sender.client.create(details={
                "given_name": "G", "family_name": f"H{next(self.numbers)}", "gender": "female"})
            consent = self.sender.consent.record(client_id=client.id)
            sent.append(self.sender.need.send(
                client_id=client.id, issue_id=self.issue, consent_id=consent.id,
                receivers=[{"service_id": service}]).referrals[0].id)
        return sent


def sections_of(session, **asked):
    report = session.report.sections(suppress_below=5, **asked).as_json()
    return {section["name"]: section for section in report["sections"]}


def by_first(section):
    return {line["cells"][0]["text"]: line["cells"][1:] for line in section["lines"]}


def test_a_change_against_a_hidden_month_is_not_told(begun):
    """24 is 60 % more than 15, and 15 was the month that protected the one with 2."""
    engine, session, clock = begun
    for month, count in ((6, 6), (8, 30), (9, 30), (10, 30), (11, 30), (12, 30)):
        send_leads(engine, session, clock, 2024, month, {"doctor": count})
    for month, count in ((1, 24), (2, 2), (3, 24), (4, 15), (5, 24)):
        send_leads(engine, session, clock, 2025, month, {"doctor": count})
    clock.now = datetime.datetime(2025, 6, 3, tzinfo=UTC)
    asked = {"from_": datetime.date(2025, 1, 1), "until": datetime.date(2025, 6, 1)}
    for report in ("executive_summary", "trend_analysis"):
        trends = [section for name, section in sections_of(session, report=report, **asked).items()
                  if name.endswith("-trend") and section["lines"]]
        assert trends
        for section in trends:
            is_hidden = [line["cells"][1]["mark"] == "suppressed" for line in section["lines"]]
            if "touches" in section["name"]:
                assert is_hidden[-5:] == [False, True, False, True, False]
            for i, line in enumerate(section["lines"]):
                if i > 0 and (is_hidden[i] or is_hidden[i - 1]):
                    assert line["cells"][2]["value"] is None, (report, section["name"], i)
    told = session.report.sections(report="executive_summary", **asked).as_json()
    months = next(s for s in told["sections"] if s["name"] == "touches-trend")["lines"]
    assert [line["cells"][2]["text"] for line in months][-1] == "+60.0%"


def test_a_ranking_is_of_those_who_are_shown(begun):
    """What is drawn towards the others would tell of those who are hidden."""
    network = Network(begun)
    for count, accepted, pending in ((40, 30, 0), (30, 20, 0), (20, 12, 0), (12, 6, 1), (16, 9, 1)):
        session, service = network.receiver()
        sent = network.send(service, count)
        for i, referral in enumerate(sent[:count - pending]):
            if i < accepted:
                session.referral.accept(referral_id=referral)
            else:
                session.referral.decline(referral_id=referral, reason_code="capacity")
    network.clock.now += datetime.timedelta(days=1)
    section = sections_of(network.sender, report="by_provider")["receivers-ranked"]
    assert "stand behind them or another: 2." in section["says"]
    asked = section["request"]
    shown = [code for f in asked["filters"] if f["dimension"] == "receiver" for code in f["any_of"]]
    assert len(shown) == 3
    alone = network.sender.metric.rank(metric="acceptance_rate", dimension="receiver", filters=[
        {"dimension": "receiver", "any_of": shown}]).as_json()["ranking"]
    assert [line["cells"][1]["value"] for line in section["lines"]] == [
        r["shrunken"] for r in alone]
    assert [line["cells"][3]["value"] for line in section["lines"]] == [1, 2, 3]


@pytest.mark.parametrize("accepted, pending", [(9, 1), (9, 2), (30, 3), (30, 4)])
def test_how_ripe_a_hidden_rest_is_stays_hidden(begun, accepted, pending):
    network = Network(begun)
    session, service = network.receiver()
    for referral in network.send(service, accepted + pending)[:accepted]:
        session.referral.accept(referral_id=referral)
    figure = network.sender.metric.query(
        metrics=["acceptance_rate"], group_by=["gender"],
        suppress_below=5).as_json()["groups"][0]["figures"][0]
    assert figure["details_suppressed"] and figure["pending"] is None
    assert figure["immature"] is False


def test_a_table_of_two_dimensions_stands_beside_none_of_its_sums(begun, tmp_path):
    """Each hides other places, and the sums that both have would tell them."""
    engine, session, clock = begun
    for month in range(1, 5):
        send_leads(engine, session, clock, 2025, month, {
            "doctor": 20 + month, "self": 12, "unknown": 13, "specialist": 2 * (month == 1)})
    clock.now = datetime.datetime(2025, 5, 3, tzinfo=UTC)
    asked = {"from_": datetime.date(2025, 1, 1), "until": datetime.date(2025, 5, 1)}
    for report in ("source_comparison", "trend_analysis"):
        sections = sections_of(session, report=report, **asked)
        assert sections["mix"]["lines"] == [] and "would tell them" in sections["mix"]["untold"]
        session.export("report.sections", tmp_path / report, report=report, **asked)
        beside = json.loads((tmp_path / report / "mix.csv.dictionary.json").read_text("utf-8"))
        assert beside["answer"]["untold"] == sections["mix"]["untold"]
        told = session.report.sections(report=report, **asked).as_json()["sections"]
        assert next(s for s in told if s["name"] == "mix")["lines"]


def test_how_far_they_came_does_not_tell_how_they_ended(begun):
    """Twenty were asked and seventeen ended: that three wait is hidden, and so is what tells it."""
    network = Network(begun)
    session, service = network.receiver()
    sent = network.send(service, 20)
    for referral in sent[:10]:
        session.referral.accept(referral_id=referral)
        session.referral.complete(referral_id=referral, outcome="successful")
    for referral in sent[10:17]:
        session.referral.decline(referral_id=referral, reason_code="capacity")
    network.clock.now += datetime.timedelta(days=1)
    sections = sections_of(network.sender, report="summary")
    asked = by_first(sections["funnel"])
    assert 20 in [cell["value"] for cells in asked.values() for cell in cells]
    ended = sections["outcomes"]["lines"]
    assert ended and all(line["cells"][0]["text"] in ("Completed", "Declined") for line in ended)
    assert any(line["cells"][-1]["mark"] == "suppressed" for line in ended)
    told = network.sender.report.sections(report="summary").as_json()["sections"]
    all_told = next(s for s in told if s["name"] == "outcomes")["lines"]
    assert sorted(line["cells"][-1]["value"] for line in all_told) == [7, 10]


def test_nothing_is_foretold_from_months_that_are_hidden(begun):
    """The count of a season ago would be that of the month that protects the small one."""
    engine, session, clock = begun
    counts = [20, 22, 19, 21, 24, 23, 20, 22, 21, 25, 19, 20]
    for year in (2024, 2025):
        for month, count in enumerate(counts, 1):
            if (year, month) >= (2024, 7):
                send_leads(engine, session, clock, year, month,
                           {"doctor": 7 if (year, month) == (2025, 7) else count})
    send_leads(engine, session, clock, 2026, 1, {"doctor": 2})
    asked = {"report": "executive_summary", "until": datetime.date(2026, 1, 4)}
    sections = sections_of(session, **asked)
    hidden = [line["cells"][0]["text"] for line in sections["touches-trend"]["lines"]
              if line["cells"][1]["mark"] == "suppressed"]
    assert hidden == ["July 2025", "January 2026"]
    assert sections["touches-forecast"]["lines"] == []
    assert "foretold" in sections["touches-forecast"]["untold"]
    drawn = {point["place"]: point.get("value")
             for point in sections["touches-trend"]["chart"]["datasets"]["figures"]}
    assert drawn["July 2025"] is None and drawn["June 2025"] == 23  # a gap in the line
    told = session.report.sections(**asked).as_json()["sections"]
    assert next(s for s in told if s["name"] == "touches-forecast")["lines"]


def test_what_is_small_and_follows_from_nothing_hides_nothing(begun):
    """Three who came the year before are no difference of leads and conversions."""
    engine, session, clock = begun
    session.policy.set(scope="store", knobs={"client_requires_referral": False})
    send_leads(engine, session, clock, 2024, 12, {"doctor": 12})
    send_leads(engine, session, clock, 2025, 1, {"doctor": 40})
    for lead in (*range(1, 4), *range(13, 33)):
        session.lead.convert(lead_id=lead, details={"given_name": "A", "family_name": f"B{lead}"})
    clock.now = datetime.datetime(2025, 5, 3, tzinfo=UTC)
    asked = {"from_": datetime.date(2025, 1, 1), "until": datetime.date(2025, 5, 1)}
    figures = session.metric.query(
        metrics=["leads", "conversions", "conversion_rate"], suppress_below=5,
        **asked).as_json()["groups"][0]["figures"]
    # Of 23 conversions 20 are of those 40: the rate beside both would tell the three.
    assert [f["suppressed"] for f in figures] == [False, False, True]
    assert [f["count"] for f in figures[:2]] == [40, 23]
    sections = sections_of(session, report="monthly_summary", month=datetime.date(2025, 1, 1))
    assert sections["new-referrers"]["lines"] == []
    assert "each of these is one" in sections["new-referrers"]["untold"]


PRIME = 2_147_483_647
MONTHS = range(1, 5)
TYPES = ("doctor", "self", "unknown", "specialist")
ALONG = {"month", "referrer_type"}


class Sums:
    """What sums of atoms are known, and so which others follow."""

    def __init__(self, atoms):
        self.atoms, self.rows = atoms, {}

    def left_of(self, of):
        row = [1 if of(atom) else 0 for atom in self.atoms]
        for lead, known in self.rows.items():
            if by := row[lead]:
                row = [(a - by * b) % PRIME for a, b in zip(row, known)]
        return row

    def tell(self, of):
        row = self.left_of(of)
        lead = next((i for i, value in enumerate(row) if value), None)
        if lead is not None:
            inverse = pow(row[lead], -1, PRIME)
            row = [value * inverse % PRIME for value in row]
            for at, known in self.rows.items():
                if by := known[lead]:
                    self.rows[at] = [(a - by * b) % PRIME for a, b in zip(known, row)]
            self.rows[lead] = row

    def follows(self, of):
        return not any(self.left_of(of))


def told_sums(section):
    """Of each count that is told, along which places."""
    names = [column["name"] for column in section["columns"]]
    if not set((section["request"] or {}).get("group_by", ())) <= ALONG:
        return  # who sends follows from what they are: decision 37 says so
    for line in section["lines"]:
        cells = dict(zip(names, line["cells"]))
        places = {name: cell["value"] for name, cell in cells.items() if name in ALONG}
        if "period" in cells:  # of a trend
            places["month"] = cells["period"]["value"]
        for metric in ("touches", "leads"):
            if metric in cells and isinstance(cells[metric]["value"], int):
                yield places, cells[metric]["value"]


@pytest.mark.parametrize("seed", range(120))
def test_what_is_told_does_not_add_up_to_what_is_hidden(begun, seed):
    """Each lead has one touch, so touches and leads are sums of the same numbers."""
    engine, session, clock = begun
    chance = random.Random(seed)
    counts = {(month, type): chance.randint(5, 25) for month in MONTHS for type in TYPES}
    rare = chance.choice((*TYPES, *MONTHS))
    few = chance.choice([atom for atom in counts if rare in atom])
    for atom in counts:
        if rare in atom:
            counts[atom] = 2 * (atom == few)
    for month in MONTHS:
        send_leads(engine, session, clock, 2025, month,
                   {type: counts[month, type] for type in TYPES})
    clock.now = datetime.datetime(2025, 5, 3, tzinfo=UTC)

    def is_in(places):
        def is_of(atom):
            its = {"month": f"2025-{atom[0]:02}-01", "referrer_type": atom[1]}
            return all(its[along] == place for along, place in places.items())
        return is_of

    for report in ("source_comparison", "trend_analysis", "executive_summary", None):
        known = Sums(list(counts))
        known.tell(is_in({}))
        for section in sections_of(session, report=report, from_=datetime.date(2025, 1, 1),
                                   until=datetime.date(2025, 5, 1)).values():
            for places, count in told_sums(section):
                of = is_in(places)
                assert count == sum(n for atom, n in counts.items() if of(atom)), section["name"]
                known.tell(of)
        for type in (None, *TYPES):
            for month in (None, *(f"2025-{month:02}-01" for month in MONTHS)):
                of = is_in({**({"referrer_type": type} if type else {}),
                            **({"month": month} if month else {})})
                if 0 < sum(n for atom, n in counts.items() if of(atom)) < 5:
                    assert not known.follows(of), (report, type, month)
