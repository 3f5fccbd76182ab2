#include "onward/operations/agreements.hpp"
#include "onward/operations/codes.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "simulation/staff.hpp"

namespace onward::simulation {

namespace {

constexpr std::string_view zone = "Europe/London";
constexpr std::int64_t no_response_working_days = 15;

using Partners = std::vector<OrganizationId>;

Habit habit_of(Chance& chance) {
  const auto n = chance.below(100);
  return n < 55 ? Habit::prompt : n < 80 ? Habit::slow : n < 88 ? Habit::silent : Habit::declining;
}

Session administrator_of(Caller& caller, Engine& engine) {
  auto nobody = engine.session();
  const auto created = caller.must<system_::create>(nobody, {.network = "Simulated county",
                                                             .organization = "County council",
                                                             .time_zone = std::string(zone),
                                                             .login = "administrator",
                                                             .name = "Administrator"});
  return engine.session({.staff_id = created.staff.id, .organization_id = created.organization.id});
}

Desk open_desk(Caller& caller, Engine& engine, Session& administrator, const Organization& of,
               Habit habit) {
  const auto organization =
      caller.must<organization::create>(administrator, {.name = of.name,
                                                        .time_zone = of.time_zone,
                                                        .capacity_limit = of.capacity_limit,
                                                        .accepting = of.accepting});
  const auto member =
      caller.must<staff::create>(administrator, {.login = "desk " + std::to_string(of.id.value),
                                                 .name = "Desk " + std::to_string(of.id.value),
                                                 .organization_id = organization.id,
                                                 .role = "coordinator"});
  return {
      .session = engine.session({.staff_id = member.staff.id, .organization_id = organization.id}),
      .habit = habit};
}

void open_service(Caller& caller, Session& administrator, const County& county, std::int64_t number,
                  OrganizationId organization) {
  const Service of = county.service(number);
  CreateService wanted{.organization_id = organization,
                       .name = of.name,
                       .issues = of.issues,
                       .accepting = of.accepting,
                       .age_from_months = of.age_from_months,
                       .age_below_months = of.age_below_months,
                       .genders = of.genders,
                       .localities = of.localities,
                       .languages = of.languages,
                       .income_percent_limit = of.income_percent_limit,
                       .populations = of.populations,
                       .attributes = of.attributes,
                       .capacity_limit = of.capacity_limit,
                       .waitlist = of.waitlist,
                       .wait_days = of.wait_days};
  for (auto& place : county.locations(number))
    wanted.locations.push_back(
        caller
            .must<location::create>(administrator,
                                    {.organization_id = organization,
                                     .name = place.name,
                                     .locality = place.locality,
                                     .latitude_microdegrees = place.latitude_microdegrees,
                                     .longitude_microdegrees = place.longitude_microdegrees})
            .id);
  const auto service = caller.must<service::create>(administrator, wanted);
  if (!of.active)
    caller.must<service::update>(administrator, {.service_id = service.id, .active = false});
}

// Half of the partners by lists, which both sides keep, and half by agreements, which both sides
// sign; what holds is the same.
void make_partners(Caller& caller, const County& county, Founded& out) {
  std::map<std::size_t, UpdateOrganization> lists;
  const auto add = [](std::optional<Partners>& list, OrganizationId id) {
    if (!list) list.emplace();
    list->push_back(id);
  };
  const auto may_refer = [&](std::size_t from, std::size_t to, bool by_agreement) {
    auto &sender = out.desks[from], &receiver = out.desks[to];
    const auto pair = std::pair(sender.organization_id(), receiver.organization_id());
    if (from == to || !out.partners.insert(pair).second) return;
    if (by_agreement) {
      const auto proposed = caller.must<agreement::propose>(
          sender.session, {.sender_id = pair.first, .receiver_id = pair.second});
      caller.must<agreement::agree>(receiver.session, {.agreement_id = proposed.id});
      return;
    }
    add(lists[from].send_to, pair.second);
    add(lists[to].receive_from, pair.first);
  };
  for (std::int64_t n = 1; n <= county.organizations(); ++n) {
    const auto of = county.organization(n);
    if (!of.partners_required) continue;
    const auto at = static_cast<std::size_t>(n - 1);
    lists[at].partners_required = true;
    out.with_partners_only.insert(out.desks[at].organization_id());
    for (auto& partner : of.receive_from) {
      const auto other = static_cast<std::size_t>(partner.value - 1);
      may_refer(at, other, other % 2 == 0);
      may_refer(other, at, other % 2 == 0);
    }
  }
  for (auto& [at, list] : lists) {
    list.organization_id = out.desks[at].organization_id();
    caller.must<organization::update>(out.administrator, list);
  }
}

}  // namespace

Desk& Founded::desk_of(std::int64_t organization) {
  auto at = static_cast<std::size_t>(organization - 1);
  while (!desks[at].open) at = (at + 1) % desks.size();
  return desks[at];
}

Desk* Founded::find(OrganizationId id) {
  for (auto& desk : desks)
    if (desk.organization_id() == id) return &desk;
  return nullptr;
}

Founded found(Caller& caller, Engine& engine, const County& county, Chance& chance) {
  Founded out{.administrator = administrator_of(caller, engine)};
  auto& administrator = out.administrator;
  caller.must<policy::set>(administrator,
                           {.scope = PolicyScope::store,
                            .knobs = {.no_response_working_days = no_response_working_days,
                                      .client_requires_referral = false}});
  caller.must<code::add_standard>(administrator, {.list = CodeList::population});
  for (auto& [id, revision, list, code, name, choices, active] : County::attributes())
    caller.must<code::set>(administrator,
                           {.list = list, .code = code, .name = name, .choices = choices});
  for (std::int64_t n = 1; n <= county.issues(); ++n)
    caller.must<issue::create>(administrator,
                               {.code = county.issue(n).code, .name = county.issue(n).name});
  for (std::int64_t n = 1; n <= county.organizations(); ++n)
    out.desks.push_back(
        open_desk(caller, engine, administrator, county.organization(n), habit_of(chance)));
  for (std::int64_t n = 1; n <= county.services(); ++n) {
    const auto owner = static_cast<std::size_t>(county.service(n).organization_id.value - 1);
    open_service(caller, administrator, county, n, out.desks[owner].organization_id());
  }
  make_partners(caller, county, out);
  for (std::int64_t n = 2; n <= county.organizations(); ++n) {  // the first one always stays
    if (county.organization(n).active) continue;
    auto& desk = out.desks[static_cast<std::size_t>(n - 1)];
    caller.must<organization::update>(administrator,
                                      {.organization_id = desk.organization_id(), .active = false});
    desk.open = false;
  }
  return out;
}

}  // namespace onward::simulation
