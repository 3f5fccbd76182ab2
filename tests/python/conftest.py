"""A small network that tests begin with."""

import datetime
from types import SimpleNamespace

import onward
import pytest

NINE = datetime.datetime(2025, 1, 1, 9, tzinfo=datetime.timezone.utc)


@pytest.fixture
def clock():
    """A clock that stands; tests move `clock.now`."""
    return SimpleNamespace(now=NINE)


@pytest.fixture
def engine(clock):
    with onward.Engine(store=":memory:", clock=lambda: clock.now) as engine:
        yield engine


@pytest.fixture
def session(engine):
    """The administrator of the council."""
    return begin(engine)


def begin(engine):
    made = engine.session().system.create(
        network="County", organization="Council", login="ada", name="Ada Byron")
    session = engine.session(staff_id=made.staff.id, organization_id=made.organization.id)
    session.policy.set(scope="store", knobs={"client_requires_referral": False})
    return session
