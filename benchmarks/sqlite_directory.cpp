#include "sqlite_directory.hpp"

#include <algorithm>

namespace onward::benchmarks {

namespace {

constexpr std::int64_t none = 1'000'000'000;  // sorts last, and is above every limit

// distance(latitude, longitude, and those of one or two places): metres to the nearest.
void distance(sqlite3_context* context, int, sqlite3_value** values) {
  const auto point = [&](int i) {
    return Point{sqlite3_value_int(values[i]), sqlite3_value_int(values[i + 1])};
  };
  const DistanceFrom distance(point(0));
  auto meters = distance(point(2));
  if (sqlite3_value_type(values[4]) != SQLITE_NULL) meters = std::min(meters, distance(point(4)));
  sqlite3_result_int64(context, meters);
}

void bind(sqlite3_stmt* statement, std::initializer_list<std::int64_t> values) {
  int at = 0;
  for (auto value : values) sqlite3_bind_int64(statement, ++at, value);
}

}  // namespace

SqliteDirectory::SqliteDirectory(const std::string& path, std::span<const Offer> offers)
    : store_(path) {
  store_.execute("PRAGMA synchronous = OFF; PRAGMA mmap_size = 4294967296");
  store_.check(sqlite3_create_function(store_.handle(), "distance", 6,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, distance,
                                       nullptr, nullptr));
  store_.execute("create table offer (" + std::string(columns) +
                 ", primary key (issue, locality, closed, service)) without rowid; begin");

  struct Key {
    std::int64_t issue, locality;
    const Offer* offer;
    auto operator<=>(const Key&) const = default;
  };
  std::vector<Key> keys;
  for (auto& offer : offers) {
    for (auto& criterion : offer.attributes)
      for (auto& value : criterion.any_of) values_of_[criterion.name].push_back(value);
    for (auto issue : offer.issues) {
      if (offer.localities.empty()) keys.push_back({issue.value, 0, &offer});
      for (auto& code : offer.localities) keys.push_back({issue.value, locality(code), &offer});
    }
  }
  for (auto& [name, values] : values_of_) {
    values.push_back("");
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }
  std::sort(keys.begin(), keys.end());
  const auto statement = store_.prepare(
      "insert into offer (" + std::string(columns) +
      ") values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)");
  for (auto& [issue, area, offer] : keys) insert(statement, *offer, issue, area);
  store_.execute("commit; PRAGMA wal_checkpoint(TRUNCATE)");
  find_ = store_.prepare(
      "select service, count(*) over () from offer where issue = ?1 and locality in (0, ?2) and "
      "closed = 0 "
      "and age_from <= ?3 and age_below > ?3 and income_limit >= ?4 and fresh_until >= ?5 "
      "and (genders = 0 or genders & ?6) and (languages = 0 or languages & ?7) "
      "and (populations = 0 or populations & ?8) and refused & ?9 = 0 and organization <> ?10 "
      "order by distance(?11, ?12, latitude, longitude, further_latitude, further_longitude), "
      "wait, waitlist, languages & ?7 = 0, service limit 20");
}

// Bits of the attribute values that do not qualify; absence is the value of no letters.
std::int64_t SqliteDirectory::refused(const Offer& offer) {
  std::int64_t bits = 0;
  for (auto& criterion : offer.attributes)
    for (auto& value : values_of_[criterion.name])
      if (std::ranges::count(criterion.any_of, value) == 0)
        bits |= values_.of(criterion.name + "=" + value);
  return bits;
}

void SqliteDirectory::insert(const Raw::Statement& statement, const Offer& offer,
                             std::int64_t issue, std::int64_t area) {
  const auto places = capacity_of(offer, {}, 0);
  const bool is_closed = !offer.active || !offer.accepting || !offer.provider.active ||
                         !offer.provider.accepting || offer.provider.partners_required ||
                         places == CapacityState::full;
  std::int64_t genders = 0, fresh_until = none;
  for (auto gender : offer.genders) genders |= std::int64_t{1} << static_cast<int>(gender);
  // A limit that is reached here is known, however old the report.
  if (offer.capacity_limit && offer.capacity_reported_at && offer.used < *offer.capacity_limit)
    fresh_until = std::chrono::floor<std::chrono::days>(*offer.capacity_reported_at)
                      .time_since_epoch()
                      .count();
  bind(statement.get(),
       {issue, area, is_closed, offer.service_id.value, offer.age_from_months.value_or(-none),
        offer.age_below_months.value_or(none), offer.income_percent_limit.value_or(none),
        fresh_until, genders, languages_.of_all(offer.languages),
        populations_.of_all(offer.populations), refused(offer),
        offer.provider.organization_id.value, offer.wait_days.value_or(none),
        places == CapacityState::waitlist, offer.points[0].latitude, offer.points[0].longitude});
  for (int i = 18; i <= 19; ++i) sqlite3_bind_null(statement.get(), i);
  if (offer.points.size() > 1) {
    sqlite3_bind_int64(statement.get(), 18, offer.points[1].latitude);
    sqlite3_bind_int64(statement.get(), 19, offer.points[1].longitude);
  }
  store_.run(statement);
}

// An unknown fact is given the value that only unrestricted services accept.
std::vector<std::int64_t> SqliteDirectory::find(const Ask& ask) {
  std::int64_t attributes = 0;
  for (auto& [name, values] : values_of_) {
    std::string has;
    for (auto& attribute : ask.attributes)
      if (attribute.name == name) has = attribute.value;
    attributes |= values_.of(name + '=' + has);
  }
  const bool is_told = ask.gender != Gender::prefer_not_to_say && ask.gender != Gender::unknown;
  const auto today = std::chrono::floor<std::chrono::days>(ask.now).time_since_epoch().count();
  const auto area = localities_.find(ask.locality);
  const Point place = ask.place.value_or(Point{});
  bind(find_.get(), {ask.issue_id.value, area == localities_.end() ? 0 : area->second,
                     age_in_months(ask.birth_date.value_or(ask.referred_on), ask.referred_on),
                     ask.income_percent.value_or(none),
                     ask.capacity_fresh_days ? today - ask.capacity_fresh_days : -none,
                     is_told ? 1 << static_cast<int>(ask.gender) : 0, languages_.of(ask.language),
                     ask.populations ? populations_.of_all(*ask.populations) : 0, attributes,
                     ask.sender_id.value, place.latitude, place.longitude});
  std::vector<std::int64_t> ids;
  while (store_.step(find_)) ids.push_back(sqlite3_column_int64(find_.get(), 0));
  store_.check(sqlite3_reset(find_.get()));
  return ids;
}

}  // namespace onward::benchmarks
