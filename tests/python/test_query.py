"""Answers as columns: figures and lists, held against what the operations themselves say."""

import csv
import datetime
import itertools
import json
import random
import subprocess
import sys

import onward
import pytest
from test_cases import FILES, ROOT
from test_columns_privacy import world
from test_tool import TOOL

pyarrow = pytest.importorskip("pyarrow")
pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")
import pyarrow.compute  # noqa: E402
import pyarrow.parquet  # noqa: E402

sys.path.append(str(ROOT / "examples"))
import practice_year  # noqa: E402

ANSWERS = onward.describe()["answers"]
OPERATIONS = {o["name"]: o for o in onward.describe()["operations"]}
SHAPED = {"metric.query": "groups", "metric.trend": "points", "metric.rank": "ranking"}
NAMED = {"sender", "receiver", "service", "issue", "practice", "referring_provider",
         "referral_source"}
PERIODS = {"year", "quarter", "month", "week", "day"}


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A simulated county's year."""
    if TOOL is None:
        pytest.skip("the command line is not built")
    store = tmp_path_factory.mktemp("query") / "county.db"
    subprocess.run([TOOL, "--store", store, "simulate", "--years", "1", "--clients", "300",
                    "--services", "30"], check=True, capture_output=True)
    with onward.Engine(store=store, clock_may_jump=True) as engine:
        yield engine


@pytest.fixture(scope="module")
def county(year):
    """That county, as its first administrator."""
    return year.session(staff_id=1, organization_id=1)


@pytest.fixture(scope="module")
def practice():
    """A practice with leads, referrers and money."""
    engine, session, _ = practice_year.open_practice()
    yield session
    engine.close()


def expected_lines(answer):
    """The lines of a metric.query, made from its answer by hand."""
    for group in answer["groups"]:
        places = {}
        for key in group["places"]:
            name, code = key["dimension"], key["code"]
            is_day = len(code) == 10 and code[4] == "-"
            places[name] = (code if is_day else None) if name in PERIODS else code
            if name in NAMED:
                places[name + "_name"] = key["name"]
        for figure in group["figures"]:
            wait = figure["wait"]
            line = {
                **places, "metric": figure["metric"], "numerator": figure["count"],
                "denominator": figure["out_of"], "low": figure["low"], "high": figure["high"],
                "minor_units": None, "currency": None, "spent_minor_units": None, "wait": wait,
                "value": figure["rate"] if figure["out_of"] is not None else figure["count"],
                "pending": figure["pending"], "suppressed": figure["suppressed"],
                "immature": figure["immature"]}
            if wait:
                line.update(numerator=wait["reached"], value=wait["median_minutes"],
                            low=wait["median_low_minutes"], high=wait["median_high_minutes"])
            for back in figure["returns"]:
                gained, spent = back["gained_minor_units"], back["spent_minor_units"]
                yield {**line, "currency": back["currency"], "minor_units": gained,
                       "spent_minor_units": spent, "value": gained / spent if spent else None}
            if figure["returns"]:
                continue
            for amount in figure["amounts"] or [None]:
                yield {**line, **(amount or {})}


def rows_of(query, path):
    query.to_json(path)
    return json.loads(path.read_text(encoding="utf-8"))


def questions(session, seed, count):
    """Random questions that the session's metrics can answer."""
    chance = random.Random(seed)
    metrics = {m.metric: m for m in session.metric.list().metrics}
    while count:
        first = chance.choice(list(metrics.values()))
        dimensions = chance.sample(first.dimensions, chance.randint(0, 3))
        if len(PERIODS.intersection(dimensions)) > 1:
            continue
        same = [m.metric for m in metrics.values()
                if set(m.dimensions) >= set(dimensions) and m.metric != first.metric]
        yield {"metrics": [first.metric] + chance.sample(same, min(len(same), 2)),
               "group_by": dimensions, "curves": chance.random() < 0.2,
               "suppress_below": chance.choice([0, 5])}
        count -= 1


def test_every_figure_is_the_answer_of_the_operation(county, practice, tmp_path):
    seen = 0
    for session, more in ((county, {"whole_store": True}), (practice, {})):
        for question in questions(session, 17, 60):
            answer = session.metric.query(**question, **more).as_json()
            query = session.query("metric.query", **question, **more, personal=True)
            expected = list(expected_lines(answer))
            assert rows_of(query, tmp_path / "q.json") == [
                {name: line[name] for name in query.columns} for line in expected], question
            assert set(query.columns) >= set(question["group_by"])
            said = query.dictionary["answer"]
            assert said["definitions"] == answer["definitions"]
            assert said["suppressed_below"] == answer["suppressed_below"]
            seen += len(expected)
    assert seen > 1_000


def test_metrics_are_typed(county):
    query = county.query("metric.query", metrics=["resolution_rate", "time_to_help"],
                         group_by=["month", "issue", "age_band"], whole_store=True)
    schema = pyarrow.schema(query)
    kinds = {"month": "date32[day]", "value": "double", "numerator": "int64",
             "denominator": "int64", "low": "double", "high": "double", "minor_units": "int64",
             "currency": "string", "suppressed": "bool", "immature": "bool", "pending": "int64",
             "issue": "dictionary<values=string, indices=int32, ordered=0>",
             "issue_name": "dictionary<values=string, indices=int32, ordered=0>",
             "age_band": "dictionary<values=string, indices=int32, ordered=0>",
             "metric": "dictionary<values=string, indices=int8, ordered=0>"}
    assert {name: str(schema.field(name).type) for name in kinds} == kinds
    assert schema.names[:4] == ["month", "issue", "issue_name", "age_band"]
    assert pyarrow.types.is_struct(schema.field("wait").type)
    query.arrow().validate(full=True)
    rows = county.query("metric.query", metrics=["needs", "resolution_rate"],
                        group_by=["language"], whole_store=True).arrow()
    hidden = rows.filter(pyarrow.compute.field("suppressed"))
    assert 0 < hidden.num_rows < rows.num_rows
    for name in ("value", "numerator", "denominator", "low", "high", "wait"):
        assert hidden[name].null_count == hidden.num_rows


def test_nothing_counted_has_the_same_columns(county):
    asked = {"metrics": ["needs"], "group_by": ["month", "receiver"], "whole_store": True}
    asked["metrics"] = ["referrals"]
    full = county.query("metric.query", **asked)
    none = county.query("metric.query", **asked, until=datetime.date(1999, 1, 1))
    assert none.arrow().num_rows == 0
    assert pyarrow.schema(none).equals(pyarrow.schema(full))
    assert none.pl().shape == (0, len(full.columns))
    assert "0 rows" in none._repr_html_()


def test_pandas_polars_and_duckdb_read_figures(county):
    query = county.query("metric.query", metrics=["referrals", "acceptance_rate"],
                         group_by=["receiver"], whole_store=True, suppress_below=0)
    rows = query.arrow()
    assert query.pl().equals(polars.from_arrow(rows))
    frame = query.df()
    assert str(frame["receiver_name"].dtype) == "category"
    assert str(frame["numerator"].dtype) == "Int64"
    counted = frame[frame["metric"] == "referrals"]["numerator"].sum()
    assert counted == county.metric.query(
        metrics=["referrals"], whole_store=True).groups[0].figures[0].count
    again = county.query("metric.query", metrics=["referrals", "acceptance_rate"],
                         group_by=["receiver"], whole_store=True, suppress_below=0)
    assert duckdb.sql("select sum(numerator) from again where metric = 'referrals'").fetchall() == [
        (counted,)]
    by_duckdb = duckdb.sql("select receiver_name, value from rows where metric = 'acceptance_rate' "
                           "and denominator > 0 order by value desc, receiver_name").fetchall()
    by_pandas = frame[(frame["metric"] == "acceptance_rate") & (frame["denominator"] > 0)]
    assert sorted(by_pandas["value"]) == sorted(value for _, value in by_duckdb)


def test_money_is_whole_and_has_a_currency(practice):
    rows = practice.query("metric.query", metrics=["treatment_value", "leads"]).arrow()
    answer = practice.metric.query(metrics=["treatment_value", "leads"]).groups[0].figures
    money = [(row["minor_units"], row["currency"]) for row in rows.to_pylist()
             if row["metric"] == "treatment_value"]
    assert money == [(m.minor_units, m.currency) for m in answer[0].amounts] and money
    assert all(row["value"] is None for row in rows.to_pylist() if row["currency"])


def test_trends_and_rankings_are_lines(county, practice, tmp_path):
    shown = {"suppress_below": 0}
    for session, more in ((county, {"whole_store": True, **shown}), (practice, shown)):
        for metric in ("referrals", "acceptance_rate", "time_to_accept", "leads",
                       "treatment_value"):
            answer = session.metric.trend(metric=metric, **more).as_json()
            rows = rows_of(session.query("metric.trend", metric=metric, **more),
                           tmp_path / "t.json")
            at = iter(rows)
            for point in answer["points"]:
                line = {"places": [point["period"]], "figures": [point["figure"]]}
                marks = {name: point[name] for name in (
                    "partial", "change_from_previous", "change_from_year_before",
                    "previous_low", "previous_high", "previous_is_noise",
                    "year_before_low", "year_before_high", "year_before_is_noise")}
                for expected in expected_lines({"groups": [line]}):
                    assert next(at) == {**expected, **marks}
            assert next(at, None) is None
    answer = county.metric.rank(metric="acceptance_rate", dimension="receiver", whole_store=True)
    rows = rows_of(county.query("metric.rank", metric="acceptance_rate", dimension="receiver",
                                whole_store=True, **shown), tmp_path / "r.json")
    assert [(r["receiver"], r["receiver_name"], r["rank"], r["value"], r["numerator"],
             r["denominator"], r["low"], r["above_next"], r["pending"], r["immature"])
            for r in rows] == [
        (r.key.code, r.key.name, r.rank, r.shrunken, r.count, r.out_of, r.low, r.above_next,
         r.pending, r.immature)
        for r in answer.ranking] and rows
    assert any(r["pending"] for r in rows)


def test_what_is_hidden_stays_hidden(county, tmp_path):
    """Suppression is the operation's, and so is the permission."""
    asked = {"metrics": ["needs"], "group_by": ["age_band", "gender", "locality"],
             "whole_store": True}
    hidden = [r for r in rows_of(county.query("metric.query", **asked), tmp_path / "h.json")
              if r["suppressed"]]
    assert hidden and all(r["value"] is None and r["numerator"] is None for r in hidden)
    shown = county.query("metric.query", **asked, suppress_below=0).arrow()
    assert not any(shown["suppressed"].to_pylist())
    with pytest.raises(onward.Refused) as refused:
        county.query("metric.query", metrics=["needs"], group_by=["receiver"])
    told = refused.value
    with pytest.raises(onward.Refused) as refused:
        county.metric.query(metrics=["needs"], group_by=["receiver"])
    assert (told.reason, told.path) == (refused.value.reason, "/request" + refused.value.path)


def read_back(operation, member, rows):
    """Rows as the operation says them: any JSON stands in a column as its text."""
    items = OPERATIONS[operation]["response"]["properties"][member]["items"]["properties"]
    any_json = [name for name, schema in items.items()
                if not {"type", "anyOf", "enum"}.intersection(schema)]
    return [{**row, **{name: json.loads(row[name]) for name in any_json}} for row in rows]


def requests(session, operation):
    """What may be asked of it in a small world."""
    schema = OPERATIONS[operation]["request"]
    needed = [name for name in schema["required"] if name != "idempotency_key"]
    if all(name.endswith("_id") for name in needed):
        for ids in itertools.product(range(1, 4), repeat=len(needed)):
            yield dict(zip(needed, ids))


def pages(session, operation, member, request):
    while True:
        answer = session.call(operation, **request)
        yield from answer.as_json()[member]
        if "cursor" not in answer or not answer["cursor"]:
            return
        request = {**request, "cursor": answer["cursor"]}


WORLDS = {"agreement", "attachment", "attribution", "duplicates", "inbox", "intake", "lead",
          "messages", "metric_practice", "need", "questionnaire_responses", "referral",
          "referring_provider", "specialist_referral", "work", "worklists"}


@pytest.mark.parametrize("path", [f for f in FILES if f.stem in WORLDS], ids=lambda path: path.stem)
def test_lists_are_read_to_their_last_page(path, tmp_path):
    """Of every list, as every session of a case file: the same rows, and the same refusals."""
    runner = world(path, tmp_path)
    compared = 0
    for who, answer in itertools.product(runner.met, ANSWERS):
        operation = answer["operation"]
        session = runner.engine.session(**who)
        if operation in SHAPED or operation.startswith(("report.", "journal.")):
            continue
        for request in requests(session, operation):
            for member in answer["lists"]:
                sizes = [{}] + [{"limit": 1}] * ("limit" in OPERATIONS[operation]["request"][
                    "properties"])
                for size in sizes:
                    said = None
                    try:
                        said = list(pages(session, operation, member, {**request, **size}))
                    except onward.Refused as refused:
                        reason = refused.reason
                    try:
                        query = session.query(operation, list=member, personal=True,
                                              **request, **size)
                        rows = rows_of(query, tmp_path / "rows.json")
                        assert read_back(operation, member, rows) == said, operation
                        query.arrow().validate(full=True)
                        compared += len(said)
                    except onward.Refused as refused:
                        assert said is None and refused.reason == reason, operation
    runner.engine.close()
    assert compared > 0


def test_pages_are_followed(county):
    listed = list(pages(county, "referral.list", "referrals", {"view": "all", "limit": 500}))
    assert len(listed) > 100
    query = county.query("referral.list", view="all", limit=7, columns=["id", "phase"])
    assert query.arrow().to_pylist() == [{"id": r["id"], "phase": r["phase"]} for r in listed]
    stream = pyarrow.RecordBatchReader.from_stream(
        county.query("referral.list", view="all", limit=7, batch_rows=10))
    sizes = [batch.num_rows for batch in stream]
    assert sum(sizes) == len(listed) and set(sizes[:-1]) == {10}
    entries = county.query("journal.list", limit=100, columns=["sequence"])
    numbers = entries.arrow()["sequence"].to_pylist()
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 1_000


def test_what_is_personal_is_asked_for_and_leaves_an_entry(county):
    query = county.query("referral.list", view="all")
    assert "id" in query.columns and "reason_note" not in query.columns
    for name in ("reason_note", "shoe"):
        with pytest.raises(onward.Refused) as refused:
            county.query("referral.list", view="all", columns=["id", name])
        assert (refused.value.reason, refused.value.path) == ("malformed_request", "/columns/1")

    def looked():
        entries = county.query("journal.list", limit=500).arrow().to_pylist()
        return [e for e in entries if e["noun"] == "audit" and e["operation"] == "referral.list"]

    query.arrow()
    before = len(looked())
    rows = county.query("referral.list", view="all", personal=True, limit=50).arrow()
    assert len(looked()) == before + -(-rows.num_rows // 50)
    entry = looked()[-1]
    assert (entry["staff_id"], entry["organization_id"]) == (1, 1)


def test_a_question_is_asked_once_and_leaves_one_entry(county):
    def audits():
        entries = county.query("journal.list", limit=500).arrow().to_pylist()
        return sum(e["noun"] == "audit" and e["operation"] == "metric.query" for e in entries)

    before = audits()
    county.query("metric.query", metrics=["needs"]).df()
    assert audits() == before + 1
    query = county.query("metric.query", metrics=["needs"])
    pyarrow.schema(query)
    query.pl()
    assert audits() == before + 2
    query.pl()  # asked anew
    assert audits() == before + 3


def test_what_is_not_understood_is_refused_with_its_place(county):
    def place(operation, **asked):
        with pytest.raises(onward.Refused) as refused:
            county.query(operation, **asked)
        return refused.value.reason, refused.value.path

    assert place("need.dance") == ("not_found", "/table")
    assert place("need.send", client_id=1) == ("not_found", "/table")  # it writes
    assert place("system.check") == ("not_found", "/table")
    assert place("metric.query", metrics=["shoes"]) == ("malformed_request", "/request/metrics/0")
    assert place("metric.query", metrics=["needs"], colour=1) == (
        "malformed_request", "/request/colour")
    assert place("metric.query", metrics=["needs"], list="shoes") == ("malformed_request", "/list")
    assert place("report.summary") == ("malformed_request", "/list")  # it has five
    assert place("metric.query", metrics=["needs"], batch_rows=0) == (
        "malformed_request", "/batch_rows")
    for options in ({"request": {}}, {"list": "ids"}):
        with pytest.raises(onward.Refused) as refused:
            onward.Table(county, "referrals", options)
        assert refused.value.path == "/" + next(iter(options))
    with pytest.raises(onward.Refused) as refused:
        onward.Table(county, "need.list", {"where": [{"column": "id", "is": 1}]})
    assert (refused.value.reason, refused.value.path) == ("malformed_request", "/where")


def test_files_have_a_dictionary_that_explains_the_figures(county, tmp_path):
    asked = {"metrics": ["resolution_rate"], "group_by": ["issue"], "whole_store": True}
    table = county.query("metric.query", **asked).arrow()
    for form in ("csv", "json", "parquet"):
        rows = county.export("metric.query", tmp_path / f"rates.{form}", **asked)
        said = json.loads((tmp_path / f"rates.{form}.dictionary.json").read_text(encoding="utf-8"))
        assert said["rows"] == rows == table.num_rows and said["format"] == form
        assert said["answer"]["definitions"][0]["denominator"]
    assert pyarrow.parquet.read_table(tmp_path / "rates.parquet").equals(table)
    with open(tmp_path / "rates.csv", newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    assert lines[0] == table.column_names
    assert [line[1] for line in lines[1:]] == table["issue_name"].to_pylist()
    assert county.export("referrals", tmp_path / "r.csv", columns=["id"]) > 100
    with pytest.raises(ValueError, match="expected a name"):
        county.export("referrals", tmp_path / "r.txt")


def test_csv_of_a_list_is_safe_in_a_spreadsheet(engine, session, tmp_path):
    for name in ("=1+1", "@a", "'quote", "plain"):
        session.organization.create(name=name, holidays=["2025-05-01"])
    session.export("organization.list", tmp_path / "o.csv",
                   columns=["name", "holidays", "contacts"],
                   personal=True)
    with open(tmp_path / "o.csv", newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))[1:]
    assert sorted(line[0] for line in lines) == ["''quote", "'=1+1", "'@a", "Council", "plain"]
    assert {line[0]: line[1] for line in lines}["plain"] == '["2025-05-01"]'
    assert all(line[2] == "[]" for line in lines)


def test_the_command_line_writes_the_same(county, tmp_path):
    asked = {"metrics": ["referrals"], "group_by": ["month"], "whole_store": True}
    store = tmp_path / "county.db"
    subprocess.run([TOOL, "--store", store, "simulate", "--years", "1", "--clients", "60",
                    "--services", "10"], check=True, capture_output=True)

    def export(*words):
        return subprocess.run(
            [TOOL, "--store", store, "--clock-may-jump", "--as", "1:1", "export",
             *map(str, words)], capture_output=True, text=True, check=False)

    with onward.Engine(store=store, clock_may_jump=True) as engine:
        session = engine.session(staff_id=1, organization_id=1)
        session.query("metric.query", **asked).to_csv(tmp_path / "python.csv")
        lines = session.query("referral.list", view="all", limit=9).arrow().num_rows
        sections = session.export("report.sections", tmp_path / "python", whole_store=True)
        for below in (0, 5):
            session.export("report.sections", tmp_path / str(below), whole_store=True,
                           suppress_below=below)
    words = ["--metrics", "referrals", "--group_by", "month", "--whole_store"]
    for more in (words, [json.dumps(asked)], [json.dumps({"metrics": ["referrals"]}), *words[2:]]):
        done = export("metric.query", *more, "--out", tmp_path / "tool.csv")
        assert json.loads(done.stdout)["table"] == "metric.query", done.stderr
        assert (tmp_path / "tool.csv").read_bytes() == (tmp_path / "python.csv").read_bytes()
    said = json.loads((tmp_path / "tool.csv.dictionary.json").read_text(encoding="utf-8"))
    assert said["answer"]["definitions"][0]["metric"] == "referrals"
    done = export("referral.list", "--view", "all", "--limit", 9, "--columns", "id,phase")
    assert done.stdout.startswith("id,phase\n") and len(done.stdout.splitlines()) == lines + 1
    done = export("report.sections", "--whole_store", "--out", f"{tmp_path}/tool/")
    files = {file["list"]: file["rows"] for file in json.loads(done.stdout)["files"]}
    assert files == sections
    for name in files:
        assert (tmp_path / "tool" / f"{name}.csv").read_bytes() == (
            tmp_path / "python" / f"{name}.csv").read_bytes() == (
            tmp_path / "5" / f"{name}.csv").read_bytes()
    outcomes = [(tmp_path / folder / "outcomes.csv").read_text(encoding="utf-8")
                for folder in ("python", "0")]
    assert ["suppressed" in text for text in outcomes] == [True, False]
    assert export("metric.query", "--metrics", "shoes").returncode == 1
    assert "no operation that reads a list" in export("need.send", "{}").stderr
    assert "not to a folder" in export("issues", "--out", f"{tmp_path}/x/").stderr
    assert export("need.list", "[1").returncode == 2


def test_every_list_of_the_description_is_named_in_the_documentation():
    for answer in ANSWERS:
        schema = OPERATIONS[answer["operation"]]
        assert schema["effect"] != "writes"
        for name in answer["lists"]:
            assert schema["response"]["properties"][name]["type"] == "array"
        assert answer["pages"] == (
            "cursor" in schema["response"]["properties"] or answer["operation"] == "journal.list")
    paged = [o["name"] for o in OPERATIONS.values() if o["effect"] != "writes"
             and "cursor" in o["response"]["properties"]]
    assert {answer["operation"] for answer in ANSWERS} >= set(paged)
