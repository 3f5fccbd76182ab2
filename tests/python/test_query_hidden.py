"""What leaves as columns hides small counts and names of people, unless it is asked otherwise."""

import datetime
import json

import onward
import pytest
from test_query import county, practice, rows_of, year  # noqa: F401


def test_small_counts_do_not_leave_unless_that_is_said(county, practice, tmp_path):
    """A lead that was lost, alone in its phase, stood in the file."""
    for session, question in (
            (county, {"metrics": ["referrals_finished"], "group_by": ["reason_code", "outcome"],
                      "whole_store": True}),
            (practice, {"metrics": ["leads"], "group_by": ["month", "referring_provider"]})):
        said = session.metric.query(**question).as_json()
        small = {tuple(place["code"] for place in group["places"])
                 for group in said["groups"] if group["figures"][0]["count"] < 5}
        assert said["suppressed_below"] == 0 and small
        session.export("metric.query", tmp_path / "hidden.json", **question)
        rows = json.loads((tmp_path / "hidden.json").read_text(encoding="utf-8"))
        at = question["group_by"]
        assert small <= {tuple(row[d] for d in at) for row in rows if row["suppressed"]}
        assert all((row["value"] is None) == row["suppressed"] for row in rows)
        beside = json.loads((tmp_path / "hidden.json.dictionary.json").read_text(encoding="utf-8"))
        assert beside["answer"]["suppressed_below"] == 5
        shown = rows_of(session.query("metric.query", **question, suppress_below=0),
                        tmp_path / "shown.json")
        assert [row["numerator"] for row in shown] == [
            group["figures"][0]["count"] for group in said["groups"]]
    leads = {p["period"]["code"]: p["figure"]["count"]
             for p in practice.metric.trend(metric="leads", period="week").as_json()["points"]}
    for row in practice.query("metric.trend", metric="leads", period="week").arrow().to_pylist():
        assert row["suppressed"] or not 0 < leads[str(row["week"])] < 5
    ranked = practice.query("metric.rank", metric="touches", dimension="referring_provider",
                            until=datetime.date(2023, 3, 1))
    assert ranked.dictionary["answer"]["suppressed"] > 0
    assert all(row["numerator"] >= 5 for row in ranked.arrow().to_pylist())
    asked = {"metric": "leads", "period": "week"}
    past = practice.query("metric.forecast", list="past", **asked)
    assert past.dictionary["answer"]["fault"] == "count_unknown"
    assert any(row["suppressed"] for row in past.arrow().to_pylist())
    assert practice.query("metric.forecast", list="future", suppress_below=0,
                          **asked).arrow().num_rows == 12


def test_providers_are_named_where_that_is_asked_for(practice):
    """Their names are personal; numbers, and names of organisations and sources, are not."""
    by = ["referring_provider", "referral_source", "practice"]
    asked = {"metrics": ["touches"], "group_by": by, "suppress_below": 0}
    query = practice.query("metric.query", **asked)
    assert "referring_provider_name" not in query.columns
    assert {*by, "referral_source_name", "practice_name"} < set(query.columns)
    named = practice.query("metric.query", **asked, personal=True).arrow().to_pylist()
    assert "Dee Ray" in {row["referring_provider_name"] for row in named}
    with pytest.raises(onward.Refused) as refused:
        practice.query("metric.query", **asked, columns=["referring_provider_name"])
    assert (refused.value.reason, refused.value.path) == ("malformed_request", "/columns/0")
    ranking = {"metric": "touches", "dimension": "referring_provider", "suppress_below": 0}
    assert "referring_provider_name" not in practice.query("metric.rank", **ranking).columns
    assert "Dee Ray" not in str(practice.query("metric.rank", **ranking).arrow().to_pylist())
    section = {"list": "referrers", "suppress_below": 0}
    assert "Dee Ray" not in str(practice.query("report.sections", **section).arrow().to_pylist())
    assert "Dee Ray" in str(
        practice.query("report.sections", **section, personal=True).arrow().to_pylist())
