// How figures are written, and that what is text stays text.
#include "operations/report_page.hpp"
#include "catch.hpp"
#include "dates.hpp"
#include "hash.hpp"
#include "operations/report_assets.hpp"
#include "operations/report_charts.hpp"
#include "operations/report_html.hpp"
#include "operations/report_order.hpp"
#include "operations/report_text.hpp"

using namespace onward;

TEST_CASE("numbers are grouped") {
  CHECK(grouped_number(0) == "0");
  CHECK(grouped_number(999) == "999");
  CHECK(grouped_number(1'000) == "1,000");
  CHECK(grouped_number(-1'234'567) == "-1,234,567");
}

TEST_CASE("lengths of time have the unit that suits them") {
  CHECK(duration(0) == "0 min");
  CHECK(duration(119) == "119 min");
  CHECK(duration(120) == "2.0 h");
  CHECK(duration(2 * 24 * 60) == "2.0 days");
  CHECK(duration(12 * 24 * 60 + 8 * 60) == "12.3 days");
}

TEST_CASE("money has the digits of its currency") {
  CHECK(amount({"USD", 125'000}) == "1,250.00 USD");
  CHECK(amount({"USD", 5}) == "0.05 USD");
  CHECK(amount({"JPY", 1'234'567}) == "1,234,567 JPY");
  CHECK(amount({"KWD", -1'500}) == "-1.500 KWD");
}

TEST_CASE("names become words") {
  CHECK(label_of("time_to_help") == "Time to help");
  CHECK(label_of("").empty());
  Date day{};
  REQUIRE(parse_date("2025-03-31", day));
  CHECK(long_date(day) == "31 March 2025");
  CHECK(percents(0.0945, 1) == "9.4% to 100.0%");
}

TEST_CASE("text stays text") {
  Html html;
  html.element("p", "<b> & \"it's\"", {{"title", "\"><script>"}});
  CHECK(std::move(html).take() ==
        "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &quot;it&#39;s&quot;</p>\n");
}

TEST_CASE("data cannot end the script that holds it") {
  CHECK(json_for_script("\"</script><!--&\xE2\x80\xA8\xE2\x80\xA9\"") ==
        "\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\\u2029\"");
}

TEST_CASE("a page allows its own scripts and nothing else") {
  const Report report{.about = "Lee </title><script>", .profiles = {}, .time_zone = "UTC"};
  const auto page = page_of(report);
  CHECK(page.html == page_of(report).html);
  CHECK(page.html.find("Lee </title>") == page.html.npos);
  CHECK(page.html.find("Nothing was counted in this period") != page.html.npos);
  CHECK(page.html.find("default-src &#39;none&#39;") != page.html.npos);
  const auto css = sha256(std::as_bytes(std::span(report_asset("page.css"))));
  CHECK(page.html.find("style-src &#39;sha256-" + to_base64(css)) != page.html.npos);
  CHECK(page.charts == !report_asset("vega.js").empty());
}

TEST_CASE("base 64 is padded") {
  const auto encoded = [](std::string_view text) {
    return to_base64(std::as_bytes(std::span(text)));
  };
  CHECK(encoded("").empty());
  CHECK(encoded("f") == "Zg==");
  CHECK(encoded("fo") == "Zm8=");
  CHECK(encoded("foobar") == "Zm9vYmFy");
}

TEST_CASE("where a share has no interval no band is drawn") {
  Figure figure{.metric = Metric::time_to_accept};
  figure.wait = WaitFigures{.reached = 2};
  figure.wait->curve = {{.minutes = 1'440, .share = 0.5, .low = 0.1, .high = 0.9},
                        {.minutes = 2'880, .share = 1}};
  const FigureGroup group{.places = {}, .figures = {figure}};
  const auto drawn = chart_of({}, {.chart = ReportChart::curves}, {&group, 1});
  const auto data = drawn.substr(drawn.find("\"datasets\""));
  CHECK(data.find("\"value\":0.0,\"days\":0.0") != data.npos);
  CHECK(data.find("\"value\":0.5,\"low\":0.1,\"high\":0.9,\"days\":1.0") != data.npos);
  CHECK(data.find("\"value\":1.0,\"days\":2.0") != data.npos);
}

namespace {

FigureGroup sized(std::string_view code, std::int64_t count, std::vector<Money> amounts = {}) {
  const std::string name = code == "0" ? "none" : "John Smith";
  return {{{Dimension::referring_provider, std::string(code), name}},
          {{.metric = Metric::credited_value, .count = count, .amounts = std::move(amounts)}}};
}
std::vector<std::string> codes_of(const std::vector<FigureGroup>& groups) {
  std::vector<std::string> out;
  for (auto& group : groups) out.push_back(group.places[0].code);
  return out;
}
using Codes = std::vector<std::string>;

Date day(std::string_view text) {
  Date out{};
  REQUIRE(parse_date(text, out));
  return out;
}
Figures in_month(std::string_view month) {
  return {.groups = {{{{Dimension::month, std::string(month), {}}},
                      {{.metric = Metric::leads, .count = 3}}}}};
}

}  // namespace

TEST_CASE("nobody takes no place in a ranking") {
  std::int64_t left_out = 0;
  const auto groups = {sized("1", 29), sized("0", 40), sized("2", 64), sized("3", 5)};
  CHECK(codes_of(largest_of(groups, 2, left_out)) == Codes{"2", "1", "0"});
  CHECK(left_out == 1);
}

TEST_CASE("money is put in order in each currency by itself") {
  std::int64_t left_out = 0;
  const auto groups = {sized("1", 0, {{"USD", 80'000}}), sized("2", 0, {{"JPY", 90'000}}),
                       sized("3", 0, {{"USD", 70'000}, {"JPY", 95'000}}),
                       sized("4", 0, {{"USD", 90'000}}), sized("5", 0)};
  CHECK(codes_of(largest_of(groups, 9, left_out)) == Codes{"3", "2", "4", "1", "5"});
  CHECK(codes_of(largest_of(groups, 1, left_out)) == Codes{"3", "4"});
  CHECK(left_out == 3);
}

TEST_CASE("who is called alike is told apart by a number") {
  PlaceNames names;
  for (auto& group : {sized("7", 1), sized("8", 1), sized("0", 1)}) names.add(group.places[0]);
  CHECK(names.of(sized("7", 1).places[0]) == "John Smith (7)");
  CHECK(names.of(sized("0", 1).places[0]) == "Nobody named");
  PlaceNames alone;
  alone.add(sized("7", 1).places[0]);
  CHECK(alone.of(sized("7", 1).places[0]) == "John Smith");
}

TEST_CASE("every month of a question stands, until today") {
  const auto months = [](const AskedDays& period) {
    return codes_of(with_every_month(in_month("2026-03-01"), period));
  };
  const Date today = day("2026-05-20");
  CHECK(months({today, day("2026-01-15"), day("2026-12-01")}) ==
        Codes{"2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"});
  CHECK(months({today, {}, day("2026-04-01")}) == Codes{"2026-03-01"});
  CHECK(months({today, {}, {}}) == Codes{"2026-03-01", "2026-04-01", "2026-05-01"});
  CHECK(months({today, day("0800-01-01"), {}}).size() == 3);  // of centuries only what has figures
  const auto filled = with_every_month(in_month("2026-03-01"), {today, {}, {}});
  CHECK(filled[1].figures[0].count == 0);
  CHECK(with_every_month({}, {today, day("2026-01-01"), {}}).empty());
}

TEST_CASE("a month is whole when it is over and nothing cuts it") {
  const AskedDays period{day("2026-05-20"), day("2026-01-15"), day("2026-05-10")};
  CHECK_FALSE(period.has_whole(Dimension::month, day("2026-01-01")));
  CHECK(period.has_whole(Dimension::month, day("2026-02-01")));
  CHECK_FALSE(period.has_whole(Dimension::month, day("2026-05-01")));
}

TEST_CASE("a month in which counting began is no whole month, unless it began with it") {
  AskedDays days{.today = day("2026-05-20"), .began = day("2026-02-02")};
  CHECK_FALSE(days.has_whole(Dimension::month, day("2026-02-01")));
  CHECK(days.has_whole(Dimension::week, day("2026-02-02")));
  CHECK_FALSE(days.has_whole(Dimension::day, day("2026-02-02")));
  CHECK(days.has_whole(Dimension::day, day("2026-02-03")));
  days.was_counted_from(Dimension::month, day("2026-02-01"));  // that is the month itself
  CHECK_FALSE(days.has_whole(Dimension::month, day("2026-02-01")));
  days.was_counted_from(Dimension::month, day("2026-01-01"));  // older ones were brought along
  CHECK(days.has_whole(Dimension::month, day("2026-01-01")));
  CHECK_FALSE(days.has_whole(Dimension::month, day("2025-12-01")));
}

// Newcombe's example, 56 of 70 against 48 of 80: 0.2 (0.0524 to 0.3339).
TEST_CASE("a rate is compared with that of all others, hidden or not") {
  const auto group = [](std::int64_t count, std::int64_t out_of, bool suppressed = false) {
    return FigureGroup{{},
                       {{.metric = Metric::resolution_rate,
                         .suppressed = suppressed,
                         .count = count,
                         .out_of = out_of}}};
  };
  const auto of = [&](std::vector<FigureGroup> groups, std::int64_t count, std::int64_t out_of) {
    return compared_with_others(groups, group(count, out_of).figures[0]);
  };
  const auto all = of({group(56, 70), group(38, 58), group(8, 20), group(2, 2, true)}, 104, 150);
  REQUIRE(all[0]);
  CHECK(all[0]->value == Approx(0.2));
  CHECK(all[0]->low == Approx(0.0524).margin(5e-5));
  CHECK(all[0]->high == Approx(0.3339).margin(5e-5));
  CHECK(all[0]->is_clear);
  CHECK_FALSE(all[3]);
  CHECK_FALSE(of({group(3, 4)}, 3, 4)[0]);  // nobody else
  CHECK_FALSE(of({group(0, 0), group(1, 2)}, 1, 2)[0]);
  const auto hidden = group(104, 150, true).figures[0];
  CHECK_FALSE(compared_with_others(std::vector{group(56, 70)}, hidden)[0]);
}

TEST_CASE("the parts of a stack have a letter each, and places without parts are drawn") {
  const auto part = [](std::string_view month, std::string_view type, std::int64_t count) {
    return FigureGroup{{{Dimension::month, std::string(month), {}},
                        {Dimension::referrer_type, std::string(type), {}}},
                       {{.metric = Metric::touches, .count = count}}};
  };
  const std::vector groups{part("2026-01-01", "doctor", 30), part("2026-01-01", "self", 1),
                           part("2026-02-01", "", 0)};
  ReportSection section;
  for (auto& [places, figures] : groups)
    section.lines.push_back({{{.text = places[0].code}, {.text = places[1].code}, {}}});
  const auto drawn = chart_of(section, {.chart = ReportChart::stack}, groups);
  const auto has = [&](std::string_view text) { return drawn.find(text) != drawn.npos; };
  CHECK(has(R"("series":"A  doctor","value":30.0,"label":"A")"));
  CHECK(has(R"("series":"B  self","value":1.0,"label":" ")"));  // narrow
  CHECK(has(R"("at":"2026-02-01","series":"A  doctor","value":0.0,"label":" ")"));
}
