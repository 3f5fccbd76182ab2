"""Who calls back may own the engine: nothing is kept that nobody can reach."""

import contextlib
import gc
import json
import os
import weakref

import onward
import pytest
from conftest import NINE, begin
from onward import _onward

CALLBACKS = {
    "clock": lambda owner: NINE,
    "random": lambda owner, size: os.urandom(size),
    "key": lambda owner, purpose: bytes(32),
    "progress": lambda owner, what, done, total: None,
    "cancelled": lambda owner: False,
}


class Owner:
    """Has an engine, which calls it back."""

    def __init__(self, store, name):
        self.name, self.called, self.held = name, 0, None
        self.engine = onward.Engine(store=store, **{name: self.answer})
        self.session = begin(self.engine)

    def answer(self, *given):
        self.called += 1
        return CALLBACKS[self.name](self, *given)


@contextlib.contextmanager
def not_collecting():
    """What is freed here is freed at once."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def opened():
    """The files that are open."""
    with os.scandir("/dev/fd") as files:
        return len(list(files))


def forgotten(name, tmp_path, drop=lambda owner: None):
    """An owner that nobody can reach any more."""
    owner = Owner(tmp_path / "county.db", name)
    drop(owner)
    return weakref.ref(owner)


@pytest.mark.parametrize("name", CALLBACKS)
def test_an_engine_that_calls_its_owner_is_freed(name, tmp_path):
    before = opened()
    with not_collecting():
        owner = forgotten(name, tmp_path)
        assert owner() is not None and opened() > before
        gc.collect()
        assert owner() is None and opened() == before


def close_and_open_another(owner):
    owner.engine.close()
    owner.engine = onward.Engine(store=":memory:", clock=owner.answer)


def hold_each_other(owner):
    owner.held = Owner(":memory:", "clock")
    owner.held.held = owner


def hold_a_verb(owner):
    owner.engine, owner.session = None, owner.session.issue.list


@pytest.mark.parametrize("drop", [
    lambda owner: owner.__dict__.pop("engine"),
    lambda owner: owner.__dict__.pop("session"),
    lambda owner: owner.session.close(),
    lambda owner: setattr(owner, "held", owner.engine.session()),
    close_and_open_another, hold_each_other, hold_a_verb,
], ids=["session", "engine", "closed_session", "two_sessions", "another", "each_other", "verb"])
def test_whatever_of_it_the_owner_holds(drop, tmp_path):
    before = opened()
    with not_collecting():
        owner = forgotten("clock", tmp_path, drop)
        assert owner() is not None
        gc.collect()
        assert owner() is None and opened() == before


@pytest.mark.parametrize("name", CALLBACKS)
def test_a_closed_engine_keeps_nobody(name, tmp_path):
    with not_collecting():
        assert forgotten(name, tmp_path, lambda owner: owner.engine.close())() is None


def test_the_last_session_keeps_the_callbacks():
    with not_collecting():
        owner = Owner(":memory:", "clock")
        owner.engine._handle.close()
        called = owner.called
        assert owner.session.issue.list().issues == [] and owner.called > called
        kept, session = weakref.ref(owner), owner.session
        del owner
        assert kept() is not None
        session.close()
        assert kept() is None


def test_an_engine_that_does_not_open_keeps_nobody(tmp_path):
    class Keen:
        def __init__(self):
            try:
                self.engine = onward.Engine(store=tmp_path / "nowhere/a.db", clock=self.now)
            except onward.Broken:
                kept.append(weakref.ref(self))

        def now(self):
            return NINE

    kept = []
    with not_collecting():
        Keen()
        assert kept[0]() is None


def test_a_handle_ends_the_cycle_where_nothing_else_can(tmp_path):
    before = opened()
    with not_collecting():
        handle = _onward.Engine()
        options = json.dumps({"store": str(tmp_path / "county.db")})
        assert handle.open(options, None, None, None, handle.close, None, None)[0] == 0
        del handle
        assert opened() > before
        gc.collect()
        assert opened() == before


def test_who_is_at_work_is_not_collected():
    class Collects(Owner):
        def answer(self, *given):
            gc.collect()
            return super().answer(*given)

    session = Collects(":memory:", "clock").session
    assert session.issue.create(code="a", name="Food").id == 1
    assert session._engine.session(staff_id=1, organization_id=1).issue.list().issues


def test_the_collector_may_look_at_any_moment():
    limits = gc.get_threshold()
    gc.set_threshold(1)
    try:
        owners = [weakref.ref(Owner(":memory:", name)) for name in CALLBACKS]
    finally:
        gc.set_threshold(*limits)
    gc.collect()
    assert [owner() for owner in owners] == [None] * len(CALLBACKS)
