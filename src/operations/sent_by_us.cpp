#include "operations/sent_by_us.hpp"

#include <map>

#include "operations/client_merging.hpp"

namespace onward {

std::vector<SentByUs> people_sent_to(Context& c, ReferringProviderId provider,
                                     std::optional<Instant> from, std::optional<Instant> until) {
  std::map<ClientId, SentByUs> latest;
  for (auto& row : c.tables.all<SpecialistReferral>(by::specialist_referral_specialist, provider)) {
    if (!row.asked_at || (from && *row.asked_at < *from) || (until && *row.asked_at >= *until))
      continue;
    const auto phase = c.tables.known<Referral>(row.referral_id).phase;
    if (phase == ReferralPhase::error) continue;
    const SentByUs sent{shown_as(c, row.client_id), *row.asked_at, phase};
    const auto [found, is_new] = latest.try_emplace(sent.client_id, sent);
    if (!is_new && found->second.at <= sent.at) found->second = sent;
  }
  std::vector<SentByUs> out;
  for (auto& [client_id, sent] : latest) out.push_back(sent);
  return out;
}

std::pair<ClientId, LeadId> person_of(Context& c, const Lead& lead) {
  if (!lead.client_id) return {{}, lead.id};
  return {shown_as(c, lead.client_id), {}};
}

}  // namespace onward
