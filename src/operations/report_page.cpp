#include "operations/report_page.hpp"

#include <algorithm>

#include "dates.hpp"
#include "hash.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/relationships.hpp"
#include "operations/report_assets.hpp"
#include "operations/report_cells.hpp"
#include "operations/report_html.hpp"
#include "operations/report_text.hpp"

namespace onward {

namespace {

constexpr std::string_view script_names[] = {"vega.js", "vega-lite.js", "vega-embed.js", "page.js"};

constexpr std::size_t few_lines = 3;  // of which every difference is told

bool has_charts() { return !report_asset("vega.js").empty(); }

// A browser runs and applies only what has these digests: markup that got in as text, by whatever
// way, would be dead.
std::string policy() {
  const auto digest = [](std::string_view name) {
    return " 'sha256-" + to_base64(sha256(std::as_bytes(std::span(report_asset(name))))) + '\'';
  };
  std::string out = "default-src 'none'; base-uri 'none'; form-action 'none'; script-src";
  if (has_charts())
    for (const auto name : script_names) out += digest(name);
  else
    out += " 'none'";
  return out + "; style-src" + digest("page.css");
}

std::string period_of(const Report& r) {
  using std::chrono::days;
  const Date today = zone_named(r.time_zone).local_day(r.as_of.value_or(r.made_at));
  if (!r.from && !r.until) return "From the beginning until " + long_date(today);
  if (!r.until) return long_date(*r.from) + " until " + long_date(today);
  if (!r.from) return "From the beginning until " + long_date(*r.until - days{1});
  return long_date(*r.from) + " to " + long_date(*r.until - days{1});
}

class Page {
 public:
  explicit Page(const Report& report) : report_(report) {}

  std::string html() && {
    head();
    out_.open("body");
    out_.element("a", "To the figures", {{"class", "skip"}, {"href", "#figures"}});
    out_.open("div", {{"class", "sheet"}});
    masthead();
    out_.open("div", {{"class", "columns"}});
    contents();
    out_.open("main", {{"id", "figures"}});
    if (report_.profiles.empty() || report_.empty)
      out_.element("p",
                   "Nothing was counted in this period, so there are no figures to show. Choose a "
                   "longer period, or make the report again when there is something to count.",
                   {{"class", "remark"}});
    std::size_t number = 0;
    for (auto& section : report_.sections) write(section, ++number);
    out_.close("main");
    out_.close("div");
    notes();
    out_.close("div");
    scripts();
    out_.raw("</body>\n</html>\n");
    return std::move(out_).take();
  }

 private:
  void head() {
    out_.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out_.open("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy()}});
    out_.open("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    out_.open("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    out_.open("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
    const std::string what = report_.report ? report_.title : "referrals";
    out_.element("title", report_.about + ": " + what + ", " + period_of(report_));
    out_.raw("<style>");
    out_.raw(report_asset("page.css"));
    out_.raw("</style>\n</head>\n");
  }

  void masthead() {
    out_.open("header", {{"class", "masthead"}});
    out_.element("p", report_.title, {{"class", "kicker"}});
    out_.element("h1", report_.about);
    out_.element("p", period_of(report_), {{"class", "period"}});
    if (!report_.says.empty()) out_.element("p", report_.says, {{"class", "says"}});
    out_.open("dl", {{"class", "facts"}});
    fact("Covers", report_.whole_store ? "all organisations of the network"
                                       : "what this organisation sent or received");
    fact("Days of", report_.time_zone);
    fact("Made", short_instant(report_.made_at));
    if (report_.as_of) fact("As was known", short_instant(*report_.as_of));
    if (report_.known_at) fact("Last act counted", short_instant(*report_.known_at));
    fact("Entries of the journal", grouped_number(report_.entries));
    out_.close("dl");
    out_.close("header");
  }

  void fact(std::string_view name, std::string_view text) {
    out_.open("div");
    out_.element("dt", name);
    out_.element("dd", text);
    out_.close("div");
  }

  void contents() {
    out_.open("nav", {{"class", "contents"}, {"aria-labelledby", "contents"}});
    out_.element("h2", "Contents", {{"id", "contents"}});
    out_.open("ol");
    for (auto& section : report_.sections) {
      out_.open("li");
      out_.open("a", {{"href", '#' + section.name}});
      out_.element("span", section.title);
      out_.close("a");
      out_.close("li");
    }
    out_.close("ol");
    out_.close("nav");
  }

  void write(const ReportSection& s, std::size_t number) {
    out_.open("section", {{"id", s.name}, {"aria-labelledby", s.name + "-title"}});
    out_.open("h2", {{"id", s.name + "-title"}});
    out_.element("span", std::to_string(number), {{"class", "number"}});
    out_.text(s.title);
    out_.close("h2");
    out_.element("p", s.says, {{"class", "says"}});
    if (!s.refused.empty())
      out_.element("p", "Not shown to whoever made this report. " + s.refused,
                   {{"class", "remark"}});
    else if (!s.untold.empty())
      out_.element("p", s.untold, {{"class", "remark"}});
    else if (s.lines.empty())
      out_.element("p", "Nothing was counted here in this period.", {{"class", "nothing"}});
    else
      figures(s);
    meaning(s);
    out_.close("section");
  }

  void figures(const ReportSection& s) {
    if (is_cards(s)) return cards(s);
    const bool has_chart = s.chart.text != "null" && has_charts();
    if (has_chart) {
      out_.open("figure");
      out_.open("div", {{"class", "chart"}, {"data-chart", s.name}});
      out_.close("div");
      out_.element("figcaption", caption_of(s));
      out_.close("figure");
    }
    differences(s);
    if (!has_chart) return table(s);
    out_.open("details", {{"class", "table"}});
    out_.element("summary", "Table of these figures");
    table(s);
    out_.close("details");
  }

  // Between two rates: of two both ways are one, and of many those that are clear are told.
  void differences(const ReportSection& s) {
    const auto column = std::ranges::find(s.columns, "difference", &ReportColumn::name);
    if (column == s.columns.end()) return;
    const auto at = static_cast<std::size_t>(column - s.columns.begin());
    std::string told;
    std::size_t known = 0;
    for (auto& line : s.lines) {
      const auto& cell = line.cells[at];
      if (cell.text.empty()) continue;
      ++known;
      if (s.lines.size() <= few_lines || !cell.interval.ends_with(may_be_chance))
        told += (told.empty() ? "" : ". ") + line.cells[0].text + ": " + cell.text + " (" +
                cell.interval + ')';
    }
    if (told.empty() && known > 0) told = "None is clear: all may be chance";
    if (!told.empty())
      out_.element("p", column->label + ". " + told + '.', {{"class", "differences"}});
  }

  // One line without places is a row of figures that stand for themselves; so are counts that have
  // a list each, and how one relationship stands.
  static bool is_cards(const ReportSection& s) {
    if (s.operation == dashboard::counts::name) return true;
    if (s.lines.size() != 1 || s.chart.text != "null") return false;
    return s.operation == relationship::get::name ||
           std::ranges::none_of(s.columns, [](auto& column) {
             return column.value == ReportValue::text || column.value == ReportValue::day;
           });
  }

  void cards(const ReportSection& s) {
    if (s.operation != dashboard::counts::name) {
      out_.open("ul", {{"class", "cards"}});
      for (std::size_t i = 0; i < s.columns.size(); ++i)
        card(s.columns[i].label, s.columns[i].name, s.lines[0].cells[i]);
      return out_.close("ul");
    }
    std::string side;  // its lines are side, card, count
    for (auto& line : s.lines) {
      if (line.cells[0].text != side) {
        if (!side.empty()) out_.close("ul");
        side = line.cells[0].text;
        out_.element("h3", side, {{"class", "group"}});
        out_.open("ul", {{"class", "cards"}});
      }
      card(line.cells[1].text, "count", line.cells[2]);
    }
    out_.close("ul");
  }

  void card(std::string_view label, std::string_view name, const ReportCell& cell) {
    out_.open("li");
    out_.element("span", label, {{"class", "label"}});
    const bool is_long = cell.text.size() > 9;
    out_.open("span", {{"class", is_long ? "figure long" : "figure"}, {"data-figure", name}});
    value(cell);
    out_.close("span");
    if (!cell.interval.empty()) out_.element("span", cell.interval, {{"class", "interval"}});
    out_.close("li");
  }

  // The figure as it was answered stands beside its words, for programs that read the page.
  void value(const ReportCell& cell) {
    if (cell.mark == CellMark::suppressed)
      return symbol("[c]", "hidden, so that no small count is told");
    if (cell.text.empty()) return symbol("[x]", "nothing to say");
    out_.open("data", {{"value", cell.value.text}});
    out_.text(cell.text);
    out_.raw("</data>");
    if (cell.mark == CellMark::none) return;
    out_.text(" ");
    symbol("[p]", cell.mark == CellMark::partial ? "of a part of the month" : "provisional");
  }

  void symbol(std::string_view sign, std::string_view words) {
    out_.open("abbr", {{"title", words}});
    out_.element("span", sign, {{"aria-hidden", "true"}});
    out_.element("span", words, {{"class", "unseen"}});
    out_.raw("</abbr>");
  }

  void table(const ReportSection& s) {
    out_.open("div", {{"class", "scroll"},
                      {"role", "region"},
                      {"tabindex", "0"},
                      {"aria-label", "Table: " + s.title}});
    out_.open("table");
    out_.element("caption", s.title + ". " + caption_of(s));
    out_.raw("<thead><tr>");
    for (auto& column : s.columns)
      out_.element("th", column.label, {{"scope", "col"}, {"class", class_of(column)}});
    out_.raw("</tr></thead>\n<tbody>\n");
    for (auto& line : s.lines) {
      out_.raw("<tr>");
      for (std::size_t i = 0; i < s.columns.size(); ++i) cell(s.columns[i], line.cells[i], i == 0);
      out_.raw("</tr>\n");
    }
    out_.raw("</tbody>");
    out_.close("table");
    out_.close("div");
    if (s.left_out > 0)
      out_.element("p", "The answer has more lines, at least " + grouped_number(s.left_out) + '.',
                   {{"class", "source"}});
  }

  static std::string_view class_of(const ReportColumn& column) {
    return column.value == ReportValue::text || column.value == ReportValue::day ? "words"
                                                                                 : "quantity";
  }

  void cell(const ReportColumn& column, const ReportCell& cell, bool is_first) {
    if (is_first) {
      out_.open("th", {{"scope", "row"}});
    } else {
      out_.open("td", {{"class", class_of(column)}, {"data-figure", column.name}});
    }
    value(cell);
    if (!cell.interval.empty()) out_.element("span", cell.interval, {{"class", "interval"}});
    out_.raw(is_first ? "</th>" : "</td>");
  }

  static std::string caption_of(const ReportSection& s) {
    const auto any = [&](CellMark mark) {
      return std::ranges::any_of(s.lines, [&](auto& line) {
        return std::ranges::any_of(line.cells, [&](auto& c) { return c.mark == mark; });
      });
    };
    std::string out;
    if (std::ranges::any_of(s.lines, [](auto& line) {
          return std::ranges::any_of(
              line.cells, [](auto& c) { return c.interval.find(" to ") != c.interval.npos; });
        }))
      out += "Ranges are 95% intervals. ";
    const bool has_points = s.chart.text.find("\"point\"") != s.chart.text.npos;
    const std::string marked = has_points ? "Hollow marks and [p] are " : "Figures marked [p] are ";
    if (any(CellMark::immature)) out += marked + "provisional. ";
    if (any(CellMark::partial)) out += marked + "of a part of a month. ";
    if (any(CellMark::suppressed)) out += "Figures marked [c] are hidden and not drawn. ";
    return out;
  }

  void meaning(const ReportSection& s) {
    out_.open("details", {{"class", "counted"}});
    out_.element("summary", "What is counted, and how");
    out_.open("div", {{"class", "meaning"}});
    for (auto& d : s.definitions) {
      out_.open("div");
      out_.element("h3", label_of(name_of(d.metric)) + ": " + d.says);
      term("Counted", d.numerator);
      term("Out of", d.denominator);
      term("Placed in the period by", d.placed_by);
      term("Left out", d.excluded);
      out_.close("div");
    }
    out_.close("div");
    out_.open("p", {{"class", "source"}});
    out_.text("Answered by ");
    out_.element("code", s.operation);
    out_.text(" to ");
    out_.element("code", s.request.text);
    out_.text(". ");
    if (s.suppressed_below > 0)
      out_.text("Counts of people below " + std::to_string(s.suppressed_below) +
                " are hidden, and whatever would give them away.");
    out_.close("p");
    out_.close("details");
  }

  void term(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    out_.open("p");
    out_.element("span", std::string(name) + ": ", {{"class", "term"}});
    out_.text(text);
    out_.close("p");
  }

  void notes() {
    out_.open("footer", {{"class", "notes"}, {"aria-labelledby", "notes"}});
    out_.element("h2", "How to read these figures", {{"id", "notes"}});
    out_.open("dl");
    fact("[c]",
         "Confidential: a count of people so small that it could tell who somebody is, or "
         "one that would give such a count away.");
    fact("[p]",
         "Provisional: over a tenth of those who count are still pending, so that the figure may "
         "yet change; or it is of a part of a month, which is not over or which the period cuts.");
    fact("[x]",
         "Not available: there is nothing to divide by, or too few have ended. It is not 0.");
    out_.close("dl");
    out_.element(
        "p",
        "Ranges are 95% intervals: of rates by Wilson's method, of changes of a count by the same "
        "of its share in both counts, as if each event came by itself, of differences between "
        "two rates by Newcombe's, of medians from the Aalen-Johansen curve, in which those "
        "who still wait count as waiting, those called off before an answer as waiting until "
        "then, and those who ended otherwise never reach it. "
        "Where two ranges overlap widely, the difference may be chance, and so may be the "
        "order.");
    out_.element("p",
                 "Every figure is the answer of an operation, which is named below it with what it "
                 "was asked. Figures are asked as of an instant: asked again, they say the same. "
                 "Lists and forecasts are of the moment at which they are asked.");
    if (!has_charts())
      out_.element("p", "This build has no library of charts, so that the report has tables only.");
    out_.close("footer");
  }

  // Scripts of ours and of the library of charts; the data between them is never run.
  void scripts() {
    if (!has_charts()) return;
    out_.element("div", "", {{"id", "note"}, {"aria-hidden", "true"}, {"hidden", ""}});
    std::string charts;
    for (auto& section : report_.sections)
      if (section.chart.text != "null")
        charts += (charts.empty() ? "\"" : ",\"") + section.name + "\":" + section.chart.text;
    out_.raw("<script type=\"application/json\" id=\"charts\">");
    out_.raw(json_for_script('{' + charts + '}'));
    out_.raw("</script>\n<script type=\"text/plain\" id=\"licences\">");
    out_.text(report_asset("licences.txt"));
    out_.raw("</script>\n");
    for (const auto name : script_names) {
      out_.raw("<script>");
      out_.raw(report_asset(name));
      out_.raw("</script>\n");
    }
  }

  const Report& report_;
  Html out_{};
};

}  // namespace

ReportPage page_of(const Report& report) { return {Page(report).html(), has_charts()}; }

}  // namespace onward
