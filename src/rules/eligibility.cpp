#include "onward/rules/eligibility.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <tuple>

#include "onward/rules/partners.hpp"
#include "text.hpp"

namespace onward {

namespace {

std::vector<std::string> areas(const std::vector<std::string>& as_typed) {
  std::vector<std::string> out;
  out.reserve(as_typed.size());
  for (auto& text : as_typed) out.push_back(area(text));
  return out;
}

constexpr double earth_radius_meters = 6'371'008.8;  // mean radius, IUGG 1980
constexpr double radians = std::numbers::pi / 180e6;  // in a millionth of a degree
constexpr double small_angle = 0.1;                   // 637 km; the next term is below 1e-17

double sine(double x) {
  if (std::abs(x) > small_angle) return std::sin(x);
  const double s = x * x;
  return x * (1 - s * (1.0 / 6 - s * (1.0 / 120 - s * (1.0 / 5040 - s * (1.0 / 362880)))));
}

double arc_sine(double x) {
  if (std::abs(x) > small_angle) return std::asin(x);
  const double s = x * x;
  return x * (1 + s * (1.0 / 6 +
                       s * (3.0 / 40 +
                            s * (15.0 / 336 + s * (105.0 / 3456 + s * (945.0 / 42240 +
                                                                       s * (10395.0 / 599040)))))));
}

template <class T> bool contains(const std::vector<T>& list, const T& value) {
  return std::ranges::find(list, value) != list.end();
}
constexpr Truth truth(bool holds) { return holds ? Truth::yes : Truth::no; }

std::optional<std::int64_t> held(std::optional<std::int64_t> bound, std::int64_t max) {
  return bound ? std::optional(std::clamp<std::int64_t>(*bound, 0, max)) : bound;
}

Partners partners_of(const Provider& receiver, const Ask& ask) {
  return {.sender_requires = ask.partners_required,
          .receiver_requires = receiver.partners_required,
          .sender_names = contains(ask.send_to, receiver.organization_id),
          .receiver_names = contains(receiver.receive_from, ask.sender_id),
          .agreed = contains(ask.agreed, receiver.organization_id)};
}

bool consented(const Provider& receiver, const Ask& ask) {
  return (ask.consent_issues.empty() || contains(ask.consent_issues, ask.issue_id)) &&
         (ask.consent_receivers.empty() ||
          contains(ask.consent_receivers, receiver.organization_id));
}

std::optional<std::int64_t> nearest(const Offer& offer, const Ask& ask) {
  if (!ask.place || offer.points.empty()) return std::nullopt;
  const DistanceFrom distance(*ask.place);
  auto meters = distance(offer.points.front());
  for (const Point point : offer.points) meters = std::min(meters, distance(point));
  return meters;
}

Truth near_enough(const Offer& offer, const Ask& ask) {
  if (!ask.distance_limit_meters && !offer.radius_meters) return Truth::yes;
  const auto meters = nearest(offer, ask);
  if (!meters) return Truth::unknown;
  return truth((!ask.distance_limit_meters || *meters <= *ask.distance_limit_meters) &&
               (!offer.radius_meters || *meters <= *offer.radius_meters));
}

Truth one_of(const std::vector<std::string>& restriction, const std::string& fact) {
  if (restriction.empty()) return Truth::yes;
  return fact.empty() ? Truth::unknown : truth(contains(restriction, fact));
}

Truth income_fits(const Offer& offer, const Ask& ask) {
  if (!offer.income_percent_limit) return Truth::yes;
  if (!ask.income_percent) return Truth::unknown;
  return truth(*ask.income_percent <= *offer.income_percent_limit);
}

Truth holds(const AttributeCriterion& criterion, const Ask& ask) {
  Truth answer = Truth::unknown;
  for (auto& attribute : ask.attributes) {
    if (attribute.name != criterion.name) continue;
    if (contains(criterion.any_of, attribute.value)) return Truth::yes;
    answer = Truth::no;
  }
  return answer;
}

Truth attributes_hold(const Offer& offer, const Ask& ask) {
  Truth answer = Truth::yes;
  for (auto& criterion : offer.attributes) answer = std::min(answer, holds(criterion, ask));
  return answer;
}

Truth meant_for(const Offer& offer, const Ask& ask) {
  if (offer.populations.empty()) return Truth::yes;
  if (!ask.populations) return Truth::unknown;
  return truth(std::ranges::any_of(
      *ask.populations, [&](auto& group) { return contains(offer.populations, group); }));
}

Truth gender_fits(const Offer& offer, const Ask& ask) {
  if (offer.genders.empty() || contains(offer.genders, ask.gender)) return Truth::yes;
  const bool told = ask.gender != Gender::unknown && ask.gender != Gender::prefer_not_to_say;
  return told ? Truth::no : Truth::unknown;
}

Truth age_fits(const Offer& offer, const Ask& ask) {
  if (!offer.age_from_months && !offer.age_below_months) return Truth::yes;
  if (!ask.birth_date) return Truth::unknown;
  const auto age = age_in_months(*ask.birth_date, ask.referred_on);
  return truth((!offer.age_from_months || age >= *offer.age_from_months) &&
               (!offer.age_below_months || age < *offer.age_below_months));
}

// How well an offer fits: by what stands in the way beside places, then by places, then by rank.
struct Fit {
  int obstacles = 0;
  Truth room = Truth::no;
  Receiver receiver{};
};

Fit fit_of(const Offer& offer, const Ask& ask) {
  const Assessment found = assess(offer, ask);
  const Criteria blocking = found.blocking(ask.on_unknown);
  const bool blocks = blocking.contains(Criterion::capacity);
  Fit out{.obstacles = std::popcount(blocking.bits) - (blocks ? 1 : 0),
          .room = Truth::yes,
          .receiver = {.service_id = offer.service_id,
                       .organization_id = offer.provider.organization_id,
                       .distance_meters = nearest(offer, ask),
                       .wait_days = offer.wait_days,
                       .capacity = capacity_of(offer, ask.now, ask.capacity_fresh_days),
                       .language_listed = contains(offer.languages, ask.language),
                       .unknown = found.unknown}};
  if (blocks) out.room = takes_another(out.receiver.capacity);
  return out;
}

bool fits_before(const Fit& a, const Fit& b) {
  if (a.obstacles != b.obstacles) return a.obstacles < b.obstacles;
  if (a.room != b.room) return a.room > b.room;
  return ranks_before(a.receiver, b.receiver, rank_default);
}

int capacity_rank(CapacityState state) {
  switch (state) {
    case CapacityState::unlimited:
    case CapacityState::limited: return 0;
    case CapacityState::waitlist: return 1;
    default: return 2;
  }
}

}  // namespace

std::vector<Criterion> listed(Criteria set) {
  std::vector<Criterion> list;
  for (auto& name : names<Criterion>)
    if (set.contains(name.value)) list.push_back(name.value);
  return list;
}

DistanceFrom::DistanceFrom(Point place)
    : place_(place),
      sine_(std::sin(place.latitude * radians)),
      cosine_(std::cos(place.latitude * radians)) {}

// The haversine formula. Sines of small angles are summed from their series, which is exact to the
// last bit of a metre below the limit and several times faster.
std::int64_t DistanceFrom::operator()(Point to) const {
  const double north = (double(to.latitude) - place_.latitude) * radians;
  const double east = (double(to.longitude) - place_.longitude) * radians;
  const double sine_north = sine(north / 2), cosine_north = 1 - 2 * sine_north * sine_north;
  const double rise = sine_north, run = sine(east / 2);
  const double cosine_to = cosine_ * cosine_north - sine_ * sine(north);
  const double chord = std::sqrt(std::min(rise * rise + cosine_ * cosine_to * run * run, 1.0));
  return static_cast<std::int64_t>(2 * earth_radius_meters * arc_sine(chord) + 0.5);
}

Provider provider_of(const Organization& organization, std::int64_t used) {
  return {.organization_id = organization.id,
          .active = organization.active,
          .accepting = organization.accepting,
          .working_days = organization.working_days,
          .partners_required = organization.partners_required,
          .receive_from = organization.receive_from,
          .capacity_limit = organization.capacity_limit,
          .capacity_reported_at = organization.capacity_reported_at,
          .used = used};
}

std::string area(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return fold(text);
}

Offer offer_of(const Service& service, Provider provider, std::span<const Location> locations,
               std::int64_t used) {
  Offer offer{.service_id = service.id,
              .provider = std::move(provider),
              .active = service.active,
              .accepting = service.accepting,
              .issues = service.issues,
              .age_from_months = held(service.age_from_months, age_months_max),
              .age_below_months = held(service.age_below_months, age_months_max),
              .genders = service.genders,
              .localities = areas(service.localities),
              .languages = service.languages,
              .income_percent_limit = held(service.income_percent_limit, income_percent_max),
              .populations = service.populations,
              .attributes = service.attributes,
              .capacity_limit = service.capacity_limit,
              .used = used,
              .waitlist = service.waitlist,
              .capacity_reported_at = service.capacity_reported_at,
              .wait_days = service.wait_days,
              .radius_meters = held(service.radius_meters, radius_meters_max),
              .weeks = weeks_of(service, locations)};
  for (auto& location : locations)
    if (location.active && location.latitude_microdegrees && location.longitude_microdegrees &&
        contains(service.locations, location.id))
      offer.points.push_back({static_cast<std::int32_t>(*location.latitude_microdegrees),
                              static_cast<std::int32_t>(*location.longitude_microdegrees)});
  return offer;
}

Ask ask_for(const Client& client, Ask ask) {
  ask.birth_date = client.details.birth_date;
  ask.gender = client.details.gender;
  ask.locality = area(client.details.locality);
  ask.language = client.details.language;
  ask.income_percent = client.details.income_percent;
  ask.attributes = client.details.attributes;
  const auto& [latitude, longitude] =
      std::tie(client.details.latitude_microdegrees, client.details.longitude_microdegrees);
  if (latitude && longitude)
    ask.place = Point{static_cast<std::int32_t>(*latitude), static_cast<std::int32_t>(*longitude)};
  if (!client.details.populations.empty()) ask.populations = client.details.populations;
  return ask;
}

Visit visit_of(const Ask& ask) {
  return {ask.days, ask.available_from_minutes, ask.available_until_minutes};
}

std::int64_t age_in_months(Date born, Date on) {
  const std::chrono::year_month_day from{born}, to{on};
  const auto years = static_cast<int>(to.year()) - static_cast<int>(from.year());
  const auto months =
      static_cast<int>(unsigned(to.month())) - static_cast<int>(unsigned(from.month()));
  return years * 12 + months - (to.day() < from.day() ? 1 : 0);
}

Truth check(const Offer& offer, const Ask& ask, Criterion criterion) {
  const Provider& provider = offer.provider;
  switch (criterion) {
    case Criterion::active: return truth(offer.active && provider.active);
    case Criterion::accepting: return truth(offer.accepting && provider.accepting);
    case Criterion::issue: return truth(contains(offer.issues, ask.issue_id));
    case Criterion::sender:
      return truth(provider.organization_id != ask.sender_id &&
                   !contains(ask.senders_before, provider.organization_id));
    case Criterion::partner: return truth(may_refer(partners_of(provider, ask)));
    case Criterion::consent: return truth(consented(provider, ask));
    case Criterion::schedule:
      return opens(offer.weeks, provider.working_days, visit_of(ask), ask.referred_on);
    case Criterion::distance: return near_enough(offer, ask);
    case Criterion::language: return one_of(offer.languages, ask.language);
    case Criterion::locality: return one_of(offer.localities, ask.locality);
    case Criterion::capacity:
      return takes_another(capacity_of(offer, ask.now, ask.capacity_fresh_days));
    case Criterion::income: return income_fits(offer, ask);
    case Criterion::attribute: return attributes_hold(offer, ask);
    case Criterion::population: return meant_for(offer, ask);
    case Criterion::gender: return gender_fits(offer, ask);
    case Criterion::age: return age_fits(offer, ask);
  }
  return Truth::no;
}

// Pausing is a criterion of its own (accepting), so it does not count a second time here.
CapacityState capacity_of(const Offer& offer, Instant now, std::int64_t fresh_days) {
  const Capacity own{.limit = offer.capacity_limit,
                     .used = offer.used,
                     .waitlist = offer.waitlist,
                     .reported_at = offer.capacity_reported_at};
  const Capacity whole{.limit = offer.provider.capacity_limit,
                       .used = offer.provider.used,
                       .reported_at = offer.provider.capacity_reported_at};
  return worse(capacity_state(own, now, fresh_days), capacity_state(whole, now, fresh_days));
}

Truth takes_another(CapacityState state) {
  if (state == CapacityState::stale) return Truth::unknown;
  return truth(state != CapacityState::full && state != CapacityState::paused);
}

Criteria Assessment::blocking(OnUnknown on_unknown) const {
  return {on_unknown == OnUnknown::exclude ? no.bits | unknown.bits : no.bits};
}

Assessment assess(const Offer& offer, const Ask& ask) {
  Assessment all;
  for (auto& name : names<Criterion>) {
    const Truth answer = check(offer, ask, name.value);
    if (answer == Truth::no) all.no.insert(name.value);
    if (answer == Truth::unknown) all.unknown.insert(name.value);
  }
  return all;
}

std::optional<std::size_t> best_fit(std::span<const Offer> offers, const Ask& ask) {
  std::optional<std::size_t> best;
  Fit of_best;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const Fit fit = fit_of(offers[i], ask);
    if (best && !fits_before(fit, of_best)) continue;
    best = i;
    of_best = fit;
  }
  return best;
}

bool ranks_before(const Receiver& a, const Receiver& b, std::span<const RankKey> keys) {
  const auto before = [](const std::optional<std::int64_t>& x,
                         const std::optional<std::int64_t>& y) { return x && (!y || *x < *y); };
  for (const RankKey key : keys) switch (key) {
      case RankKey::distance:
        if (a.distance_meters != b.distance_meters)
          return before(a.distance_meters, b.distance_meters);
        break;
      case RankKey::wait:
        if (a.wait_days != b.wait_days) return before(a.wait_days, b.wait_days);
        break;
      case RankKey::capacity:
        if (capacity_rank(a.capacity) != capacity_rank(b.capacity))
          return capacity_rank(a.capacity) < capacity_rank(b.capacity);
        break;
      case RankKey::language:
        if (a.language_listed != b.language_listed) return a.language_listed;
        break;
    }
  return a.service_id < b.service_id;
}

}  // namespace onward
