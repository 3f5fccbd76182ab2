// Who may do what at a practice: the roles of the mission against every operation of practices.
#include <map>
#include <set>

#include "catch.hpp"
#include "json.hpp"
#include "onward/engine.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "onward/records.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using enum Permission;

// The mission's practice document: access control, and the permissions of its API. The front desk
// sends letters that somebody approved, so that is a right of letters and not of roles.
struct MissionRole {
  char letter;
  const char* name;
  std::vector<Permission> permissions;
};
const MissionRole mission_roles[] = {
    {'f', "front_desk", {referral_read, referral_create, referral_update, referral_send_letters}},
    {'t',
     "treatment_coordinator",
     {referral_read, referral_create, referral_update, referral_send_letters}},
    {'a',
     "clinic_admin",
     {referral_read, referral_create, referral_update, referral_manage_providers,
      referral_analytics, referral_send_letters, referral_admin, referral_configure}},
    {'d', "doctor", {referral_read, referral_create, referral_analytics}},
};

// A request in which every member has its default. Whoever may not is told so before anybody looks
// for what it names.
std::string empty_request(const Operation& op) {
  std::string out;
  op.frame([&](void* request, void*) {
    JsonWriter json(out);
    write(json, op.request, request);
  });
  return out;
}

bool is_of_practice(std::string_view name) {
  constexpr std::string_view nouns[] = {
      "practice.",    "relationship.",     "referring_provider.", "specialist_referral.",
      "lead.",        "portal.",           "referral_source.",    "touchpoint.",
      "attribution.", "relationship_cost."};
  return std::ranges::any_of(nouns, [&](auto noun) { return name.starts_with(noun); });
}

// f: front desk, t: treatment coordinator, a: clinic admin, d: doctor
constexpr std::string_view expected = R"(
attribution.compare                          ad
attribution.correct                          fta
attribution.get                              ftad
attribution.list                             ftad
lead.complete_treatment                      fta
lead.convert                                 ftad
lead.create                                  ftad
lead.get                                     ftad
lead.join                                    a
lead.list                                    ftad
lead.list_of_client                          ftad
lead.lose                                    fta
lead.part                                    a
lead.record_consultation                     fta
lead.reopen                                  fta
lead.search                                  ftad
lead.set_value                               fta
lead.sources                                 ad
lead.start_treatment                         fta
lead.undo_conversion                         a
lead.undo_milestone                          fta
lead.update                                  fta
portal.grant                                 a
portal.list_patients                         -
portal.revoke                                a
practice.policy                              ftad
practice.set_policy                          a
referral_source.add                          a
referral_source.add_standard                 a
referral_source.list                         ftad
referral_source.retire                       a
referral_source.update                       a
referring_provider.create                    a
referring_provider.deactivate                a
referring_provider.get                       ftad
referring_provider.history                   ftad
referring_provider.import                    a
referring_provider.import_problems           a
referring_provider.imports                   a
referring_provider.list                      ftad
referring_provider.list_contacts             ftad
referring_provider.list_referrals            ftad
referring_provider.merge                     a
referring_provider.reactivate                a
referring_provider.record_contact            fta
referring_provider.record_response           fta
referring_provider.search                    ftad
referring_provider.statistics                ad
referring_provider.types                     ftad
referring_provider.unmerge                   a
referring_provider.update                    a
referring_provider.void_contact              fta
relationship.get                             ad
relationship.handling                        ftad
relationship.list                            ftad
relationship_cost.get                        ad
relationship_cost.list                       ad
relationship_cost.record                     a
relationship_cost.void                       a
specialist_referral.actions                  ftad
specialist_referral.cancel                   fta
specialist_referral.cancel_appointment       fta
specialist_referral.close                    fta
specialist_referral.complete_appointment     fta
specialist_referral.create                   ftad
specialist_referral.decline                  fta
specialist_referral.get                      ftad
specialist_referral.give_feedback            fta
specialist_referral.list                     ftad
specialist_referral.miss_appointment         fta
specialist_referral.receive_report           fta
specialist_referral.record_letter            fta
specialist_referral.schedule                 fta
specialist_referral.undo_report              fta
specialist_referral.undo_visit               fta
touchpoint.add                               fta
touchpoint.correct                           fta
touchpoint.list                              ftad
touchpoint.void                              fta
)";

}  // namespace

TEST_CASE("the mission's roles may do this at a practice, and nothing else") {
  Engine engine(open_memory(), Host{});
  REQUIRE(engine.session().call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  auto first = engine.session({1, 1, {}});
  REQUIRE(first.call<organization::create>({.name = "Practice"}));
  std::map<std::string, std::string> may;
  for (auto& role : mission_roles) {
    REQUIRE(first.call<role::create>({.name = role.name, .permissions = role.permissions}));
    const auto made = first.call<staff::create>(
        {.login = role.name, .name = role.name, .organization_id = 2, .role = role.name});
    REQUIRE(made);
    auto session = engine.session({made.value().staff.id, 2, {}});
    for (auto& op : operations()) {
      if (!is_of_practice(op.name)) continue;
      auto& letters = may[std::string(op.name)];
      const auto answer = session.call(op.name, empty_request(op));
      const auto denied = R"("reason":"permission_missing","path":"")";
      INFO(op.name << ' ' << answer.json);
      if (answer.json.find(denied) == std::string::npos) letters += role.letter;
    }
  }
  std::string found = "\n";
  for (auto& [operation, letters] : may) {
    std::string line = operation;
    line.resize(45, ' ');
    found += line + (letters.empty() ? "-" : letters) + '\n';
  }
  CHECK(found == expected);
}

namespace {

// What members are called that say what a patient is worth, and to whom the credit is given.
constexpr std::string_view worth[] = {"treatment_value_minor_units", "credit_millionths"};

bool answers_worth(const Operation& op) {
  std::string text;
  JsonWriter json(text);
  schema(json, op.response);
  return std::ranges::any_of(
      worth, [&](auto name) { return text.find('"' + std::string(name) + '"') != text.npos; });
}
// Whether one of them has a number in an answer.
bool tells_worth(const std::string& answer) {
  return std::ranges::any_of(worth, [&](auto name) {
    const auto start = '"' + std::string(name) + "\":";
    for (auto at = answer.find(start); at != answer.npos; at = answer.find(start, at + 1))
      if (answer.compare(at + start.size(), 4, "null") != 0) return true;
    return false;
  });
}

// A lead's way with every operation that answers with what it is worth.
struct Step {
  std::string_view operation, request;
};
constexpr Step steps[] = {
    {"referring_provider.create",
     R"({"details":{"provider_type":"ent","given_name":"Dee","family_name":"Ray"}})"},
    {"lead.create", R"({"given_name":"Eve","touch":{"type":"doctor","referring_provider_id":1}})"},
    {"lead.set_value", R"({"lead_id":1,"value_minor_units":500000,"currency":"USD"})"},
    {"lead.update", R"({"lead_id":1,"family_name":"Hill"})"},
    {"lead.lose", R"({"lead_id":1,"because":"Moved."})"},
    {"lead.reopen", R"({"lead_id":1})"},
    {"lead.record_consultation", R"({"lead_id":1,"on":"2025-03-03"})"},
    {"lead.get", R"({"lead_id":1})"},
    {"lead.list", "{}"},
    {"lead.search", R"({"text":"hill"})"},
    {"lead.convert", R"({"lead_id":1,"details":{"given_name":"Eve","family_name":"Hill"}})"},
    {"lead.list_of_client", R"({"client_id":1})"},
    {"lead.start_treatment", R"({"lead_id":1,"on":"2025-03-03"})"},
    {"lead.complete_treatment", R"({"lead_id":1,"on":"2025-03-03"})"},
    {"attribution.get", R"({"lead_id":1})"},
    {"attribution.correct", R"({"lead_id":1,"model":"linear","because":"Fair."})"},
    {"attribution.list", R"({"lead_id":1})"},
    {"referring_provider.list_referrals", R"({"referring_provider_id":1})"},
    {"lead.create", R"({"given_name":"Eva","touch":{"type":"unknown"}})"},
    {"lead.set_value", R"({"lead_id":2,"value_minor_units":7,"currency":"USD"})"},
    {"lead.join", R"({"lead_id":1,"joined_id":2,"because":"One."})"},
    {"lead.part", R"({"lead_id":2,"because":"Two."})"},
    {"lead.undo_milestone",
     R"({"lead_id":1,"milestone":"treatment_completion","because":"Not yet."})"},
    {"lead.undo_milestone", R"({"lead_id":1,"milestone":"treatment_start","because":"Not yet."})"},
    {"lead.undo_conversion", R"({"lead_id":1,"because":"Not yet."})"},
};

// A practice in which somebody has these permissions.
class Desk {
 public:
  explicit Desk(std::vector<Permission> permissions)
      : engine_(open_memory(), Host{.clock = [] {
                  return Instant(std::chrono::sys_days{std::chrono::year{2025} / 3 / 3} +
                                 std::chrono::hours{12});
                }}) {
    REQUIRE(engine_.session().call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
    auto first = engine_.session({1, 1, {}});
    REQUIRE_FALSE(
        first.call("policy.set", R"({"scope":"store","knobs":{"client_requires_referral":false}})")
            .refused);
    REQUIRE(first.call<organization::create>({.name = "Practice"}));
    REQUIRE(first.call<role::create>({.name = "desk", .permissions = std::move(permissions)}));
    REQUIRE(first.call<staff::create>(
        {.login = "d", .name = "D", .organization_id = 2, .role = "desk"}));
  }
  Session session() { return engine_.session({2, 2, {}}); }

 private:
  Engine engine_;
};

}  // namespace

TEST_CASE("what a patient is worth, and whose credit it is, only those see who analyse") {
  std::vector<Permission> all;
  for (auto& p : names<Permission>)
    if (p.value != referral_portal) all.push_back(p.value);
  auto others = all;
  std::erase(others, referral_analytics);
  Desk analyst(all), desk(others);
  std::set<std::string_view> told;
  for (auto& [operation, request] : steps) {
    const auto whole = analyst.session().call(operation, request);
    const auto part = desk.session().call(operation, request);
    INFO(operation << ' ' << whole.json << '\n' << part.json);
    CHECK_FALSE(whole.refused);
    CHECK_FALSE(part.refused);
    if (tells_worth(whole.json)) told.insert(operation);
    CHECK_FALSE(tells_worth(part.json));
    CHECK(part.json.find("\"USD\"") == part.json.npos);
  }
  for (auto& op : operations()) {
    // The figures of analysts are refused to others; a provider sees their own share by consent.
    const bool is_for_analysts = op.permission == referral_analytics;
    const bool has_none_yet = op.name == "lead.create";
    if (!answers_worth(op) || is_for_analysts || has_none_yet || op.name == "portal.list_patients")
      continue;
    INFO(op.name);
    CHECK(told.contains(op.name));
  }
}

TEST_CASE("tables withhold what a patient is worth as the lists do") {
  std::vector<Permission> all;
  for (auto& p : names<Permission>)
    if (p.value != referral_portal) all.push_back(p.value);
  auto others = all;
  std::erase(others, referral_analytics);
  Desk analyst(all), desk(others);
  for (auto* practice : {&analyst, &desk}) {
    auto session = practice->session();
    for (auto& [operation, request] : steps) session.call(operation, request);
    const bool sees = practice == &analyst;
    for (const auto& [table, column] : {std::pair{"leads", "treatment_value_minor_units"},
                                        std::pair{"attributions", "touches"}}) {
      auto source = session.table(table, {.columns = {column}, .personal = true});
      REQUIRE(source);
      int known = 0;
      const auto count = [&](std::span<const CellView> cells) {
        known += std::holds_alternative<std::monostate>(cells[0]) ? 0 : 1;
      };
      while (source.value()->next(100, count).value()) {}
      INFO(table << ' ' << known);
      CHECK((known > 0) == sees);
    }
  }
}
