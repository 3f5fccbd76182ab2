// What JSON texts may cost: a request is read before anybody knows who sent it.
#include "json.hpp"

#include <bit>
#include <cmath>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;

namespace {

std::vector<Problem> problems_of(const std::string& text) {
  auto document = JsonDocument::parse(text);
  REQUIRE(document);
  return document.value().problems();
}

std::string repeated(std::size_t times, std::string_view item) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) (out += i ? "," : "") += item;
  return out;
}

std::size_t bytes_of(const std::vector<Problem>& problems) {
  std::size_t bytes = 0;
  for (auto& problem : problems) bytes += problem.path.size() + problem.message.size();
  return bytes;
}

}  // namespace

TEST_CASE("a request of 1 MiB that repeats keys below a long one is not answered with gigabytes") {
  const auto text =
      "{\"" + std::string(500'000, 'k') + "\":[" + repeated(39'000, R"({"a":1,"a":1})") + "]}";
  const auto problems = problems_of(text);
  CHECK(problems.size() == 101);
  CHECK(problems.back().path == '/' + std::string(64, 'k') + ".../100/a");
  CHECK(bytes_of(problems) < 20'000);

  const auto short_keys = problems_of("[" + repeated(74'000, R"({"":1,"":1})") + "]");
  CHECK(short_keys.size() == 101);
  CHECK(short_keys.back().path == "/100/");
}

TEST_CASE("a hundred problems are told, and that there are more") {
  const auto refusal = [](std::size_t size) { return malformed(std::vector<Problem>(size)); };
  CHECK(refusal(100).problems.size() == 100);
  CHECK(refusal(100).problems.back().message.empty());
  CHECK(refusal(101).problems.size() == 101);
  CHECK(refusal(101).problems.back().message == "there are more problems");
  CHECK(refusal(5'000).problems.size() == 101);
}

TEST_CASE("the pointer to a repeated key is escaped, and cut between characters") {
  const auto path = [](const std::string& key) {
    return problems_of("{\"" + key + "\":1,\"" + key + "\":2}").at(0).path;
  };
  CHECK(path("a/b~c") == "/a~1b~0c");
  CHECK(path(std::string(64, 'k')) == '/' + std::string(64, 'k'));
  CHECK(path(std::string(65, 'k')) == '/' + std::string(64, 'k') + "...");
  CHECK(path(std::string(63, 'k') + "\u0142") == '/' + std::string(63, 'k') + "...");
  CHECK(problems_of(R"({"x":[1,[{"a":1}],{"b":{"c":1,"d":2,"c":3}}]})").at(0).path == "/x/2/b/c");
  CHECK(problems_of(R"({"a":1,"a":2,"a":3,"b":4,"b":5})").size() == 2);
}

TEST_CASE("a number is read as it was written, to its last digit") {
  tests::Chance chance(1);
  const auto read_again = [](double written) {
    std::string text;
    JsonWriter(text).real(written);
    double read = 0;
    REQUIRE(JsonDocument::parse(text).value().root().real(read));
    return read;
  };
  CHECK(read_again(13.857142857142861) == 13.857142857142861);
  for (int i = 0; i < 20'000; ++i) {
    const auto written = std::bit_cast<double>(chance.next());
    if (!std::isfinite(written)) continue;
    const auto read = read_again(written);
    if (read != written) FAIL(written << " is read as " << read);
  }
}
