"""The loop closes: one county, four needs, from somebody asking for help to what became of it.

The same story stands in loop.cpp and loop.c; all three print examples/loop.expected.
"""

import datetime
import itertools
import pathlib
import threading

import onward

DATA = pathlib.Path(__file__).parent / "data"
now = datetime.datetime(2025, 3, 3, 14, 0, tzinfo=datetime.timezone.utc)


def clock():
    return now


def later(minutes):
    global now
    now += datetime.timedelta(minutes=minutes)


chance = itertools.count()


def random(size):  # the same in every language, so that references are the same
    return bytes((next(chance) * 167 + 13) % 256 for _ in range(size))


def counts(items):
    return ", ".join(f"{item.name} {item.count}" for item in items)


def show_timeline(session, need_id, title):
    print(f"Timeline: {title}")
    entries = session.need.timeline(need_id=need_id).entries
    for (at, operation), group in itertools.groupby(entries, lambda e: (e.at, e.operation)):
        group = list(group)
        need = [e.phase for e in group if not e.referral_id]
        phases = [e.phase for e in group if e.referral_id]
        line = f"  {at:%H:%M} {operation}: need {need[0] if need else 'unchanged'}"
        for phase in sorted(set(phases)):
            line += f", {phases.count(phase)} {phase}"
        print(line)


def acknowledge(session, referral_id, won):
    try:
        session.referral.acknowledge(referral_id=referral_id)
        won.append(session)
    except onward.Refused as refused:
        print(f"  the other is refused: {refused.reason}")


with onward.Engine(store=":memory:", clock=clock, random=random, progress=None) as engine:
    created = engine.session().system.create(
        network="Orange County", organization="Family Services", login="ada", name="Ada",
        time_zone="America/New_York")
    ada = engine.session(staff_id=created.staff.id, organization_id=created.organization.id)

    print("A county's directory of real services")
    files = ["organizations.csv", "locations.csv", "services.csv"]
    for name in files:
        ada.put_blob(name, DATA / name)
    part = ada.directory.import_(source_system="florida-legal-aid", blobs=files)
    while part.phase == "running":
        part = ada.directory.import_(import_id=part.id)
    print(f"  {part.added} rows imported, {part.refused} refused")
    for problem in ada.directory.problems(import_id=part.id).problems[1:2]:
        print(f"  {problem.file}:{problem.line} {problem.reason}")
    issues = {issue.code: issue.id for issue in ada.issue.list(limit=500).issues}

    print("A client, with consent")
    ada.policy.set(scope="store", knobs={"client_requires_referral": False})  # the host's own
    for fact in ("immigration_status", "incarceration_status"):  # as the feed has them
        ada.code.set(list="attribute", code=fact, name=fact)
    rosa = ada.client.create(details={
        "given_name": "Rosa", "family_name": "Diaz", "birth_date": datetime.date(1991, 4, 2),
        "locality": "Orange County", "income_percent": 120,
        "attributes": [
            {"name": "immigration_status", "value": "United States Citizen"},
            {"name": "incarceration_status", "value": "Not in custody and no conditions"}]})
    consent = ada.consent.record(client_id=rosa.id)
    print(f"  client {rosa.id}, consent {consent.id}")

    print("Who can help a tenant")
    found = ada.need.find_receivers(
        client_id=rosa.id, issue_id=issues["other-landlord-tenant"], explain=True)
    receivers = {}
    for offer in found.receivers:
        service = ada.service.get(service_id=offer.service_id)
        organization = ada.organization.get(organization_id=offer.organization_id)
        print(f"  {service.name} ({organization.name})")
        receivers.setdefault(offer.organization_id, offer.service_id)
    print("  the others are blocked by "
          + ", ".join(f"{b.criterion} {b.receivers}" for b in found.blocking))
    print(f"  relaxing {', '.join(found.relaxation)} would yield {found.relaxation_yields} more")
    desks = {}
    for organization_id in receivers:
        staff = ada.staff.create(login=f"desk-{organization_id}", name="Desk", role="caseworker",
                                 organization_id=organization_id)
        desks[organization_id] = engine.session(staff_id=staff.staff.id,
                                                organization_id=organization_id)

    print("The first need: several are asked, two race")
    later(5)
    sent = ada.need.send(client_id=rosa.id, issue_id=issues["other-landlord-tenant"],
                         consent_id=consent.id,
                         receivers=[{"service_id": service} for service in receivers.values()])
    first = sent.need.id
    print(f"  need {sent.need.reference} asks {len(sent.referrals)} organisations")
    asked = {referral.receiver_id: referral.id for referral in sent.referrals}
    racers = list(receivers)[:2]
    later(5)
    won = []
    race = [threading.Thread(target=acknowledge, args=(desks[r], asked[r], won)) for r in racers]
    for thread in race:
        thread.start()
    for thread in race:
        thread.join()
    print(f"  winners: {len(won)}")
    winner, loser = racers if won[0] is desks[racers[0]] else racers[::-1]
    later(5)
    declined = desks[winner].referral.decline(referral_id=asked[winner], reason_code="capacity")
    phases = sorted(r.phase for r in ada.need.get(need_id=first).referrals)
    print(f"  the winner declines for {declined.reason_code}: {', '.join(phases)}")
    later(5)
    next_desk, referral = desks[loser], asked[loser]
    next_desk.referral.acknowledge(referral_id=referral)
    later(5)
    next_desk.referral.accept(referral_id=referral)
    later(5)
    next_desk.referral.start(referral_id=referral)
    later(5)
    done = next_desk.referral.complete(referral_id=referral, outcome="successful",
                                       note="The eviction was withdrawn.")
    print(f"  the next completes it: {done.outcome}")

    print("The second need: refused, extended, met")
    later(5)
    wills = ada.need.find_receivers(client_id=rosa.id, issue_id=issues["estate-planning"])
    sent = ada.need.send(client_id=rosa.id, issue_id=issues["estate-planning"],
                         consent_id=consent.id, urgency="urgent",
                         receivers=[{"service_id": wills.receivers[0].service_id}])
    second = sent.need.id
    later(5)
    desks[sent.referrals[0].receiver_id].referral.decline(
        referral_id=sent.referrals[0].id, reason_code="not_appropriate")
    need = ada.need.get(need_id=second).need
    print(f"  refused: {need.phase}, {need.reason}")
    later(5)
    sent = ada.need.extend(need_id=second,
                           receivers=[{"service_id": wills.receivers[1].service_id}])
    last = sent.referrals[1]
    print(f"  extended: {sent.need.phase}")
    desk = desks[last.receiver_id]
    later(5)
    desk.referral.accept(referral_id=last.id)
    later(5)
    desk.referral.complete(referral_id=last.id, outcome="partial")
    need = ada.need.get(need_id=second).need
    print(f"  met: {need.phase}, {need.outcome}")

    print("The third need: nobody is eligible")
    later(5)
    born = ada.need.send(client_id=rosa.id, issue_id=issues["expungement"],
                         consent_id=consent.id, receivers=[]).need
    print(f"  born {born.phase}, {born.reason}")
    print("  blocked by " + ", ".join(f"{b.criterion} {b.receivers}" for b in born.blocking))
    print(f"  the smallest relaxation that would help: {', '.join(born.relaxation)}")

    print("An intake: asked before sending, and known already")
    later(5)
    form = ada.questionnaire.define(
        code="eviction", title="Eviction", issue_id=issues["other-landlord-tenant"],
        scales=[{"code": "urgency", "bands": [{"code": "high", "from_points": 3}]}],
        triage_scale="urgency",
        items=[{"link_id": "notice", "type": "boolean", "text": "Is there a notice to leave?",
                "required": True}],
        score_rules=[{"scale": "urgency", "points": 3, "reason": "There is a notice to leave.",
                      "when": {"question": "notice", "operator": "equal",
                               "answer": {"boolean": True}}}])
    ada.issue.update(issue_id=issues["other-landlord-tenant"], questionnaire_id=form.id,
                     questionnaire_required=True)
    line = {"issue_id": issues["other-landlord-tenant"], "urgency": "urgent",
            "receivers": [{"service_id": next(iter(receivers.values()))}]}
    draft = {"client": {"given_name": "Roza", "family_name": "Diaz",
                        "birth_date": datetime.date(1991, 4, 2)}, "consent": {}, "lines": [line]}
    review = ada.intake.validate(draft=draft)
    print("  in the way: " + ", ".join(dict.fromkeys(p.reason for p in review.problems)))
    match = review.matches[0]
    print(f"  perhaps client {match.client.id}, {100 * match.probability:.1f} %")
    line["answers"] = [{"link_id": "notice", "answers": [{"value": {"boolean": True}}]}]
    last = ada.intake.submit(draft=draft, client_id=match.client.id).needs[0].referrals[0]
    triage = ada.questionnaire_response.score(response_id=1).triage
    print(f"  sent; {triage.scale} {triage.points}, {triage.band}")

    print("Two days without an answer")
    later(2 * 24 * 60)
    while engine.session().system.tick().more:
        pass
    for late in ada.referral.list(view="sent", overdue_only=True).referrals:
        print(f"  referral {late.reference} is overdue: {late.phase}, {late.urgency}")
    for card in ada.dashboard.counts().counts:
        if card.count:
            print(f"  {card.side} {card.card} {card.count}")
    later(5)
    desks[last.receiver_id].referral.acknowledge(referral_id=last.id)

    show_timeline(ada, first, "a tenant")
    show_timeline(ada, second, "a will")
    show_timeline(ada, born.id, "a record")
    show_timeline(ada, last.need_id, "an eviction")

    print("Summary")
    summary = ada.report.summary()
    print(f"  {summary.needs} needs: {counts(summary.needs_by_phase)}")
    print(f"  outcomes: {counts(summary.needs_by_outcome)}")
    print(f"  {summary.sent} referrals: {counts(summary.sent_by_phase)}")
    verified = ada.journal.verify(deep=True)
    print(f"  journal: {verified.size} entries, {'intact' if verified.intact else 'damaged'}")
    proof = ada.journal.prove(sequence=1)
    checkpoint = ada.journal.checkpoint()
    print(f"  {len(proof.hashes)} hashes lead from its first entry to the root"
          f"{' of the checkpoint' if proof.root == checkpoint.root else ''}")
