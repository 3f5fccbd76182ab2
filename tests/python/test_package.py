"""The package itself: answers, refusals, callbacks, blobs, threads, order of destruction."""

import copy
import ctypes
import datetime
import functools
import gc
import inspect
import io
import pickle
import signal
import sys
import threading

import onward
import pytest
from conftest import NINE, begin
from onward._progress import Bar

NEW_YEAR = datetime.date(2025, 1, 1)


def test_answers_are_typed_records(session):
    made = session.organization.create(name="Shelter", holidays=[NEW_YEAR])
    assert type(made) is onward.Organization
    assert made.name == made["name"] == "Shelter"
    assert made.holidays == [NEW_YEAR]
    assert "name" in made and "nome" not in made and len(made) == len(dict(made))
    assert made.as_json()["holidays"] == ["2025-01-01"]
    with pytest.raises(AttributeError, match="Organization has no member 'nome'"):
        made.nome
    with pytest.raises(AttributeError, match="cannot be changed"):
        made.name = "Home"
    with pytest.raises(KeyError):
        made["nome"]


def test_instants_are_aware(session):
    born = datetime.date(1990, 5, 4)
    client = session.client.create(
        details={"given_name": "Mia", "family_name": "Diaz", "birth_date": born})
    assert client.registered_at == NINE and client.birth_date == born
    noon = NINE.astimezone(datetime.timezone(datetime.timedelta(hours=3)))
    consent = session.consent.record(client_id=client.id, given_at=noon)
    assert consent.given_at == NINE
    assert consent.withdrawn_at is None
    with pytest.raises(ValueError, match="time zone"):
        session.consent.record(client_id=client.id, given_at=NINE.replace(tzinfo=None))


def test_records_equal_copy_and_print(session):
    role, again = (session.role.list().roles[0] for _ in range(2))
    assert role == again and role != session.role.list().roles[1] and role is not again
    assert copy.copy(role) == copy.deepcopy(role) == pickle.loads(pickle.dumps(role)) == role
    assert repr(session.issue.create(code="a", name="Food")) == (
        "Issue(id=1, revision=1, code='a', name='Food', active=True, questionnaire_id=0, "
        "questionnaire_required=False)")
    assert "<th>name</th><td>administrator</td>" in role._repr_html_()
    assert "<td>administrator</td>" in session.role.list()._repr_html_()
    assert "permissions" in dir(role)
    with pytest.raises(TypeError):
        hash(role)


def test_html_is_escaped(session):
    assert "&lt;b&gt;" in session.organization.create(name="<b>")._repr_html_()


def test_answers_may_stand_in_requests(session):
    details = {"given_name": "Mia", "family_name": "Diaz"}
    session.code.set(list="attribute", code="a", name="A")
    attributes = [{"name": "a", "value": "b"}]
    client = session.client.create(details={**details, "attributes": attributes})
    twin = session.client.create(details={**details, "attributes": client.attributes})
    assert twin.attributes == client.attributes


def test_refusals_carry_reason_path_text_and_facts(session):
    with pytest.raises(onward.Refused) as caught:
        session.organization.create(name="", time_zone="Mars")
    refused = caught.value
    assert refused.reason == "malformed_request" and refused.path == "/name"
    assert [problem["path"] for problem in refused.problems] == ["/name", "/time_zone"]
    assert refused.text.startswith("Something that was entered")
    assert str(refused).startswith("malformed_request at /name: Something")
    assert pickle.loads(pickle.dumps(refused)).problems == refused.problems
    analyst = session.staff.create(login="a", name="A", organization_id=1, role="analyst")
    with pytest.raises(onward.Refused) as caught:
        session._engine.session(staff_id=analyst.staff.id, organization_id=1).issue.create(
            code="a", name="A")
    assert caught.value.facts == {"permission": "referral:configure"}


def test_unknown_members_are_refused_by_path(session):
    with pytest.raises(onward.Refused) as caught:
        session.issue.create(code="a", nam="Food", name="Food")
    assert caught.value.path == "/nam"
    with pytest.raises(AttributeError):
        session.isue
    with pytest.raises(AttributeError):
        session.issue.creat
    with pytest.raises(TypeError, match="cannot hold set"):
        session.issue.create(code={1}, name="Food")
    with pytest.raises(ValueError):
        session.issue.create(code=float("nan"), name="Food")


def test_a_repeated_key_is_answered_again(session):
    once, twice = (session.issue.create(code="a", name="Food", idempotency_key="k")
                   for _ in range(2))
    assert once == twice and len(session.issue.list().issues) == 1
    with pytest.raises(onward.Refused, match="idempotency_key_reused"):
        session.issue.create(code="b", name="Food", idempotency_key="k")


def test_none_is_left_out(session):
    assert session.organization.create(name="A", time_zone=None).time_zone == "UTC"


def test_verbs_have_signatures_and_documentation(session):
    verb = session.need.send
    assert str(inspect.signature(verb)) == (
        "(*, client_id, issue_id, consent_id, receivers=None, urgency=None, "
        "reason_for_referral=None, special_requirements=None, notes_for_provider=None, "
        "preferred_date=None, self_referral=None, open=None, "
        "idempotency_key=None) -> onward.NeedSendAnswer")
    documentation = inspect.getdoc(verb)
    assert documentation.startswith("Ask several receivers")
    assert "urgency : {'routine', 'soon', 'urgent'}, optional" in documentation
    assert "from_" in inspect.signature(session.journal.list).parameters
    assert session.journal.list(from_=1, limit=1).entries[0].sequence == 1
    assert callable(session.directory.import_) and "need" in dir(session)


def test_every_operation_is_a_verb(session):
    for operation in onward.describe()["operations"]:
        noun, verb = operation["name"].split(".")
        assert operation["doc"] in getattr(
            getattr(session, noun), "import_" if verb == "import" else verb).__doc__


def test_calls_by_name(session):
    assert session.call("issue.create", code="a", name="Food").code == "a"
    assert session.call("journal.list", **{"from": 2}).entries[0].sequence == 2
    with pytest.raises(onward.Refused, match="unknown_operation"):
        session.call("issue.burn")


def test_random_and_key_come_from_the_host():
    asked = []

    def random(size):
        asked.append(size)
        return bytes(size)

    def key(purpose):
        asked.append(purpose)
        return bytes(32) if purpose == "checkpoint" else None

    with onward.Engine(store=":memory:", random=random, key=key) as engine:
        session = begin(engine)
        assert session.journal.checkpoint().public_key
        assert "checkpoint" in asked and any(isinstance(size, int) for size in asked)


def test_the_host_says_in_which_locality_an_address_lies():
    known = {"AA1 1AA": "lee"}
    with onward.Engine(store=":memory:",
                       locality_of=lambda address, postcode: known.get(postcode)) as engine:
        session = begin(engine)
        session.policy.set(scope="store", knobs={"client_requires_referral": False})
        eve = {"given_name": "Eve", "family_name": "Hill", "address": "1 Main St"}
        assert session.client.create(details={**eve, "postcode": "AA1 1AA"}).locality == "lee"
        assert session.client.create(details={**eve, "postcode": "ZZ9 9ZZ"}).locality == ""


@pytest.mark.parametrize("callback, cause", [
    ({"clock": lambda: 1 / 0}, ZeroDivisionError),
    ({"clock": lambda: datetime.datetime(2025, 1, 1)}, ValueError),
    ({"clock": lambda: "today"}, AttributeError),
    ({"random": lambda size: b"few"}, TypeError),
    ({"random": lambda size: "text"}, TypeError),
])
def test_a_callback_that_fails_breaks_the_call(callback, cause):
    with onward.Engine(store=":memory:", **callback) as engine:
        with pytest.raises(onward.Broken, match="the host's") as caught:
            begin(engine)
        assert isinstance(caught.value.__cause__, cause)


@pytest.mark.parametrize("name", ["clock", "random", "key", "progress", "cancelled",
                                  "locality_of"])
def test_what_cannot_be_called_is_no_callback(name):
    with pytest.raises(TypeError, match=f"^{name} must be callable, and is 5$"):
        onward.Engine(":memory:", **{name: 5})


def test_engines_and_sessions_print_what_they_are_of():
    with onward.Engine(":memory:") as engine:
        assert repr(engine) == "Engine(store=':memory:')"
        assert repr(engine.session()) == "Session()"


def test_a_callback_must_not_call_the_engine():
    held = {}

    def clock():
        if "session" in held:
            held.pop("session").system.status()
        return NINE

    with onward.Engine(store=":memory:", clock=clock) as engine:
        session = begin(engine)
        held["session"] = session
        with pytest.raises(onward.Broken) as caught:
            session.issue.list()
        assert "must not call the engine" in str(caught.value.__cause__)
        assert session.issue.list().issues == []


def test_long_work_tells_progress_and_is_cancelled():
    told, stop = [], []
    with onward.Engine(store=":memory:", progress=lambda *a: told.append(a),
                       cancelled=lambda: bool(stop)) as engine:
        session = begin(engine)
        assert session.journal.verify(deep=True).intact
        assert told and all(what and (done <= total or not total) for what, done, total in told)
        stop.append(True)
        with pytest.raises(onward.Cancelled):
            session.journal.verify(deep=True)
        stop.clear()
        assert session.journal.verify(deep=True).intact


def test_control_c_ends_a_long_call():
    # Neither callback runs a line of Python, so that the engine is the first to see the signal;
    # it sees it before it asks whether it was cancelled.
    asked = []
    raised = functools.partial(ctypes.CDLL(None)["raise"], signal.SIGINT)
    with onward.Engine(store=":memory:", progress=raised,
                       cancelled=functools.partial(asked.append, "whether")) as engine:
        session = begin(engine)
        with pytest.raises(KeyboardInterrupt):
            session.journal.verify(deep=True)
        assert asked == []
        assert session.issue.list().issues == []  # the engine goes on


def test_control_c_in_a_callback_is_not_lost():
    def interrupted(what, done, total):
        raise KeyboardInterrupt

    with onward.Engine(store=":memory:", progress=interrupted) as engine:
        session = begin(engine)
        with pytest.raises(KeyboardInterrupt):
            session.journal.verify(deep=True)


def test_blobs_come_from_bytes_paths_and_files(session, tmp_path):
    long = bytes(range(256)) * 10_000  # more than two pieces
    path = tmp_path / "feed.bin"
    path.write_bytes(long)
    assert session.put_blob("path", path) == session.put_blob("text", str(path)) == len(long)
    with open(path, "rb") as file:
        assert session.put_blob("file", file) == len(long)
    assert session.put_blob("bytes", long) == len(long)
    assert session.put_blob("view", memoryview(long)[:10]) == 10
    assert session.put_blob("empty", b"") == 0
    for blob in ("path", "text", "file", "bytes"):
        assert session.get_blob(blob) == long
    assert session.get_blob("view") == long[:10] and session.get_blob("empty") == b""
    into = io.BytesIO()
    assert session.get_blob("path", into) == len(long) and into.getvalue() == long
    assert session.get_blob("path", tmp_path / "copy") == len(long)
    assert (tmp_path / "copy").read_bytes() == long
    with pytest.raises(onward.Refused, match="blob_missing"):
        session.get_blob("none", tmp_path / "none")
    assert not (tmp_path / "none").exists()
    session.erase_blob("view")
    with pytest.raises(onward.Refused, match="blob_missing"):
        session.erase_blob("view")
    session.put_blob("view", long[:10])
    with session._engine.session() as nobody:
        for refused in (lambda: nobody.put_blob("a", b""), lambda: nobody.get_blob("path")):
            with pytest.raises(onward.Refused, match="session_invalid"):
                refused()
    with pytest.raises(onward.Refused) as caught:
        session.put_blob("view", b"again")
    assert caught.value.path == "/offset" and caught.value.facts == {"size": 10}


def test_an_upload_that_broke_off_goes_on(session, tmp_path):
    long = bytes(range(256)) * 10_000
    path = tmp_path / "feed.bin"
    path.write_bytes(long)

    class Breaks(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 0:
                raise OSError("gone")
            return super().read(size)

    with pytest.raises(OSError, match="gone"):
        session.put_blob("feed", Breaks(long))
    with pytest.raises(onward.Refused) as caught:
        session.put_blob("feed", path)
    size = caught.value.facts["size"]
    assert 0 < size < len(long)
    assert session.put_blob("feed", path, offset=size) == len(long)
    assert session.get_blob("feed") == long
    assert session.put_blob("feed", long, offset=len(long)) == len(long)
    with pytest.raises(onward.Refused, match="/offset"):
        session.put_blob("feed", long, offset=size)


def test_a_source_may_read_less_than_it_is_asked_for(session):
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 3))

    assert session.put_blob("slow", Slow(b"0123456789")) == 10
    assert session.get_blob("slow") == b"0123456789"


def test_stores_are_broken_by_name(tmp_path):
    with pytest.raises(onward.Broken, match="nowhere"):
        onward.Engine(store=tmp_path / "nowhere/county.db")
    with pytest.raises(onward.Refused, match="/stores"):
        onward.Engine(store=":memory:", stores="a")
    with pytest.raises(onward.Refused, match="/staff"):
        onward.Engine(store=":memory:").session(staff=1)


def test_a_closed_engine_says_so(engine, session):
    engine.close()
    engine.close()
    with pytest.raises(ValueError, match="closed"):
        session.issue.list()
    with pytest.raises(ValueError, match="closed"):
        engine.session()


def test_a_store_is_free_once_its_engine_is_closed(tmp_path):
    store = tmp_path / "county.db"
    with onward.Engine(store=store) as engine:
        begin(engine)
    with onward.Engine(store=store) as engine:
        assert engine.session(staff_id=1, organization_id=1).system.status().network == "County"


def test_closing_lets_the_thread_that_it_waits_for_go_on(tmp_path):
    store, holds, closes, went_on = tmp_path / "a.db", threading.Event(), threading.Event(), []

    def clock():
        if threading.current_thread() is writer:  # in a transaction, with the store's lock
            holds.set()
            closes.wait()
            went_on.append(True)
        return NINE

    def write():
        session.issue.create(code="a", name="Food")

    writer = threading.Thread(target=write)
    engine = onward.Engine(store=store, clock=clock)
    other = onward.Engine(store=store, clock=lambda: NINE)
    session = begin(engine)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(60)  # between the next lines only closing itself lets the writer go on
    try:
        writer.start()
        holds.wait()
        closes.set()
        other.close()
        assert went_on
    finally:
        sys.setswitchinterval(interval)
        writer.join()
        engine.close()


def test_a_broken_call_has_its_own_cause():
    broken = []

    def clock():
        if broken:
            raise OSError(threading.get_ident())
        return NINE

    with onward.Engine(store=":memory:", clock=clock) as engine:
        session = begin(engine)
        broken.append(True)
        causes = []

        def work():
            mine = engine.session(staff_id=1, organization_id=1)
            for _ in range(50):
                with pytest.raises(onward.Broken) as caught:
                    mine.issue.list()
                causes.append((threading.get_ident(), caught.value.__cause__.args[0]))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(causes) == 200 and all(mine == told for mine, told in causes)
        broken.clear()
        assert session.issue.list().issues == []


def test_a_bar_is_its_threads_own_and_never_breaks_the_work():
    made = []

    class Drawn:
        def __init__(self, desc, leave):
            self.desc, self.n, self.total, self.is_open = desc, 0, None, True
            made.append(self)

        def update(self, more):
            self.n += more
            if self.desc == "torn":
                raise OSError("the terminal is gone")

        def close(self):
            self.is_open = False
            if self.desc == "stuck":
                raise OSError("the terminal is gone")

    bar = Bar(Drawn)
    bar("verify", 1, 2)
    thread = threading.Thread(target=lambda: (bar("import", 3, 0), bar.close()))
    thread.start()
    thread.join()
    bar("verify", 2, 2)
    assert [(b.desc, b.n, b.total, b.is_open) for b in made] == [
        ("verify", 2, 2, True), ("import", 3, None, False)]
    for what in ("torn", "torn", "stuck", "torn"):
        bar(what, 1, 2)
    bar.close()
    assert not made[0].is_open


def test_the_collector_may_destroy_in_any_order():
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 2, 1)):
        engine = onward.Engine(store=":memory:", clock=lambda: NINE)
        things = [engine, begin(engine), engine.session()]
        del engine
        for n in order:
            things[n] = None
            gc.collect()


def test_a_session_keeps_its_engine():
    session = begin(onward.Engine(store=":memory:", clock=lambda: NINE))
    gc.collect()
    assert session.issue.create(code="a", name="Food").id == 1


def test_sessions_work_at_the_same_time(engine, session):
    failures = []

    def work(worker):
        try:
            mine = engine.session(staff_id=1, organization_id=1)
            for n in range(50):
                mine.issue.create(code=f"{worker}-{n}", name="Help")
        except BaseException as e:
            failures.append(e)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(session.issue.list(limit=500).issues) == 200
    assert session.journal.verify(deep=True).intact


def test_a_session_shared_by_threads_takes_turns(session):
    threads = [threading.Thread(target=lambda: [session.issue.list() for _ in range(50)])
               for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_description_is_the_callers_own():
    onward.describe()["operations"].clear()
    assert onward.describe()["operations"]
    assert onward.describe()["version"] == onward.__version__
    assert onward.__version__ in onward.build()
