"""The sections of every report as tables, held against the report itself."""

import datetime
import json
import os
import subprocess

import onward
import pytest
from test_query import TOOL, county, practice_year, rows_of, year  # noqa: F401

UTC = datetime.timezone.utc


@pytest.fixture(scope="module")
def practice():
    """A practice of two years that has spent money, called, and earned in three currencies."""
    engine, session, clock = practice_year.open_practice()
    yield spend(session, clock)
    engine.close()


@pytest.fixture(scope="module")
def member(year, county):
    """Who manages an organisation of that county which sends and receives."""
    staff = county.staff.create(login="mia", name="Mia", organization_id=3,
                                role="administrator").staff
    return year.session(staff_id=staff.id, organization_id=3)


def spend(session, clock):
    today = clock.now.date()
    for number, (currency, amount) in enumerate((("USD", 40_000), ("EUR", 12_345), ("JPY", 900))):
        session.relationship_cost.record(
            referring_provider_id=number % 2 + 1, spent_on=today - datetime.timedelta(days=number),
            currency=currency, amount_minor_units=amount, purpose="Lunch, and a = sign")
    for method in ("phone", "email"):
        session.referring_provider.record_contact(
            referring_provider_id=1, method=method, contacted_at=clock.now,
            responded_at=clock.now)
    for currency, value in (("JPY", 90_000), ("EUR", 500_000)):
        lead = session.lead.create(given_name="A", touch={
            "type": "doctor", "referring_provider_id": 1}).lead.id
        session.lead.convert(lead_id=lead, details={"given_name": "A", "family_name": currency})
        session.lead.start_treatment(lead_id=lead, on=today, value_minor_units=value,
                                     currency=currency)
    return session


def asked_of(session, whose):
    """The questions of every report there is, on what the session has."""
    of_all = {"suppress_below": 0}
    if whose == "county":
        of_all["whole_store"] = True
    yield of_all
    profile = "practice" if whose == "practice" else "network"
    for report in session.report.catalogue().reports:
        if report.profile == profile:
            asked = {"report": report.report, **of_all}
            if report.providers_min:
                asked["referring_provider_ids"] = [1, 2][:report.providers_min]
            if report.monthly:
                asked["month"] = datetime.date(2024, 12, 1)
            yield asked


@pytest.mark.parametrize("whose", ["county", "member", "practice"])
def test_each_section_of_every_report_is_a_table(whose, request, tmp_path):
    session = request.getfixturevalue(whose)
    filled = set()
    for number, asked in enumerate(asked_of(session, whose)):
        folder = tmp_path / str(number)
        rows = session.export("report.sections", folder, personal=True, **asked)
        report = session.report.sections(**asked).as_json()
        names = [section["name"] for section in report["sections"]]
        assert list(rows) == names
        assert {file.name for file in folder.iterdir()} == {
            f"{name}.csv{more}" for name in names for more in ("", ".dictionary.json")}
        for section in report["sections"]:
            name = section["name"]
            assert rows[name] == len(section["lines"]), name
            said = json.loads((folder / f"{name}.csv.dictionary.json").read_text(encoding="utf-8"))
            assert said["answer"]["says"] == section["says"]
            if rows[name]:
                filled.add(name)
                check_table(session, report, section, tmp_path)
    assert len(filled) > 20, sorted(filled)
    if whose == "practice":
        assert {"relationship", "provider-statistics", "provider-referrals", "provider-contacts",
                "provider-costs", "costs", "returns-by-provider", "touches-forecast"} <= filled


def given(session, answer, **options):
    """A section of a report that was answered before."""
    return onward._table.Query(session, "report.sections", {"answer": answer, **options})


def check_table(session, report, section, tmp_path):
    table = given(session, report, list=section["name"], personal=True)
    types = {column["name"]: column["type"] for column in table.dictionary["columns"]}
    lines = rows_of(table, tmp_path / "s.json")
    assert len(lines) == len(section["lines"])
    for line, expected in zip(lines, section["lines"]):
        for column, cell in zip(section["columns"], expected["cells"]):
            name, value = column["name"], cell["value"]
            if column["value"] == "day" and value == "unknown":
                value = None
            assert line[name] == value, (section["name"], name)
            if column["value"] in ("money", "returns"):
                assert types[name] == "list"
                assert all("currency" in one for one in value or [])
            if column["value"] == "text":
                assert line[name + "_label"] == cell["text"]
            elif column["value"] != "day":
                assert line[name + "_mark"] == cell["mark"]
                assert line[name + "_interval"] == cell["interval"]
    table.arrow().validate(full=True)


@pytest.mark.parametrize("whose", ["county", "member", "practice"])
def test_no_section_tells_what_another_hides(whose, request):
    session = request.getfixturevalue(whose)
    counted = {"count", *(metric.metric for metric in session.metric.list().metrics)}
    told = hidden = 0
    for asked in asked_of(session, whose):
        together = {}
        report = session.report.sections(**{**asked, "suppress_below": 5}).as_json()
        for section in report["sections"]:
            assert section["refused"] == "", (asked, section["name"])
            counts = [column["name"] in counted - {"referring_providers", "new_referring_providers"}
                      for column in section["columns"]]
            for line in section["lines"]:
                for cell, is_count in zip(line["cells"], counts):
                    hidden += cell["mark"] == "suppressed"
                    if is_count and isinstance(cell["value"], int):
                        told += 1
                        assert not 0 < cell["value"] < 5, (asked, section["name"], line)
            if section["operation"] == "metric.query" and not section["untold"]:
                question = section["request"]
                along = json.dumps([question[name] for name in ("group_by", "filters", "from")])
                if whose != "practice":  # of which some sections count several kinds of facts
                    assert together.setdefault(along, question["metrics"]) == question["metrics"]
    assert told > 50 and hidden > 50


def test_one_question_answers_a_whole_report(practice, tmp_path):
    def asked():
        next_, count = 1, 0
        while next_:
            page = practice.journal.list(from_=next_, limit=500)
            count += sum(entry.operation == "report.sections" for entry in page.entries)
            next_ = page.next
        return count

    before = asked()
    practice.export("report.sections", tmp_path / "one", report="executive_summary")
    assert asked() == before + 1


def test_names_of_providers_are_personal(practice, tmp_path):
    shown = {"suppress_below": 0}
    for list_, asked in (("referrers-ranked", shown), ("new-referrers", shown),
                         ("providers-converted", {"report": "compare_referrers", **shown,
                                                  "referring_provider_ids": [1, 2]})):
        open_ = practice.query("report.sections", list=list_, **asked)
        whole = practice.query("report.sections", list=list_, personal=True, **asked)
        hidden = set(whole.columns) - set(open_.columns)
        assert {name.removesuffix("_label") for name in hidden} <= {
            "referring_provider", "referring_provider_id"} and len(hidden) == 1
        open_.to_csv(tmp_path / "open.csv")
        assert "Ray" not in (tmp_path / "open.csv").read_text(encoding="utf-8")


def test_an_export_that_fails_leaves_nothing(practice, tmp_path, monkeypatch):
    folder = tmp_path / "report"
    with pytest.raises(onward.Refused):
        practice.export("report.sections", folder, report="compare_referrers")
    with pytest.raises(onward.Refused):
        practice.export("need.send", folder)
    with pytest.raises(onward.Refused):
        practice.export("report.sections", folder, list="weather")
    with pytest.raises(onward.Refused):
        practice.export("report.sections", folder, columns=["weather"])
    assert not folder.exists()
    folder.mkdir()
    (folder / "practice.csv").write_text("as it was", encoding="utf-8")
    (folder / "sources.csv").mkdir()  # where a file is to be
    with pytest.raises(OSError):
        practice.export("report.sections", folder)
    assert not list(folder.glob("*.partial")) and not list(folder.glob("leads*"))
    for name in ("to_csv", "to_json", "to_parquet"):
        file = tmp_path / "file"
        (tmp_path / "file.dictionary.json").mkdir(exist_ok=True)
        with pytest.raises(OSError):
            getattr(practice.table("leads"), name)(file)
        assert not file.exists() and not list(tmp_path.glob("*.partial"))


def test_an_answer_is_read_as_it_was_given(practice):
    answer = practice.report.sections(report="top_referrers").as_json()
    answer["sections"][0]["says"] = "So it was."
    said = practice.query("report.sections", list="referrers-ranked", report="top_referrers")
    assert said.dictionary["answer"]["says"] != "So it was."
    said = given(practice, answer, list="referrers-ranked")
    assert said.dictionary["answer"]["says"] == "So it was."
    for wrong, path in (({}, "/answer/"), ({**answer, "more": 1}, "/answer/more")):
        with pytest.raises(onward.Refused) as refused:
            given(practice, wrong, list="referrers-ranked")
        assert refused.value.reason == "malformed_request"
        assert refused.value.path.startswith(path)


def test_the_command_line_writes_all_or_nothing(tmp_path):
    if TOOL is None:
        pytest.skip("the command line is not built")
    store = tmp_path / "practice.db"
    engine, session, clock = practice_year.open_practice(store)
    spend(session, clock)
    engine.close()

    def export(*words):
        return subprocess.run(
            [TOOL, "--store", store, "--clock-may-jump", "--as", "1:1", "export",
             *map(str, words)], capture_output=True, text=True, check=False)

    folder = tmp_path / "history"
    done = export("report.sections", "--report", "provider_history", "--referring_provider_ids",
                  1, "--suppress_below", 0, "--out", f"{folder}/")
    assert done.returncode == 0, done.stderr
    names = ["relationship", "provider-statistics", "provider-by-month", "provider-referrals",
             "provider-contacts", "provider-costs"]
    assert [file["list"] for file in json.loads(done.stdout)["files"]] == names
    assert len(os.listdir(folder)) == 2 * len(names)
    statistics = (folder / "provider-statistics.csv").read_text(encoding="utf-8")
    assert '""currency"":""JPY""' in statistics
    nothing = tmp_path / "nothing"
    assert export("report.sections", "--report", "provider_history", "--out",
                  f"{nothing}/").returncode == 1
    assert export("report.sections", "--list", "weather", "--out", f"{nothing}/").returncode == 1
    assert not nothing.exists()
    (folder / "provider-costs.csv").unlink()
    (folder / "provider-costs.csv").mkdir()
    assert export("report.sections", "--report", "provider_history", "--referring_provider_ids",
                  1, "--out", f"{folder}/").returncode == 2
    assert [p.name for p in folder.iterdir() if p.suffix == ".csv"] == ["provider-costs.csv"]
    assert not list(folder.glob("*.partial"))
    (tmp_path / "one.csv.dictionary.json").mkdir()
    assert export("leads", "--out", tmp_path / "one.csv").returncode == 2
    assert not (tmp_path / "one.csv").exists()
