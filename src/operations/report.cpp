#include "operations/report.hpp"

#include <map>

#include "operations/visibility.hpp"

namespace onward {

namespace {

using Counts = std::map<std::int64_t, std::int64_t>;  // by detail, an enumerator's number

Counts counts_of(Context& c, Counter counter, OrganizationId subject) {
  Counts out;
  c.tables.transaction().counts(
      counter, subject.value,
      [&](const CounterKey& key, std::int64_t value) { out[key.detail] = value; });
  return out;
}

template <Named E> std::vector<Count> named_counts(const Counts& counts) {
  std::vector<Count> out;
  for (auto& [detail, count] : counts) {
    if (detail < 0 || static_cast<std::size_t>(detail) >= names<E>.size())
      throw StorageError("damaged counters: no enumerator has the number of a detail");
    if (count != 0) out.push_back({std::string(name_of(static_cast<E>(detail))), count});
  }
  return out;
}

std::int64_t total(const Counts& counts) {
  std::int64_t out = 0;
  for (auto& [detail, count] : counts) out += count;
  return out;
}

}  // namespace

Result<Summary> summarize(Context& c, const Summarize& in) {
  if (in.whole_store)
    if (auto refused = store_administrators_only(c, "/whole_store")) return *std::move(refused);
  const OrganizationId own = c.subject.organization_id;
  const auto counted = [&](Counter all, Counter of_organization) {
    return in.whole_store ? counts_of(c, all, {}) : counts_of(c, of_organization, own);
  };
  const Counts needs = counted(Counter::needs_all, Counter::needs_sent);
  const Counts sent = counted(Counter::referrals_all, Counter::referrals_sent);
  const Counts received = counted(Counter::referrals_all, Counter::referrals_received);
  const Counts reasons = counted(Counter::needs_all_reason, Counter::needs_reason);
  const Counts outcomes = counted(Counter::needs_all_outcome, Counter::needs_outcome);
  return Summary{.needs = total(needs),
                 .needs_by_phase = named_counts<NeedPhase>(needs),
                 .needs_by_reason = named_counts<NeedReason>(reasons),
                 .needs_by_outcome = named_counts<Outcome>(outcomes),
                 .sent = total(sent),
                 .sent_by_phase = named_counts<ReferralPhase>(sent),
                 .received = total(received),
                 .received_by_phase = named_counts<ReferralPhase>(received),
                 .logged = total(counted(Counter::logged_all, Counter::logged))};
}

}  // namespace onward
