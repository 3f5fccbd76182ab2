// What holds of a lead: whom a touch may name, in which order milestones come, and what is money.
#pragma once

#include "onward/model/attribution.hpp"
#include "onward/result.hpp"

namespace onward {

constexpr std::size_t touches_max = 200;  // of one lead; more is a programme that runs away

// Who made somebody come, as a touch and its credit name them; 0 is nobody.
struct Referrer {
  ReferrerType type = ReferrerType::unknown;
  ReferringProviderId referring_provider_id{};
  ClientId referring_client_id{};
  ReferralSourceId referral_source_id{};
};
template <class Touch> Referrer referrer_of(const Touch& t) {
  return {t.type, t.referring_provider_id, t.referring_client_id, t.referral_source_id};
}

// What is wrong, and with which member of the request.
struct MemberFault {
  Reason reason{};
  std::string_view member{};
};

// A doctor or specialist is a provider, whatever the directory has for their type: that is
// corrected later, and a pediatric dentist is to one practice this and to another that. Self and
// unknown may name a source; whether it is one of their kind is for whoever knows it.
//   source   lifecycles A.8, "referrer: one of these"; docs/decisions/0026
std::optional<MemberFault> referrer_fault(const Referrer&);

// On which days a milestone may lie.
struct DayBounds {
  std::optional<Date> not_before{}, not_after{};
};
// Behind the day on which the lead was heard of and behind the milestones that come first, and
// before those that come later; two may be on one day.
DayBounds bounds_of(Milestone, Date heard_on, const Lead&);

constexpr std::int64_t value_minor_units_max = 1'000'000'000'000;  // more is a slip of the hand

// Of a value and its currency; a value below 0 is a matter of shape.
std::optional<MemberFault> money_fault(const std::optional<std::int64_t>& minor_units,
                                       std::string_view currency);

// Whether it is the code of a currency in use.
//   source   ISO 4217:2015, list one as of 2025-01-01, without funds, metals and test codes
bool is_currency(std::string_view code);

}  // namespace onward
