#include "operations/metric_places.hpp"

#include <algorithm>
#include <charconv>

#include "dates.hpp"

namespace onward {

namespace {

constexpr Place place_absent = -3;  // of a text that no fact has

// The wire names of a dimension whose places are enumerators.
template <class Body> auto with_enumerators(Dimension d, Body body)
    -> decltype(body(names<Urgency>)) {
  switch (d) {
    case Dimension::urgency: return body(names<Urgency>);
    case Dimension::need_phase: return body(names<NeedPhase>);
    case Dimension::need_reason: return body(names<NeedReason>);
    case Dimension::referral_phase: return body(names<ReferralPhase>);
    case Dimension::outcome: return body(names<Outcome>);
    case Dimension::gender: return body(names<Gender>);
    case Dimension::lead_phase: return body(names<LeadPhase>);
    case Dimension::referrer_type: return body(names<ReferrerType>);
    default: return {};
  }
}

std::optional<std::string> enumerator(Dimension d, Place place) {
  return with_enumerators(d, [&](const auto& all) -> std::optional<std::string> {
    if (place < 0 || place >= std::ssize(all)) return std::nullopt;
    return std::string(all[static_cast<std::size_t>(place)].name);
  });
}

bool is_text(Dimension d) {
  return d == Dimension::reason_code || d == Dimension::locality || d == Dimension::language;
}

std::string band_name(Place youngest) {
  const auto bands = age_bands();
  const auto next = std::ranges::upper_bound(bands, youngest);
  if (next == bands.end()) return std::to_string(youngest) + '+';
  return std::to_string(youngest) + '-' + std::to_string(*next - 1);
}

std::string period_name(Dimension d, Date first) {
  const std::string day = format_date(first);
  const std::chrono::year_month_day ymd(first);
  switch (d) {
    case Dimension::year: return day.substr(0, 4);
    case Dimension::quarter:
      return day.substr(0, 4) + " Q" + std::to_string((unsigned(ymd.month()) + 2) / 3);
    case Dimension::month: return day.substr(0, 7);
    case Dimension::week: return "week of " + day;
    default: return day;
  }
}

template <Kept T> std::string name_of_row(Context& c, Place id) {
  const auto row = c.tables.get<T>(decltype(T::id)(id));
  return row ? row->name : std::string();
}

std::string name_of_id(Context& c, Dimension d, Place id) {
  switch (d) {
    case Dimension::sender:
    case Dimension::receiver:
    case Dimension::practice: return name_of_row<Organization>(c, id);
    case Dimension::service: return name_of_row<Service>(c, id);
    case Dimension::issue: return name_of_row<Issue>(c, id);
    case Dimension::referral_source: return name_of_row<ReferralSource>(c, id);
    case Dimension::referring_provider: {
      const auto provider = c.tables.get<ReferringProvider>(ReferringProviderId(id));
      return provider ? provider->details.given_name + ' ' + provider->details.family_name
                      : std::string();
    }
    default: return {};
  }
}

std::optional<Place> number(std::string_view text) {
  Place out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || out < 0) return std::nullopt;
  return out;
}

}  // namespace

FigureKey key_of(Context& c, const Facts& facts, Dimension d, Place place) {
  if (place == place_erased)
    return {d, std::string(erased_place_code), std::string(erased_place_code)};
  if (place == place_unknown)
    return {d, std::string(unknown_place_code), std::string(unknown_place_code)};
  if (is_period(d)) {
    const Date first{std::chrono::days(place)};
    return {d, format_date(first), period_name(d, first)};
  }
  if (auto name = enumerator(d, place)) return {d, *name, *name};
  if (d == Dimension::age_band) return {d, band_name(place), band_name(place)};
  if (is_text(d)) {
    const std::string text(facts.texts().text(static_cast<std::uint32_t>(place)));
    return {d, text, text};
  }
  return {d, std::to_string(place), place ? name_of_id(c, d, place) : std::string("none")};
}

std::optional<Place> place_of(const Facts& facts, Dimension d, std::string_view code) {
  if (is_period(d)) return std::nullopt;
  if (is_personal_dimension(d) && code == erased_place_code) return place_erased;
  const auto named = with_enumerators(d, [&](const auto& all) -> std::optional<Place> {
    const auto at = std::ranges::find(all, code, [](auto& name) { return name.name; });
    return at == all.end() ? std::nullopt : std::optional<Place>(at - all.begin());
  });
  if (named || enumerator(d, 0)) return named;
  if (is_personal_dimension(d) && code == unknown_place_code) return place_unknown;
  if (d == Dimension::age_band) {
    for (const auto youngest : age_bands())
      if (band_name(youngest) == code) return youngest;
    return std::nullopt;
  }
  if (is_text(d)) {
    const auto text = facts.texts().find(code);
    return text ? Place{*text} : place_absent;
  }
  return number(code);
}

bool is_nobody(Dimension d, Place place) { return place == 0 && !enumerator(d, 0); }

}  // namespace onward
