"""What analysts hand in: numbers, days and instants of numpy and pandas, and batches of calls."""

import datetime

import onward
import pytest
from conftest import NINE

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")


class Number:
    """Like the integers of libraries that we do not know."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


@pytest.mark.parametrize("kind", [np.int8, np.int64, np.uint64, Number])
def test_identifiers_of_any_kind_are_integers(session, kind):
    issue = session.issue.create(code="food", name="Food")
    assert session.issue.update(issue_id=kind(issue.id), name="Meals").name == "Meals"


def test_identifiers_of_a_table_are_taken(session):
    session.issue.create(code="food", name="Food")
    session.issue.create(code="home", name="Home")
    issues = session.table("issues").df()
    assert session.issue.update(issue_id=issues.id[1], name="Homes").name == "Homes"
    for ids in (issues.id, issues.id.to_numpy(), issues.id.tolist()):
        made = session.service.create(organization_id=1, name="Help", issues=ids)
        assert made.issues == [1, 2]


def test_true_and_false_and_reals_are_taken(session):
    made = session.service.create(organization_id=1, name="Help", accepting=np.bool_(False))
    assert made.accepting is False
    with pytest.raises(onward.Refused, match="/accepting"):
        session.service.create(organization_id=1, name="Help", accepting=np.float32(1.5))
    with pytest.raises(ValueError):
        session.service.create(organization_id=1, name="Help", wait_days=np.float32("nan"))


BORN = datetime.date(1990, 5, 4)


@pytest.mark.parametrize("day", [
    pd.Timestamp(BORN), np.datetime64("1990-05-04"), np.datetime64("1990-05-04T00:00:00", "ns"),
])
def test_days_are_dates(session, day):
    details = {"given_name": "Mia", "family_name": "Diaz", "birth_date": day}
    assert session.client.create(details=details).birth_date == BORN


def test_instants_have_their_zone(session):
    client = session.client.create(details={"given_name": "Mia", "family_name": "Diaz"})
    given = pd.Timestamp(NINE).tz_convert("Europe/Warsaw")
    assert session.consent.record(client_id=client.id, given_at=given).given_at == NINE
    for without in (given.tz_localize(None), np.datetime64("2025-01-01T09:00")):
        with pytest.raises(ValueError, match="time zone"):
            session.consent.record(client_id=client.id, given_at=without)


@pytest.mark.parametrize("nothing", [pd.NaT, np.datetime64("NaT")])
def test_no_time_is_refused(session, nothing):
    with pytest.raises(ValueError, match="NaT is no"):
        session.organization.create(name="A", holidays=[nothing])


@pytest.mark.parametrize("other", [pd.NA, np.timedelta64(1, "D"), np.zeros((2, 2)), 1j])
def test_other_values_are_refused_by_their_kind(session, other):
    with pytest.raises(TypeError, match="cannot hold " + type(other).__name__):
        session.issue.create(code=other, name="Food")


def test_a_batch_answers_what_each_call_answers(session):
    done = session.system.batch(calls=[
        {"operation": "issue.create", "request": {"code": "a", "name": "Food"}},
        {"operation": "client.create",
         "request": {"details": {"given_name": "Mia", "family_name": "Diaz", "birth_date": BORN}}},
    ])
    issue, client = done.responses
    assert type(issue) is onward.Issue and issue.name == "Food"
    assert type(client) is onward.Client and client.birth_date == BORN
    assert client.registered_at == NINE
    assert done["responses"] is done.responses
    assert done.as_json()["responses"][1]["birth_date"] == "1990-05-04"
