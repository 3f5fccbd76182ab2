// A merge of two providers against a practice that never knew them as two; and its undoing against
// one that never merged them.
#include <functional>
#include <regex>

#include "catch.hpp"
#include "chance.hpp"
#include "onward/engine.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr int stays = 1, goes = 2, providers = 3;
const Instant begun = std::chrono::sys_days{std::chrono::year{2025} / 3 / 3};

std::string quoted(Instant at) {
  std::string out = "\"2025-";
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(at));
  const auto two = [&](unsigned n) { out += std::to_string(n / 10) + std::to_string(n % 10); };
  two(unsigned(day.month()));
  out += '-';
  two(unsigned(day.day()));
  return out + "T12:00:00Z\"";
}

// One practice, and what is done in it.
class Practice {
 public:
  // As whom whoever goes is entered.
  explicit Practice(int entered_as) : entered_as_(entered_as) {
    REQUIRE(engine_.session().call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
    must("policy.set", R"({"scope":"store","knobs":{"client_requires_referral":false}})");
    must("practice.set_policy", R"({"knobs":{"attribution_model":"position_based"}})");
    must("issue.create", R"({"code":"surgery","name":"Surgery"})");
    for (const auto* family : {"Ray", "Rey", "Fox"})
      must("referring_provider.create",
           R"({"details":{"provider_type":"ent","family_name":")" + std::string(family) + R"("}})");
    must("client.create", R"({"details":{"given_name":"Pat","family_name":"Old"}})");
    must("consent.record", R"({"client_id":1})");
  }

  void pass(std::chrono::hours time) { now_ += time; }
  std::string name(int provider) const {
    return std::to_string(provider == goes ? entered_as_ : provider);
  }
  std::string ask(std::string_view operation, const std::string& request) {
    return engine_.session({1, 1, {}}).call(operation, request).json;
  }
  void must(std::string_view operation, const std::string& request) {
    const auto answer = engine_.session({1, 1, {}}).call(operation, request);
    INFO(operation << ' ' << request << ' ' << answer.json);
    REQUIRE_FALSE(answer.refused);
  }
  void tick() { REQUIRE_FALSE(engine_.session().call("system.tick", "{}").refused); }

  // All that is said of a provider and of everybody, without numbers that count what was done; and
  // without the marks that a merge leaves while it stands.
  std::vector<std::string> told(int provider, int leads, bool is_merged) {
    const auto of = R"({"referring_provider_id":)" + std::to_string(provider) + "}";
    std::vector<std::string> out;
    for (const auto* operation :
         {"referring_provider.statistics", "referring_provider.list_referrals", "relationship.get",
          "relationship.handling", "referring_provider.list_contacts", "relationship_cost.list"})
      out.push_back(ask(operation, of));
    out.push_back(
        ask("specialist_referral.list", R"({"specialist_id":)" + std::to_string(provider) + "}"));
    const std::string metrics =
        R"({"metrics":["touches","credited_conversions","credited_value","relationship_cost"],)";
    for (const auto* group : {R"("referring_provider")", R"("referrer_type")"})
      out.push_back(ask("metric.query", metrics + R"("group_by":[)" + group + "]}"));
    out.push_back(ask("metric.query",
                      R"({"metrics":["referring_providers","new_referring_providers"],)"
                      R"("group_by":["month"]})"));
    out.push_back(ask("lead.sources", R"({"from":"2025-01-01","until":"2026-01-01"})"));
    out.push_back(ask("attribution.compare", R"({"from":"2025-01-01","until":"2026-01-01"})"));
    for (int lead = 1; lead <= leads; ++lead)
      out.push_back(ask("attribution.get", R"({"lead_id":)" + std::to_string(lead) + "}"));
    static const std::regex numbers(
        "\"(revision|version|id|reference|entries|finalized_at|because)\":(\"[^\"]*\"|\\d+)");
    static const std::regex marks("\"(merged_from_id|receiver_id)\":\\d+");
    for (auto& text : out) {
      text = std::regex_replace(text, numbers, "");
      if (is_merged) text = std::regex_replace(text, marks, "");
    }
    return out;
  }
  std::string standing(int provider) {
    tick();
    const auto text = ask("referring_provider.get",
                          R"({"referring_provider_id":)" + std::to_string(provider) + "}");
    std::smatch found;
    static const std::regex members(
        "\"referrals\":\\d+,\"first_referral_at\":[^,]*,\"last_referral_at\":[^,]*,"
        "\"standing\":\"\\w+\"");
    REQUIRE(std::regex_search(text, found, members));
    return found.str();
  }

 private:
  int entered_as_;
  Instant now_ = begun;
  Engine engine_{open_memory(), Host{.clock = [this] { return now_; }}};
};

// The same happens in each of them; what is not possible is so in none.
class Days {
 public:
  Days(std::uint64_t seed, std::vector<Practice*> all) : chance_(seed), all_(std::move(all)) {}

  int leads() const { return leads_; }
  void pass(int steps, bool is_merged) {
    for (int step = 0; step < steps; ++step) {
      const std::chrono::hours time{chance_.below(40)};
      now_ += time;
      for (auto* practice : all_) practice->pass(time);
      act(is_merged);
    }
  }

 private:
  using Request = std::function<std::string(const Practice&)>;
  void in_each(std::string_view operation, const Request& request) {
    for (auto* practice : all_) practice->ask(operation, request(*practice));
  }

  void act(bool is_merged) {
    int provider = static_cast<int>(1 + chance_.below(providers));
    if (is_merged && provider == goes) provider = stays;
    const auto lead = std::to_string(1 + chance_.below(leads_ + 1));
    const auto number = std::to_string(1 + chance_.below(30));
    const auto who = [provider](const Practice& p) {
      return R"("referring_provider_id":)" + p.name(provider);
    };
    const auto touch = [&](const Practice& p) {
      return R"("type":"doctor",)" + who(p) + R"(,"occurred_at":)" +
             quoted(begun - std::chrono::days(20) + std::chrono::days(provider));
    };
    switch (chance_.below(12)) {
      case 0:
      case 1:
      case 2:
        ++leads_;
        return in_each("lead.create", [&](const Practice& p) {
          return R"({"given_name":"Eve","touch":{)" + touch(p) + "}}";
        });
      case 3:
      case 4:
        return in_each("touchpoint.add", [&](const Practice& p) {
          return R"({"lead_id":)" + lead + R"(,"type":"doctor",)" + who(p) + "}";
        });
      case 5:
        return in_each("touchpoint.void", [&](const Practice&) {
          return R"({"touchpoint_id":)" + number + R"(,"because":"Wrong."})";
        });
      case 6:
      case 7:
        return in_each("lead.convert", [&](const Practice&) {
          return R"({"lead_id":)" + lead + R"(,"details":{"given_name":"Eve","family_name":"H"}})";
        });
      case 8:
        return in_each("lead.start_treatment", [&](const Practice&) {
          return R"({"lead_id":)" + lead + R"(,"on":")" + quoted(now_).substr(1, 10) +
                 R"(","value_minor_units":100)" + number + R"(,"currency":"USD"})";
        });
      case 9:
        return in_each("referring_provider.record_contact",
                       [&](const Practice& p) { return "{" + who(p) + R"(,"method":"phone"})"; });
      case 10:
        return in_each("relationship_cost.record", [&](const Practice& p) {
          return "{" + who(p) + R"(,"spent_on":"2025-03-01","currency":"USD",)" +
                 R"("amount_minor_units":)" + number + "}";
        });
      default:
        return in_each("specialist_referral.create", [&](const Practice& p) {
          return R"({"client_id":1,"issue_id":1,"consent_id":1,"reason":"R","specialist_id":)" +
                 p.name(provider) + "}";
        });
    }
  }

  Chance chance_;
  std::vector<Practice*> all_;
  Instant now_ = begun;
  int leads_ = 0;
};

}  // namespace

TEST_CASE("two providers that were merged are as one that always was, and parted as before") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    Practice merged(goes), as_one(stays), as_two(goes);
    Days days(seed, {&merged, &as_one, &as_two});
    days.pass(60, false);
    merged.must("referring_provider.merge",
                R"({"referring_provider_id":1,"merged_id":2,"because":"One."})");
    CHECK(merged.told(stays, days.leads(), true) == as_one.told(stays, days.leads(), true));
    CHECK(merged.standing(stays) == as_one.standing(stays));
    as_two.tick();
    days.pass(20, true);
    CHECK(merged.told(stays, days.leads(), true) == as_one.told(stays, days.leads(), true));
    merged.must("referring_provider.unmerge", R"({"referring_provider_id":2,"because":"Two."})");
    for (const int provider : {stays, goes}) {
      CHECK(merged.told(provider, days.leads(), false) ==
            as_two.told(provider, days.leads(), false));
      CHECK(merged.standing(provider) == as_two.standing(provider));
    }
    CHECK(merged.ask("journal.verify", R"({"deep":true})").find(R"("intact":true)") !=
          std::string::npos);
  }
}
