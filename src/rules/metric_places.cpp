// Where a fact stands along each dimension.
#include <algorithm>

#include "onward/rules/disclosure.hpp"
#include "rules/metric_measures.hpp"

namespace onward {

namespace {

template <class Enum> Place place(Enum e) {
  static_assert(std::is_enum_v<Enum>);
  return static_cast<Place>(e);
}

constexpr Place youngest[] = {0, 18, 25, 35, 45, 55, 65, 75, 85};

// When it was sent, whatever places a metric: so one fact stands in one band.
Minute sent_at(const NeedFact& n) { return n.opened_at; }
Minute sent_at(const ReferralFact& r) { return r.first_requested_at; }
Minute sent_at(const LeadFact& l) { return l.created_at; }

Place age_band(const ClientFact& c, Minute sent, const TimeZone& zone) {
  if (!c.has_birth_day) return place_unknown;
  const Date day = zone.local_day(instant_of(sent));
  const auto age = age_years(Date(std::chrono::days(c.birth_day)), day);
  if (!age) return place_unknown;
  return *std::prev(std::ranges::upper_bound(youngest, *age));
}

// Of whoever is erased nothing is known but that they were.
template <class Fact> Place of_client(const Look& look, const Fact& fact, Dimension d) {
  const ClientFact& c = look.facts.client(fact.client_id);
  if (c.is_erased) return place_erased;
  switch (d) {
    case Dimension::age_band: return age_band(c, sent_at(fact), look.zone);
    case Dimension::gender: return place(c.gender);
    case Dimension::locality: return c.locality ? Place{c.locality} : place_unknown;
    default: return c.language ? Place{c.language} : place_unknown;
  }
}
template <class Fact> PlaceOf<Fact> client_place(Dimension d) {
  switch (d) {
    case Dimension::age_band:
      return [](const Look& look, const Fact& fact) {
        return of_client(look, fact, Dimension::age_band);
      };
    case Dimension::gender:
      return [](const Look& look, const Fact& fact) {
        return of_client(look, fact, Dimension::gender);
      };
    case Dimension::locality:
      return [](const Look& look, const Fact& fact) {
        return of_client(look, fact, Dimension::locality);
      };
    case Dimension::language:
      return [](const Look& look, const Fact& fact) {
        return of_client(look, fact, Dimension::language);
      };
    default: return nullptr;
  }
}

template <auto Member, class Fact> Place member(const Look&, const Fact& fact) {
  return static_cast<Place>(fact.*Member);
}

}  // namespace

std::span<const Place> age_bands() { return youngest; }

template <> PlaceOf<NeedFact> place_of(Dimension d) {
  switch (d) {
    case Dimension::sender: return member<&NeedFact::sender_id>;
    case Dimension::issue: return member<&NeedFact::issue_id>;
    case Dimension::urgency: return member<&NeedFact::urgency>;
    case Dimension::need_phase: return member<&NeedFact::phase>;
    case Dimension::need_reason: return member<&NeedFact::reason>;
    case Dimension::outcome: return member<&NeedFact::outcome>;
    default: return client_place<NeedFact>(d);
  }
}

template <> PlaceOf<ReferralFact> place_of(Dimension d) {
  switch (d) {
    case Dimension::sender: return member<&ReferralFact::sender_id>;
    case Dimension::receiver: return member<&ReferralFact::receiver_id>;
    case Dimension::service: return member<&ReferralFact::service_id>;
    case Dimension::issue: return member<&ReferralFact::issue_id>;
    case Dimension::urgency: return member<&ReferralFact::urgency>;
    case Dimension::referral_phase: return member<&ReferralFact::phase>;
    case Dimension::outcome: return member<&ReferralFact::outcome>;
    case Dimension::reason_code: return member<&ReferralFact::reason_code>;
    default: return client_place<ReferralFact>(d);
  }
}

template <> PlaceOf<LeadFact> place_of(Dimension d) {
  switch (d) {
    case Dimension::practice: return member<&LeadFact::organization_id>;
    case Dimension::lead_phase: return member<&LeadFact::phase>;
    case Dimension::referrer_type: return member<&LeadFact::referrer_type>;
    case Dimension::referring_provider: return member<&LeadFact::referring_provider_id>;
    case Dimension::referral_source: return member<&LeadFact::referral_source_id>;
    default: return client_place<LeadFact>(d);
  }
}

template <> PlaceOf<TouchFact> place_of(Dimension d) {
  switch (d) {
    case Dimension::practice: return member<&TouchFact::organization_id>;
    case Dimension::lead_phase:
      return [](const Look& look, const TouchFact& t) {
        return place(look.facts.lead(t.lead_id).phase);
      };
    case Dimension::referrer_type: return member<&TouchFact::type>;
    case Dimension::referring_provider: return member<&TouchFact::referring_provider_id>;
    case Dimension::referral_source: return member<&TouchFact::referral_source_id>;
    default: return nullptr;
  }
}

template <> PlaceOf<CostFact> place_of(Dimension d) {
  switch (d) {
    case Dimension::practice: return member<&CostFact::organization_id>;
    case Dimension::referrer_type:
      return [](const Look& look, const CostFact& c) { return place(look.facts.referrer_type(c)); };
    case Dimension::referring_provider: return member<&CostFact::referring_provider_id>;
    case Dimension::referral_source: return member<&CostFact::referral_source_id>;
    default: return nullptr;
  }
}

bool has_dimension(FactKind kind, Dimension d) {
  if (is_period(d)) return true;
  switch (kind) {
    case FactKind::need: return place_of<NeedFact>(d) != nullptr;
    case FactKind::referral: return place_of<ReferralFact>(d) != nullptr;
    case FactKind::lead: return place_of<LeadFact>(d) != nullptr;
    case FactKind::touch: return place_of<TouchFact>(d) != nullptr;
    case FactKind::cost: return place_of<CostFact>(d) != nullptr;
  }
  return false;
}

}  // namespace onward
