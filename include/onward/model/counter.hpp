// What is counted as rows are written: a sum for each key, kept in the same transaction.
#pragma once

#include "onward/model/ids.hpp"

namespace onward {

// Written to disk: append, never renumber. The comment names subject and detail.
enum class Counter : std::uint8_t {
  referrals_received,    // receiver, phase
  referrals_sent,        // sender, phase
  referrals_all,         // 0, phase
  needs_sent,            // sender, phase
  needs_all,             // 0, phase
  needs_reason,          // sender, reason
  needs_outcome,         // sender, outcome
  held_by_service,       // service, 0: referrals that hold a place
  held_by_organization,  // receiver, 0: referrals that hold a place
  needs_issue,           // issue, phase
  needs_all_reason,      // 0, reason
  needs_all_outcome,     // 0, outcome
  logged,                // who told it, 0: referrals given as information
  logged_all,            // 0, 0
  flags_received,        // receiver, or 0 for all; CountedFlag, of unfinished referrals
  flags_sent,            // sender, CountedFlag
  consent_received,      // receiver, or 0 for all; day on which consent ends, of unfinished ones
  consent_sent,          // sender, the same day
  consent_needs,         // sender, or 0 for all; the same day, of unfinished needs
  specialist_alerts,     // practice, 0: referrals to specialists that somebody has to see to
  needs_confirmation,    // sender, or 0 for all; 0: needs whose sender is to choose a receiver
};

// Details of flags_received and flags_sent: append, never renumber.
enum class CountedFlag : std::uint8_t { overdue, urgent, withdrawal_asked, information_asked };

struct CounterKey {
  Counter counter = Counter::needs_all;
  std::int64_t subject = 0;
  std::int64_t detail = 0;
  friend auto operator<=>(const CounterKey&, const CounterKey&) = default;
};

}  // namespace onward
