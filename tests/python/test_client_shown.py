"""What is withheld in client.get is withheld in every answer that holds a client.

The operations are found in the description: a new one fails here until it is called, too.
"""

import onward
import pytest

EVE = {"title": "Dr", "given_name": "Eve", "family_name": "Hill", "preferred_name": "Evie",
       "pronouns": "she/her", "birth_date": "1990-05-04", "gender": "female", "locality": "lee",
       "language": "es", "email": "e@h.org", "phone": "0161 496 0001",
       "alternate_phone": "0161 496 0002", "contact_permissions": ["sms"], "income_percent": 90,
       "populations": ["veteran"], "attributes": [{"name": "pets", "value": "yes"}],
       "nhs_number": "9990000018", "gp_name": "Dr Gray", "gp_practice": "Surgery",
       "address": "1 Main St", "postcode": "M1 1AA", "latitude_microdegrees": 53_000_000,
       "longitude_microdegrees": -2_000_000}
DRAFT = {"client_id": 1, "consent": {}, "lines": []}

# How each is called by somebody to whom a part is withheld; None: not theirs to call.
CALLS = {
    "client.create": None,
    "client.update": None,  # below, since it names what is shown
    "client.deduplicate": {},
    "client.merge": {"survivor_id": 2, "revision": 1, "client_id": 1},
    "client.unmerge": {"client_id": 1},
    "client.history": {"client_id": 1},
    "client.get": {"client_id": 1},
    "client.list": {},
    "client.match": {"given_name": "Eve", "family_name": "Hill", "birth_date": "1990-05-04"},
    "intake.begin": {"client_id": 1},
    "intake.save": {"draft": DRAFT},
    "intake.get": {"intake_id": 1},
    "intake.list": {},
    "intake.validate": {"draft": DRAFT},
    "intake.submit": {"draft": {**DRAFT, "lines": [{"issue_id": 2, "receivers": []}]}},
    "intake.discard": {"intake_id": 1, "revision": 1},
}
ADMINISTRATORS = {"client.deduplicate", "client.merge", "client.unmerge"}


def holds_client(schema):
    return any(
        holds_client(one["items"]) if one.get("type") == "array"
        else "nhs_number" in one.get("properties", {})
        or any(holds_client(part) for part in one.get("properties", {}).values())
        for one in schema.get("anyOf", [schema]))


def clients_in(value):
    if isinstance(value, list):
        for one in value:
            yield from clients_in(one)
    elif isinstance(value, dict):
        if "nhs_number" in value and value.get("id"):
            yield value
        for part in value.values():
            yield from clients_in(part)


def told_more(shown, answer):
    return [f"{name}: {client[name]}" for client in clients_in(answer)
            for name in EVE if client[name] != shown[name]]


def network(engine, session, data_classes):
    session.code.set(list="population", code="veteran", name="Veterans")
    session.code.set(list="attribute", code="pets", name="Pets", choices=["yes", "no"])
    for code in ("housing", "food"):
        session.issue.create(code=code, name=code)
    session.organization.create(name="Shelter")
    session.service.create(organization_id=2, name="Night shelter", issues=[1])
    session.staff.create(login="bob", name="Bob", organization_id=2, role="administrator")
    session.client.create(details=EVE)
    session.consent.record(client_id=1, data_classes=data_classes, onward_allowed=True)
    session.need.send(client_id=1, issue_id=1, consent_id=1, receivers=[{"service_id": 1}])
    return engine.session(staff_id=2, organization_id=2)


def test_every_operation_that_answers_a_client_is_called_here():
    found = {o["name"] for o in onward.describe()["operations"] if holds_client(o["response"])}
    assert found == set(CALLS)


@pytest.mark.parametrize("classes", [[], ["identity"], ["identity", "contact"], ["special"]])
@pytest.mark.parametrize("acts", [[], ["acknowledge"], ["accept"], ["accept", "start"]])
def test_no_answer_tells_more_than_client_get(engine, session, classes, acts):
    receiver = network(engine, session, classes)
    for act in acts:
        getattr(receiver.referral, act)(referral_id=1)
    shown = receiver.client.get(client_id=1).as_json()
    answered = set()
    for name, request in CALLS.items():
        if request is None:
            continue
        try:
            answer = receiver.call(name, **request).as_json()
        except onward.Refused as refused:
            allowed = {"permission_missing", "not_found", "malformed_request"}
            if name == "intake.submit":
                allowed |= {"disclosure_withheld", "no_receivers"}
            assert refused.reason in allowed, name
            assert name in ADMINISTRATORS | {"intake.submit"}, name
            continue
        answered.add(name)
        if name == "intake.submit":  # under a consent of its own: a sender like every other
            shown = receiver.client.get(client_id=1).as_json()
        assert told_more(shown, answer) == [], name
    assert answered >= set(CALLS) - ADMINISTRATORS - {
        "client.create", "client.update", "intake.submit"}
    if "identity" in shown["withheld"] or shown["withheld"] == []:
        return
    details = {name: shown[name] for name in EVE}
    details["pronouns"] = "they/them"
    changed = receiver.client.update(client_id=1, revision=1, details=details).as_json()
    assert told_more(receiver.client.get(client_id=1).as_json(), changed) == []


def test_a_refusal_does_not_depend_on_what_is_withheld(engine, session):
    receiver = network(engine, session, ["identity"])
    session.organization.create(name="Veterans")
    session.service.create(organization_id=3, name="Veterans", issues=[1], populations=["veteran"])
    session.service.create(organization_id=3, name="Poor", issues=[1], income_percent_limit=100)
    other = {**EVE, "nhs_number": "", "populations": [], "income_percent": 300}
    session.client.create(details=other)
    session.consent.record(client_id=2, data_classes=["identity"], onward_allowed=True)
    session.need.send(client_id=2, issue_id=1, consent_id=2, receivers=[{"service_id": 1}])
    told = []
    for client in (1, 2):
        receiver.referral.accept(referral_id=client)
        for service in (2, 3):
            with pytest.raises(onward.Refused) as caught:
                receiver.referral.forward(
                    referral_id=client, receivers=[{"service_id": service}])
            told.append((client, str(caught.value)))
    assert [text for client, text in told if client == 1] == [
        text for client, text in told if client == 2]
