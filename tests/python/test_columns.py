"""Tables as columns, read by what analysts have: pyarrow, polars, pandas and DuckDB."""

import csv
import datetime
import gc
import json
import pathlib
import subprocess
import sys
import threading

import onward
import pytest
from conftest import NINE, begin
from test_tool import TOOL

pyarrow = pytest.importorskip("pyarrow")
pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")
import pyarrow.compute  # noqa: E402
import pyarrow.parquet  # noqa: E402

UTC = datetime.timezone.utc


@pytest.fixture
def county(engine, session):
    """A client with everything, one with little; a need that two were asked to help with."""
    for kind, code in (("population", "veteran"), ("population", "carer"), ("attribute", "pet")):
        session.code.set(list=kind, code=code, name=code.capitalize())
    issue = session.issue.create(code="housing", name="Housing")
    shelter = session.organization.create(name="Shelter")
    homes = session.organization.create(name="Homes, \"ours\"")
    for organization in (shelter, homes):
        session.service.create(organization_id=organization.id, name="Beds", issues=[issue.id])
    session.staff.create(login="bob", name="Bob", organization_id=shelter.id, role="caseworker")
    eve = session.client.create(details={
        "given_name": "Eve", "family_name": "Łuczak 名", "birth_date": "1990-05-04",
        "gender": "female", "income_percent": 90, "populations": ["veteran", "carer"],
        "attributes": [{"name": "pet", "value": "=dog"}], "phone": "+44 161 496 0001",
        "contact_permissions": ["sms"], "nhs_number": "9990000018"})
    session.client.create(details={"given_name": "'Al", "family_name": "Hill"})
    consent = session.consent.record(client_id=eve.id)
    session.need.send(client_id=eve.id, issue_id=issue.id, consent_id=consent.id,
                      receivers=[{"service_id": 1}, {"service_id": 2}])
    return session


@pytest.fixture
def bob(engine, county):
    return engine.session(staff_id=2, organization_id=2)


def test_types_follow_the_rows(county):
    schema = pyarrow.schema(county.table("referrals"))
    expected = {
        "id": "int64", "reference": "string", "overdue": "bool",
        "requested_at": "timestamp[us, tz=UTC]", "opened_at": "timestamp[us, tz=UTC]",
        "delivered_on": "date32[day]",
        "phase": "dictionary<values=string, indices=int8, ordered=0>"}
    assert {name: str(schema.field(name).type) for name in expected} == expected
    assert not schema.field("id").nullable and not schema.field("phase").nullable
    assert schema.field("opened_at").nullable
    metadata = schema.field("phase").metadata
    assert metadata == {b"doc": b"Where the referral stands.", b"privacy": b"open"}
    assert "reason_note" not in schema.names
    policy = pyarrow.schema(county.table("needs")).field("policy").type
    assert pyarrow.types.is_struct(policy) and policy.num_fields > 5


def test_personal_columns_are_asked_for(county):
    table = county.table("clients", personal=True)
    schema = pyarrow.schema(table)
    assert str(schema.field("birth_date").type) == "date32[day]"
    assert str(schema.field("populations").type) == "list<item: string not null>"
    assert str(schema.field("attributes").type) == (
        "list<item: struct<name: string not null, value: string not null> not null>")
    assert str(schema.field("contact_permissions").type.value_type).startswith("dictionary")
    assert schema.field("given_name").nullable  # it may be withheld
    assert schema.field("income_percent").metadata[b"privacy"] == b"special"
    assert county.table("clients").columns == ["id", "revision", "registered_by", "registered_at"]
    for wanted in ({"columns": ["id", "given_name"]},
                   {"where": [{"column": "given_name", "is": "Eve"}]}):
        with pytest.raises(onward.Refused) as refused:
            county.table("clients", **wanted)
        assert refused.value.reason == "malformed_request"


def test_what_is_not_understood_is_refused_with_its_place(county):
    def place(name, **options):
        with pytest.raises(onward.Refused) as refused:
            county.table(name, **options)
        return refused.value.reason, refused.value.path

    assert place("secrets") == ("not_found", "/table")
    assert place("referrals", columns=["id", "shoe"]) == ("malformed_request", "/columns/1")
    assert place("referrals", columns=["id", "id"]) == ("malformed_request", "/columns/1")
    assert place("referrals", batch_rows=0) == ("malformed_request", "/batch_rows")
    assert place("attachments", columns=["digest"]) == ("malformed_request", "/columns/0")

    def condition(**said):
        return place("referrals", where=[said])

    assert condition(column="shoe", **{"is": 1}) == ("malformed_request", "/where/0/column")
    assert condition(column="phase", **{"is": "lost"}) == ("malformed_request", "/where/0/is")
    assert condition(column="id", **{"is": "1"}) == ("malformed_request", "/where/0/is")
    assert condition(column="phase", **{"from": "lost"})[1] == "/where/0/from"
    assert condition(column="phase") == ("malformed_request", "/where/0")
    assert place("needs", where=[{"column": "policy", "is": {}}])[1] == "/where/0/column"


def test_values_are_those_of_the_operations(county):
    rows = county.table("referrals", personal=True).arrow()
    rows.validate(full=True)
    assert rows.column_names == list(county.referral.get(referral_id=1))
    for row in rows.to_pylist():
        said = county.referral.get(referral_id=row["id"])
        assert row == {name: said[name] for name in said}
    client = county.table("clients", personal=True).arrow().to_pylist()[0]
    said = county.client.get(client_id=1)
    for name, value in client.items():
        told = said[name].as_json() if isinstance(said[name], onward.Record) else said[name]
        told = [v.as_json() if isinstance(v, onward.Record) else v for v in told] \
            if isinstance(told, list) else told
        assert value == told, name


def test_a_receiver_sees_no_more_than_it_was_told(bob, county):
    rows = bob.table("clients", personal=True).arrow().to_pylist()
    assert [row["id"] for row in rows] == [1]
    assert rows[0]["given_name"] is None and rows[0]["nhs_number"] is None
    assert rows[0]["populations"] is None and rows[0]["gender"] == "female"
    assert bob.table("referrals").arrow()["id"].to_pylist() == [1]
    eve = [{"column": "given_name", "is": "Eve"}]
    assert bob.table("clients", personal=True, where=eve).arrow().num_rows == 0
    assert county.table("clients", personal=True, where=eve).arrow().num_rows == 1
    bob.referral.acknowledge(referral_id=1)
    assert bob.table("clients", personal=True, where=eve).arrow()["phone"].to_pylist() == [
        "+44 161 496 0001"]


def test_whoever_looks_at_people_leaves_an_entry(bob, county):
    def audits():
        entries, at = [], 1
        while at:
            page = county.journal.list(from_=at, limit=100)
            entries, at = entries + page.entries, page.next
        return [entry for entry in entries if entry.noun == "audit"]

    before = len(audits())
    county.table("clients").arrow()
    pyarrow.schema(county.table("clients", personal=True))
    assert len(audits()) == before
    bob.table("clients", personal=True).arrow()
    entry = audits()[-1]
    assert len(audits()) == before + 1
    assert (entry.operation, entry.staff_id, entry.organization_id) == ("table.clients", 2, 2)


def test_roles_and_memberships_count_for_every_batch(engine, bob, county):
    stream = pyarrow.RecordBatchReader.from_stream(bob.table("organizations", batch_rows=1))
    assert stream.read_next_batch().num_rows == 1
    county.staff.leave(staff_id=2, organization_id=2)
    with pytest.raises(OSError, match="session_invalid"):
        stream.read_next_batch()
    with pytest.raises(OSError, match="session_invalid"):
        stream.read_next_batch()
    with pytest.raises(onward.Refused, match="session_invalid"):
        bob.table("organizations")


def test_conditions_are_met(county):
    def ids(name, *where):
        return county.table(name, where=list(where)).arrow()["id"].to_pylist()

    assert ids("referrals", {"column": "receiver_id", "is": 3}) == [2]
    assert ids("referrals", {"column": "phase", "is": "requested"}) == [1, 2]
    assert ids("referrals", {"column": "phase", "is": "accepted"}) == []
    assert ids("referrals", {"column": "id", "from": 2}) == [2]
    assert ids("referrals", {"column": "id", "before": 2}) == [1]
    assert ids("referrals", {"column": "requested_at", "from": NINE}) == [1, 2]
    assert ids("referrals", {"column": "requested_at", "before": NINE}) == []
    assert ids("referrals", {"column": "opened_at", "from": NINE}) == []
    assert ids("organizations", {"column": "name", "from": "H", "before": "I"}) == [3]
    some = county.table("referrals", ["phase", "id"], where=[{"column": "receiver_id", "is": 3}])
    assert some.arrow().to_pylist() == [{"phase": "requested", "id": 2}]


def test_dictionaries_are_whole_and_in_order(county):
    phases = county.table("referrals").arrow()["phase"].chunk(0)
    names = [p["name"] for machine in onward.describe()["lifecycles"]
             if machine["name"] == "referral" for p in machine["phases"]]
    assert phases.dictionary.to_pylist() == names
    frame = county.table("referrals").df()
    assert list(frame["phase"].cat.categories) == names


def test_an_empty_table_has_its_columns(county):
    table = county.table("messages", personal=True)
    rows = table.arrow()
    rows.validate(full=True)
    assert rows.num_rows == 0 and rows.column_names == table.columns
    assert table.pl().shape == table.df().shape == (0, len(table.columns))
    assert "0 rows" in table._repr_html_()


def test_polars_pandas_and_duckdb_read_the_same(county):
    table = county.table("clients", personal=True)
    rows = table.arrow()
    assert table.pl().equals(polars.from_arrow(rows))
    assert polars.DataFrame(table)["family_name"].to_list() == ["Łuczak 名", "Hill"]
    frame = table.df()
    assert frame["income_percent"].tolist()[0] == 90 and frame["income_percent"].isna()[1]
    assert str(frame["income_percent"].dtype) == "Int64"
    referrals = county.table("referrals")
    assert duckdb.sql("select count(*) from referrals").fetchall() == [(2,)]
    assert duckdb.sql("select phase, count(*) from referrals group by phase").fetchall() == [
        ("requested", 2)]
    assert referrals.arrow().num_rows == 2


def test_many_rows_come_in_batches(engine, session):
    """200,000 rows, of texts of every width."""
    names = ["a", "né", "名前" * 40, "", "🜁" * 25]
    for first in range(0, 200_000, 20_000):
        areas = [{"code": f"A{n:06}", "name": names[n % 3] + str(n)}
                 for n in range(first, first + 20_000)]
        for at in range(0, len(areas), 1_000):
            session.locality.import_(localities=areas[at:at + 1_000])
    table = session.table("localities")
    reader = pyarrow.RecordBatchReader.from_stream(table)
    sizes = [batch.num_rows for batch in reader]
    assert sum(sizes) == 200_000 and max(sizes) == 65_536 and len(sizes) == 4
    rows = table.arrow()
    rows.validate(full=True)
    assert rows["id"].to_pylist() == list(range(1, 200_001))
    assert rows["name"].to_pylist() == [names[n % 3] + str(n) for n in range(200_000)]
    areas = session.table("localities")
    assert duckdb.sql("select count(*), count(distinct code) from areas").fetchall() == [
        (200_000, 200_000)]
    small = pyarrow.RecordBatchReader.from_stream(session.table("localities", batch_rows=70_000))
    assert [batch.num_rows for batch in small] == [70_000, 70_000, 60_000]
    assert "more than 100 rows" in table._repr_html_()


def test_who_reads_keeps_nobody_from_writing(county, bob):
    streams = [pyarrow.RecordBatchReader.from_stream(
        session.table("organizations", ["name"], batch_rows=2)) for session in (county, bob)]
    first = [stream.read_next_batch()["name"].to_pylist() for stream in streams]
    assert first == [["Council", "Shelter"]] * 2
    county.organization.create(name="Advice")  # it came after the streams began
    county.organization.update(organization_id=3, name="Homes for all")
    assert [stream.read_all()["name"].to_pylist() for stream in streams] == [["Homes for all"]] * 2


def test_a_stream_outlives_its_session_and_its_engine(clock):
    engine = onward.Engine(store=":memory:", clock=lambda: clock.now)
    session = begin(engine)
    table = session.table("organizations")
    stream = pyarrow.RecordBatchReader.from_stream(table)
    capsule = table.__arrow_c_stream__()
    engine.close()
    del engine, session
    gc.collect()
    assert stream.read_all().num_rows == 1
    with pytest.raises(ValueError, match="closed"):
        table.arrow()
    del stream, capsule
    gc.collect()


def test_a_stream_is_read_once(county):
    table = county.table("organizations")
    capsule = table.__arrow_c_stream__()

    class Given:
        def __arrow_c_stream__(self, requested_schema=None):
            return capsule

    assert pyarrow.RecordBatchReader.from_stream(Given()).read_all().num_rows == 3
    with pytest.raises(Exception, match="(?i)released"):
        pyarrow.RecordBatchReader.from_stream(Given()).read_all()
    assert table.arrow().num_rows == table.arrow().num_rows == 3  # each has one of its own


def test_callbacks_live_as_long_as_a_stream(tmp_path):
    class Clock:
        def __call__(self):
            return NINE

    engine = onward.Engine(store=tmp_path / "a.db", clock=Clock())
    stream = pyarrow.RecordBatchReader.from_stream(begin(engine).table("organizations"))
    engine.close()
    del engine
    gc.collect()
    assert stream.read_all().num_rows == 1
    del stream
    gc.collect()
    assert not [o for o in gc.get_objects() if isinstance(o, Clock)]


def test_a_callback_that_raises_ends_the_stream(clock):
    def now():
        if clock.broken:
            raise LookupError("no time")
        return clock.now

    clock.broken = False
    with onward.Engine(store=":memory:", clock=now) as engine:
        table = begin(engine).table("staff", batch_rows=1)
        stream = pyarrow.RecordBatchReader.from_stream(table)
        clock.broken = True
        with pytest.raises(OSError):
            stream.read_all()
        clock.broken = False
        assert table.arrow().num_rows == 1


def test_many_threads_read_at_once(county):
    table, found = county.table("referrals"), []

    def read():
        found.append([table.arrow().num_rows for _ in range(20)])

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[2] * 20] * 4


INTERRUPTED = """
import signal, sys, threading, onward, pyarrow
sys.path.insert(0, {folder!r})
from conftest import begin
engine = onward.Engine(store=":memory:")
session = begin(engine)
for name in range(3):
    session.organization.create(name=str(name))
stream = pyarrow.RecordBatchReader.from_stream(session.table("organizations", batch_rows=1))
stream.read_next_batch()
try:
    while True:
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        stream.read_next_batch()
except KeyboardInterrupt:
    print("stopped")
"""


def test_an_interrupt_stops_reading():
    code = INTERRUPTED.format(folder=str(pathlib.Path(__file__).parent))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "stopped\n", done.stderr


def unquoted(text):
    """A CSV cell as it was."""
    return text[1:] if text.startswith("'") else text


def test_csv_is_safe_in_a_spreadsheet_and_loses_nothing(county, tmp_path):
    risky = ["=1+1", "+44", "-5", "@a", "\ttab", "\rline", "\nfeed", "'quote", "''two", "a,b",
             "\uff1d1+1", "\uff0b", "\uff0d5", "\uff20a",
             'say "hi"', " space ", "two\nlines", "plain", "Łuczak 名"]
    for text in risky:
        county.client.create(details={"given_name": "Al", "family_name": "x", "pronouns": text})
    path = tmp_path / "clients.csv"
    table = county.table("clients", ["id", "pronouns", "income_percent", "populations",
                                     "birth_date", "latitude_microdegrees"], personal=True)
    assert table.to_csv(path) == len(risky) + 2
    with open(path, newline="", encoding="utf-8") as file:
        cells = list(csv.reader(file))
    assert cells[0] == table.columns
    assert cells[1] == ["1", "", "90", '["veteran","carer"]', "1990-05-04", ""]
    for row in cells[1:]:
        assert not row[1].startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b",
                                      "\uff0d", "\uff20"))
    assert [unquoted(row[1]) for row in cells[1:]] == ["", "", *risky]
    assert not list(tmp_path.glob("*.partial"))


def test_files_have_a_dictionary(county, tmp_path):
    table = county.table("referrals")
    for write, name in ((table.to_csv, "r.csv"), (table.to_json, "r.json"),
                        (table.to_parquet, "r.parquet")):
        assert write(tmp_path / name) == 2
        said = json.loads((tmp_path / f"{name}.dictionary.json").read_text(encoding="utf-8"))
        assert said["table"] == "referrals" and said["rows"] == 2
        assert said["format"] == name.partition(".")[2]
        assert [c["name"] for c in said["columns"]] == table.columns
    phase = next(c for c in said["columns"] if c["name"] == "phase")
    assert phase["type"] == "code" and phase["codes"][0] == "draft"
    assert phase["doc"] == "Where the referral stands." and phase["privacy"] == "open"
    rows = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert rows == [
        {name: value for name, value in county.referral.get(referral_id=n).as_json().items()
         if name in table.columns} for n in (1, 2)]
    assert pyarrow.parquet.read_table(tmp_path / "r.parquet").equals(table.arrow())
    client = county.table("clients", personal=True).dictionary["columns"]
    assert {c["name"]: c.get("unit") for c in client}["income_percent"] == "percent"


def test_a_file_that_was_not_finished_is_not_there(bob, county, tmp_path):
    table = bob.table("organizations", batch_rows=1)
    county.staff.leave(staff_id=2, organization_id=2)
    for write in (table.to_csv, table.to_json, table.to_parquet):
        with pytest.raises(onward.Error):
            write(tmp_path / "o.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_shows_the_first_rows(county):
    page = county.table("clients", ["given_name", "attributes"], personal=True)._repr_html_()
    assert "2 rows" in page and "Eve" in page and "<script" not in page
    county.client.create(details={"given_name": "<script>alert(1)</script>", "family_name": "x"})
    page = county.table("clients", ["given_name"], personal=True)._repr_html_()
    assert "&lt;script&gt;" in page and "<script" not in page
    assert "First name." in page


def test_an_engine_reads_for_whoever_is_named(engine, county):
    table = engine.table("referrals", ["id"], staff_id=2, organization_id=2)
    assert table.arrow()["id"].to_pylist() == [1]
    with pytest.raises(onward.Refused, match="session_invalid"):
        engine.table("referrals")


def test_packages_are_needed_only_where_they_are_used(county, monkeypatch):
    table = county.table("referrals")
    for name, use in (("pyarrow", table.arrow), ("polars", table.pl), ("pandas", table.df)):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ImportError, match=f"pip install {name}"):
            use()
    assert "referrals" in repr(table) and "2 rows" in table._repr_html_()


@pytest.mark.skipif(TOOL is None, reason="the command line is not built")
def test_the_command_line_writes_the_same(tmp_path):
    store = tmp_path / "county.db"
    with onward.Engine(store=store) as engine:
        session = begin(engine)
        session.issue.create(code="a", name="=Food, \"fresh\"")
        session.issue.create(code="b", name="Rent")
        session.table("issues").to_csv(tmp_path / "python.csv")
        dictionary = session.table("issues").dictionary
        session.table("issues", ["code"], where=[{"column": "id", "from": 2}]).to_json(
            tmp_path / "python.json")

    def export(*words):
        return subprocess.run([TOOL, "--store", store, "--as", "1:1", "export", *map(str, words)],
                              capture_output=True, text=True, check=False)

    assert export("issues", "--out", tmp_path / "tool.csv").returncode == 0
    assert (tmp_path / "tool.csv").read_bytes() == (tmp_path / "python.csv").read_bytes()
    said = json.loads((tmp_path / "tool.csv.dictionary.json").read_text(encoding="utf-8"))
    assert said == dictionary | {"format": "csv", "rows": 2}
    done = export("issues", "--columns", "code", "--where", "id>=2", "--out", tmp_path / "t.json")
    assert json.loads(done.stdout)["rows"] == 1
    assert (tmp_path / "t.json").read_bytes() == (tmp_path / "python.json").read_bytes()
    assert export("issues", "--columns", "id,code").stdout == "id,code\n1,a\n2,b\n"
    assert export("issues", "--columns", "shoe").returncode == 1
    assert "there are organizations" in export("secrets").stderr
    assert "Parquet" in export("issues", "--out", "a.parquet").stderr

