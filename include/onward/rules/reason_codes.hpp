// Coded reasons for ending or holding a referral, by action.
#pragma once

#include "onward/rules/lifecycle.hpp"

namespace onward {

struct ReasonCode {
  std::string_view code;
  std::string_view text;     // as a caseworker says it
  SetOf<ReferralAction> of;  // the actions it may explain
  Outcome outcome;           // what it says of the client; none for nothing
};

// Why a referral is asked again that should not have ended: what was, is taken back.
constexpr std::string_view ended_by_mistake = "ended_by_mistake";

// source   NHS BaRS rejection reasons (dos-rejected-reasons-bars), IRIS and findhelp codes:
//          lifecycles B.5, B.8; docs/decisions/0006-reason-codes.md
std::span<const ReasonCode> reason_codes();
const ReasonCode* find_reason_code(ReferralAction, std::string_view code);

}  // namespace onward
