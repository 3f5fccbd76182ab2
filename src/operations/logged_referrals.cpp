#include "operations/logged_referrals.hpp"

#include "operations/paging.hpp"
#include "operations/references.hpp"
#include "operations/sending.hpp"
#include "operations/visibility.hpp"

namespace onward {

Result<LoggedReferral> log_referral(Context& c, const LogReferral& in) {
  Shape shape;
  shape.require(!in.service_ids.empty(), "/service_ids", "at least one service was named");
  shape.no_repeats(in.service_ids, "/service_ids");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (in.client_id)
    if (const auto client = visible_client(c, in.client_id, involved, "/client_id"); !client)
      return client.refusal();
  if (const auto issue = active_issue(c, in.issue_id); !issue) return issue.refusal();
  if (auto refused = all_exist<Service>(c, in.service_ids, "/service_ids"))
    return *std::move(refused);
  LoggedReferral row{.organization_id = c.subject.organization_id,
                     .logged_by = c.subject.staff_id,
                     .logged_at = c.now,
                     .client_id = in.client_id,
                     .issue_id = in.issue_id,
                     .service_ids = in.service_ids,
                     .note = in.note};
  c.tables.insert(row);
  return row;
}

Result<LoggedReferralPage> list_logged_referrals(Context& c, const ListLoggedReferrals& in) {
  auto paging = Paging::from({.name = "referral.list_logged",
                              .index = &by::logged_referral_organization,
                              .prefix = {Cell(c.subject.organization_id.value)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  LoggedReferralPage out;
  out.cursor = paging.value().page<LoggedReferral>(c.tables, [&](LoggedReferral& row) {
    if (in.client_id && row.client_id != in.client_id) return false;
    out.logged_referrals.push_back(std::move(row));
    return true;
  });
  return out;
}

Result<LoggedReferral> get_logged_referral(Context& c, const LoggedReferralRef& in) {
  auto row = seen(c, in.logged_referral_id);
  if (!row) return not_found("/logged_referral_id");
  return *std::move(row);
}

std::optional<LoggedReferral> seen(Context& c, LoggedReferralId id) {
  auto row = c.tables.get<LoggedReferral>(id);
  if (row && row->organization_id != c.subject.organization_id && !sees_all(c.subject)) row.reset();
  return row;
}

}  // namespace onward
