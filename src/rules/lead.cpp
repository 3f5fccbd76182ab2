#include "onward/rules/lead.hpp"

#include <algorithm>

namespace onward {

namespace {

constexpr std::string_view provider = "referring_provider_id", client = "referring_client_id",
                           source = "referral_source_id";

// The member that a type of touch must name; empty for none.
std::string_view wanted_by(ReferrerType type) {
  switch (type) {
    case ReferrerType::doctor:
    case ReferrerType::specialist: return provider;
    case ReferrerType::patient:
    case ReferrerType::family: return client;
    case ReferrerType::marketing: return source;
    case ReferrerType::self:
    case ReferrerType::unknown: break;
  }
  return {};
}

// In the order of their letters.
constexpr std::string_view currencies[] = {
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD",
    "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD",
    "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ",
    "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD",
    "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR",
    "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR",
    "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN",
    "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR",
    "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
    "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS",
    "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW",
    "ZWG",
};
static_assert(std::ranges::is_sorted(currencies));

}  // namespace

std::optional<MemberFault> referrer_fault(const Referrer& r) {
  std::vector<std::string_view> named;
  if (r.referring_provider_id) named.push_back(provider);
  if (r.referring_client_id) named.push_back(client);
  if (r.referral_source_id) named.push_back(source);
  if (named.size() > 1) return MemberFault{Reason::several_referrers, named[1]};
  const auto wanted = wanted_by(r.type);
  if (named.empty()) {
    if (wanted.empty()) return std::nullopt;
    return MemberFault{Reason::referrer_missing, wanted};
  }
  const bool fits = wanted.empty() ? named[0] == source : named[0] == wanted;
  if (fits) return std::nullopt;
  return MemberFault{Reason::referrer_of_another_type, named[0]};
}

DayBounds bounds_of(Milestone milestone, Date heard_on, const Lead& lead) {
  DayBounds out{.not_before = heard_on};
  const auto compare = [&](Milestone other, const std::optional<Date>& day) {
    if (!day || other == milestone) return;
    if (other < milestone) out.not_before = std::max(*out.not_before, *day);
    if (other > milestone) out.not_after = std::min(out.not_after.value_or(*day), *day);
  };
  compare(Milestone::consultation, lead.consulted_on);
  compare(Milestone::treatment_start, lead.treatment_started_on);
  compare(Milestone::treatment_completion, lead.treatment_completed_on);
  return out;
}

std::optional<MemberFault> money_fault(const std::optional<std::int64_t>& minor_units,
                                       std::string_view currency) {
  if (currency.empty()) {
    if (!minor_units) return std::nullopt;
    return MemberFault{Reason::currency_missing, "currency"};
  }
  if (!is_currency(currency)) return MemberFault{Reason::currency_unknown, "currency"};
  if (!minor_units) return MemberFault{Reason::value_missing, "value_minor_units"};
  return std::nullopt;
}

bool is_currency(std::string_view code) { return std::ranges::binary_search(currencies, code); }

}  // namespace onward
