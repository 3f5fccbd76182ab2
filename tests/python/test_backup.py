"""Keeping a store: copies while others write, and what is damaged, in Python and on the shell."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading

import onward
import pytest
from conftest import begin

TOOL = os.environ.get("ONWARD_TOOL") or shutil.which("onward")
needs_tool = pytest.mark.skipif(TOOL is None, reason="the command line is not built")


def run(*words, check=0):
    done = subprocess.run([TOOL, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == check, done.stderr + done.stdout
    return done


@pytest.fixture
def store(tmp_path):
    """The path of a store with an administrator."""
    path = tmp_path / "county.db"
    with onward.Engine(path) as engine:
        begin(engine)
    return path


@contextlib.contextmanager
def writing(path, engine=None):
    """Another thread writes all the while; answers when it has written so many rows more."""
    with engine or onward.Engine(path) as other:
        session = other.session(staff_id=1, organization_id=1)
        more, enough = threading.Condition(), threading.Event()
        written = []

        def write():
            while not enough.is_set():
                made = session.issue.create(code=f"c{len(written)}", name="Help")
                with more:
                    written.append(made.id)
                    more.notify()

        def wait(count):
            with more:
                until = len(written) + count
                more.wait_for(lambda: len(written) >= until)

        thread = threading.Thread(target=write)
        thread.start()
        try:
            yield wait
        finally:
            enough.set()
            thread.join()


def size_of(path):
    with onward.Engine(path) as engine:
        verified = engine.verify()
    assert verified.intact and verified.findings == []
    return verified.size


def test_a_copy_made_while_another_thread_writes_is_a_store(store, tmp_path):
    with writing(store) as wait, onward.Engine(store) as engine:
        wait(20)
        engine.backup(tmp_path / "first.db")
        wait(20)
        engine.backup(str(tmp_path / "second.db"))
        with pytest.raises(onward.Broken, match="exists already"):
            engine.backup(tmp_path / "first.db")
    assert 20 < size_of(tmp_path / "first.db") < size_of(tmp_path / "second.db") < size_of(store)
    with onward.Engine(tmp_path / "first.db") as copy:
        session = copy.session(staff_id=1, organization_id=1)
        assert len(session.issue.list().issues) >= 20
        session.issue.create(code="of_the_copy", name="Help")
    assert size_of(tmp_path / "first.db")


def test_what_has_no_file_is_not_copied(tmp_path):
    with onward.Engine(":memory:") as engine:
        with pytest.raises(onward.Broken, match="memory has no file"):
            engine.backup(tmp_path / "copy.db")
        with pytest.raises(onward.Refused, match="/path"):
            engine.backup("")
        with pytest.raises(TypeError):
            engine.backup(None)
    with pytest.raises(ValueError, match="closed"):
        engine.backup(tmp_path / "copy.db")


@needs_tool
def test_the_shell_copies_a_store_that_is_written_to(store, tmp_path):
    copy = tmp_path / "monday.db"
    with writing(store) as wait:
        wait(20)
        assert json.loads(run("backup", store, copy).stdout) == {"backup": str(copy)}
        wait(20)
        assert "exists already" in run("backup", store, copy, check=2).stderr
    assert json.loads(run("verify", copy).stdout)["intact"]
    assert 20 < size_of(copy) < size_of(store)
    assert "file is required" in run("backup", store, check=2).stderr
    nowhere = run("backup", tmp_path / "nowhere.db", tmp_path / "other.db", check=2)
    assert "there is no store in" in nowhere.stderr
    assert not (tmp_path / "nowhere.db").exists() and not (tmp_path / "other.db").exists()


def test_what_is_damaged_is_told_to_whoever_has_the_file(store):
    with contextlib.closing(sqlite3.connect(store)) as database, database:
        database.execute("DELETE FROM membership")
    with onward.Engine(store) as engine:
        with pytest.raises(onward.Refused, match="session_invalid"):
            engine.session(staff_id=1, organization_id=1).journal.verify(deep=True)
        found = engine.verify()
        assert type(found) is onward.JournalVerifyAnswer and not found.intact
        assert found.findings == ["membership 1: stands in the journal, not in the tables"]
    if TOOL:
        said = run("verify", store, check=2)
        assert json.loads(said.stdout)["findings"] == found.findings
        assert "membership 1: stands in the journal" in run("verify", store, "--table",
                                                            check=2).stdout


def test_a_damaged_store_is_told_of_in_words_that_can_be_read(store):
    """A table's name with a byte of its own stands in the message of what is damaged."""
    with contextlib.closing(sqlite3.connect(store)) as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_schema SET sql = replace(sql, 'CREATE TABLE issue', "
                         "'CREATE TABEL' || CAST(x'ff' AS TEXT) || ' issue') WHERE name = 'issue'")
        database.commit()
    with pytest.raises(onward.Broken, match="issue") as caught:
        onward.Engine(store).session(staff_id=1, organization_id=1).issue.list()
    assert "\ufffd" in str(caught.value)


WRITER = """
import fcntl, sys
file = open(sys.argv[1], "r+")
fcntl.flock(file, fcntl.LOCK_EX)
print("locked", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def another_writer(store):
    """A process that is stopped while it writes."""
    with subprocess.Popen([sys.executable, "-c", WRITER, f"{store}.lock"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        yield
        process.stdin.close()


def test_ctrl_c_is_heard_while_another_process_writes(store):
    with onward.Engine(store) as engine:
        session = engine.session(staff_id=1, organization_id=1)
        with another_writer(store):
            timer = threading.Timer(0.1, signal.raise_signal, [signal.SIGINT])
            timer.start()
            with pytest.raises(KeyboardInterrupt):
                session.issue.create(code="a", name="A")
            timer.join()
            assert session.issue.list().issues == []  # who reads does not wait
        assert session.issue.create(code="a", name="A").id == 1


def test_cancelled_is_asked_while_another_process_writes(store):
    asked = []
    with onward.Engine(store, cancelled=lambda: asked.append(1) or len(asked) > 2) as engine:
        session = engine.session(staff_id=1, organization_id=1)
        with another_writer(store):
            with pytest.raises(onward.Cancelled):
                session.issue.create(code="a", name="A")
        assert len(asked) == 3
        assert session.issue.create(code="a", name="A").id == 1


def test_a_store_is_opened_and_read_beside_a_writer(store):
    with another_writer(store), onward.Engine(store) as engine:
        assert engine.session(staff_id=1, organization_id=1).issue.list().issues == []
        assert engine.verify().intact
