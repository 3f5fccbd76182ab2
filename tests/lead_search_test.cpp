// Leads are found by the index as by looking at all of them, and whoever may be entered twice is
// told.
#include "onward/operations/lead_search.hpp"

#include <algorithm>

#include "catch.hpp"
#include "chance.hpp"
#include "onward/engine.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "onward/rules/provider_search.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr std::string_view given_names[] = {"", "Eve", "Zoë", "Anna Maria", "Lee"};
constexpr std::string_view family_names[] = {"", "Hill", "O'Neil", "Lee", "Núñez"};
constexpr std::string_view phones[] = {"", "555-0100", "(210) 555-0100 ext 3", "+1 210 555-0177"};
constexpr std::string_view mails[] = {"", "Eve.Hill@home.example", "lee@work.example"};
constexpr std::string_view typed[] = {"eve", "Mrs Hill", "0100",     "5550100", "1210", "lee hill",
                                      "zoe", "e",        "eve.hill", "lee@wor", "neil", "177"};

template <class List> std::string one_of(const List& list, Chance& chance) {
  return std::string(list[static_cast<std::size_t>(chance.below(std::ssize(list)))]);
}

Lead somebody(Chance& chance) {
  return {.given_name = one_of(given_names, chance),
          .family_name = one_of(family_names, chance),
          .email = one_of(mails, chance),
          .phone = one_of(phones, chance)};
}

class Practice {
 public:
  Practice() : engine_(open_memory(), Host{}) {
    auto nobody = engine_.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  }
  // Nothing when it says of nobody who it is.
  std::optional<LeadEntered> enter(const Lead& lead) {
    auto made = engine_.session({1, 1, {}})
                    .call<lead::create>({.given_name = lead.given_name,
                                         .family_name = lead.family_name,
                                         .email = lead.email,
                                         .phone = lead.phone,
                                         .touch = {}});
    if (!made) return std::nullopt;
    all.push_back(made.value().lead);
    return std::move(made.value());
  }
  void change(std::size_t at, const Lead& to) {
    auto made = engine_.session({1, 1, {}})
                    .call<lead::update>(
                        {.lead_id = all[at].id, .given_name = to.given_name, .phone = to.phone});
    if (made) all[at] = made.value();
  }
  LeadsFound search(std::string text) {
    auto found =
        engine_.session({1, 1, {}}).call<lead::search>({.text = std::move(text), .limit = 50});
    REQUIRE(found);
    return found.value();
  }
  std::vector<LeadId> everybody(std::string_view text) const {
    std::vector<LeadId> out;
    for (auto& lead : all)
      if (is_found_by(telling_words(search_words(text)), lead)) out.push_back(lead.id);
    std::ranges::reverse(out);
    return out;
  }

  std::vector<Lead> all{};

 private:
  Engine engine_;
};

std::vector<LeadId> ids_of(const std::vector<Lead>& leads) {
  std::vector<LeadId> out;
  for (auto& lead : leads) out.push_back(lead.id);
  return out;
}

}  // namespace

TEST_CASE("leads are found as by looking at all, newest first, also when they were changed") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Chance chance(seed);
    Practice practice;
    for (int i = 0; i < 45; ++i) practice.enter(somebody(chance));
    for (std::size_t i = 0; i < practice.all.size(); i += 3) practice.change(i, somebody(chance));
    for (auto text : typed) {
      CAPTURE(seed, text);
      const auto found = practice.search(std::string(text));
      CHECK_FALSE(found.more);
      CHECK(ids_of(found.leads) == practice.everybody(text));
    }
  }
}

TEST_CASE("who may be entered twice is told as by comparing all") {
  Chance chance(7);
  Practice practice;
  for (int i = 0; i < 45; ++i) {
    const auto before = practice.all;
    const auto entered = practice.enter(somebody(chance));
    if (!entered) continue;
    std::vector<LeadId> expected, told;
    for (auto& other : before)
      if (!lead_evidence(entered->lead, other).empty()) expected.push_back(other.id);
    std::ranges::reverse(expected);
    for (auto& duplicate : entered->duplicates) told.push_back(duplicate.lead_id);
    CHECK(told == expected);
  }
}

TEST_CASE("a number is the same with its area and without, and an extension is none of it") {
  const Lead a{.phone = "555-0100"}, b{.phone = "(210) 555-0100 ext. 3"},
      c{.phone = "(512) 555-0100"}, d{.phone = "100"};
  CHECK(lead_evidence(a, b) == std::vector{LeadEvidence::phone});
  CHECK(lead_evidence(a, c) == std::vector{LeadEvidence::phone});
  CHECK(lead_evidence(b, c).empty());
  CHECK(lead_evidence(d, d).empty());
  const Lead eve{.given_name = "Eve", .family_name = "Hill"}, hill{.family_name = "Hill"};
  CHECK(lead_evidence(eve, {.given_name = "EVE", .family_name = "HILL"}) ==
        std::vector{LeadEvidence::name});
  CHECK(lead_evidence(hill, hill).empty());
}
