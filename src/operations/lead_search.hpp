// Finding leads, and telling who may be entered twice.
#pragma once

#include "onward/operations/lead_search.hpp"
#include "operations/row.hpp"

namespace onward {

// However many fit, a few thousand keys and a few hundred rows are looked at. Whoever was a patient
// when the lead was entered is found where patients are.
//   refused  malformed_request (text, limit)
Result<LeadsFound> search_leads(Context&, const SearchLeads&);

// After a lead was written: how it is found.
//   writes   what the lead is found under
void write_lead_keys(Context&, const Lead&, const Lead* before);

// Other leads of the practice that may be of the same person.
std::vector<LeadDuplicate> duplicates_of(Context&, const Lead&);
// Clients who may be the person described, but for one; none for whoever may not look for clients.
std::vector<PossibleClient> possible_clients(Context&, const ClientDetails&, ClientId but);
ClientDetails details_of(const Lead&);

template <> struct Again<LeadsFound> {
  static std::vector<std::int64_t> ids(const LeadsFound&);
};

}  // namespace onward
