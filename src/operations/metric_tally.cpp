#include "operations/metric_tally.hpp"

#include <algorithm>

#include "operations/metric_places.hpp"
#include "operations/need_group.hpp"
#include "operations/practice.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

std::string at(std::string_view list, std::size_t i) {
  return '/' + std::string(list) + '/' + std::to_string(i);
}

// Every metric must stand along every dimension that is asked.
Refused check_dimension(const AskFigures& in, Dimension d, std::string path) {
  for (const auto m : in.metrics)
    if (!has_dimension(definition_of(m).facts, d))
      return refuse(Reason::metric_lacks_dimension, std::move(path), "no such dimension",
                    {{"metric", std::string(name_of(m))}, {"dimension", std::string(name_of(d))}});
  return std::nullopt;
}

// Asked twice, it would be answered twice, and nobody asks for that.
Refused check_each_once(const AskFigures& in) {
  const auto is_again = [](auto& list, std::size_t i) {
    return std::ranges::find(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(i),
                             list[i]) != list.begin() + static_cast<std::ptrdiff_t>(i);
  };
  for (std::size_t i = 0; i < in.metrics.size(); ++i)
    if (is_again(in.metrics, i))
      return refuse(Reason::malformed_request, at("metrics", i), "the same metric twice");
  for (std::size_t i = 0; i < in.group_by.size(); ++i)
    if (is_again(in.group_by, i))
      return refuse(Reason::malformed_request, at("group_by", i), "the same dimension twice");
  return std::nullopt;
}

Refused check(Context& c, const AskFigures& in) {
  if (in.metrics.empty() || in.metrics.size() > metrics_max)
    return refuse(Reason::malformed_request, "/metrics", "1 to 12 metrics");
  if (in.group_by.size() > group_by_max)
    return refuse(Reason::malformed_request, "/group_by", "at most 3 dimensions");
  if (auto refused = check_each_once(in)) return refused;
  for (std::size_t i = 0; i < in.group_by.size(); ++i)
    if (auto refused = check_dimension(in, in.group_by[i], at("group_by", i))) return refused;
  for (std::size_t i = 0; i < in.filters.size(); ++i)
    if (auto refused =
            check_dimension(in, in.filters[i].dimension, at("filters", i) + "/dimension"))
      return refused;
  if (in.from && in.until && *in.until <= *in.from)
    return refuse(Reason::period_reversed, "/until", "the period ends before it begins",
                  {{"begins_on", *in.from}, {"ends_on", *in.until}});
  if (in.as_of && *in.as_of > c.now)
    return refuse(Reason::time_in_future, "/as_of", "is in the future");
  if (in.suppress_below && *in.suppress_below < 0)
    return refuse(Reason::malformed_request, "/suppress_below", "0 or more");
  if (in.whole_store)
    if (auto refused = store_administrators_only(c, "/whole_store")) return refused;
  // A receiver may no longer see who the client is, and one fact by itself would tell.
  if (asks_about_clients(in) &&
      in.suppress_below.value_or(suppressed_below_default) < suppressed_below_default)
    return store_administrators_only(c, "/suppress_below");
  return std::nullopt;
}

// What was merged counts under who stands in its place; as it was known before, under itself.
Refused refuse_merged(Context& c, const AskFigures& in, Dimension d, Place place,
                      std::string path) {
  if (d != Dimension::referring_provider || in.as_of || place <= 0) return std::nullopt;
  const auto found = own_provider(c, ReferringProviderId(place), std::move(path));
  const bool is_merged = !found && found.refusal().reason == Reason::provider_merged;
  return is_merged ? Refused(found.refusal()) : std::nullopt;
}

Result<std::vector<MetricFilter>> filters_of(Context& c, const Facts& facts, const AskFigures& in) {
  std::vector<MetricFilter> out;
  for (std::size_t i = 0; i < in.filters.size(); ++i) {
    MetricFilter filter{.dimension = in.filters[i].dimension, .any_of = {}};
    for (std::size_t j = 0; j < in.filters[i].any_of.size(); ++j) {
      const auto place = place_of(facts, filter.dimension, in.filters[i].any_of[j]);
      if (!place)
        return refuse(Reason::malformed_request, at("filters", i) + at("any_of", j),
                      "no place of this dimension");
      if (auto refused =
              refuse_merged(c, in, filter.dimension, *place, at("filters", i) + at("any_of", j)))
        return *std::move(refused);
      filter.any_of.push_back(*place);
    }
    out.push_back(std::move(filter));
  }
  return out;
}

MetricQuery question_of(const AskFigures& in, std::vector<MetricFilter> filters,
                        const TimeZone& zone, Instant as_of, OrganizationId own) {
  const auto begin = [&](std::optional<Date> day) {
    return day ? std::optional(first_minute_of(*day, zone)) : std::nullopt;
  };
  return {.metrics = in.metrics,
          .group_by = in.group_by,
          .filters = std::move(filters),
          .from = begin(in.from),
          .until = begin(in.until),
          .as_of = minute_of(as_of),
          .organization_id = in.whole_store ? 0 : static_cast<FactId>(own.value)};
}

// The dimension of whose periods the period asked for consists, whole; nothing when there is none.
std::optional<std::size_t> whole_periods(const AskFigures& in) {
  const auto begins = [](Dimension d, std::optional<Date> day) {
    return !day || first_day_of(d, *day) == *day;
  };
  for (std::size_t i = 0; i < in.group_by.size(); ++i)
    if (is_period(in.group_by[i]) && begins(in.group_by[i], in.from) &&
        begins(in.group_by[i], in.until))
      return i;
  return std::nullopt;
}

// The groups of the period alone.
std::shared_ptr<const MetricTallies> within(const MetricTallies& all, std::size_t dimension,
                                            const AskFigures& in) {
  auto out = std::make_shared<MetricTallies>();
  for (auto& [key, tallies] : all.groups) {
    const Date day{std::chrono::days(key[dimension])};
    if ((!in.from || day >= *in.from) && (!in.until || day < *in.until)) out->groups[key] = tallies;
  }
  return out;
}

// Answered from a tally that stands, when the question allows it; otherwise null.
std::shared_ptr<const MetricTallies> from_standing(Context& c, const AskFigures& in,
                                                   MetricQuery query, const TimeZone& zone) {
  const auto whole = whole_periods(in);
  if (in.as_of || !StandingTally::can_stand(query) || (!whole && (in.from || in.until)))
    return nullptr;
  query.from = query.until = std::nullopt;
  query.as_of = 0;
  auto all = c.facts.stand(c, query, zone);
  return all && (in.from || in.until) ? within(*all, *whole, in) : std::move(all);
}

}  // namespace

void AskedDays::was_counted_from(Dimension period, Date first_counted) {
  if (first_counted < first_day_of(period, began)) began = first_counted - std::chrono::days(1);
}

bool AskedDays::has_whole(Dimension period, Date first) const {
  const Date next = next_first_day(period, first);
  const bool has_begun = period == Dimension::day ? began < first : began <= first;
  return has_begun && next <= today && (!from || *from <= first) && (!until || next <= *until);
}

AskedDays days_of(Context& c, const TimeZone& zone, std::optional<Instant> as_of,
                  bool whole_store) {
  AskedDays out{.today = zone.local_day(as_of.value_or(c.now))};
  const std::int64_t id = whole_store ? 1 : c.subject.organization_id.value;
  c.tables.transaction().history(whole_store ? Noun::store : Noun::organization, id,
                                 [&](const Entry& e) {
                                   out.began = zone.local_day(e.time);
                                   return false;
                                 });
  return out;
}

bool asks_about_clients(const AskFigures& in) {
  return std::ranges::any_of(in.group_by, is_personal_dimension) ||
         std::ranges::any_of(in.filters,
                             [](auto& f) { return is_personal_dimension(f.dimension); });
}

Result<Tallied> tallied(Context& c, const AskFigures& in) {
  if (auto refused = check(c, in)) return *std::move(refused);
  const OwnDays days = own_days(c, c.subject.organization_id);
  Tallied out{.known = c.facts.facts(c, in.as_of),
              .zone = days.zone,
              .time_zone = days.organization->time_zone};
  auto filters = filters_of(c, *out.known.facts, in);
  if (!filters) return filters.refusal();
  out.query = question_of(in, std::move(filters.value()), *days.zone, in.as_of.value_or(c.now),
                          c.subject.organization_id);
  out.tallies = from_standing(c, in, out.query, *days.zone);
  if (!out.tallies)
    out.tallies = std::make_shared<MetricTallies>(tally(*out.known.facts, out.query, *days.zone));
  if (std::ssize(out.tallies->groups) > metric_groups_max)
    return refuse(Reason::too_many_groups, "/group_by", "too many groups",
                  {{"limit", metric_groups_max}});
  return out;
}

}  // namespace onward
