"""The report a manager opens, in the browser they open it with."""

import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess

import onward
import pytest

from conftest import begin

sync_api = pytest.importorskip("playwright.sync_api")
ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "report"
CHROMIUM = shutil.which("chromium")
ENDS = ["reached", "declined", "expired", "withdrawn", "other", "open", "called_off"]
TOOL = os.environ.get("ONWARD_TOOL") or shutil.which("onward")
HOSTILE = ["</script><script>document.title='broken'</script>", "\"><img src=x onerror=alert(1)>",
           "<!--<script>", "{{constructor.constructor('alert(1)')()}}", "' onclick='alert(1)"]

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(TOOL is None, reason="the command line is not built"),
]


def asked_last(figures):
    """All who were asked, by when they were asked last, as waits have it."""
    return sum(getattr(figures["time_to_acknowledge"].wait, end) for end in ENDS)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        options = {"executable_path": CHROMIUM, "args": ["--no-sandbox"] * (os.geteuid() == 0)}
        with playwright.chromium.launch(**options) as browser:
            yield browser


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A simulated county's year: its store, opened by its first administrator."""
    store = tmp_path_factory.mktemp("report") / "county.db"
    subprocess.run([TOOL, "--store", store, "simulate", "--years", "1", "--clients", "300",
                    "--services", "30"], check=True, capture_output=True)
    with onward.Engine(store=store, clock_may_jump=True) as engine:
        yield engine.session(staff_id=1, organization_id=1)


@pytest.fixture(scope="module")
def file(county, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "county.html"
    path.write_text(county.report.html(whole_store=True).html, encoding="utf-8")
    return path


def look(browser, path, width=1280, **options):
    """The page when its charts are drawn, and what went wrong until then."""
    context = browser.new_context(viewport={"width": width, "height": 900},
                                  reduced_motion="reduce", **options)
    page, wrong = context.new_page(), []
    page.on("console", lambda said: wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda asked: asked.url.startswith("file:") or wrong.append(asked.url))
    page.goto(path.as_uri())
    if options.get("java_script_enabled", True):
        page.wait_for_selector("html[data-charts=drawn]", timeout=120_000)
    return page, wrong


def overflow(page):
    return page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


def written(page, section):
    """The figures of a section as programs read them, line by line."""
    return page.evaluate("""(id) => {
      const value = (cell) => {
        const data = cell.querySelector("data");
        return data ? JSON.parse(data.value) : cell.querySelector("abbr span").textContent;
      };
      const section = document.getElementById(id);
      const cards = section.querySelectorAll(".cards [data-figure]");
      if (cards.length)
        return [{keys: [], figures: [...cards].map((c) => [c.dataset.figure, value(c)])}];
      return [...section.querySelectorAll("tbody tr")].map((row) => ({
        keys: [...row.querySelectorAll("th")].map(value),
        figures: [...row.querySelectorAll("td")].map((c) => [c.dataset.figure, value(c)]),
      }));
    }""", section)


def check_charts(page):
    """Whatever is drawn stands in the table behind it, and what is told there is drawn."""
    charts = json.loads(page.eval_on_selector("#charts", "e => e.textContent"))
    tables = page.evaluate("""() => Object.fromEntries(
      [...document.querySelectorAll("main > section")].map((section) => [section.id, {
        labels: [...section.querySelectorAll("thead th")].map((e) => e.textContent),
        lines: [...section.querySelectorAll("tbody tr")].map((row) =>
          [...row.querySelectorAll("th, td")].map((cell) => {
            const figure = cell.querySelector("data");
            const interval = cell.querySelector(".interval");
            return {text: figure ? figure.textContent : "",
                    value: figure && JSON.parse(figure.value),
                    signs: [...cell.querySelectorAll("abbr > [aria-hidden]")]
                      .map((e) => e.textContent),
                    interval: interval ? interval.textContent : ""};
          }))}]))""")
    drawn = page.eval_on_selector_all("[data-chart]", "all => all.map((e) => e.dataset.chart)")
    assert set(drawn) == set(charts)
    for name, chart in charts.items():
        points, table = chart["datasets"]["figures"], tables[name]
        assert points and table["lines"]
        if any("days" in point for point in points):
            check_curves(points, table["lines"])
            continue
        cells = {cell_of(point, table) for point in points}
        assert len(cells) == len(points)
        for column in {column for _, column in cells}:
            for number, line in enumerate(table["lines"]):
                is_told = isinstance(line[column]["value"], (int, float))
                assert not is_told or (number, column) in cells or is_nobody(line), (name, line)
    return len(charts)


def cell_of(point, table):
    """The line and the column of what is drawn; in a stack its place and part name the line."""
    lines, labels = table["lines"], table["labels"]
    part = re.sub("^[A-Z]  ", "", point["series"])
    part = {"No outcome": "None", "No reason": "None"}.get(part, part)
    found = [n for n, line in enumerate(lines) if line[0]["text"] == point["place"]]
    if part not in labels and len(found) > 1:
        found = [n for n in found if lines[n][1]["text"] == part]
    columns = [labels.index(part)] if part in labels else range(1, len(labels))
    same = [(n, c) for n in found for c in columns if is_drawn_as(point, lines[n][c])]
    assert same, (point, [lines[n] for n in found])
    return same[0]


def is_drawn_as(point, cell):
    if "value" not in point:
        return point["mark"] == "suppressed" and "[c]" in cell["signs"]
    return cell["text"] == point["text"] and cell["value"] == pytest.approx(point["value"]) and (
        cell["interval"] in point.get("interval", ""))


def check_curves(points, lines):
    """A curve reaches a half at the median of its line, or at the next of its hundred steps."""
    for line in lines:
        its = [p for p in points if p["series"] == line[0]["text"]]
        assert [p["value"] for p in its] == sorted(p["value"] for p in its)
        half = next((p["days"] for p in its if p["value"] >= 0.5), None)
        median = line[1]["value"]
        assert (half is None) == (median is None)
        assert half is None or half * 24 * 60 >= median


def is_nobody(line):
    return line[0]["value"] in ("0", "", "unknown", "erased")


def answered(figure):
    if figure.suppressed:
        return "[c]"
    if figure.rate is not None:
        return figure.rate
    if figure.wait:
        return "[x]" if figure.wait.median_minutes is None else figure.wait.median_minutes
    if figure.amounts:
        return [{"currency": m.currency, "minor_units": m.minor_units} for m in figure.amounts]
    return "[x]" if figure.count is None or figure.out_of is not None else figure.count


def test_figures_are_the_answers_of_operations(browser, county, file):
    page, _ = look(browser, file)
    checked = 0
    report = county.report.sections(whole_store=True)
    for section in report.sections:
        assert section.refused == ""
        request = section.request if isinstance(section.request, dict) else vars(section.request)
        answer = county.call(section.operation, **request)
        lines = written(page, section.name)
        if section.operation == "dashboard.counts":
            assert [value for _, value in lines[0]["figures"]] == [c.count for c in answer.counts]
        elif section.operation == "referral.list":
            assert [line["keys"] for line in lines] == [[r.reference] for r in answer.referrals]
        elif section.operation == "metric.rank":
            assert [(line["keys"], dict(line["figures"])) for line in lines] == [
                ([r.key.code], {"shrunken": r.shrunken, "count": r.count, "rank": r.rank})
                for r in answer.ranking]
        elif section.name == "waits":
            assert lines == [{"keys": [f.metric], "figures": [["value", answered(f)]]}
                             for f in answer.groups[0].figures]
        elif section.name == "last-30-days":
            if not answer.groups:
                assert lines == []
                continue
            stages = {line["keys"][0]: line["figures"][0][1] for line in lines}
            figures = {f.metric: f for f in answer.groups[0].figures}
            assert (report.made_at.date() - request_date(request["from"])).days in (29, 30)
            assert stages == {
                "Referrals sent": asked_last(figures),
                "Acknowledged": figures["time_to_acknowledge"].wait.reached,
                "Still open": figures["referrals_open"].count,
                "Closed": asked_last(figures) - figures["referrals_open"].count,
                "Needs sent": figures["needs"].count, "Met": figures["resolution_rate"].count,
                "Unresolved, or closed as unmet": figures["needs_unmet"].count}
        elif section.name == "funnel":
            stages = {line["keys"][0]: line["figures"][0][1] for line in lines}
            figures = {f.metric: f for f in answer.groups[0].figures}
            assert stages == {
                "Needs sent": figures["needs"].count,
                "Needs ended": figures["resolution_rate"].out_of,
                "Needs met": figures["resolution_rate"].count,
                "Referrals sent": asked_last(figures),
                "Acknowledged": figures["time_to_acknowledge"].wait.reached,
                "Accepted": figures["time_to_accept"].wait.reached,
                "Service begun": figures["time_to_start"].wait.reached,
                "Helped": figures["success_rate"].count}
        else:
            wanted = {tuple(key.code for key in group["places"]): group for group in answer.groups}
            of_all = county.metric.query(metrics=["resolution_rate"], whole_store=True,
                                         as_of=request.get("as_of")).groups[0].figures[0]
            for line in lines:
                codes = line["keys"] + [v for name, v in line["figures"]
                                        if name in request["group_by"]]
                figures = [pair for pair in line["figures"]
                           if pair[0] not in [*request["group_by"], "difference"]]
                if tuple(codes) not in wanted:  # a month of a trend in which nothing was counted
                    assert section.name in {"trend", "leads", "months", "referring"}
                    assert {value for _, value in figures} <= {0, "[x]"}
                    continue
                group = wanted.pop(tuple(codes))
                assert figures == [[f.metric, answered(f)] for f in group.figures]
                if section.name.startswith("equity"):
                    check_difference(dict(line["figures"])["difference"], group, of_all)
            assert len(wanted) == section.left_out
        checked += len(lines)
        assert section.operation in page.inner_text(f"#{section.name} .source code >> nth=0") or (
            page.eval_on_selector(f"#{section.name} .source", "e => e.textContent")
            .startswith("Answered by " + section.operation))
    assert checked > 60


def test_charts_show_what_their_tables_say(browser, county, file):
    page, _ = look(browser, file)
    assert check_charts(page) > 10


def request_date(text):
    return datetime.date.fromisoformat(text)


def check_difference(shown, group, of_all):
    """Of the rate of a group, and of all others, hidden or not."""
    own = next(f for f in group.figures if f.metric == "resolution_rate")
    if own.suppressed:
        assert shown == "[c]"
    elif own.rate is None or own.out_of == of_all.out_of:
        assert shown == "[x]"
    else:
        others = (of_all.count - own.count) / (of_all.out_of - own.out_of)
        assert shown == pytest.approx(own.rate - others)


def test_definitions_stand_below_their_figures(browser, county, file):
    page, _ = look(browser, file)
    for section in county.report.sections(whole_store=True).sections:
        meaning = page.eval_on_selector(f"#{section.name} .meaning", "e => e.textContent")
        for metric in section.definitions:
            for words in (metric.numerator, metric.denominator, metric.excluded):
                assert words in meaning


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_it_is_readable_at_every_width(browser, file, width, scheme):
    page, wrong = look(browser, file, width, color_scheme=scheme)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{width}-{scheme}.png", full_page=True)
    assert wrong == []
    assert overflow(page) == 0
    drawn = page.eval_on_selector_all(
        "[data-chart]", "all => all.map((e) => [e.dataset.chart, !!e.querySelector('svg path')])")
    assert len(drawn) > 5 and all(has_marks for _, has_marks in drawn)
    beyond = page.eval_on_selector_all(".chart svg", """all => all.filter((e) =>
      e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length""")
    assert beyond == 0


def test_it_prints(browser, file):
    page, wrong = look(browser, file, width=690)  # A4 within its margins
    page.emulate_media(media="print", color_scheme="dark")
    assert overflow(page) == 0
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    page.emulate_media(media=None, color_scheme=None)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.pdf(path=PICTURES / "print.pdf", format="A4", print_background=True)
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_contrast(browser, file, scheme):
    page, _ = look(browser, file, color_scheme=scheme)
    ratios = page.evaluate("""() => {
      const style = getComputedStyle(document.documentElement);
      const luminance = (name) => {
        const hex = style.getPropertyValue(name).trim().slice(1);
        const [r, g, b] = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
          .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ratio = (a, b) => {
        const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
        return (x + 0.05) / (y + 0.05);
      };
      const out = {};
      for (const name of ["--ink", "--muted", "--accent", "--mark"])
        out[name] = ratio(name, "--paper");
      for (let n = 1; n <= 10; ++n) out[`--series-${n}`] = ratio(`--series-${n}`, "--paper");
      out["--ink on a remark"] = ratio("--ink", "--mark-paper");
      return out;
    }""")
    for name, ratio in ratios.items():  # WCAG 2.2, 1.4.3: letters stand on marks, so all are text
        assert ratio >= 4.5, (name, ratio)


def test_the_keyboard_reaches_everything(browser, file):
    page, _ = look(browser, file)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.closest('details.table') !== null"):
            break
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.parentElement.open")
    page.keyboard.press("Tab")  # what scrolls can be reached, to be scrolled
    assert page.evaluate("() => document.activeElement.className") == "scroll"


def test_machines_and_screen_readers_find_their_way(browser, file):
    page, _ = look(browser, file)
    assert page.evaluate("() => document.documentElement.lang") == "en"
    assert page.locator("h1").count() == 1
    for chart in page.query_selector_all(".chart"):
        assert chart.get_attribute("role") == "graphics-document"
        assert len(chart.get_attribute("aria-label")) > 20
    for table in page.query_selector_all("table"):
        assert table.query_selector("caption") and table.query_selector("th[scope=col]")
        assert table.query_selector("tbody th[scope=row]")
    inline = page.evaluate("""() => [...document.querySelectorAll("*")].flatMap((e) =>
      [...e.attributes].map((a) => a.name)).filter((name) => name.startsWith("on"))""")
    assert inline == []


def test_without_scripts_the_tables_are_there(browser, file):
    page, _ = look(browser, file, java_script_enabled=False)
    assert page.locator("tbody tr").count() > 20


def test_names_are_text(browser, session, tmp_path):
    """Somebody who may name an organisation must not become whoever reads the report."""
    for number, name in enumerate(HOSTILE):
        session.issue.create(code=f"issue-{number}", name=name)
        session.organization.create(name=name)
    client = session.client.create(details={"given_name": "Eve", "family_name": "Hill",
                                            "locality": HOSTILE[0], "language": "en"})
    consent = session.consent.record(client_id=client.id)
    for number in range(len(HOSTILE)):
        session.need.send(client_id=client.id, issue_id=number + 1, consent_id=consent.id,
                          receivers=[{"organization_id": number + 2}])
    file = tmp_path / "hostile.html"
    file.write_text(session.report.html(whole_store=True).html, encoding="utf-8")
    page, wrong = look(browser, file)
    assert wrong == []
    assert page.title().startswith("County: referrals")
    assert page.locator("img").count() == 0
    assert page.locator("body script").count() == 6  # of ours: the data, licences, four that run
    text = page.evaluate("() => document.body.textContent")
    for name in HOSTILE:
        assert name in text
    assert overflow(page) == 0


def test_an_empty_store_says_so(browser, session, tmp_path):
    report = session.report.sections()
    assert report.profiles == [] and report.sections == []
    file = tmp_path / "empty.html"
    file.write_text(session.report.html().html, encoding="utf-8")
    page, wrong = look(browser, file)
    assert "Nothing was counted in this period" in page.inner_text("main")
    assert wrong == []


def test_a_dashboard_of_the_past_has_the_thirty_days_before_it(browser, county, tmp_path):
    file, asked = tmp_path / "dashboard.html", {
        "report": "dashboard", "whole_store": True, "as_of": "2025-10-15T12:00:00Z"}
    file.write_text(county.report.html(**asked).html, encoding="utf-8")
    page, wrong = look(browser, file)
    assert wrong == []
    section = county.report.sections(**asked).sections[1]
    assert section.name == "last-30-days" and section.request["from"] == "2025-09-16"
    figures = {f.metric: f for f in county.call(section.operation, **section.request)
               .groups[0].figures}
    lines = {line["keys"][0]: line["figures"][0][1] for line in written(page, "last-30-days")}
    assert 0 < lines["Referrals sent"] == asked_last(figures)
    assert lines["Acknowledged"] == figures["time_to_acknowledge"].wait.reached
    assert lines["Closed"] == lines["Referrals sent"] - figures["referrals_open"].count
    assert lines["Unresolved, or closed as unmet"] == figures["needs_unmet"].count > 0
    assert page.locator("#last-30-days .chart svg path").count() > 3
    assert page.locator("#now .remark").count() == page.locator("#overdue .remark").count() == 1
    page.screenshot(path=PICTURES / "dashboard.png", full_page=True)


def test_each_chart_is_a_specification_with_its_data(county):
    for section in county.report.sections(whole_store=True).sections:
        chart = section.chart
        if chart is None:
            continue
        chart = chart if isinstance(chart, dict) else json.loads(json.dumps(chart, default=vars))
        assert chart["$schema"].endswith("vega-lite/v6.json")
        assert chart["datasets"]["figures"] and chart["description"].startswith(section.title)


def test_progress_is_told(tmp_path):
    told = []
    with onward.Engine(store=":memory:", progress=lambda *said: told.append(said)) as engine:
        begin(engine).report.sections(profile="network")
    steps = [done for what, done, _ in told if what == "report"]
    assert len(steps) > 10 and steps == list(range(len(steps)))


def test_the_command_line_writes_the_page(county, tmp_path):
    store, page = tmp_path / "small.db", tmp_path / "out.html"
    run = ["--store", store, "--as", "1:1", "report", "--whole_store"]
    subprocess.run([TOOL, "--store", store, "system.create", "--network", "Lee", "--organization",
                    "Aid", "--login", "ada", "--name", "Ada"], check=True, capture_output=True)
    said = subprocess.run([TOOL, *run, "--html", page], check=True, capture_output=True, text=True)
    assert json.loads(said.stdout) == {"html": str(page), "bytes": page.stat().st_size,
                                       "charts": True}
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [p.name for p in tmp_path.glob("out.html*")] == ["out.html"]
    refused = subprocess.run([TOOL, *run, "--html", page, "--from", "2025-02-01", "--until",
                              "2025-01-01"], check=False, capture_output=True, text=True)
    assert refused.returncode == 1 and "period_reversed" in refused.stderr
    below = subprocess.run([TOOL, *run, "--html", page, "--suppress_below", "-1"], check=False,
                           capture_output=True, text=True)
    assert below.returncode == 1 and "/suppress_below" in below.stderr
    nowhere = subprocess.run([TOOL, *run, "--html", tmp_path / "no" / "where.html"], check=False,
                             capture_output=True, text=True)
    assert nowhere.returncode == 2 and "cannot be written" in nowhere.stderr


def test_the_command_line_writes_a_report_by_its_name(tmp_path):
    store, page = tmp_path / "practice.db", tmp_path / "month.html"
    run = [TOOL, "--store", store, "--as", "1:1"]
    subprocess.run([TOOL, "--store", store, "system.create", "--network", "Smiles",
                    "--organization", "Bright Orthodontics", "--login", "ada", "--name", "Ada"],
                   check=True, capture_output=True)
    for request in (
            ["referring_provider.create",
             '{"details":{"provider_type":"general_dentist","family_name":"Low"}}'],
            ["referring_provider.create",
             '{"details":{"provider_type":"general_dentist","family_name":"Ray"}}']):
        subprocess.run([*run, *request], check=True, capture_output=True)
    for wanted, title in (
            (["monthly_summary", "--month", "2025-02-01"], "Monthly referral summary"),
            (["compare_referrers", "--referring_provider_ids", "1,2"], "Referrers compared")):
        subprocess.run([*run, "report", "--html", page, "--report", *wanted], check=True,
                       capture_output=True)
        text = page.read_text(encoding="utf-8")
        assert f"<title>Bright Orthodontics: {title}, " in text
        assert "Nothing was counted in this period" in text
    refused = subprocess.run([*run, "report", "--html", page, "--report", "weather"], check=False,
                             capture_output=True, text=True)
    assert refused.returncode == 1 and "/report" in refused.stderr


def test_named_reports_are_pages_too(browser, county, tmp_path):
    names = [r.report for r in county.report.catalogue().reports if r.profile == "network"]
    assert len(names) == 8
    for name in names:
        file = tmp_path / f"{name}.html"
        file.write_text(county.report.html(report=name, whole_store=True).html, encoding="utf-8")
        page, wrong = look(browser, file)
        assert wrong == [] and overflow(page) == 0
        report = county.report.sections(report=name, whole_store=True)
        assert page.inner_text(".kicker").casefold() == report.title.casefold()
        assert [s.name for s in report.sections] == page.eval_on_selector_all(
            "main > section", "all => all.map((e) => e.id)")
        assert not any(section.refused for section in report.sections)
