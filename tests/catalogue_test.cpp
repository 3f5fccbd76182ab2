// Refusals in a caseworker's words.
#include "onward/catalogue.hpp"

#include <boost/json.hpp>
#include <map>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"

using namespace onward;
using onward::tests::contains_text;
using namespace std::chrono_literals;

namespace {

// What stands between the marks, all of them.
std::vector<std::string> between(std::string_view text, char open, char close) {
  std::vector<std::string> out;
  for (auto at = text.find(open); at != text.npos; at = text.find(open, at + 1)) {
    const auto end = text.find(close, at);
    REQUIRE(end != text.npos);
    out.emplace_back(text.substr(at + 1, end - at - 1));
  }
  return out;
}

// Of each reason, the facts that its refusals carry in the cases.
std::map<std::string, std::set<std::string>> carried_facts() {
  std::map<std::string, std::set<std::string>> out;
  const auto take = [&](const std::string& json) {
    const auto refusal = boost::json::parse(json);
    auto& facts = out[refusal.at("reason").as_string().c_str()];
    for (auto& fact : refusal.at("facts").as_object()) facts.emplace(fact.key());
  };
  for (auto& file : tests::case_files()) {
    tests::TestStore store("memory");
    tests::CaseRunner runner(store);
    runner.on_refusal = take;
    runner.run_file(file);
  }
  tests::TestStore store("memory");
  take(store.engine().session().call("system.tick", std::string(2 << 20, ' ')).json);
  return out;
}

std::string rendered(Reason reason, std::vector<Fact> facts = {}) {
  Refusal refusal;
  refusal.reason = reason;
  refusal.facts = std::move(facts);
  return render(refusal);
}

constexpr Date spring{std::chrono::year(2025) / 3 / 31};

}  // namespace

TEST_CASE("every reason has a text that says what to do next") {
  std::set<std::string_view> texts;
  for (auto& reason : names<Reason>) {
    const auto text = text_of(reason.value);
    CAPTURE(reason.name, text);
    CHECK(text.size() > 40);
    CHECK(text.back() == '.');
    CHECK(text.find(". ") != text.npos);  // what happened, and then what to do
    CHECK(texts.insert(text).second);
    CHECK(text_of(reason.value, "tlh") == text);
  }
}

TEST_CASE("every placeholder is a fact that its reason carries, in a clause that may be left out") {
  const auto carried = carried_facts();
  for (auto& reason : names<Reason>) {
    const auto text = text_of(reason.value);
    CAPTURE(reason.name, text);
    std::size_t in_clauses = 0;
    for (auto& clause : between(text, '[', ']')) {
      CHECK(clause.find('{') != clause.npos);
      in_clauses += between(clause, '{', '}').size();
    }
    const auto facts = between(text, '{', '}');
    CHECK(facts.size() == in_clauses);
    for (auto& fact : facts) {
      CAPTURE(fact);
      CHECK(carried.at(std::string(reason.name)).contains(fact));
    }
  }
}

TEST_CASE("without facts a text has neither marks nor holes") {
  for (auto& reason : names<Reason>) {
    const std::string text = rendered(reason.value);
    CAPTURE(reason.name, text);
    CHECK(text.find_first_of("[]{}_") == text.npos);
    CHECK(text.find("  ") == text.npos);
    CHECK(text.find(" .") == text.npos);
    CHECK(text.find(" ,") == text.npos);
  }
}

TEST_CASE("facts are filled in as people write them") {
  CHECK_THAT(rendered(Reason::period_reversed,
                      {{"begins_on", spring}, {"ends_on", spring - std::chrono::days(31)}}),
             contains_text("; it would begin on 31 March 2025 and end on 28 February 2025."));
  CHECK_THAT(
      rendered(Reason::consent_withdrawn, {{"withdrawn_at", Instant(spring) + 9h + 5min + 59s}}),
      contains_text("took this consent back on 31 March 2025, 09:05 UTC."));
  CHECK_THAT(rendered(Reason::phase_forbids, {{"need_phase", std::string("claimed")},
                                              {"phase", std::string("in_progress")}}),
             contains_text("; the need is claimed and this referral is in progress."));
  CHECK_THAT(rendered(Reason::too_many_receivers, {{"limit", std::int64_t{64}}}),
             contains_text("; it can have at most 64."));
}

TEST_CASE("a clause of two facts is left out when one is lacking") {
  const std::string text = rendered(Reason::period_reversed, {{"begins_on", spring}});
  CHECK(text == "The period would end before it begins, or as it begins. Correct the dates.");
}
