// How figures are written, and that what is text stays text.
#include "operations/report_page.hpp"
#include "catch.hpp"
#include "dates.hpp"
#include "hash.hpp"
#include "operations/report_assets.hpp"
#include "operations/report_charts.hpp"
#include "operations/report_html.hpp"
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
  const Report report{.about = "Lee </title><script>", .profiles = {}};
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
