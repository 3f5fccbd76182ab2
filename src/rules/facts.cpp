#include "onward/rules/facts.hpp"

#include <algorithm>

#include "onward/rules/attribution.hpp"
#include "onward/rules/metrics.hpp"
#include "onward/rules/reason_codes.hpp"

namespace onward {

namespace {

template <class Tag> FactId fact_id(Id<Tag> id) { return static_cast<FactId>(id.value); }
template <class... Tag> bool all_fit(Id<Tag>... ids) {
  return ((ids.value >= 0 && ids.value <= fact_id_max) && ...);
}

Minute minute_of(const std::optional<Instant>& at) {
  return at ? onward::minute_of(*at) : no_minute;
}

// A draft is not sent by ending.
Minute opened(const NeedFact* before, const Need& n) {
  const bool was_kept_back = before && before->id && before->opened_at == no_minute;
  const bool is_sent = n.phase != NeedPhase::draft && !(was_kept_back && is_finished(n.phase));
  return is_sent ? onward::minute_of(n.opened_at) : no_minute;
}
Minute requested(const Referral& r) {
  return was_sent(r) ? onward::minute_of(r.requested_at) : no_minute;
}

// What happened stays where it happened, whatever comes after; only what was wrong is taken away.
Minute first_resolved(const NeedFact* before, const Need& n) {
  const Minute first = before ? before->first_resolved_at : no_minute;
  if (n.phase == NeedPhase::resolved) return first != no_minute ? first : minute_of(n.closed_at);
  if (!before || before->phase != NeedPhase::resolved || before->closed_at != first) return first;
  const bool is_unmet = n.phase == NeedPhase::unresolved || n.phase == NeedPhase::cancelled;
  // Whoever it was passed on to is asked again, which is no mistake by itself.
  const bool is_asked_again =
      is_positive(before->onward_outcome) && n.onward_outcome == Outcome::none;
  return before->is_doubted || (is_unmet && !is_asked_again) ? no_minute : first;
}
Minute first_requested(const ReferralFact* before, const Referral& r) {
  if (before && before->first_requested_at != no_minute) return before->first_requested_at;
  return requested(r);
}
bool was_no_end(const ReferralFact* before, const Referral& r) {
  return before && is_finished(before->phase) && !is_finished(r.phase) &&
         r.reason_code == ended_by_mistake;
}
Minute first_finished(const ReferralFact* before, const Referral& r) {
  if (was_no_end(before, r) && before->finished_at == before->first_finished_at) return no_minute;
  if (before && before->first_finished_at != no_minute) return before->first_finished_at;
  const bool has_ended =
      is_finished(r.phase) && r.phase != ReferralPhase::error && requested(r) != no_minute;
  return has_ended ? minute_of(r.finished_at) : no_minute;
}

}  // namespace

std::uint32_t FactTexts::number_of(std::string_view text) {
  if (const auto at = numbers_.find(text); at != numbers_.end()) return at->second;
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  numbers_.emplace(text, number);
  return number;
}

std::optional<std::uint32_t> FactTexts::find(std::string_view text) const {
  const auto at = numbers_.find(text);
  return at == numbers_.end() ? std::nullopt : std::optional(at->second);
}

template <class Fact> void Facts::count(const Fact& fact, std::int64_t sign) {
  if (!fact.id) return;
  for (auto* follower : followers_) follower->count(*this, fact, sign);
}

template <class Fact>
void Facts::replace(FactsById<Fact>& facts, std::int64_t id, const Fact& fact) {
  auto& kept = facts.at(id);
  count(kept, -1);
  kept = fact;
  count(kept, 1);
}

// In the order of their identifiers, however they came: so the last units of a value go alike.
void Facts::add_touch(FactId lead_id, FactId touch_id) {
  if (touches_of_.size() <= lead_id) touches_of_.resize(lead_id + 1);
  auto& its = touches_of_[lead_id];
  its.insert(std::ranges::upper_bound(its, touch_id), touch_id);
}

void Facts::was_read() {
  touches_of_.clear();
  for (auto& touch : touches())
    if (touch.id) add_touch(touch.lead_id, touch.id);
}

std::span<const FactId> Facts::touches_of(FactId lead_id) const {
  if (lead_id >= touches_of_.size()) return {};
  return touches_of_[lead_id];
}

void Facts::find_referrer(FactId lead_id) {
  const TouchFact* first = nullptr;
  for (const auto id : touches_of(lead_id))
    if (const auto* touch = touches_.find(id);
        !touch->is_voided && (!first || touch->occurred_at < first->occurred_at))
      first = touch;
  LeadFact its = lead(lead_id);
  its.referring_provider_id = first ? first->referring_provider_id : 0;
  its.referral_source_id = first ? first->referral_source_id : 0;
  its.referrer_type = first ? first->type : ReferrerType::unknown;
  replace(leads_, lead_id, its);
}

void Facts::count_touches(FactId lead_id, std::int64_t sign) {
  if (followers_.empty()) return;
  for (const auto id : touches_of(lead_id)) count(touches_.at(id), sign);
}

bool Facts::take(const Need& n) {
  if (!all_fit(n.id, n.client_id, n.issue_id, n.sender_id, n.part_of)) return false;
  const auto* before = needs_.find(n.id.value);
  replace(needs_, n.id.value,
          {.id = fact_id(n.id),
           .client_id = fact_id(n.client_id),
           .issue_id = fact_id(n.issue_id),
           .sender_id = fact_id(n.sender_id),
           .part_of = fact_id(n.part_of),
           .opened_at = opened(before, n),
           .closed_at = minute_of(n.closed_at),
           .first_resolved_at = first_resolved(before, n),
           .phase = n.phase,
           .reason = n.reason,
           .outcome = n.outcome,
           .onward_outcome = n.onward_outcome,
           .urgency = n.urgency,
           .self_referral = n.self_referral});
  return true;
}

// A referral that was completed by mistake is written before its need, and before those with which
// that was passed on.
void Facts::doubt(std::int64_t need_id) {
  while (const auto* need = needs_.find(need_id)) {
    needs_.at(need_id).is_doubted = true;
    need_id = need->part_of;
  }
}

bool Facts::take(const Referral& r) {
  if (!all_fit(r.id, r.client_id, r.issue_id, r.sender_id, r.receiver_id, r.service_id))
    return false;
  const auto* before = referrals_.find(r.id.value);
  if (was_no_end(before, r) && before->phase == ReferralPhase::completed) doubt(r.need_id.value);
  replace(referrals_, r.id.value,
          {.id = fact_id(r.id),
           .client_id = fact_id(r.client_id),
           .issue_id = fact_id(r.issue_id),
           .sender_id = fact_id(r.sender_id),
           .receiver_id = fact_id(r.receiver_id),
           .service_id = fact_id(r.service_id),
           .requested_at = requested(r),
           .received_at = minute_of(r.received_at),
           .accepted_at = minute_of(r.accepted_at),
           .started_at = minute_of(r.started_at),
           .finished_at = minute_of(r.finished_at),
           .first_requested_at = first_requested(before, r),
           .first_finished_at = first_finished(before, r),
           .reason_code = texts_.number_of(r.reason_code),
           .phase = r.phase,
           .outcome = r.outcome,
           .urgency = r.urgency,
           .overdue = r.overdue});
  return true;
}

bool Facts::take(const Client& c, bool is_erased) {
  if (!all_fit(c.id)) return false;
  auto& fact = clients_.at(c.id.value);
  fact = {.merged_into = fact.merged_into, .is_erased = is_erased};
  if (is_erased) return true;
  // A text like the code of what is not known says no more, and that code would stand twice.
  const std::string_view locality = c.details.locality;
  if (locality != unknown_place_code && locality != erased_place_code)
    fact.locality = texts_.number_of(locality);
  fact.language = texts_.number_of(c.details.language);
  fact.gender = c.details.gender;
  if (c.details.birth_date) {
    fact.birth_day = static_cast<std::int32_t>(c.details.birth_date->time_since_epoch().count());
    fact.has_birth_day = true;
  }
  return true;
}

bool Facts::take(const ClientMerge& m) {
  if (!all_fit(m.client_id, m.survivor_id)) return false;
  clients_.at(m.client_id.value).merged_into = m.undone_at ? 0 : fact_id(m.survivor_id);
  return true;
}

bool Facts::take(const Lead& l, bool is_erased) {
  if (!all_fit(l.id, l.organization_id, l.client_id)) return false;
  count_touches(fact_id(l.id), -1);
  const LeadFact known = lead(fact_id(l.id));
  replace(leads_, l.id.value,
          {.id = fact_id(l.id),
           .organization_id = fact_id(l.organization_id),
           .client_id = fact_id(l.client_id),
           .currency = texts_.number_of(l.currency),
           .value_minor_units = l.treatment_value_minor_units.value_or(0),
           .created_at = onward::minute_of(l.created_at),
           .converted_at = minute_of(l.converted_at),
           .referring_provider_id = known.referring_provider_id,
           .referral_source_id = known.referral_source_id,
           .referrer_type = known.referrer_type,
           .phase = l.phase,
           .has_value = l.treatment_value_minor_units.has_value(),
           .is_consulted = l.consulted_on.has_value(),
           .is_started = l.treatment_started_on.has_value(),
           .is_completed = l.treatment_completed_on.has_value(),
           .is_erased = is_erased});
  if (l.attribution_version == 0)  // none yet, or its conversion was taken back
    for (const auto id : touches_of(fact_id(l.id))) touches_.at(id).credit_millionths = 0;
  share_value(fact_id(l.id));
  count_touches(fact_id(l.id), 1);
  return true;
}

bool Facts::take(const Touchpoint& t) {
  if (!all_fit(t.id, t.lead_id, t.organization_id, t.referring_provider_id, t.referral_source_id))
    return false;
  auto& fact = touches_.at(t.id.value);
  count(fact, -1);
  const FactId lead_before = fact.lead_id;
  if (fact.lead_id != fact_id(t.lead_id)) {  // new, or given to another lead
    if (fact.id) std::erase(touches_of_[fact.lead_id], fact.id);
    add_touch(fact_id(t.lead_id), fact_id(t.id));
  }
  fact.id = fact_id(t.id);
  fact.lead_id = fact_id(t.lead_id);
  fact.organization_id = fact_id(t.organization_id);
  fact.referring_provider_id = fact_id(t.referring_provider_id);
  fact.referral_source_id = fact_id(t.referral_source_id);
  fact.occurred_at = onward::minute_of(t.occurred_at);
  fact.type = t.type;
  fact.is_voided = t.voided_at.has_value();
  note_conversion(fact);
  count(fact, 1);
  if (lead_before && lead_before != fact.lead_id) find_referrer(lead_before);
  find_referrer(fact.lead_id);
  return true;
}

// The version that comes last counts: corrections are made in their order.
bool Facts::take(const Attribution& a) {
  if (!all_fit(a.lead_id)) return false;
  for (auto& touch : a.touches)
    if (!all_fit(touch.touchpoint_id)) return false;
  count_touches(fact_id(a.lead_id), -1);
  for (const auto id : touches_of(fact_id(a.lead_id))) touches_.at(id).credit_millionths = 0;
  for (auto& touch : a.touches)
    touches_.at(touch.touchpoint_id.value).credit_millionths =
        static_cast<std::int32_t>(touch.credit_millionths.value_or(0));
  share_value(fact_id(a.lead_id));
  count_touches(fact_id(a.lead_id), 1);
  return true;
}

bool Facts::take(const RelationshipCost& r) {
  if (!all_fit(r.id, r.organization_id, r.referring_provider_id, r.referral_source_id))
    return false;
  replace(costs_, r.id.value,
          {.id = fact_id(r.id),
           .organization_id = fact_id(r.organization_id),
           .referring_provider_id = fact_id(r.referring_provider_id),
           .referral_source_id = fact_id(r.referral_source_id),
           .spent_day = static_cast<std::int32_t>(r.spent_on.time_since_epoch().count()),
           .currency = texts_.number_of(r.currency),
           .amount_minor_units = r.amount_minor_units,
           .is_voided = r.voided_at.has_value()});
  return true;
}

// A provider changes with every referral, and their field hardly ever: only that is a change here.
bool Facts::take(const ReferringProvider& p) {
  if (!all_fit(p.id)) return false;
  const ReferrerFact fact{fact_id(p.id), is_specialist(p.details.provider_type)
                                             ? ReferrerType::specialist
                                             : ReferrerType::doctor};
  const auto* known = providers_.find(p.id.value);
  if (known && known->id && known->type == fact.type) return true;
  count_costs_on(fact.id, -1);
  providers_.at(p.id.value) = fact;
  count_costs_on(fact.id, 1);
  return true;
}

// A source is there before anything is spent on it, and its type stays.
bool Facts::take(const ReferralSource& s) {
  if (!all_fit(s.id)) return false;
  sources_.at(s.id.value) = {fact_id(s.id), s.type};
  return true;
}

void Facts::count_costs_on(FactId provider_id, std::int64_t sign) {
  if (followers_.empty()) return;
  for (auto& cost : costs())
    if (cost.referring_provider_id == provider_id) count(cost, sign);
}

// A plan is worth nothing yet: value counts from the day on which treatment began.
void Facts::share_value(FactId lead_id) {
  const auto touches = touches_of(lead_id);
  if (touches.empty()) return;
  const LeadFact& its = lead(lead_id);
  std::vector<std::int64_t> credit;
  for (const auto id : touches) credit.push_back(touches_.at(id).credit_millionths);
  const bool is_credited = std::ranges::any_of(credit, [](auto c) { return c > 0; });
  const auto parts =
      allot(its.is_started && is_credited ? its.value_minor_units : 0, std::span(credit));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto& touch = touches_.at(touches[i]);
    touch.value_minor_units = parts[i];
    note_conversion(touch);
  }
}

void Facts::note_conversion(TouchFact& touch) const {
  const LeadFact& its = lead(touch.lead_id);
  const bool is_credited = its.phase == LeadPhase::converted && touch.credit_millionths != 0;
  touch.credited_at = is_credited ? its.converted_at : no_minute;
  touch.currency = its.currency;
  touch.has_value = its.is_started && its.has_value;
}

const ClientFact& Facts::client(FactId id) const {
  static constexpr ClientFact nobody{};
  const auto* found = clients_.find(id);
  // A survivor may give way to another; nobody who did is met again.
  for (int steps = 0; found && found->merged_into && !found->is_erased && steps < 100; ++steps)
    found = clients_.find(found->merged_into);
  return found ? *found : nobody;
}

const LeadFact& Facts::lead(FactId id) const {
  static constexpr LeadFact none{};
  const auto found = leads_.find(id);
  return found ? *found : none;
}

ReferrerType Facts::referrer_type(const CostFact& cost) const {
  const auto* found = cost.referring_provider_id ? providers_.find(cost.referring_provider_id)
                                                 : sources_.find(cost.referral_source_id);
  return found && found->id ? found->type : ReferrerType::unknown;
}

std::size_t Facts::bytes() const {
  return needs().size_bytes() + referrals().size_bytes() + leads().size_bytes() +
         touches().size_bytes() + costs().size_bytes() + clients_.all().size_bytes() +
         providers_.all().size_bytes() + sources_.all().size_bytes();
}

}  // namespace onward
