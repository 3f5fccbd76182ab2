// What the domain does: every line of tests/cases on every storage.
#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

boost::json::value verified(TestStore& store) {
  const auto session = SessionOptions{.staff_id = 1, .organization_id = 1};
  const Answer answer = store.engine().session(session).call("journal.verify", R"({"deep":true})");
  CAPTURE(answer.json);
  REQUIRE_FALSE(answer.refused);
  return boost::json::parse(answer.json);
}

std::string text_of_file(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A line cannot provoke these; the test named does.
struct Elsewhere {
  Reason reason;
  const char* file;
  const char* test;
};
constexpr Elsewhere elsewhere[] = {
    {Reason::request_too_large, "tests/cases_test.cpp", "a request of over 1 MiB is refused"},
    {Reason::file_too_large, "tests/attachments_test.cpp", "a file of over 10 MiB is refused"},
    {Reason::too_many_touches, "tests/attribution_finalised_test.cpp",
     "a lead has at most 200 touches"},
    {Reason::period_too_large, "tests/attribution_finalised_test.cpp",
     "an analysis of too many leads is refused"},
    {Reason::answer_too_large, "tests/paging_test.cpp", "a batch answers 8 MiB at most"},
};

}  // namespace

TEST_CASE("every case holds on every storage, and leaves the same whole journal on each") {
  for (auto& file : case_files()) DYNAMIC_SECTION(file.filename().string()) {
      std::map<std::string, std::string_view> roots;
      for (const auto storage : storages) {
        INFO("on " << storage);
        TestStore store(storage);
        for (auto& wrong : CaseRunner(store).run_file(file)) {
          INFO(wrong);
          CHECK(wrong.empty());
        }
        const auto found = verified(store);
        INFO(boost::json::serialize(found));
        CHECK(found.at("intact").as_bool());
        roots.emplace(found.at("root").as_string().c_str(), storage);
      }
      CHECK(roots.size() == 1);
    }
}

TEST_CASE("every reason is provoked by a case, or by the test that is named for it") {
  std::set<std::string> provoked;
  for (auto& path : case_files()) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) provoked.insert(reason_expected(line));
  }
  for (auto& test : elsewhere) {
    INFO(test.file << " should provoke " << name_of(test.reason));
    CHECK_THAT(text_of_file(test.file), contains_text("TEST_CASE(\"" + std::string(test.test)));
    CHECK_FALSE(provoked.contains(std::string(name_of(test.reason))));
    provoked.insert(std::string(name_of(test.reason)));
  }
  for (auto& reason : names<Reason>) {
    INFO(reason.name);
    CHECK(provoked.contains(std::string(reason.name)));
  }
}

TEST_CASE("every operation is answered in a case") {
  std::set<std::string> answered;
  for (auto& path : case_files()) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) answered.insert(operation_answered(line));
  }
  for (auto& operation : operations()) {
    INFO(operation.name);
    CHECK(answered.contains(std::string(operation.name)));
  }
}

TEST_CASE("a request of over 1 MiB is refused, and one of 1 MiB is read") {
  TestStore store("memory");
  const auto reason = [&](std::size_t bytes) {
    std::string request = "{}";
    request.resize(bytes, ' ');
    const Answer answer = store.engine().session().call("system.tick", request);
    if (!answer.refused) return std::string();
    return std::string(boost::json::parse(answer.json).at("reason").as_string());
  };
  constexpr std::size_t limit = std::size_t{1} << 20;
  CHECK(reason(limit - 1).empty());
  CHECK(reason(limit).empty());
  CHECK(reason(limit + 1) == "request_too_large");
}

TEST_CASE("a case that does not hold is noticed") {
  TestStore store("memory");
  CaseRunner runner(store);
  const std::string create =
      R"(system.create {"network":"N","organization":"O","login":"a","name":"A"})";
  CHECK(runner.run("as 0 0").empty());
  CHECK_FALSE(runner.run(create + " ! store_not_empty").empty());  // it was answered
  CHECK_FALSE(runner.run(create + " > {}").empty());               // it was refused
  CHECK(runner.run(create + " ! store_not_empty").empty());
  CHECK_FALSE(runner.run(create + " ! store_not_empty /network").empty());
  CHECK_FALSE(runner.run(create + " ! name_taken").empty());
  CHECK(runner.run("as 1 1").empty());
  CHECK(runner.run(R"(organization.get {"organization_id":1} > {"name":"O"})").empty());
  CHECK_FALSE(runner.run(R"(organization.get {"organization_id":1} > {"name":"P"})").empty());
  CHECK_FALSE(runner.run(R"(organization.get {"organization_id":1} > {"nome":"O"})").empty());
  CHECK_FALSE(runner.run(R"(organization.get {"organization_id":1} > {"send_to":[1]})").empty());
  CHECK_FALSE(runner.run(R"(role.list {} > {"roles":[]})").empty());
  CHECK_FALSE(runner.run(R"(role.list {} ? {})").empty());
  CHECK_FALSE(runner.run("yesterday").empty());
  CHECK_FALSE(runner.run("day 2025-02-30").empty());
  CHECK_FALSE(runner.run("as 1").empty());
  CHECK_FALSE(runner.run("blob feed tests/no_such_file").empty());
  CHECK_FALSE(runner.run_file("tests/no_such_file").empty());
}

TEST_CASE("a store in memory keeps its rows when it is opened again") {
  TestStore store("memory");
  CaseRunner runner(store);
  CHECK(runner.run(R"(system.create {"network":"N","organization":"O","login":"a","name":"A"})")
            .empty());
  CHECK(runner.run("reopen").empty());
  CHECK(runner.run("as 1 1").empty());
  CHECK(runner.run(R"(system.status {} > {"network":"N"})").empty());
}
