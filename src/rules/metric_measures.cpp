#include "rules/metric_measures.hpp"

#include <algorithm>

namespace onward {

namespace {

Contribution one() { return {.is_in = true, .numerator = 1}; }
Contribution one_of(bool yes) { return {.is_in = true, .numerator = yes, .denominator = 1}; }
constexpr Contribution left_out{};
// A share of those judged; of others, those that may yet be.
Contribution share(bool is_judged, bool yes, bool is_open) {
  Contribution out = is_judged ? one_of(yes) : left_out;
  out.is_pending = is_open;
  return out;
}

// ---- Needs -------------------------------------------------------------------------------------

Minute opened(const Look&, const NeedFact& n) {
  return n.reason == NeedReason::entered_in_error ? no_minute : n.opened_at;
}
Minute resolved(const Look& look, const NeedFact& n) {
  return opened(look, n) != no_minute ? n.first_resolved_at : no_minute;
}

// What another need continues was a gap where it was met (decisions/0001).
bool is_unmet(const NeedFact& n) {
  return n.phase == NeedPhase::unresolved ||
         (n.phase == NeedPhase::cancelled &&
          (n.reason == NeedReason::unmet || n.reason == NeedReason::re_referred));
}
bool is_judged(const NeedFact& n) { return n.phase == NeedPhase::resolved || is_unmet(n); }
bool is_open(const NeedFact& n) {
  return n.phase == NeedPhase::open || n.phase == NeedPhase::claimed;
}

Contribution help(const Look&, const NeedFact& n) {
  return {.is_in = true,
          .began_at = n.opened_at,
          .ended_at = n.closed_at,
          .end = n.phase == NeedPhase::resolved    ? WaitEnd::reached
                 : n.phase != NeedPhase::cancelled ? WaitEnd::open
                 : is_unmet(n)                     ? WaitEnd::other
                                                   : WaitEnd::withdrawn};
}

const Measure<NeedFact> of_needs[] = {
    {opened, [](const Look&, const NeedFact&) { return one(); }},
    {resolved, [](const Look&, const NeedFact&) { return one(); }},
    {opened,
     [](const Look&, const NeedFact& n) {
       return share(is_judged(n), n.phase == NeedPhase::resolved, is_open(n));
     }},
    {opened,
     [](const Look&, const NeedFact& n) {
       Contribution out = is_unmet(n) ? one() : left_out;
       out.is_pending = is_open(n);
       return out;
     }},
    {opened,
     [](const Look&, const NeedFact& n) { return share(is_judged(n), is_unmet(n), is_open(n)); }},
    {opened,
     [](const Look&, const NeedFact& n) {
       return n.reason == NeedReason::nobody_eligible ? one() : left_out;
     }},
    {opened, help},
};

// ---- Referrals ---------------------------------------------------------------------------------

Minute requested(const Look&, const ReferralFact& r) {
  return r.phase == ReferralPhase::error ? no_minute : r.requested_at;
}
// What happened is counted once, where it first did: asked again, it was sent and ended before.
Minute sent(const Look& look, const ReferralFact& r) {
  return requested(look, r) != no_minute ? r.first_requested_at : no_minute;
}
Minute finished(const Look& look, const ReferralFact& r) {
  return requested(look, r) != no_minute ? r.first_finished_at : no_minute;
}

// Superseded and withdrawn ones were neither answered nor left without answer.
bool is_decided(const ReferralFact& r) {
  return r.accepted_at != no_minute || r.phase == ReferralPhase::declined ||
         r.phase == ReferralPhase::expired;
}

bool is_undecided(const ReferralFact& r) { return !is_decided(r) && !is_finished(r.phase); }

// How it ended for whoever waits for something that has not come. What ended undecided may have
// been answered yet: it was followed until then.
WaitEnd end_without(const ReferralFact& r) {
  switch (r.phase) {
    case ReferralPhase::declined: return WaitEnd::declined;
    case ReferralPhase::expired: return WaitEnd::expired;
    case ReferralPhase::withdrawn: return is_decided(r) ? WaitEnd::withdrawn : WaitEnd::called_off;
    case ReferralPhase::superseded: return is_decided(r) ? WaitEnd::other : WaitEnd::called_off;
    default: return is_finished(r.phase) ? WaitEnd::other : WaitEnd::open;
  }
}

template <Minute ReferralFact::* Reached> Contribution wait(const Look&, const ReferralFact& r) {
  const bool is_reached = r.*Reached != no_minute;
  return {.is_in = true,
          .began_at = r.requested_at,
          .ended_at = is_reached ? r.*Reached : r.finished_at,
          .end = is_reached ? WaitEnd::reached : end_without(r)};
}

Contribution service(const Look&, const ReferralFact& r) {
  if (r.accepted_at == no_minute) return left_out;
  const bool is_reached = r.phase == ReferralPhase::completed;
  return {.is_in = true,
          .began_at = r.accepted_at,
          .ended_at = r.finished_at,
          .end = is_reached ? WaitEnd::reached : end_without(r)};
}

template <ReferralPhase Phase> Contribution ended_as(const Look&, const ReferralFact& r) {
  return share(is_decided(r), r.phase == Phase, is_undecided(r));
}

const Measure<ReferralFact> of_referrals[] = {
    {sent, [](const Look&, const ReferralFact&) { return one(); }},
    {requested,
     [](const Look&, const ReferralFact& r) { return is_finished(r.phase) ? left_out : one(); }},
    {requested,
     [](const Look&, const ReferralFact& r) {
       return r.overdue && !is_finished(r.phase) ? one() : left_out;
     }},
    {requested,
     [](const Look&, const ReferralFact& r) {
       return share(is_decided(r), r.accepted_at != no_minute, is_undecided(r));
     }},
    {requested, ended_as<ReferralPhase::declined>},
    {requested, ended_as<ReferralPhase::expired>},
    {requested,
     [](const Look&, const ReferralFact& r) {
       const bool was_tried =
           r.phase == ReferralPhase::completed || r.phase == ReferralPhase::failed;
       const bool is_served = r.accepted_at != no_minute && !is_finished(r.phase);
       return share(was_tried, is_positive(r.outcome), is_served);
     }},
    {finished, [](const Look&, const ReferralFact&) { return one(); }},
    {requested, wait<&ReferralFact::received_at>},
    {requested, wait<&ReferralFact::accepted_at>},
    {requested, wait<&ReferralFact::started_at>},
    {requested, service},
};

// ---- Leads and touches -------------------------------------------------------------------------

// Somebody who was entered twice is one lead.
Minute created(const Look&, const LeadFact& l) {
  return l.phase == LeadPhase::joined ? no_minute : l.created_at;
}
Minute converted(const Look&, const LeadFact& l) {
  return l.phase == LeadPhase::converted ? l.converted_at : no_minute;
}
Contribution value(const Look&, const LeadFact& l) {
  if (!l.is_started || !l.has_value) return left_out;
  return {.is_in = true, .numerator = l.value_minor_units, .denominator = 1};
}

Contribution conversion(const Look&, const LeadFact& l) {
  return share(true, l.phase == LeadPhase::converted, l.phase == LeadPhase::open);
}
Contribution start(const Look&, const LeadFact& l) {
  return share(true, l.is_started, l.phase != LeadPhase::lost && !l.is_started);
}
// Whoever found the practice by themselves, or answered to advertising, was sent by nobody.
//   source   mission 003, "Referral Types"
bool is_referred(const LeadFact& l) { return l.referrer_type <= ReferrerType::family; }
template <auto Of> Contribution of_referred_lead(const Look& look, const LeadFact& l) {
  return is_referred(l) ? Of(look, l) : left_out;
}

const Measure<LeadFact> of_leads[] = {
    {created, [](const Look&, const LeadFact&) { return one(); }},
    {converted, [](const Look&, const LeadFact&) { return one(); }},
    {created, conversion},
    {created, start},
    {converted, value},
    {converted, value},
};
const Measure<LeadFact> of_referred_leads[] = {
    {created, [](const Look&, const LeadFact& l) { return is_referred(l) ? one() : left_out; }},
    {created, of_referred_lead<conversion>},
    {created, of_referred_lead<start>},
    {converted, of_referred_lead<value>},
};

Minute occurred(const Look&, const TouchFact& t) { return t.is_voided ? no_minute : t.occurred_at; }
Minute led_to(const Look&, const TouchFact& t) { return t.is_voided ? no_minute : t.credited_at; }
Contribution credited_value(const Look&, const TouchFact& t) {
  if (!t.has_value) return left_out;
  return {.is_in = true, .numerator = t.value_minor_units, .denominator = 1};
}
// Money is spent on providers and sources: what patients send is no return of it.
Contribution returned(const Look& look, const TouchFact& t) {
  if (!t.referring_provider_id && !t.referral_source_id) return left_out;
  Contribution out = credited_value(look, t);
  out.denominator = 0;
  return out;
}

const Measure<TouchFact> of_touches[] = {
    {occurred, [](const Look&, const TouchFact&) { return one(); }},
    {led_to,
     [](const Look&, const TouchFact& t) {
       return Contribution{.is_in = true, .numerator = t.credit_millionths};
     }},
    {led_to, credited_value},
    {occurred,
     [](const Look&, const TouchFact& t) {
       return Contribution{.is_in = t.referring_provider_id != 0, .who = t.referring_provider_id};
     }},
    {occurred,
     [](const Look& look, const TouchFact& t) {
       const auto first = look.first_touch_of.find(t.referring_provider_id);
       const bool is_first = first != look.first_touch_of.end() && first->second == t.id;
       return Contribution{.is_in = is_first, .who = t.referring_provider_id};
     }},
    {},  // what a relationship costs
    {led_to, returned},
};

// ---- Costs -------------------------------------------------------------------------------------

Minute spent(const Look& look, const CostFact& c) {
  if (c.is_voided) return no_minute;
  return minute_of(look.zone.start_of(Date(std::chrono::days(c.spent_day))));
}

const Measure<CostFact> of_costs[] = {
    {spent,
     [](const Look&, const CostFact& c) {
       return Contribution{.is_in = true, .numerator = c.amount_minor_units, .denominator = 1};
     }},
    {spent,
     [](const Look&, const CostFact& c) {
       return Contribution{
           .is_in = true, .numerator = -c.amount_minor_units, .denominator = c.amount_minor_units};
     }},
};

// Metrics of a kind follow each other, so that each has its place by counting on from the first.
// The return of a relationship is made of two kinds: value of touches, and costs.
template <class Fact, std::size_t N>
const Measure<Fact>& pick(const Measure<Fact> (&from)[N], Metric first, Metric m) {
  static constexpr Measure<Fact> none{};
  const auto at = static_cast<std::size_t>(m) - static_cast<std::size_t>(first);
  return m >= first && at < N ? from[at] : none;
}
static_assert(std::size(of_needs) == static_cast<std::size_t>(Metric::referrals));
static_assert(std::size(of_needs) + std::size(of_referrals) ==
              static_cast<std::size_t>(Metric::leads));
static_assert(std::size(of_needs) + std::size(of_referrals) + std::size(of_leads) ==
              static_cast<std::size_t>(Metric::touches));
static_assert(std::size(of_needs) + std::size(of_referrals) + std::size(of_leads) +
                  std::size(of_touches) ==
              static_cast<std::size_t>(Metric::referred_leads));
static_assert(static_cast<std::size_t>(Metric::relationship_cost) + std::size(of_costs) ==
              static_cast<std::size_t>(Metric::referred_leads));
static_assert(static_cast<std::size_t>(Metric::referred_leads) + std::size(of_referred_leads) ==
              names<Metric>.size());

}  // namespace

template <> const Measure<NeedFact>& measure_of(Metric m) {
  return pick(of_needs, Metric::needs, m);
}
template <> const Measure<ReferralFact>& measure_of(Metric m) {
  return pick(of_referrals, Metric::referrals, m);
}
template <> const Measure<LeadFact>& measure_of(Metric m) {
  if (m >= Metric::referred_leads) return pick(of_referred_leads, Metric::referred_leads, m);
  return pick(of_leads, Metric::leads, m);
}
template <> const Measure<TouchFact>& measure_of(Metric m) {
  return pick(of_touches, Metric::touches, m);
}
template <> const Measure<CostFact>& measure_of(Metric m) {
  return pick(of_costs, Metric::relationship_cost, m);
}

}  // namespace onward
