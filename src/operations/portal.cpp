#include "operations/portal.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "dates.hpp"
#include "onward/rules/consent.hpp"
#include "onward/rules/disclosure.hpp"
#include "operations/access_grounds.hpp"
#include "operations/client_merging.hpp"
#include "operations/office.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

const std::vector<Permission> portal_alone{Permission::referral_portal};

// Who the subject is to the practice they act for; nothing while the portal is closed to them. A
// role that allows more than it did closes it.
std::optional<ReferringProvider> portal_provider(Context& c) {
  if (c.subject.permissions != permission_bits(portal_alone)) return std::nullopt;
  std::optional<ReferringProvider> out;
  c.tables.scan<ReferringProvider>(
      by::referring_provider_portal,
      [&](const ReferringProvider& p) {
        if (p.organization_id == c.subject.organization_id && p.active && p.details.portal_enabled)
          out = p;
        return !out;
      },
      c.subject.staff_id);
  return out;
}

// What lets the provider know of a patient. Only a consent that names no issue speaks of treatment
// as a whole, and one that names receivers must name the provider's office, or that of an entry
// that was merged into theirs.
std::vector<Consent> consents_for(Context& c, const ReferringProvider& provider, ClientId client) {
  const Date today = today_of(c, provider.organization_id);
  const auto records = records_of_provider(c, provider);
  const auto allows = [&](const Consent& consent) {
    return std::ranges::any_of(records, [&](const ReferringProvider& record) {
      return !consent_forbids(consent, {}, record.office_id, today);
    });
  };
  std::vector<Consent> out;
  for (const auto record : visible_records(c, client))
    for (auto& consent : c.tables.all<Consent>(by::consent_client, record))
      if (consent.organization_id == provider.organization_id && consent.issues.empty() &&
          allows(consent))
        out.push_back(std::move(consent));
  return out;
}

// By the touch with which the provider sent them last: the how manieth of theirs somebody is.
std::map<TouchpointId, std::int64_t> numbers_of(Context& c, const ReferringProvider& provider) {
  std::vector<std::pair<TouchpointId, LeadId>> touches;
  std::map<LeadId, TouchpointId> last;
  c.tables.scan<Touchpoint>(
      by::touchpoint_provider,
      [&](const Touchpoint& touch) {
        if (touch.voided_at) return true;
        touches.emplace_back(touch.id, touch.lead_id);
        last[touch.lead_id] = touch.id;  // they come in the order of time
        return true;
      },
      provider.id);
  std::map<TouchpointId, std::int64_t> out;
  for (auto& [touch, lead] : touches)
    if (last[lead] == touch) out.emplace(touch, std::ssize(out) + 1);
  return out;
}

// What the provider knows, that they sent somebody, stands whatever became of it: a row that came
// with the conversion would tell of it. The rest is of those credited to them, and by consent.
PortalPatient patient_of(Context& c, const ReferringProvider& provider, const Touchpoint& touch,
                         std::int64_t number, const TimeZone& zone) {
  PortalPatient out{.number = {number, touch.lead_id},
                    .referred_on = zone.local_day(touch.occurred_at)};
  const auto credit =
      c.tables.first<ProviderCredit>(by::provider_credit_provider, provider.id, touch.lead_id);
  if (!credit || credit->credit_millionths <= 0) return out;
  const auto lead = c.tables.known<Lead>(touch.lead_id);
  const DataClasses shown = shown_to(c, provider, lead.client_id);
  if (shown.has(DataClass::identity)) {
    const auto client = c.tables.known<Client>(shown_as(c, lead.client_id));
    out.shown.push_back(DataClass::identity);
    out.given_name = client.details.given_name;
    out.family_name = client.details.family_name;
  }
  if (shown.has(DataClass::progress)) {
    out.shown.push_back(DataClass::progress);
    out.credit_millionths = credit->credit_millionths;
    out.became_patient_on = zone.local_day(*lead.converted_at);
    out.consulted_on = lead.consulted_on;
    out.treatment_started_on = lead.treatment_started_on;
    out.treatment_completed_on = lead.treatment_completed_on;
  }
  return out;
}

// The membership in this practice; nothing when they are none of its people.
std::optional<Membership> member(Context& c, StaffId id) {
  const auto staff = c.tables.get<Staff>(id);
  auto found = c.tables.first<Membership>(by::membership_staff, id, c.subject.organization_id);
  return staff && staff->active && found && found->active ? std::move(found) : std::nullopt;
}

// Whether somebody comes in as the provider now.
bool is_open(Context& c, const ReferringProvider& provider) {
  if (!provider.active || !provider.details.portal_enabled) return false;
  const auto staff = c.tables.get<Staff>(provider.portal_staff_id);
  const auto own = c.tables.first<Membership>(by::membership_staff, provider.portal_staff_id,
                                              provider.organization_id);
  return staff && staff->active && own && own->active &&
         c.tables.known<Role>(own->role_id).permissions == portal_alone;
}

Refused may_use_portal(Context& c, const ReferringProvider& provider, StaffId user) {
  const auto membership = member(c, user);
  if (!membership) return not_found("/staff_id");
  if (!provider.active)
    return refuse(Reason::referrer_inactive, "/referring_provider_id", "they are deactivated");
  if (c.tables.known<Role>(membership->role_id).permissions != portal_alone)
    return refuse(Reason::portal_role_too_wide, "/staff_id",
                  "their role allows more than the portal shows");
  bool taken = false;
  c.tables.scan<ReferringProvider>(
      by::referring_provider_portal,
      [&](const ReferringProvider& other) {
        taken = other.organization_id == provider.organization_id && other.id != provider.id;
        return !taken;
      },
      user);
  if (taken)
    return refuse(Reason::portal_user_taken, "/staff_id", "they are another provider's user");
  return std::nullopt;
}

ReferringProvider set_portal(Context& c, ReferringProvider provider, StaffId user) {
  if (provider.portal_staff_id == user && provider.details.portal_enabled == bool(user))
    return provider;
  provider.portal_staff_id = user;
  provider.details.portal_enabled = bool(user);
  c.tables.update(provider);
  return provider;
}

}  // namespace

DataClasses shown_to(Context& c, const ReferringProvider& provider, ClientId client) {
  DataClasses out;
  for (auto& consent : consents_for(c, provider, client)) out = out | covered(consent.data_classes);
  return out;
}

Result<ReferringProvider> grant_portal(Context& c, const GrantPortal& in) {
  const auto provider = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!provider) return provider.refusal();
  if (auto refused = may_use_portal(c, provider.value(), in.staff_id)) return *std::move(refused);
  auto named = provider.value();
  office_of(c, named);  // so that a patient can name it in a consent
  return set_portal(c, std::move(named), in.staff_id);
}

Result<ReferringProvider> revoke_portal(Context& c, const RevokePortal& in) {
  const auto provider = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!provider) return provider.refusal();
  return set_portal(c, provider.value(), {});
}

void leave_portal(Context& c, OrganizationId practice, StaffId user) {
  for (auto& provider : c.tables.all<ReferringProvider>(by::referring_provider_portal, user))
    if (provider.organization_id == practice) set_portal(c, provider, {});
}

namespace {

void each_ground_of(Context& c, const ReferringProvider& provider, ClientId client,
                    FunctionRef<void(const Ground&)> each) {
  for (auto& consent : consents_for(c, provider, client)) {
    Ground ground{.organization_id = provider.organization_id,
                  .is = AccessGround::portal,
                  .consent_id = consent.id,
                  .ends_on = consent.expires_on,
                  .referring_provider_id = provider.id};
    const auto told = covered(consent.data_classes);
    for (const auto kind : {DataClass::identity, DataClass::progress})
      if (told.has(kind)) ground.classes = ground.classes | DataClasses{kind};
    if (ground.classes != DataClasses{}) each(ground);
  }
}

}  // namespace

void each_portal_ground(Context& c, std::span<const Client> records,
                        FunctionRef<void(const Ground&)> each) {
  std::set<ReferringProviderId> met;
  for (auto& record : records)
    for (auto& lead : c.tables.all<Lead>(by::lead_client, record.id))
      for (auto& credit : c.tables.all<ProviderCredit>(by::provider_credit_lead, lead.id)) {
        if (credit.credit_millionths <= 0) continue;
        const auto provider = c.tables.known<ReferringProvider>(credit.referring_provider_id);
        if (is_open(c, provider) && met.insert(provider.id).second)
          each_ground_of(c, provider, record.id, each);
      }
}

Result<PortalPatients> list_portal_patients(Context& c, const ListPortalPatients& in) {
  const auto provider = portal_provider(c);
  if (!provider) return refuse(Reason::portal_not_granted, "", "no portal is open to this session");
  auto paging = Paging::from({.name = portal::list_patients::name,
                              .index = &by::touchpoint_provider,
                              .prefix = {Tables::cell(provider->id)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto practice = c.tables.known_small<Organization>(provider->organization_id);
  const TimeZone& zone = zone_named(practice->time_zone);
  const auto numbers = numbers_of(c, *provider);
  PortalPatients out;
  out.cursor = paging.value().page<Touchpoint>(c.tables, [&](const Touchpoint& touch) {
    const auto number = numbers.find(touch.id);
    if (number == numbers.end()) return false;
    out.patients.push_back(patient_of(c, *provider, touch, number->second, zone));
    return true;
  });
  return out;
}

std::vector<std::int64_t> Again<PortalPatients>::ids(const PortalPatients& shown) {
  std::vector<std::int64_t> out;
  for (auto& patient : shown.patients) out.push_back(patient.number.lead_id.value);
  return out;
}

}  // namespace onward
