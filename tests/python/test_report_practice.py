"""The pages of a practice, in the browser that a manager opens them with."""

import datetime

import pytest
from test_report import (  # noqa: F401
    PICTURES,
    answered,
    browser,
    check_charts,
    look,
    overflow,
    pytestmark,
    written,
)
from test_report_columns import practice  # noqa: F401

# The practice is small: what is hidden by default would be nearly all of it.
REPORTS = {"practice": {"profile": "practice", "suppress_below": 0},
           "executive": {"report": "executive_summary", "suppress_below": 0},
           "compared": {"report": "compare_referrers", "referring_provider_ids": [1, 3],
                        "suppress_below": 0},
           "history": {"report": "provider_history", "referring_provider_ids": [1],
                       "suppress_below": 0}}


@pytest.fixture(scope="module")
def files(practice, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("practice")
    for name, asked in REPORTS.items():
        (folder / f"{name}.html").write_text(practice.report.html(**asked).html, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_it_is_readable_at_every_width(browser, files, name, width):  # noqa: F811
    page, wrong = look(browser, files / f"{name}.html", width,
                       color_scheme="dark" if width == 1920 else "light")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
    assert wrong == []
    assert overflow(page) == 0
    drawn = page.eval_on_selector_all(
        "[data-chart]", "all => all.map((e) => [e.dataset.chart, !!e.querySelector('svg path')])")
    assert drawn and all(has_marks for _, has_marks in drawn)


@pytest.mark.parametrize("name", REPORTS)
def test_figures_are_the_answers_of_operations(browser, practice, files, name):  # noqa: F811
    page, _ = look(browser, files / f"{name}.html")
    report = practice.report.sections(**REPORTS[name])
    assert [s.name for s in report.sections] == page.eval_on_selector_all(
        "main > section", "all => all.map((e) => e.id)")
    checked = 0
    for section in report.sections:
        assert section.refused == "" and section.untold == ""
        lines = written(page, section.name)
        check = CHECKS[section.operation]
        if lines:
            check(practice, section, lines)
            checked += len(lines)
    assert checked > 3


@pytest.mark.parametrize("name", REPORTS)
def test_charts_show_what_their_tables_say(browser, files, name):  # noqa: F811
    page, _ = look(browser, files / f"{name}.html")
    assert check_charts(page) > 0


def asked_again(practice, section):
    return practice.call(section.operation, **section.request)


def told(figure):
    if any(r.fault is None for r in figure.returns):
        return figure.as_json()["returns"]
    return answered(figure)


def check_query(practice, section, lines):
    answer = asked_again(practice, section)
    dimensions = section.request["group_by"]
    wanted = {tuple(key.code for key in group.places): group for group in answer.groups}
    places = []
    for line in lines:
        places.append(line["keys"] + [v for name, v in line["figures"] if name in dimensions])
        figures = [pair for pair in line["figures"] if pair[0] not in dimensions]
        group = wanted.pop(tuple(places[-1]), None)
        if group:
            assert figures == [[f.metric, told(f)] for f in group.figures]
        else:  # a month in which nothing was counted
            assert dimensions[0] == "month" and {value for _, value in figures} <= {0, "[x]"}
    assert len(wanted) == section.left_out
    if dimensions == ["referring_provider"]:  # nobody is behind all who are ranked
        assert ["0"] not in places[:-1]


def check_trend(practice, section, lines):
    points = {p.period.code: p for p in asked_again(practice, section).points}
    months = [line["keys"][0] for line in lines]
    assert months == sorted(months)
    for line in lines:
        point = points.get(line["keys"][0])
        figure, previous, year = (value for _, value in line["figures"])
        assert figure == (point.figure.count if point else 0)
        for shown, told in ((previous, point and point.change_from_previous),
                            (year, point and point.change_from_year_before)):
            assert shown == ("[x]" if told is None else told)


def check_rank(practice, section, lines):
    assert [(line["keys"], dict(line["figures"])) for line in lines] == [
        ([r.key.code], {"shrunken": r.shrunken, "count": r.count, "rank": r.rank})
        for r in asked_again(practice, section).ranking]


def check_forecast(practice, section, lines):
    assert [(line["keys"], line["figures"]) for line in lines] == [
        ([f.period.code], [["expected", f.expected.count]])
        for f in asked_again(practice, section).future]


def check_statistics(practice, section, lines):
    if isinstance(section.request, list):
        told = [practice.call(section.operation, **one) for one in section.request]
        rates = [t.converted / t.referrals for t in told]
        for line, its, rate in zip(lines, told, rates):
            assert line["keys"] == [str(its.referring_provider_id)]
            figures = dict(line["figures"])
            assert figures["referrals"] == its.referrals
            assert figures["conversion_rate"] == rate
            if its is not told[0]:
                assert figures["difference"] == pytest.approx(rate - rates[0])
        return
    answer = asked_again(practice, section)
    for name, value in lines[0]["figures"]:
        if name == "credited_value":
            value = [(m["currency"], m["minor_units"]) for m in value]
            assert value == [(m.currency, m.minor_units) for m in answer.credited_value]
        else:
            assert value == answer[name]


def check_relationships(practice, section, lines):
    answer = asked_again(practice, section).relationships
    assert len(lines) == len(answer)
    for line, r in zip(lines, answer):
        figures = dict(line["figures"])
        assert (line["keys"], figures["referrals"]) == ([str(r.referring_provider_id)], r.referrals)
        check_decline(figures, r.standing)


def check_decline(figures, standing):
    for name in ("rate_ratio", "decline_probability"):
        assert figures[name] == ("[x]" if standing[name] is None else standing[name])


def check_relationship(practice, section, lines):
    answer, figures = asked_again(practice, section), dict(lines[0]["figures"])
    assert figures["standing"] == answer.standing.standing
    assert figures["referrals"] == answer.referrals and figures["health"] == answer.health.score
    assert figures["best_method"] == answer.timing.methods[0].method
    assert datetime.date.fromisoformat(figures["last_on"]) == answer.standing.last_on
    check_decline(figures, answer.standing)


def check_referrals(practice, section, lines):
    sent = [r for r in asked_again(practice, section).referrals if not r.voided]
    assert [(line["keys"], dict(line["figures"])["phase"]) for line in lines] == [
        ([r.lead_id], r.phase) for r in sent]


def check_contacts(practice, section, lines):
    contacts = asked_again(practice, section).contacts
    assert [dict(line["figures"])["method"] for line in lines] == [c.method for c in contacts]


def check_costs(practice, section, lines):
    costs = asked_again(practice, section).relationship_costs
    assert [dict(line["figures"])["amount_minor_units"] for line in lines] == [
        [{"currency": c.currency, "minor_units": c.amount_minor_units}] for c in costs]


CHECKS = {"metric.query": check_query, "metric.trend": check_trend, "metric.rank": check_rank,
          "metric.forecast": check_forecast,
          "referring_provider.statistics": check_statistics,
          "relationship.list": check_relationships, "relationship.get": check_relationship,
          "referring_provider.list_referrals": check_referrals,
          "referring_provider.list_contacts": check_contacts,
          "relationship_cost.list": check_costs}


def test_every_month_of_a_question_stands(browser, practice, tmp_path):  # noqa: F811
    file = tmp_path / "months.html"
    file.write_text(practice.report.html(profile="practice", from_="2022-10-01",
                                         until="2023-03-15", suppress_below=0).html,
                    encoding="utf-8")
    page, wrong = look(browser, file)
    assert wrong == []
    for section in ("leads", "conversion", "months", "referring"):
        assert [line["keys"][0] for line in written(page, section)] == [
            "2022-10-01", "2022-11-01", "2022-12-01", "2023-01-01", "2023-02-01", "2023-03-01"]
        marks = page.eval_on_selector_all(
            f"#{section} tbody tr", "all => all.map((e) => e.textContent.includes('[p]'))")
        assert marks[-1]


def test_a_page_of_the_past_says_so(browser, practice, tmp_path):  # noqa: F811
    file = tmp_path / "past.html"
    file.write_text(practice.report.html(report="executive_summary",
                                         as_of="2023-12-31T12:00:00Z").html, encoding="utf-8")
    page, wrong = look(browser, file)
    assert wrong == []
    assert "As was known 31 December 2023, 12:00 UTC" in " ".join(
        page.inner_text(".facts").split())
    for section in ("dormant-referrers", "declining-referrers"):
        assert "as of now alone" in page.inner_text(f"#{section} .remark")
    first = page.locator("#touches-forecast tbody tr").first.text_content()
    assert first.strip().startswith("December 2023")
    assert page.locator("#touches-trend tbody tr").count() == 12


def test_series_do_not_depend_on_colour(browser, practice, tmp_path):  # noqa: F811
    file = tmp_path / "mix.html"
    file.write_text(practice.report.html(report="trend_analysis", suppress_below=0).html,
                    encoding="utf-8")
    page, _ = look(browser, file)
    names = page.eval_on_selector_all("#mix .mark-text.role-legend-label text",
                                      "all => all.map((e) => e.textContent)")
    assert [name[0] for name in names] == list("ABCDEFG"[:len(names)]) and len(names) > 2
    letters = page.eval_on_selector_all("#mix .mark-text.role-mark text",
                                        "all => all.map((e) => e.textContent)")
    assert {letter for letter in letters if letter} >= {"A", "B"}
    colours = page.evaluate("""() => Array.from({length: 10}, (_, n) => getComputedStyle(
      document.documentElement).getPropertyValue(`--series-${n + 1}`).trim())""")
    assert len(set(colours)) == 10
    dashes = page.eval_on_selector_all(
        "#conversion .mark-line path", "all => all.map((e) => e.getAttribute('stroke-dasharray'))")
    assert len(set(dashes)) == len(dashes) == 2
