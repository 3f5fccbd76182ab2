// What the sender may still change of a need that was sent.
#pragma once

#include "onward/model/referral.hpp"
#include "onward/result.hpp"

namespace onward {

// What is to be different; absent members stay as they are.
struct NeedEdit {
  std::optional<Urgency> urgency{};
  std::optional<std::string> reason_for_referral{};
  std::optional<std::string> special_requirements{};
  std::optional<std::string> notes_for_provider{};
  std::optional<Date> preferred_date{};
};

// The need after the edit. Until a receiver has acknowledged everything may be changed, urgency
// only upwards. While one has, what was said stands: words may be added behind it, and an empty
// member may be filled. Client, issue and receivers are never edited: withdraw, and send anew.
//   refused  phase_forbids (resolved, cancelled); receiver_has_acknowledged, urgency_may_only_rise
//            at the member, in the order of NeedEdit
//   source   lifecycles A.8, edit after submit
Result<Need> edited(const Need&, const NeedEdit&, bool is_acknowledged);

}  // namespace onward
