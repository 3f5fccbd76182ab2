// What members of staff might ask of partners, of free places and of the network's settings.
#include "onward/operations/agreements.hpp"
#include "onward/operations/configuration.hpp"
#include "onward/operations/enquiries.hpp"
#include "onward/operations/open_requests.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

constexpr auto codes = std::array{"late", "no_pets", "strike"};

Made make_agreement(Maker m) {
  if (m.world.partners.empty() || m.chance.percent(40)) {
    const auto own = m.organization();
    const bool sends = m.chance.percent(50);
    const auto other = m.organization();
    return m.as(m.someone(own, coordinator))
        .say<agreement::propose>({.sender_id = sends ? own : other,
                                  .receiver_id = m.slip((sends ? other : own).value),
                                  .issues = {m.issue()},
                                  .valid_until = m.perhaps(50, m.day())});
  }
  const auto& a = m.chance.recent_of(m.world.partners, 5);
  const auto side = m.chance.percent(50) ? a.sender_id : a.receiver_id;
  const auto other = a.proposed_by == a.sender_id ? a.receiver_id : a.sender_id;
  const AgreementRef ref{m.slip(a.id.value), m.perhaps(20, a.revision)};
  switch (m.chance.below(4)) {
    case 0: return m.as(m.someone(side, coordinator)).say<agreement::end>(ref);
    case 1:
      return m.as(m.someone(side, anybody))
          .say<agreement::list>({.view = m.any_of<AgreementView>(),
                                 .expiring_only = m.chance.percent(20),
                                 .limit = m.page_limit()});
    default:
      return m.as(m.someone(m.chance.percent(80) ? other : side, coordinator))
          .say<agreement::agree>(ref);
  }
}

Made make_enquiry(Maker m) {
  if (m.world.enquiries.empty() || m.chance.percent(30))
    return m.as(m.anyone(caseworker))
        .say<enquiry::ask>({.issue_id = m.slip(m.issue().value),
                            .receivers = {m.organization(), m.organization()},
                            .places = m.chance.below(3),
                            .urgency = m.any_of<Urgency>(),
                            .first_wins = m.chance.percent(50)});
  const auto& e = m.chance.recent_of(m.world.enquiries, 5);
  switch (m.chance.below(6)) {
    case 0:
    case 1: return m.as(m.someone(e.sender_id, caseworker)).say<enquiry::close>({e.id});
    case 2:
      return m.as(m.anyone())
          .say<enquiry::list>({.view = m.any_of<EnquiryView>(), .limit = m.page_limit()});
    default:
      return m.as(m.anyone(caseworker))
          .say<enquiry::answer>({.enquiry_id = m.slip(e.id.value), .places = m.chance.below(4)});
  }
}

Made make_open_request(Maker m) {
  if (m.chance.percent(30)) return m.as(m.anyone()).say<need::list_open>({.limit = m.page_limit()});
  std::vector<NeedId> unassigned;
  for (auto& [id, need] : m.world.needs)
    if (need.unassigned) unassigned.push_back(need.id);
  if (!unassigned.empty() && m.chance.percent(70))
    return m.as(m.anyone(caseworker))
        .say<need::claim_open>({.need_id = m.slip(m.chance.one_of(unassigned).value),
                                .capacity_override = m.chance.percent(20) ? "At once." : ""});
  if (m.world.agreements.empty()) return std::nullopt;
  const auto& a = m.chance.recent_of(m.world.agreements, 10);
  return m.as(m.someone(a.organization_id, caseworker))
      .say<need::send>({.client_id = m.slip(a.client_id.value),
                        .issue_id = m.slip(m.issue().value),
                        .consent_id = m.slip(a.consent_id.value),
                        .urgency = m.any_of<Urgency>(),
                        .open = true});
}

Made make_setting(Maker m) {
  const SetCalendar holidays{m.fresh("Calendar "), {m.day(), m.day()}};
  switch (m.chance.below(10)) {
    case 0:
      return m.as(m.first()).say<locality::import>(
          {{{"lee", "Lee", ""}, {"polk", "Polk", ""}, {"dade", m.fresh("Dade "), ""}}});
    case 1: return m.as(m.anyone()).say<locality::list>({.name_prefix = "l"});
    case 2: return m.as(m.first()).say<calendar::set>(holidays);
    case 3: return m.as(m.anyone()).say<calendar::list>({});
    case 4:
      return m.as(m.first()).say<reason_code::add>(
          {m.chance.one_of(codes), "A reason.", {"decline", "fail"}, Outcome::unsuccessful});
    case 5: return m.as(m.first()).say<reason_code::retire>({m.chance.one_of(codes)});
    case 6: return m.as(m.anyone()).say<reason_code::list>({});
    case 7: return m.as(m.first()).say<configuration::export_>({});
    case 8:
      return m.as(m.first()).say<configuration::import>(
          {.issues = {{m.fresh("issue"), "Other help"}}, .calendars = {holidays}});
    default: return m.as(m.anyone()).say<configuration::export_>({});
  }
}

}  // namespace

Made make_network(Maker m) {
  switch (m.chance.below(4)) {
    case 0: return make_agreement(m);
    case 1: return make_enquiry(m);
    case 2: return make_open_request(m);
    default: return make_setting(m);
  }
}

}  // namespace onward::tests
