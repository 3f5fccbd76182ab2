// Whom a practice sent to a provider of its directory: people, and only those who were sent.
#pragma once

#include "onward/model/attribution.hpp"
#include "onward/model/specialist.hpp"
#include "operations/context.hpp"

namespace onward {

// A referral whose letter was sent, or that was agreed by telephone; what was only drafted, or was
// a mistake, was not sent.
struct SentByUs {
  ClientId client_id{};  // as whom the practice meets them
  Instant at{};
  ReferralPhase phase{};
};
// The latest of each person, in the order of their numbers, of those sent from `from` until
// `until`.
std::vector<SentByUs> people_sent_to(Context&, ReferringProviderId, std::optional<Instant> from,
                                     std::optional<Instant> until);

// Who a lead is, to count people: the client as whom the practice meets them, or the lead alone
// while nobody knows.
std::pair<ClientId, LeadId> person_of(Context&, const Lead&);

}  // namespace onward
