#include "operations/referring_providers.hpp"

#include "operations/practice.hpp"

namespace onward {

Result<ReferringProviderRecord> create_provider(Context& c, const CreateReferringProvider& in) {
  ReferringProvider row{
      .organization_id = c.subject.organization_id, .created_at = c.now, .details = in.details};
  c.tables.insert(row);
  return ReferringProviderRecord{row};
}

Result<ReferringProvider> deactivate_provider(Context& c, const ReferringProviderSeen& in) {
  auto row = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!row) return row;
  row.value().active = false;
  c.tables.update(row.value());
  return row;
}

}  // namespace onward
