#include "operations/office.hpp"

namespace onward {

namespace {

// A person's name is theirs, and an organisation's stands open in the journal for good.
std::string office_name(const ReferringProvider& provider) {
  if (!provider.details.practice_name.empty()) return provider.details.practice_name;
  return "Office of provider " + std::to_string(provider.id.value);
}

}  // namespace

// It keeps the practice's days, since the practice answers for it; and who is in the directory of a
// practice is its partner.
OrganizationId office_of(Context& c, ReferringProvider& provider) {
  if (provider.office_id) return provider.office_id;
  auto practice = c.tables.known<Organization>(provider.organization_id);
  Organization office{.name = office_name(provider),
                      .time_zone = practice.time_zone,
                      .working_days = practice.working_days,
                      .receive_from = {practice.id},
                      .represented_by_sender = true};
  c.tables.insert(office);
  if (practice.partners_required) {
    practice.send_to.push_back(office.id);
    c.tables.update(practice);
  }
  provider.office_id = office.id;
  c.tables.update(provider);
  return office.id;
}

// An office that joined the network has a name of its own, and one that somebody renamed keeps it.
void rename_office(Context& c, const ReferringProvider& before, const ReferringProvider& after) {
  if (!after.office_id || office_name(before) == office_name(after)) return;
  auto office = c.tables.known<Organization>(after.office_id);
  if (!office.represented_by_sender || office.name != office_name(before)) return;
  office.name = office_name(after);
  c.tables.update(office);
}

}  // namespace onward
