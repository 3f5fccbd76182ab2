// The portal: over every way in which a provider, a patient and a consent can stand to each other,
// and over every other operation.
#include "onward/operations/portal.hpp"

#include <map>
#include <set>

#include "catch.hpp"
#include "dates.hpp"
#include "onward/engine.hpp"
#include "onward/operations/attributions.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/leads.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/system.hpp"
#include "onward/rules/directory_feed.hpp"

using namespace onward;

namespace {

constexpr std::int64_t practice = 1, other_practice = 2, office = 3;  // in the order they are made

// What the patient said, and to whom.
enum class Said {
  nothing,
  all_but_progress,
  progress,
  identity,
  both,
  both_until_yesterday,
  both_until_tomorrow,
  both_withdrawn,
  both_to_another_practice,
  both_of_one_issue,
  both_to_another_office,
  both_to_this_office,
  count
};

struct Shown {
  bool identity = false, progress = false;
};
Shown expected(Said said) {
  switch (said) {
    case Said::all_but_progress:
    case Said::identity: return {.identity = true};
    case Said::progress: return {.progress = true};
    case Said::both:
    case Said::both_to_this_office:
    case Said::both_until_tomorrow: return {true, true};
    default: return {};
  }
}

// How a provider stands to the portal.
enum class Access { granted, never_granted, revoked, deactivated, role_widened, count };

class Practice {
 public:
  Practice() : engine_(open_memory(), {.clock = [this] { return now_; }}) {
    auto nobody = engine_.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
    auto ada = session(1);
    REQUIRE(ada.call<policy::set>(
        {.scope = PolicyScope::store, .knobs = {.client_requires_referral = false}}));
    REQUIRE(ada.call<issue::create>({.code = "h", .name = "H"}));
    REQUIRE(ada.call<organization::create>({.name = "Other"}));
    REQUIRE(ada.call<staff::create>(
        {.login = "b", .name = "B", .organization_id = other_practice, .role = "administrator"}));
    REQUIRE(
        ada.call<role::create>({.name = "portal", .permissions = {Permission::referral_portal}}));
  }

  Session session(StaffId staff, OrganizationId organization = practice) {
    return engine_.session({.staff_id = staff, .organization_id = organization});
  }
  StaffId portal_user() {
    const auto made = session(1).call<staff::create>({.login = "p" + std::to_string(++users_),
                                                      .name = "P",
                                                      .organization_id = practice,
                                                      .role = "portal"});
    REQUIRE(made);
    return made.value().staff.id;
  }
  ReferringProviderId provider() {
    const auto made = session(1).call<referring_provider::create>(
        {.details = {.family_name = "Ray" + std::to_string(++providers_)}});
    REQUIRE(made);
    return made.value().provider.id;
  }

  // Somebody whom these providers sent.
  LeadId lead(const std::vector<ReferringProviderId>& sent_by) {
    auto ada = session(1);
    const auto touch = [](ReferringProviderId by) {
      return NewTouch{.type = ReferrerType::doctor, .referring_provider_id = by};
    };
    const auto lead =
        ada.call<lead::create>({.given_name = "Eve", .touch = touch(sent_by.front())});
    REQUIRE(lead);
    const LeadId id = lead.value().lead.id;
    for (std::size_t i = 1; i < sent_by.size(); ++i)
      REQUIRE(ada.call<touchpoint::add>({id, touch(sent_by[i])}));
    return id;
  }

  // A patient whom these providers sent, and who said something.
  LeadId patient(const std::vector<ReferringProviderId>& sent_by, Said said) {
    auto ada = session(1);
    const LeadId id = lead(sent_by);
    const auto converted = ada.call<lead::convert>(
        {.lead_id = id, .details = ClientDetails{.given_name = "Eve", .family_name = "Hill"}});
    REQUIRE(converted);
    REQUIRE(ada.call<lead::record_consultation>({.lead_id = id, .on = today()}));
    say(converted.value().lead.client_id, said);
    return id;
  }

  Date today() const { return std::chrono::floor<std::chrono::days>(now_); }

 private:
  void say(ClientId client, Said said) {
    auto ada = session(1);
    if (said == Said::nothing) return;
    RecordConsent consent{.client_id = client};
    if (said != Said::all_but_progress && said != Said::identity)
      consent.data_classes.push_back(DataClass::progress);
    if (said != Said::all_but_progress && said != Said::progress)
      consent.data_classes.push_back(DataClass::identity);
    const std::chrono::days day{1};
    if (said == Said::both_until_yesterday) consent.expires_on = today() + day;
    if (said == Said::both_until_tomorrow) consent.expires_on = today() + 3 * day;
    if (said == Said::both_of_one_issue) consent.issues = {1};
    if (said == Said::both_to_another_office) consent.receivers = {other_practice};
    if (said == Said::both_to_this_office) consent.receivers = {office};
    if (said == Said::both_to_another_practice) {
      // A record of its own there, of the same person, says nothing here.
      auto bob = session(2, other_practice);
      const auto made =
          bob.call<client::create>({.details = {.given_name = "Eve", .family_name = "Hill"}});
      REQUIRE(made);
      consent.client_id = made.value().id;
      REQUIRE(bob.call<consent::record>(consent));
      return;
    }
    const auto recorded = ada.call<consent::record>(consent);
    REQUIRE(recorded);
    if (said == Said::both_withdrawn) REQUIRE(ada.call<consent::withdraw>({recorded.value().id}));
  }

 public:
  void pass_days(int days) { now_ += std::chrono::days(days); }

 private:
  Instant now_{std::chrono::sys_days{std::chrono::year{2025} / 3 / 3} + std::chrono::hours{9}};
  Engine engine_;
  int users_ = 0, providers_ = 0;
};

}  // namespace

TEST_CASE("a portal shows the patients credited to its provider, as far as each of them agrees") {
  Practice p;
  const auto mine = p.provider(), others = p.provider();
  const auto user = p.portal_user();
  const auto granted = p.session(1).call<portal::grant>({mine, user});
  REQUIRE(granted);
  REQUIRE(granted.value().office_id == OrganizationId(office));
  std::map<LeadId, Said> credited;
  std::set<LeadId> sent;
  for (int said = 0; said < static_cast<int>(Said::count); ++said) {
    const auto what = static_cast<Said>(said);
    credited[p.patient({mine}, what)] = what;
    p.patient({others}, what);  // credited to somebody else, who sent them
    sent.insert(p.patient({mine, others}, what));  // and this one too, by the last touch
    credited[p.patient({others, mine}, what)] = what;
    sent.insert(p.lead({mine}));  // no patient yet
  }
  p.pass_days(1);
  const auto found = p.session(user).call<portal::list_patients>({.limit = page_limit_max});
  REQUIRE(found);
  CHECK(found.value().patients.size() == credited.size() + sent.size());
  for (auto& patient : found.value().patients) {
    if (sent.contains(patient.number.lead_id)) {
      const PortalPatient nothing{.number = patient.number, .referred_on = patient.referred_on};
      CHECK(changed_members(patient, nothing).empty());
      continue;
    }
    REQUIRE(credited.contains(patient.number.lead_id));
    const Said said = credited[patient.number.lead_id];
    INFO("said " << static_cast<int>(said));
    const Shown shown = expected(said);
    CHECK(patient.credit_millionths.value_or(0) == (shown.progress ? 1'000'000 : 0));
    CHECK(patient.given_name == (shown.identity ? "Eve" : ""));
    CHECK(patient.family_name == (shown.identity ? "Hill" : ""));
    CHECK(patient.became_patient_on.has_value() == shown.progress);
    CHECK(patient.consulted_on.has_value() == shown.progress);
    CHECK(patient.shown.size() == std::size_t{shown.identity} + std::size_t{shown.progress});
  }
}

TEST_CASE("of records that were merged, the person is shown, and what they said last") {
  Practice p;
  const auto provider = p.provider();
  const auto user = p.portal_user();
  auto ada = p.session(1);
  REQUIRE(ada.call<portal::grant>({provider, user}));
  p.patient({provider}, Said::nothing);
  const auto other = ada.call<client::create>(
      {.details = {.given_name = "Eva", .family_name = "Hill", .birth_date = p.today()}});
  REQUIRE(other);
  REQUIRE_FALSE(
      ada.call("client.merge", R"({"client_id":1,"survivor_id":2,"revision":1})").refused);
  REQUIRE(ada.call<consent::record>(
      {.client_id = other.value().id, .data_classes = {DataClass::identity}}));
  const auto found = p.session(user).call<portal::list_patients>({});
  REQUIRE(found);
  REQUIRE(found.value().patients.size() == 1);
  CHECK(found.value().patients[0].given_name == "Eva");
}

TEST_CASE("only whoever the portal is open to now gets in") {
  Practice p;
  for (int a = 0; a < static_cast<int>(Access::count); ++a) {
    const auto access = static_cast<Access>(a);
    INFO("access " << a);
    auto ada = p.session(1);
    const auto provider = p.provider();
    const auto user = p.portal_user();
    p.patient({provider}, Said::both);
    if (access != Access::never_granted) REQUIRE(ada.call<portal::grant>({provider, user}));
    if (access == Access::revoked) REQUIRE(ada.call<portal::revoke>({provider}));
    if (access == Access::deactivated)
      REQUIRE(ada.call<referring_provider::deactivate>({provider}));
    if (access == Access::role_widened)
      REQUIRE(ada.call<staff::join>(
          {.staff_id = user, .organization_id = practice, .role = "administrator"}));
    const auto found = p.session(user).call<portal::list_patients>({});
    CHECK(bool(found) == (access == Access::granted));
    if (!found)
      CHECK(found.refusal().reason == (access == Access::role_widened
                                           ? Reason::permission_missing
                                           : Reason::portal_not_granted));
  }
}

TEST_CASE("whoever uses the portal can do nothing else that asks for a permission") {
  Practice p;
  const auto user = p.portal_user();
  REQUIRE(p.session(1).call<portal::grant>({p.provider(), user}));
  int asked = 0;
  for (auto& op : operations()) {
    if (!op.permission || op.name == portal::list_patients::name) continue;
    INFO(op.name);
    CHECK(*op.permission != Permission::referral_portal);
    ++asked;
  }
  CHECK(asked > 200);
  auto session = p.session(user);
  for (auto& [operation, request] : std::initializer_list<std::pair<const char*, const char*>>{
           {"client.get", R"({"client_id":1})"},
           {"lead.get", R"({"lead_id":1})"},
           {"referring_provider.get", R"({"referring_provider_id":1})"},
           {"organization.list", "{}"},
           {"report.summary", "{}"}})
    CHECK(session.call(operation, request).json.find("permission_missing") != std::string::npos);
}
