#include "json.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/referrals.hpp"
#include "simulation/staff.hpp"

namespace onward::simulation {

namespace {

// The length of the list that a card leads to.
template <class Op>
std::int64_t listed(Caller& caller, Session& session, const DashboardCount& card,
                    FunctionRef<std::size_t(const typename Op::Response&)> rows) {
  auto request = read_json<typename Op::Request>(card.request.text).value();
  request.limit = page_limit_max;
  std::int64_t out = 0;
  do {
    const auto page = caller.must<Op>(session, request);
    out += static_cast<std::int64_t>(rows(page));
    request.cursor = page.cursor;
  } while (!request.cursor.empty());
  return out;
}

std::int64_t listed(Caller& caller, Session& session, const DashboardCount& card) {
  if (card.operation == need::list::name)
    return listed<need::list>(caller, session, card, [](auto& page) { return page.needs.size(); });
  if (card.operation == referral::list::name)
    return listed<referral::list>(caller, session, card,
                                  [](auto& page) { return page.referrals.size(); });
  return 0;  // the county has no practice that refers to specialists
}

void look_at_dashboard(Caller& caller, Session& session, bool whole_store,
                       std::vector<std::string>& broken) {
  const auto found = caller.must<dashboard::counts>(session, {.whole_store = whole_store});
  for (const auto& card : found.counts)
    if (const auto rows = listed(caller, session, card); rows != card.count)
      broken.push_back(named("organization", session.options().organization_id.value) +
                       ": its dashboard counts " + std::to_string(card.count) + ' ' +
                       std::string(name_of(card.card)) + ' ' + std::string(name_of(card.side)) +
                       ", and the list has " + std::to_string(rows));
}

}  // namespace

std::vector<std::string> look_at_dashboards(Caller& caller, Founded& county) {
  std::vector<std::string> broken;
  for (auto& desk : county.desks)
    if (desk.open) look_at_dashboard(caller, desk.session, /*whole_store=*/false, broken);
  look_at_dashboard(caller, county.administrator, /*whole_store=*/true, broken);
  return broken;
}

}  // namespace onward::simulation
