"""What goes wrong is told without what was entered: errors end in logs."""

import io
import traceback

import onward
import pytest

SECRET = "Mia Diaz"
BAD = SECRET + "\udc80"  # half a character, as a broken encoding leaves it


def texts(schema, at=""):
    """Each text a request may hold: its path, and a request of it alone."""
    schema = schema.get("anyOf", [schema])[0]
    if schema.get("type") == "array":
        for path, given in texts(schema["items"], f"{at}/0"):
            yield path, [given]
    elif "properties" in schema:
        for member, part in schema["properties"].items():
            for path, given in texts(part, f"{at}/{member}"):
                yield path, {member: given}
    elif schema.get("type") == "string" or "enum" in schema:
        yield at, BAD


def raised(kind, call):
    with pytest.raises(kind) as caught:
        call()
    told = "".join(traceback.format_exception(caught.type, caught.value, None))
    assert SECRET not in told + repr(caught.value)
    return caught.value


@pytest.mark.parametrize("operation", onward.describe()["operations"], ids=lambda o: o["name"])
def test_a_text_that_is_no_utf8_is_refused_by_its_path(session, operation):
    for path, request in texts(operation["request"]):
        refused = raised(onward.Refused, lambda: session.call(operation["name"], **request))
        assert refused.reason == "malformed_request"
        assert path in [problem["path"] for problem in refused.problems]


def test_there_are_texts_in_lists_and_in_parts():
    paths = {path for operation in onward.describe()["operations"]
             for path, _ in texts(operation["request"])}
    assert {"/urgency", "/details/birth_date", "/details/attributes/0/value"} <= paths


def test_options_that_are_no_utf8_are_refused_by_their_path(engine, tmp_path):
    def path_of(call):
        return raised(onward.Refused, call).path

    assert path_of(lambda: onward.Engine(store=tmp_path / BAD)) == "/store"
    assert path_of(lambda: engine.session(purpose=BAD)) == "/purpose"


def test_what_is_inside_a_batch_is_refused_by_its_path(session):
    refused = raised(onward.Refused, lambda: session.system.batch(calls=[
        {"operation": "client.create", "request": {
            "details": {"given_name": BAD, "family_name": "Diaz"}}}]))
    assert refused.path == "/calls/0/request/details/given_name"


def test_a_name_that_is_no_utf8_is_not_known(session):
    key = "given_name\udc80"
    refused = raised(onward.Refused, lambda: session.client.create(details={
        key: SECRET, "given_name": SECRET, "family_name": SECRET}))
    assert refused.path == "/details/given_name\0"
    for name in ("client.create\udc80", "x" + "é" * 60):
        assert raised(onward.Refused, lambda: session.call(
            name, details=SECRET)).reason == "unknown_operation"


def test_whole_characters_are_not_touched(session):
    name = "Mía 😀 \\u0000 \\udc80"
    client = session.client.create(details={"given_name": name, "family_name": "\\"})
    assert (client.given_name, client.family_name) == (name, "\\")


MISTAKES = [
    (TypeError, lambda session: session.put_blob("a", io.StringIO(SECRET))),
    (TypeError, lambda session: session.put_blob(1, SECRET.encode())),
    (TypeError, lambda session: session.put_blob("a", SECRET.encode(), 0.0)),
    (OverflowError, lambda session: session.put_blob("a", SECRET.encode(), -(2**70))),
    (onward.Refused, lambda session: session.put_blob(BAD, b"")),
    (onward.Refused, lambda session: session.get_blob(BAD)),
    (TypeError, lambda session: session.get_blob({SECRET})),
    (onward.Refused, lambda session: session.erase_blob(BAD)),
    (TypeError, lambda session: session.erase_blob([SECRET])),
    (TypeError, lambda session: session.call(1, details=SECRET)),
    (TypeError, lambda session: session.client.create(SECRET)),
    (TypeError, lambda session: session.client.create(details=SECRET.encode())),
    (TypeError, lambda session: session.client.create(details={(SECRET,): 1})),
    (TypeError, lambda session: onward.Session(session, purpose=SECRET)),
]


@pytest.mark.parametrize("kind, call", MISTAKES)
def test_what_a_call_cannot_take_is_not_told(session, kind, call):
    raised(kind, lambda: call(session))
