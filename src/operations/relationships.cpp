#include "operations/relationships.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "operations/inboxes.hpp"
#include "operations/need_group.hpp"
#include "operations/notices.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"
#include "operations/sent_by_us.hpp"

namespace onward {

namespace {

using std::chrono::days;

// What is known of a provider besides their row. A lead that came twice by the same provider came
// once; but the last time that anybody came is one more sign of life, as it is for the timer.
struct Sent {
  std::vector<Date> on{};  // rising
  std::map<LeadId, Date> leads{};  // the day of the first touch
  std::int64_t ended = 0, started = 0;
};
Sent sent_by(Context& c, ReferringProviderId provider, const TimeZone& zone) {
  Sent out;
  std::optional<Date> last;
  c.tables.scan<Touchpoint>(
      by::touchpoint_provider,
      [&](const Touchpoint& touch) {
        if (touch.voided_at) return true;
        last = zone.local_day(touch.occurred_at);
        if (out.leads.emplace(touch.lead_id, *last).second) out.on.push_back(*last);
        return true;
      },
      provider);
  if (last && *last > out.on.back()) out.on.push_back(*last);
  for (auto& [id, day] : out.leads) {
    const auto lead = c.tables.known<Lead>(id);
    out.ended += lead.phase == LeadPhase::open ? 0 : 1;
    out.started += lead.treatment_started_on ? 1 : 0;
  }
  return out;
}

// Contacts that were answered, or will not be any more.
std::vector<ContactTried> contacts_with(Context& c, ReferringProviderId provider,
                                        const TimeZone& zone) {
  constexpr days in_time{answered_within_days};
  std::vector<ContactTried> out;
  for (auto& contact : c.tables.all<ProviderContact>(by::provider_contact_provider, provider)) {
    if (contact.voided_at) continue;
    const bool answered =
        contact.responded_at && *contact.responded_at <= contact.contacted_at + in_time;
    if (!answered && c.now < contact.contacted_at + in_time) continue;
    out.push_back({weekday_of(zone.local_day(contact.contacted_at)),
                   day_part(contact.contacted_at, zone), contact.method, answered});
  }
  return out;
}

// How a practice stands with its providers today.
struct Look {
  RelationshipStanding standing{};
  Instant again_at = never;  // when it may be another
};
class Standings {
 public:
  Standings(Context& c, OrganizationId practice)
      : days_(own_days(c, practice)),
        rules_(practice_rules_of(c, practice)),
        today_(days_.zone->local_day(c.now)) {}

  Date today() const { return today_; }
  const PracticeRules& rules() const { return rules_; }
  const TimeZone& zone() const { return *days_.zone; }
  std::optional<Date> day_of(const std::optional<Instant>& at) const {
    return at ? std::optional(zone().local_day(*at)) : std::nullopt;
  }
  RelationshipStanding of(const Sent& sent) const {
    return standing_of(sent.on, today_, rules_).standing;
  }
  StandingFound with_change(const Sent& sent) const {
    return standing_with_change(sent.on, today_, rules_);
  }
  Look look_at(Context& c, const ReferringProvider& provider) const {
    const Sent sent = sent_by(c, provider.id, zone());
    const auto changes_on = standing_changes_on(sent.on, today_, rules_);
    return {of(sent), changes_on ? zone().start_of(*changes_on) : never};
  }

 private:
  OwnDays days_;
  PracticeRules rules_;
  Date today_;
};

// What the practice is told; nobody is told that a provider stands as usual.
std::optional<InboxEvent> event_of(RelationshipStanding standing) {
  switch (standing) {
    case RelationshipStanding::fresh: return InboxEvent::provider_new;
    case RelationshipStanding::declining: return InboxEvent::provider_declining;
    case RelationshipStanding::dormant: return InboxEvent::provider_dormant;
    case RelationshipStanding::reactivated: return InboxEvent::provider_returned;
    case RelationshipStanding::none:
    case RelationshipStanding::active: break;
  }
  return std::nullopt;
}

// Somebody is interested in how they stand.
bool stands(const ReferringProvider& provider) {
  return provider.active && !provider.merged_into_id;
}

std::vector<InboxEvent> unread_of(Context& c, ReferringProviderId id) {
  std::vector<InboxEvent> out;
  c.tables.scan<InboxItem>(
      by::inbox_matter,
      [&](const InboxItem& item) {
        if (item.state == InboxState::unread) out.push_back(item.event);
        return true;
      },
      InboxMatter::referring_provider, id.value);
  return out;
}

// What holds no more is read; and what nobody had read by then is news when it is so again.
void settle_all_but(Context& c, ReferringProvider& provider, RelationshipStanding holds) {
  auto over = unread_of(c, provider.id);
  if (const auto event = event_of(holds)) std::erase(over, *event);
  settle_items(c.tables, c.now, InboxMatter::referring_provider, provider.id.value, over);
  const auto last = event_of(provider.told_standing);
  if (!last || std::ranges::find(over, *last) == over.end()) return;
  provider.told_standing = RelationshipStanding::none;
  provider.told_at = std::nullopt;
}

constexpr days year{365};

std::int64_t people_in_year(Context& c, const Sent& sent, Date today) {
  std::set<std::pair<ClientId, LeadId>> people;
  for (auto& [id, day] : sent.leads)
    if (day > today - year) people.insert(person_of(c, c.tables.known<Lead>(id)));
  return std::ssize(people);
}

std::int64_t sent_to_in_year(Context& c, ReferringProviderId provider) {
  return std::ssize(people_sent_to(c, provider, c.now - year, std::nullopt));
}

}  // namespace

Result<Relationship> get_relationship(Context& c, const RelationshipRef& in) {
  const auto found = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!found) return found.refusal();
  const ReferringProvider& provider = found.value();
  const Standings standings(c, provider.organization_id);
  const Date today = standings.today();
  const PracticeRules& rules = standings.rules();
  const Sent sent = sent_by(c, provider.id, standings.zone());
  const auto contacts = contacts_with(c, provider.id, standings.zone());
  const auto answered = std::ranges::count(contacts, true, &ContactTried::answered);
  Relationship out{.referring_provider_id = provider.id,
                   .strength = provider.details.relationship_strength,
                   .referrals = provider.referrals,
                   .standing = standings.with_change(sent),
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
                          .sent_to_us_in_year = people_in_year(c, sent, today),
                          .sent_to_them_in_year = sent_to_in_year(c, provider.id)},
                         rules);
  return out;
}

Result<ProviderHandling> get_handling(Context& c, const RelationshipRef& in) {
  const auto found = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!found) return found.refusal();
  const auto& details = found.value().details;
  const OwnDays days = own_days(c, found.value().organization_id);
  return ProviderHandling{.referring_provider_id = found.value().id,
                          .strength = details.relationship_strength,
                          .handling = handling_of(details.relationship_strength),
                          .news_by = news_by(details),
                          .preferred_contact = details.preferred_contact,
                          .timing = contact_timing(contacts_with(c, found.value().id, *days.zone))};
}

Paging::List providers_by_name(OrganizationId practice, std::string_view operation,
                               const std::optional<RelationshipStanding>& standing) {
  Paging::List out{
      .name = operation, .index = &by::referring_provider_name, .prefix = {Tables::cell(practice)}};
  if (!standing) return out;
  out.index = &by::referring_provider_standing;
  out.prefix.push_back(Cell(std::string(name_of(*standing))));
  return out;
}

Result<RelationshipPage> list_relationships(Context& c, const ListRelationships& in) {
  const auto practice = c.subject.organization_id;
  auto paging = Paging::from(providers_by_name(practice, relationship::list::name, in.standing),
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const Standings standings(c, practice);
  RelationshipPage out;
  out.cursor = paging.value().page<ReferringProvider>(c.tables, [&](const ReferringProvider& p) {
    if (!stands(p)) return false;
    const Sent sent = sent_by(c, p.id, standings.zone());
    if (in.standing && standings.of(sent) != *in.standing) return false;
    out.relationships.push_back({.referring_provider_id = p.id,
                                 .given_name = p.details.given_name,
                                 .family_name = p.details.family_name,
                                 .practice_name = p.details.practice_name,
                                 .strength = p.details.relationship_strength,
                                 .referrals = p.referrals,
                                 .standing = standings.with_change(sent)});
    return true;
  });
  return out;
}

// Hardly ever is anything unread of a provider; only then are the people they sent looked at.
void settle_alerts(Context& c, ReferringProvider& provider) {
  if (unread_of(c, provider.id).empty()) return;
  RelationshipStanding standing = RelationshipStanding::none;
  if (stands(provider)) {
    const Standings standings(c, provider.organization_id);
    standing = standings.of(sent_by(c, provider.id, standings.zone()));
  }
  settle_all_but(c, provider, standing);
}

void look_soon(Context& c, ReferringProvider& provider) {
  const bool is_known = provider.referrals > 0 || provider.standing != RelationshipStanding::none;
  provider.due_at = stands(provider) && is_known ? c.now : never;
  settle_alerts(c, provider);
}

void look_at_standing(Context& c, ReferringProvider provider) {
  const Standings standings(c, provider.organization_id);
  const Look look = standings.look_at(c, provider);
  const bool changed = look.standing != provider.standing;
  if (changed) settle_all_but(c, provider, look.standing);
  provider.standing = look.standing;
  provider.due_at = look.again_at;
  const StandingTold told{provider.told_standing, standings.day_of(provider.told_at)};
  const bool tell = changed && is_told(look.standing, told, standings.today(), standings.rules());
  if (tell) {
    provider.told_standing = look.standing;
    provider.told_at = c.now;
  }
  c.tables.update(provider);
  if (tell) tell_of_provider(c.tables, c.now, *event_of(look.standing), provider);
}

void look_at_all_soon(Context& c, OrganizationId practice) {
  const Standings standings(c, practice);
  for (auto provider : c.tables.all<ReferringProvider>(by::referring_provider_name, practice)) {
    if (!stands(provider) || provider.due_at <= c.now) continue;
    const Look look = standings.look_at(c, provider);
    const Instant due = look.standing == provider.standing ? look.again_at : c.now;
    if (due == provider.due_at) continue;
    provider.due_at = due;
    c.tables.update(provider);
  }
}

std::vector<std::int64_t> Again<Relationship>::ids(const Relationship& relationship) {
  return {relationship.referring_provider_id.value};
}
std::vector<std::int64_t> Again<ProviderHandling>::ids(const ProviderHandling& handling) {
  return {handling.referring_provider_id.value};
}
std::vector<std::int64_t> Again<RelationshipPage>::ids(const RelationshipPage& page) {
  std::vector<std::int64_t> out;
  for (auto& row : page.relationships) out.push_back(row.referring_provider_id.value);
  return out;
}

}  // namespace onward
