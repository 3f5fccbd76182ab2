// What a patient is worth to the practice, and to whom credit for them is given, is for those who
// analyse (docs/decisions/0041). Whoever answers with it has an overload here, and the table of
// operations calls it for everybody else.
#pragma once

#include "onward/operations/attributions.hpp"
#include "onward/operations/lead_search.hpp"
#include "onward/operations/leads.hpp"
#include "onward/operations/provider_history.hpp"

namespace onward {

void leave_out_worth(Lead&);
void leave_out_worth(LeadRecord&);
void leave_out_worth(LeadEntered&);
void leave_out_worth(LeadConverted&);
void leave_out_worth(LeadPage&);
void leave_out_worth(LeadsFound&);
void leave_out_worth(ClientLeads&);
void leave_out_worth(Attribution&);
void leave_out_worth(AttributionPage&);
void leave_out_worth(ProviderReferralPage&);

}  // namespace onward
