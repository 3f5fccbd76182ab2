// What members of staff might look up by number or list, and the codes and roles that a network
// sets.
#include "onward/operations/agreements.hpp"
#include "onward/operations/between.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/codes.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/duplicates.hpp"
#include "onward/operations/enquiries.hpp"
#include "onward/operations/logged_referrals.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/settings.hpp"
#include "onward/operations/work.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

std::int64_t low_number(Maker m) { return 1 + m.chance.below(12); }

// One row by its number, mostly one that is there.
Made make_get(Maker m) {
  const auto by = m.anyone();
  const auto id = low_number(m);
  switch (m.chance.below(15)) {
    case 0: return m.as(by).say<role::get>({id});
    case 1: return m.as(by).say<issue::get>({id});
    case 2: return m.as(by).say<agreement::get>({id});
    case 3: {
      if (m.world.enquiries.empty()) return m.as(by).say<enquiry::get>({id});
      const auto& e = m.chance.recent_of(m.world.enquiries, 5);
      return m.as(m.chance.percent(50) ? by : m.someone(e.sender_id, caseworker))
          .say<enquiry::get>({e.id});
    }
    case 4: return m.as(by).say<transfer::get>({id});
    case 5: return m.as(by).say<locality::get>({m.chance.percent(50) ? "lee" : "polk"});
    case 6: return m.as(by).say<calendar::get>({id});
    case 7: return m.as(by).say<reason_code::get>({m.chance.percent(50) ? "capacity" : "late"});
    case 8: return m.as(by).say<referral::get_logged>({id});
    case 9: return m.as(by).say<information_request::get>({id});
    case 10: return m.as(by).say<appointment::get>({id});
    case 11: return m.as(by).say<barrier::get>({id});
    case 12: return m.as(by).say<handover::get>({id});
    case 13: return m.as(by).say<note::get>({id});
    default: return m.as(by).say<message::get>({id});
  }
}

Made make_list(Maker m) {
  const auto by = m.anyone();
  const auto whose = m.chance.percent(50) ? m.organization() : OrganizationId();
  const auto limit = m.page_limit();
  switch (m.chance.below(6)) {
    case 0: return m.as(by).say<staff::list>({whose, m.chance.percent(50), limit, {}});
    case 1: return m.as(by).say<location::list>({whose, m.chance.percent(50), limit, {}});
    case 2: return m.as(by).say<service::list>({whose, m.chance.percent(50), limit, {}});
    case 3:
      return m.as(by).say<policy::list>(
          {.scope = m.perhaps(50, m.any_of<PolicyScope>()), .limit = limit});
    case 4: return m.as(by).say<issue::list>({.limit = limit, .active_only = true});
    default:
      return m.as(by).say<client::list>(
          {.name_prefix = m.chance.percent(30) ? "a" : "", .limit = limit});
  }
}

Made make_consent_look(Maker m) {
  if (m.world.agreements.empty()) return std::nullopt;
  const auto& a = m.chance.recent_of(m.world.agreements, 10);
  const auto by = m.someone(a.organization_id, caseworker);
  if (m.chance.percent(50)) return m.as(by).say<consent::get>({m.slip(a.consent_id.value)});
  return m.as(by).say<consent::list>({.client_id = m.slip(a.client_id.value),
                                      .standing_only = m.chance.percent(30),
                                      .limit = m.page_limit()});
}

Made make_client_look(Maker m) {
  if (m.world.people.empty()) return std::nullopt;
  const auto id = m.slip(m.chance.recent_of(m.world.people).client_id.value);
  return m.as(m.chance.percent(90) ? m.first() : m.anyone()).say<client::links>({id});
}

Made make_code(Maker m) {
  const auto list = m.any_of<CodeList>();
  const auto by = m.chance.percent(90) ? m.first() : m.anyone();
  switch (m.chance.below(6)) {
    case 0: return m.as(by).say<code::add_standard>({.list = list});
    case 1: return m.as(m.anyone()).say<code::get>({list, "veteran"});
    case 2:
      return m.as(m.anyone())
          .say<code::list>(
              {.list = list, .active_only = m.chance.percent(50), .limit = m.page_limit()});
    case 3:  // the one that clients and services have
      return m.as(by).say<code::set>({.list = CodeList::attribute,
                                      .code = "veteran",
                                      .name = "Veteran",
                                      .choices = {"yes", "no"},
                                      .active = !m.chance.percent(20)});
    case 4:
      return m.as(m.first()).say<issue::update>(
          {.issue_id = m.issue(), .category = m.fresh("code")});
    default:
      return m.as(by).say<code::set>(
          {.list = list, .code = m.fresh("code"), .name = m.fresh("Code ")});
  }
}

// Of roles that were created: nobody works in one, so that everybody can go on.
Made make_role(Maker m) {
  UpdateRole in{.role_id = 5 + m.chance.below(4), .name = m.perhaps(30, m.fresh("role "))};
  if (m.chance.percent(70)) in.permissions = {m.any_of<Permission>()};
  return m.as(m.chance.percent(90) ? m.first() : m.anyone()).say<role::update>(in);
}

}  // namespace

Made make_catalogue(Maker m) {
  switch (m.chance.below(8)) {
    case 0: return make_consent_look(m);
    case 1: return make_client_look(m);
    case 2: return make_code(m);
    case 3: return make_role(m);
    case 4:
    case 5: return make_list(m);
    default: return make_get(m);
  }
}

}  // namespace onward::tests
