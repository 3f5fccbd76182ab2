// Who may refer to whom: what each side asks of its partners, and what both agreed.
#pragma once

#include "onward/model/network.hpp"

namespace onward {

// What two organisations say of each other, on one issue and one day.
struct Partners {
  bool sender_requires = false;    // the sender refers to agreed partners only
  bool receiver_requires = false;  // the receiver takes from agreed partners only
  bool sender_names = false;       // the receiver stands in the sender's send_to
  bool receiver_names = false;     // the sender stands in the receiver's receive_from
  bool agreed = false;             // an agreement is in force
};

// Where one side asks for partners, both must have said yes: each by its own list, or together by
// an agreement.
//   source   the mission, interchange: "authorize referral partners"
constexpr bool may_refer(const Partners& p) {
  if (!p.sender_requires && !p.receiver_requires) return true;
  return p.agreed || (p.sender_names && p.receiver_names);
}

// Whether there is a day for which both are made.
bool overlap(const Agreement&, const Agreement&);
// Both sides consented, it covers the issue, and the day is one of its days.
bool is_in_force(const Agreement&, IssueId, Date day);

// Whom the sender of these agreements may refer to by them; in order, each once.
std::vector<OrganizationId> agreed_receivers(std::span<const Agreement>, IssueId, Date day);

// What a tick finds due on that day; the phase alone, and whether the last days have begun.
struct AgreementStanding {
  AgreementPhase phase = AgreementPhase::proposed;
  bool expiring = false;
  std::optional<Date> due_on{};  // the day on which it is to be looked at next
  friend bool operator==(const AgreementStanding&, const AgreementStanding&) = default;
};
constexpr std::chrono::days agreement_warning{30};   // before the end, both sides are told
constexpr std::chrono::days agreement_patience{30};  // a proposal that nobody answers expires
AgreementStanding standing_on(const Agreement&, Date proposed_on, Date day);

}  // namespace onward
