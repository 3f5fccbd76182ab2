#include "operations/worth.hpp"

#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

void leave_out_worth(Lead& lead) {
  lead.treatment_value_minor_units.reset();
  lead.currency.clear();
}
void leave_out_worth(Attribution& attribution) {
  for (auto& touch : attribution.touches) touch.credit_millionths.reset();
}

void leave_out_worth(LeadRecord& record) { leave_out_worth(record.lead); }
void leave_out_worth(LeadEntered& entered) { leave_out_worth(entered.lead); }
void leave_out_worth(LeadConverted& converted) {
  leave_out_worth(converted.lead);
  leave_out_worth(converted.attribution);
}
void leave_out_worth(LeadPage& page) {
  for (auto& lead : page.leads) leave_out_worth(lead);
}
void leave_out_worth(LeadsFound& found) {
  for (auto& lead : found.leads) leave_out_worth(lead);
}
void leave_out_worth(ClientLeads& of_client) {
  for (auto& lead : of_client.leads) leave_out_worth(lead);
}
void leave_out_worth(AttributionPage& page) {
  for (auto& attribution : page.attributions) leave_out_worth(attribution);
}
void leave_out_worth(ProviderReferralPage& page) {
  for (auto& referral : page.referrals) {
    referral.treatment_value_minor_units.reset();
    referral.currency.clear();
    referral.credit_millionths.reset();
  }
}

Withheld withheld(Context& c, const Lead& row) {
  if (row.organization_id != c.subject.organization_id) return std::nullopt;
  return sees_worth(c.subject) ? Columns{0} : may_be_withheld<Lead>;
}
Withheld withheld(Context& c, const Attribution& row) {
  if (row.organization_id != c.subject.organization_id) return std::nullopt;
  return sees_worth(c.subject) ? Columns{0} : may_be_withheld<Attribution>;
}

}  // namespace onward
