#include "operations/report.hpp"

#include <map>

#include "operations/visibility.hpp"

namespace onward {

namespace {

using Counts = std::map<std::int64_t, std::int64_t>;  // by detail, an enumerator's number

void add_counts(Context& c, Counter counter, OrganizationId subject, Counts& into) {
  c.tables.transaction().counts(
      counter, subject.value,
      [&](const CounterKey& key, std::int64_t value) { into[key.detail] += value; });
}

Counts counts_of(Context& c, Counter counter, OrganizationId subject) {
  Counts out;
  add_counts(c, counter, subject, out);
  return out;
}

// The sum over all organisations, where no counter keeps it.
Counts counts_of_all(Context& c, Counter counter) {
  Counts out;
  c.tables.scan<Organization>(by::organization_name, [&](const Organization& organization) {
    add_counts(c, counter, organization.id, out);
    return true;
  });
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
  const auto summed = [&](Counter counter) {
    return in.whole_store ? counts_of_all(c, counter) : counts_of(c, counter, own);
  };
  const Counts needs = counted(Counter::needs_all, Counter::needs_sent);
  const Counts sent = counted(Counter::referrals_all, Counter::referrals_sent);
  const Counts received = counted(Counter::referrals_all, Counter::referrals_received);
  return Summary{.needs = total(needs),
                 .needs_by_phase = named_counts<NeedPhase>(needs),
                 .needs_by_reason = named_counts<NeedReason>(summed(Counter::needs_reason)),
                 .needs_by_outcome = named_counts<Outcome>(summed(Counter::needs_outcome)),
                 .sent = total(sent),
                 .sent_by_phase = named_counts<ReferralPhase>(sent),
                 .received = total(received),
                 .received_by_phase = named_counts<ReferralPhase>(received)};
}

}  // namespace onward
