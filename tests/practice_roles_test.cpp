// Who may do what at a practice: the roles of the mission against every operation of practices.
#include <map>

#include "catch.hpp"
#include "json.hpp"
#include "onward/engine.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

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
referring_provider.reactivate                a
referring_provider.record_contact            fta
referring_provider.record_response           fta
referring_provider.search                    ftad
referring_provider.statistics                ad
referring_provider.types                     ftad
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
