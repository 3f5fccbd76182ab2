#include "operations/relationships.hpp"

#include <algorithm>
#include <set>

#include "operations/need_group.hpp"
#include "operations/notices.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"

namespace onward {

namespace {

using std::chrono::days;

// What is known of a provider besides their row. Whoever came twice by the same provider came once;
// but the last time that anybody came is one more sign of life, as it is for the timer.
struct Sent {
  std::vector<Date> on{};  // rising
  std::int64_t ended = 0, started = 0;
};
Sent sent_by(Context& c, ReferringProviderId provider, const TimeZone& zone) {
  Sent out;
  std::set<LeadId> leads;
  std::optional<Date> last;
  c.tables.scan<Touchpoint>(
      by::touchpoint_provider,
      [&](const Touchpoint& touch) {
        if (touch.voided_at) return true;
        last = zone.local_day(touch.occurred_at);
        if (leads.insert(touch.lead_id).second) out.on.push_back(*last);
        return true;
      },
      provider);
  if (last && *last > out.on.back()) out.on.push_back(*last);
  for (const auto id : leads) {
    const auto lead = c.tables.known<Lead>(id);
    out.ended += lead.phase == LeadPhase::open ? 0 : 1;
    out.started += lead.treatment_started_on ? 1 : 0;
  }
  return out;
}

Weekday weekday_of(Date day) {
  return static_cast<Weekday>(std::chrono::weekday(day).iso_encoding() - 1);
}

// Contacts that were answered, or will not be any more.
std::vector<ContactTried> contacts_with(Context& c, ReferringProviderId provider,
                                        const TimeZone& zone) {
  constexpr days in_time{answered_within_days};
  std::vector<ContactTried> out;
  for (auto& contact : c.tables.all<ProviderContact>(by::provider_contact_provider, provider)) {
    const bool answered =
        contact.responded_at && *contact.responded_at <= contact.contacted_at + in_time;
    if (!answered && c.now < contact.contacted_at + in_time) continue;
    const Date day = zone.local_day(contact.contacted_at);
    const auto since = contact.contacted_at - zone.start_of(day);
    out.push_back({weekday_of(day),
                   day_part(std::chrono::duration_cast<std::chrono::minutes>(since).count()),
                   contact.method, answered});
  }
  return out;
}

std::int64_t sent_to_in_year(Context& c, ReferringProviderId provider) {
  constexpr days year{365};
  std::int64_t out = 0;
  c.tables.scan<SpecialistReferral>(
      by::specialist_referral_specialist,
      [&](const SpecialistReferral& sent) {
        out += sent.letter_sent_at && *sent.letter_sent_at > c.now - year ? 1 : 0;
        return true;
      },
      provider);
  return out;
}

}  // namespace

Result<Relationship> get_relationship(Context& c, const RelationshipRef& in) {
  const auto found = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!found) return found.refusal();
  const ReferringProvider& provider = found.value();
  const OwnDays own = own_days(c, provider.organization_id);
  const PracticeRules rules = practice_rules_of(c, provider.organization_id);
  const Date today = own.zone->local_day(c.now);
  const Sent sent = sent_by(c, provider.id, *own.zone);
  const auto contacts = contacts_with(c, provider.id, *own.zone);
  const auto answered = std::ranges::count(contacts, true, &ContactTried::answered);
  Relationship out{.referring_provider_id = provider.id,
                   .strength = provider.details.relationship_strength,
                   .referrals = provider.referrals,
                   .standing = standing_of(sent.on, today, rules),
                   .handling = handling_of(provider.details.relationship_strength),
                   .timing = contact_timing(contacts)};
  out.suggested_strength =
      suggested_strength(referral_rates(sent.on, today, rules), out.standing.standing);
  out.health = health_of({.referred_on = sent.on,
                          .today = today,
                          .converted_or_lost = sent.ended,
                          .treatments_started = sent.started,
                          .contacts_tried = std::ssize(contacts),
                          .contacts_answered = answered,
                          .sent_to_them_in_year = sent_to_in_year(c, provider.id)},
                         rules);
  return out;
}

Result<RelationshipPage> list_relationships(Context& c, const ListRelationships& in) {
  const auto practice = c.subject.organization_id;
  auto paging = Paging::from({.name = relationship::list::name,
                              .index = &by::referring_provider_name,
                              .prefix = {Tables::cell(practice)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const OwnDays own = own_days(c, practice);
  const PracticeRules rules = practice_rules_of(c, practice);
  const Date today = own.zone->local_day(c.now);
  RelationshipPage out;
  out.cursor = paging.value().page<ReferringProvider>(c.tables, [&](const ReferringProvider& p) {
    if (!p.active) return false;
    const auto standing = standing_of(sent_by(c, p.id, *own.zone).on, today, rules);
    if (in.standing && standing.standing != *in.standing) return false;
    out.relationships.push_back({.referring_provider_id = p.id,
                                 .given_name = p.details.given_name,
                                 .family_name = p.details.family_name,
                                 .practice_name = p.details.practice_name,
                                 .strength = p.details.relationship_strength,
                                 .referrals = p.referrals,
                                 .standing = standing});
    return true;
  });
  return out;
}

Instant dormancy_due(Context& c, const ReferringProvider& provider) {
  if (!provider.active || !provider.last_referral_at) return never;
  const OwnDays own = own_days(c, provider.organization_id);
  const auto day = dormant_on(own.zone->local_day(*provider.last_referral_at),
                              practice_rules_of(c, provider.organization_id));
  return own.zone->start_of(*day);
}

void become_dormant(Context& c, ReferringProvider provider) {
  provider.due_at = dormancy_due(c, provider);  // the practice may have tuned the months since
  if (provider.due_at <= c.now) {
    provider.dormant = true;
    provider.due_at = never;
    tell_of_provider(c.tables, c.now, InboxEvent::provider_dormant, provider);
  }
  c.tables.update(provider);
}

void count_dormancy_anew(Context& c, OrganizationId practice) {
  for (auto provider : c.tables.all<ReferringProvider>(by::referring_provider_name, practice)) {
    const Instant due = dormancy_due(c, provider);
    const bool is_dormant = due <= c.now;
    if (is_dormant == provider.dormant && (is_dormant || due == provider.due_at)) continue;
    provider.dormant = is_dormant && provider.dormant;  // tick tells of those who become so
    provider.due_at = provider.dormant ? never : due;
    c.tables.update(provider);
  }
}

}  // namespace onward
