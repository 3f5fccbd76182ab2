// How the relationship with a provider went.
#pragma once

#include "onward/operations/provider_history.hpp"
#include "operations/row.hpp"

namespace onward {

//   refused  malformed_request (a time ahead, an answer before the question), not_found
//   writes   the contact
Result<ProviderContact> record_provider_contact(Context&, const RecordProviderContact&);
//   refused  not_found, phase_forbids (they have answered, or it is void), malformed_request; in
//            this order
//   writes   the contact
Result<ProviderContact> record_provider_response(Context&, const RecordProviderResponse&);
// It was another provider, or never took place: it says no more when they are best reached.
//   refused  malformed_request (because), not_found, phase_forbids (void already); in this order
//   writes   the contact
Result<ProviderContact> void_provider_contact(Context&, const VoidProviderContact&);
//   refused  malformed_request (limit), cursor_invalid, not_found; in this order
Result<ProviderContactPage> list_provider_contacts(Context&, const ListOfProvider&);
// Touches of the provider, voided ones too, with the lead as it stands now. What treatment is worth
// and who is credited with it is analytics, and left out for whoever may not see that.
//   refused  as list_contacts
Result<ProviderReferralPage> list_provider_referrals(Context&, const ListOfProvider&);

// Changes of the provider, contacts, people sent either way. What only an import or a timer counted
// is no change.
//   refused  as list_contacts
Result<ProviderHistory> provider_history(Context&, const ListOfProvider&);

// Days are the practice's. A lead whom they sent twice counts once, when it was the first time, and
// what was voided never happened. Balance and reciprocity are of people, on both sides.
//   refused  period_reversed, not_found
//   source   the mission's practice document, 8.3.5; docs/decisions/0025
Result<ProviderStatistics> provider_statistics(Context&, const ProviderStatisticsOf&);

template <> struct Again<ProviderContactPage> {
  static std::vector<std::int64_t> ids(const ProviderContactPage&);
};
template <> struct Again<ProviderReferralPage> {
  static std::vector<std::int64_t> ids(const ProviderReferralPage&);
};
template <> struct Again<ProviderHistory> {
  static std::vector<std::int64_t> ids(const ProviderHistory&);
};
template <> struct Again<ProviderStatistics> {
  static std::vector<std::int64_t> ids(const ProviderStatistics& s) {
    return {s.referring_provider_id.value};
  }
};

}  // namespace onward
