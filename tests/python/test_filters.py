"""Lists refuse what they would never find: a code that is on no list, a row that is not there."""

import onward
import pytest

# What is typed is looked for as it is; or it says where the list goes on or is put, or who else
# is meant.
WORDS = {"blob", "city", "cursor", "idempotency_key", "name_prefix", "text"}
# Rows that are only shown to some: whether they are there is not told.
WITHHELD = {"assignee_id", "client_id", "specialist_id"}


def filters():
    """Of each list every member by which rows are chosen, and a value that it never finds. A list
    that asks for the row whose rows it shows is looked at by that member alone."""
    for operation in onward.describe()["operations"]:
        members = operation["request"]["properties"]
        if not {"cursor", "limit"} <= members.keys():
            continue
        required = set(operation["request"].get("required", []))
        for name, schema in members.items():
            if required - {name}:
                continue
            kinds = [schema, *schema.get("anyOf", [])]
            is_code = any(kind.get("type") == "string" and "enum" not in kind
                          and "format" not in kind for kind in kinds)
            is_row = name.endswith("_id") and any(kind.get("type") == "integer" for kind in kinds)
            if (is_code and name not in WORDS) or (is_row and name not in WITHHELD):
                yield operation["name"], name, "nowhere" if is_code else 999_999


@pytest.mark.parametrize("operation, member, value", list(filters()))
def test_what_is_not_there_is_refused_by_its_path(session, operation, member, value):
    session.locality.import_(localities=[{"code": "lee", "name": "Lee County"}])
    with pytest.raises(onward.Refused) as caught:
        session.call(operation, **{member: value})
    assert caught.value.path == "/" + member
    assert caught.value.reason in {"code_unknown", "locality_unknown", "malformed_request",
                                   "not_found"}


def test_the_filters_that_are_codes_are_known():
    codes = {(operation, member) for operation, member, value in filters() if value == "nowhere"}
    assert codes >= {("referral.list", "reason_code"), ("directory.search", "language"),
                     ("directory.search", "locality"), ("issue.list", "category"),
                     ("locality.list", "parent")}
