"""A clock that is years ahead of the journal is believed only when whoever opens says so."""

import datetime

import onward
import pytest
from conftest import NINE, begin


def test_whoever_opens_says_that_the_clock_may_jump(tmp_path):
    store = tmp_path / "county.db"
    with onward.Engine(store=store, clock=lambda: NINE) as engine:
        begin(engine)

    def later():
        return NINE + datetime.timedelta(days=500)

    def network(**options):
        with onward.Engine(store=store, clock=later, **options) as engine:
            return engine.session(staff_id=1, organization_id=1).system.status().network

    with pytest.raises(onward.Broken, match="500 days ahead"):
        network()
    assert network(clock_may_jump=True) == "County"
