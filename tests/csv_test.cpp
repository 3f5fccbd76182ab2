#include "csv.hpp"

#include "text.hpp"

#include <array>
#include <fstream>
#include <random>
#include <sstream>
#include <vector>

#include "catch.hpp"

using namespace onward;

namespace {

constexpr std::array fault_names{"wrong_quoting",  "unclosed_quote", "nul",
                                 "not_utf8",       "field_too_long", "record_too_long",
                                 "too_many_fields"};

// What a text reads as, one line a record: "2 [a|b] ->3@9", or "2 !not_utf8 ->3@9". Cut into
// pieces of `step` bytes.
std::string reading(std::string_view text, std::size_t step = 1'000'000, CsvLimits limits = {},
                    CsvCursor start = {}) {
  std::ostringstream out;
  CsvReader reader(
      [&](const CsvRecord& r) {
        out << r.line << " [";
        for (std::size_t i = 0; i < r.fields.size(); ++i) out << (i ? "|" : "") << r.fields[i];
        out << "] ->" << r.next.line << '@' << r.next.byte_offset << '\n';
      },
      [&](const CsvProblem& p) {
        out << p.line << " !" << fault_names[static_cast<std::size_t>(p.fault)] << " ->"
            << p.next.line << '@' << p.next.byte_offset << '\n';
      },
      start, limits);
  for (std::size_t at = 0; at < text.size(); at += step)
    reader.feed(text.substr(at, std::min(step, text.size() - at)));
  reader.finish();
  reader.finish();  // twice is as good as once
  return out.str();
}

const std::string nul(1, '\0');

// Texts that go wrong or nearly do, with what they read as under small limits.
struct Text {
  std::string text{};
  std::string reads{};
};
constexpr CsvLimits small{.field_bytes = 8, .record_bytes = 16, .fields = 4};
const std::vector<Text> texts{
    {"", ""},
    {"\n\r\n\n", ""},
    {"a,b\n1,2\n", "1 [a|b] ->2@4\n2 [1|2] ->3@8\n"},
    {"a,b\r\n1,2\r\n", "1 [a|b] ->2@5\n2 [1|2] ->3@10\n"},
    {"a\rb\r", "1 [a] ->2@2\n2 [b] ->3@4\n"},
    {"a\r\n\r\nb", "1 [a] ->2@3\n3 [b] ->3@6\n"},
    {"no end", "1 [no end] ->1@6\n"},
    {"a,", "1 [a|] ->1@2\n"},
    {",\n", "1 [|] ->2@2\n"},
    {" a , b ", "1 [ a | b ] ->1@7\n"},
    {"\t\n", "1 [\t] ->2@2\n"},
    {"\"a,\"\"b\"\n", "1 [a,\"b] ->2@8\n"},
    {"\"\"\n", "1 [] ->2@3\n"},
    {"\"a\nb\",c\nd\n", "1 [a\nb|c] ->3@8\n3 [d] ->4@10\n"},
    {"\"a\r\nb\"\r\nd", "1 [a\r\nb] ->3@8\n3 [d] ->3@9\n"},
    {"\xEF\xBB\xBF"
     "a\nb\n",
     "1 [a] ->2@5\n2 [b] ->3@7\n"},
    {"\xEF\xBB\xBF", ""},
    {"\xEF\xBB", "1 !not_utf8 ->1@2\n"},
    {"\xEF\xBB"
     "a\nb\n",
     "1 !not_utf8 ->2@4\n2 [b] ->3@6\n"},
    {"a\n\xEF\xBB\xBF"
     "b",
     "1 [a] ->2@2\n2 [\xEF\xBB\xBF"
     "b] ->2@6\n"},
    {"\xFF\xFE"
     "a" +
         nul + "\nb\n",
     "1 !not_utf8 ->2@5\n2 [b] ->3@7\n"},
    {"a" + nul + "b\nc\n", "1 !nul ->2@4\n2 [c] ->3@6\n"},
    {"a\n\"x\n\xC3\"\nc\n", "1 [a] ->2@2\n2 !not_utf8 ->4@8\n4 [c] ->5@10\n"},
    {"12345678\n", "1 [12345678] ->2@9\n"},
    {"123456789\nb\n", "1 !field_too_long ->2@10\n2 [b] ->3@12\n"},
    {"\"12345678\"\n", "1 [12345678] ->2@11\n"},
    {"\"123456789\"\nb\n", "1 !field_too_long ->2@12\n2 [b] ->3@14\n"},
    {"x,\"1234567890123456789\"\"0123456789\",y\nb\n", "1 !field_too_long ->2@38\n2 [b] ->3@40\n"},
    {"1234567,8901234,56\n", "1 [1234567|8901234|56] ->2@19\n"},
    {"1234567,8901234,567\nb\n", "1 !record_too_long ->2@20\n2 [b] ->3@22\n"},
    {"1,2,3,4\n", "1 [1|2|3|4] ->2@8\n"},
    {"1,2,3,4,\nb\n", "1 !too_many_fields ->2@9\n2 [b] ->3@11\n"},
    {"a\nb\"c\nd\n", "1 [a] ->2@2\n2 !wrong_quoting ->3@6\n3 [d] ->4@8\n"},
    {"b\"c\r\nd", "1 !wrong_quoting ->2@5\n2 [d] ->2@6\n"},
    {"a\nb\"c", "1 [a] ->2@2\n2 !wrong_quoting ->2@5\n"},
    {"a\n\"b\"c\nd\n", "1 [a] ->2@2\n2 !wrong_quoting ->3@7\n3 [d] ->4@9\n"},
    {"a\n\"b\" ,c\n", "1 [a] ->2@2\n2 !wrong_quoting ->3@9\n"},
    {"a\n\"b\nc\n", "1 [a] ->2@2\n2 !unclosed_quote ->3@5\n3 [c] ->4@7\n"},
    {"\"b\r\nc\r\n\"d\",e\n", "1 !wrong_quoting ->2@4\n2 [c] ->3@7\n3 [d|e] ->4@13\n"},
    {"\"b\nc\n\"d\ne",
     "1 !wrong_quoting ->2@3\n2 [c] ->3@5\n3 !unclosed_quote ->4@8\n4 [e] ->4@9\n"},
    {"a\n\"", "1 [a] ->2@2\n2 !unclosed_quote ->2@3\n"},
    {"\"" + std::string(50, 'x') + "\n", "1 !unclosed_quote ->2@52\n"},
};

}  // namespace

TEST_CASE("each record and each problem names its first line and where the next one begins") {
  for (auto& [text, reads] : texts) {
    CAPTURE(text);
    CHECK(reading(text, 1'000, small) == reads);
  }
}

TEST_CASE("how the bytes are cut changes nothing") {
  for (auto& [text, reads] : texts)
    for (std::size_t step = 1; step < 12; ++step) {
      CAPTURE(text, step);
      CHECK(reading(text, step, small) == reads);
    }
}

TEST_CASE("limits hold at the limit and break one byte above, whatever the pieces") {
  constexpr CsvLimits limits{};
  for (const std::size_t size : {limits.field_bytes - 1, limits.field_bytes, limits.field_bytes + 1,
                                 limits.field_bytes + 2, 3 * limits.field_bytes})
    for (const bool quoted : {false, true})
      for (const std::size_t step : {1u, 4'095u, 4'096u, 4'097u, 1'000'000u}) {
        const std::string field(size, 'x');
        const auto read = reading((quoted ? "\"" + field + "\"" : field) + ",y\nz\n", step);
        CAPTURE(size, quoted, step);
        CHECK((read.find("!field_too_long") == read.npos) == (size <= limits.field_bytes));
        CHECK(read.find("2 [z]") != read.npos);
      }
}

TEST_CASE("a quote that is never closed does not eat the memory") {
  // Linux says how many pages the process holds; elsewhere only the problem is checked.
  const auto pages = [] {
    std::ifstream file("/proc/self/statm");
    std::int64_t size = 0, resident = 0;
    file >> size >> resident;
    return resident;
  };
  std::size_t problems = 0;
  CsvReader reader([](auto&) {},
                   [&](const CsvProblem& p) {
                     ++problems;
                     CHECK(p.line == 1);
                     CHECK(p.fault == CsvFault::unclosed_quote);
                   });
  const std::string piece(1 << 20, 'x');
  const auto before = pages();
  reader.feed(std::string_view("\""));
  for (int i = 0; i < 200; ++i) reader.feed(piece);
  CHECK(pages() - before < 10'000);  // 40 MB of the 200 that were fed
  reader.finish();
  CHECK(problems == 1);
  CHECK(reader.broken());
}

TEST_CASE("a quote that is never closed costs its line, however many follow, in about their time") {
  std::string text = "a\n\"b\n";
  for (int i = 0; i < 100'000; ++i) text += "c,\"\"\n";
  int records = 0, problems = 0;
  CsvReader reader([&](auto&) { ++records; }, [&](auto&) { ++problems; });
  for (std::size_t at = 0; at < text.size(); at += 65'536)
    reader.feed(std::string_view(text).substr(at, 65'536));
  reader.finish();
  CHECK_FALSE(reader.broken());
  CHECK(records == 100'001);
  CHECK(problems == 1);
}

TEST_CASE("what lies too far behind a quote that is never closed is not read") {
  const std::string line(1 << 20, 'x');
  int records = 0, problems = 0;
  CsvReader reader([&](auto&) { ++records; }, [&](auto&) { ++problems; });
  reader.feed(std::string_view("a\n\"b\n"));
  for (int i = 0; i < 40; ++i) {
    reader.feed(line);
    reader.feed(std::string_view("\n"));
  }
  reader.finish();
  CHECK(reader.broken());
  CHECK(records == 1);
  CHECK(problems == 1);
}

TEST_CASE("reading goes on from every cursor as if it had never stopped") {
  for (auto& [text, reads] : texts) {
    std::vector<CsvCursor> cursors;
    const auto take = [&](auto& read) { cursors.push_back(read.next); };
    CsvReader reader(take, take, {}, small);
    reader.feed(text);
    reader.finish();
    if (reader.broken()) cursors.pop_back();
    std::string rest = reads;
    // A field may hold line ends; each record's text ends with its cursor.
    for (auto& cursor : cursors) {
      const auto mark =
          "->" + std::to_string(cursor.line) + '@' + std::to_string(cursor.byte_offset) + '\n';
      rest = rest.substr(rest.find(mark) + mark.size());
      CAPTURE(text, cursor.byte_offset);
      const auto from = static_cast<std::size_t>(cursor.byte_offset);
      CHECK(reading(std::string_view(text).substr(from), 3, small, cursor) == rest);
    }
  }
}

TEST_CASE("random bytes are read to an end, the same in every cut") {
  std::mt19937 chance(7);
  const std::string_view alphabet = "ab ,,,\"\"\"\n\n\r\t\xC3\xA9\xEF\xBB\xBF\xFF;";
  for (int i = 0; i < 20'000; ++i) {
    std::string text(chance() % 40, ' ');
    for (auto& c : text)
      c = i % 2 ? static_cast<char>(chance() % 256) : alphabet[chance() % alphabet.size()];
    const auto whole = reading(text, 1'000, small);
    REQUIRE(reading(text, 1, small) == whole);
    REQUIRE(reading(text, 1 + chance() % 7, small) == whole);
  }
}

TEST_CASE("UTF-8 is told from what only looks like it") {
  for (const std::string_view good :
       {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    CHECK(is_utf8(good));
  for (const std::string_view bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x61", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
    CHECK_FALSE(is_utf8(bad));
}
