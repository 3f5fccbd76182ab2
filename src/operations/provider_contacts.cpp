// When a practice got in touch with a provider, and who came through them.
#include <algorithm>

#include "onward/rules/relationship.hpp"
#include "onward/rules/timeframes.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/portal.hpp"
#include "operations/practice.hpp"
#include "operations/provider_history.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

Result<Paging> paging_of(const ListOfProvider& in, std::string_view name, const Index& index) {
  return Paging::from(
      {.name = name, .index = &index, .prefix = {Tables::cell(in.referring_provider_id)}}, in.limit,
      in.cursor);
}

void check_answer(Context& c, Shape& shape, Instant asked, const std::optional<Instant>& answered) {
  shape.require(!answered || *answered <= c.now, "/responded_at", "is in the future");
  shape.require(!answered || *answered >= asked, "/responded_at", "is before the contact");
}

std::int64_t credit_of(Context& c, const Touchpoint& touch) {
  const auto credit = c.tables.first<ProviderCredit>(by::provider_credit_provider,
                                                     touch.referring_provider_id, touch.lead_id);
  return credit ? credit->credit_millionths : 0;
}

// By when the practice writes of a patient, as it handles the provider; where the patient lets it.
std::optional<Date> report_due_on(Context& c, const Lead& lead, const ReferringProvider& provider,
                                  const OwnDays& days) {
  if (!provider.active || !lead.client_id) return std::nullopt;
  const ReferringProviderDetails& d = provider.details;
  const auto on =
      reported_on({lead.consulted_on, lead.treatment_started_on, lead.treatment_completed_on}, d,
                  days.zone->local_day(c.now));
  if (!on || !shown_to(c, provider, lead.client_id).has(DataClass::progress)) return std::nullopt;
  const auto within = handling_of(d.relationship_strength).report_within_working_days;
  const Instant due = due_after(days.zone->start_of(*on), within, days.calendar(), *days.zone);
  return days.zone->local_day(due - std::chrono::microseconds{1});
}

ProviderReferral referral_of(Context& c, const Touchpoint& touch) {
  const Lead lead = c.tables.known<Lead>(touch.lead_id);
  return {.touchpoint_id = touch.id,
          .occurred_at = touch.occurred_at,
          .type = touch.type,
          .voided = touch.voided_at.has_value(),
          .lead_id = lead.id,
          .given_name = lead.given_name,
          .family_name = lead.family_name,
          .phase = lead.phase,
          .client_id = lead.client_id,
          .converted_at = lead.converted_at,
          .consulted_on = lead.consulted_on,
          .treatment_started_on = lead.treatment_started_on,
          .treatment_completed_on = lead.treatment_completed_on,
          .treatment_value_minor_units = lead.treatment_value_minor_units,
          .currency = lead.currency,
          .credit_millionths = credit_of(c, touch)};
}

}  // namespace

Result<ProviderContact> record_provider_contact(Context& c, const RecordProviderContact& in) {
  const Instant at = in.contacted_at.value_or(c.now);
  Shape shape;
  shape.require(at <= c.now, "/contacted_at", "is in the future");
  check_answer(c, shape, at, in.responded_at);
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto provider = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!provider) return provider.refusal();
  ProviderContact row{.organization_id = c.subject.organization_id,
                      .referring_provider_id = in.referring_provider_id,
                      .staff_id = c.subject.staff_id,
                      .method = in.method,
                      .contacted_at = at,
                      .responded_at = in.responded_at,
                      .note = in.note};
  c.tables.insert(row);
  return row;
}

Result<ProviderContact> record_provider_response(Context& c, const RecordProviderResponse& in) {
  auto contact = c.tables.get<ProviderContact>(in.provider_contact_id);
  if (!contact || contact->organization_id != c.subject.organization_id)
    return not_found("/provider_contact_id");
  if (contact->voided_at)
    return refuse(Reason::phase_forbids, "/provider_contact_id", "the contact is void");
  if (contact->responded_at)
    return refuse(Reason::phase_forbids, "/provider_contact_id", "they have answered already");
  Shape shape;
  check_answer(c, shape, contact->contacted_at, in.responded_at);
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  contact->responded_at = in.responded_at.value_or(c.now);
  c.tables.update(*contact);
  return *contact;
}

Result<ProviderContact> void_provider_contact(Context& c, const VoidProviderContact& in) {
  Shape shape;
  shape.said(in.because, "/because");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto contact = c.tables.get<ProviderContact>(in.provider_contact_id);
  if (!contact || contact->organization_id != c.subject.organization_id)
    return not_found("/provider_contact_id");
  if (contact->voided_at)
    return refuse(Reason::phase_forbids, "/provider_contact_id", "the contact is void already");
  contact->voided_at = c.now;
  contact->voided_because = in.because;
  c.tables.update(*contact);
  return *contact;
}

Result<ProviderContactPage> list_provider_contacts(Context& c, const ListOfProvider& in) {
  auto paging = paging_of(in, "referring_provider.list_contacts", by::provider_contact_provider);
  if (!paging) return paging.refusal();
  const auto provider = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!provider) return provider.refusal();
  ProviderContactPage out;
  out.cursor = paging.value().page<ProviderContact>(c.tables, [&](ProviderContact& row) {
    out.contacts.push_back(std::move(row));
    return true;
  });
  return out;
}

Result<ProviderReferralPage> list_provider_referrals(Context& c, const ListOfProvider& in) {
  auto paging = paging_of(in, "referring_provider.list_referrals", by::touchpoint_provider);
  if (!paging) return paging.refusal();
  const auto provider = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!provider) return provider.refusal();
  const OwnDays days = own_days(c, c.subject.organization_id);
  ProviderReferralPage out;
  out.cursor = paging.value().page<Touchpoint>(c.tables, [&](const Touchpoint& touch) {
    auto& referral = out.referrals.emplace_back(referral_of(c, touch));
    if (!touch.voided_at)
      referral.report_due_on =
          report_due_on(c, c.tables.known<Lead>(touch.lead_id), provider.value(), days);
    return true;
  });
  return out;
}

std::vector<std::int64_t> Again<ProviderContactPage>::ids(const ProviderContactPage& page) {
  if (page.contacts.empty()) return {};
  return {page.contacts.front().referring_provider_id.value};
}
std::vector<std::int64_t> Again<ProviderReferralPage>::ids(const ProviderReferralPage& page) {
  std::vector<std::int64_t> out;
  out.reserve(page.referrals.size());
  for (auto& referral : page.referrals) out.push_back(referral.touchpoint_id.value);
  return out;
}

}  // namespace onward
