#include "find_receivers_rule_bench.hpp"

#include <sqlite3.h>

#include <bit>
#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>

#include "county.hpp"
#include "onward/rules/eligibility_index.hpp"

namespace onward::benchmarks {

namespace {

constexpr std::size_t asks_max = 1'000;
constexpr std::size_t asks_explained_by_brute_force = 3;
constexpr std::int64_t eligible_max = 100;
constexpr std::int64_t none = 1'000'000'000;  // sorts last, and is above every limit

double microseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}

std::vector<std::int64_t> ids_of(const Found& found) {
  std::vector<std::int64_t> ids;
  for (auto& receiver : found.receivers) ids.push_back(receiver.service_id.value);
  return ids;
}

// Words as bits, so that SQLite tests a whole list with one `and`.
class Bits {
 public:
  std::int64_t of(const std::string& word) {
    const auto [at, is_new] = bits_.try_emplace(word, std::int64_t{1} << bits_.size());
    if (bits_.size() > 62) throw std::length_error("more words than bits");
    return at->second;
  }
  template <class List> std::int64_t of_all(const List& words) {
    std::int64_t all = 0;
    for (auto& word : words) all |= of(word);
    return all;
  }

 private:
  std::map<std::string, std::int64_t> bits_;
};

// The best that was found for SQLite: one table clustered by issue and locality, which the query
// reads in order and never leaves; lists as bits; rows that are closed to all sorted apart. It is
// in memory, and need not follow changes.
class SqliteDirectory {
 public:
  explicit SqliteDirectory(std::span<const Offer> offers);
  std::vector<std::int64_t> find(const Ask& ask);

 private:
  using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;
  static constexpr auto columns =
      "issue, locality, closed, service, age_from, age_below, income_limit, fresh_until, genders, "
      "languages, populations, refused, organization, wait, waitlist, latitude, longitude, "
      "further_latitude, further_longitude";

  void check(int code) const {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
      throw std::runtime_error(sqlite3_errmsg(store_.get()));
  }
  Statement prepare(const char* sql) const {
    sqlite3_stmt* statement = nullptr;
    check(
        sqlite3_prepare_v3(store_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    return {statement, sqlite3_finalize};
  }
  std::int64_t locality(const std::string& code) {
    return localities_.try_emplace(code, static_cast<std::int64_t>(localities_.size()) + 1)
        .first->second;
  }
  std::int64_t refused(const Offer& offer);
  void insert(sqlite3_stmt* statement, const Offer& offer, std::int64_t issue, std::int64_t area);

  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> store_{nullptr, sqlite3_close};
  std::map<std::string, std::int64_t> localities_;  // 0 is everywhere
  Bits languages_, populations_, values_;
  std::map<std::string, std::vector<std::string>>
      values_of_;  // an attribute's, the empty is absent
  Statement find_{nullptr, sqlite3_finalize};
};

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

SqliteDirectory::SqliteDirectory(std::span<const Offer> offers) {
  sqlite3* store = nullptr;
  const int opened = sqlite3_open(":memory:", &store);
  store_.reset(store);
  check(opened);
  check(sqlite3_create_function(store, "distance", 6, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                                distance, nullptr, nullptr));
  const auto table = "create table offer (" + std::string(columns) +
                     ", primary key (issue, locality, closed, service)) without rowid; begin";
  check(sqlite3_exec(store, table.c_str(), nullptr, nullptr, nullptr));

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
  const auto statement =
      prepare(("insert into offer (" + std::string(columns) +
               ") values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)")
                  .c_str());
  for (auto& [issue, area, offer] : keys) insert(statement.get(), *offer, issue, area);
  check(sqlite3_exec(store, "commit", nullptr, nullptr, nullptr));
  find_ = prepare(
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

void SqliteDirectory::insert(sqlite3_stmt* statement, const Offer& offer, std::int64_t issue,
                             std::int64_t area) {
  const auto places = capacity_of(offer, {}, 0);
  const bool is_closed = !offer.active || !offer.accepting || !offer.provider.active ||
                         !offer.provider.accepting || offer.provider.partners_required ||
                         places == CapacityState::full;
  std::int64_t genders = 0, fresh_until = none;
  for (auto gender : offer.genders) genders |= std::int64_t{1} << static_cast<int>(gender);
  if (offer.capacity_limit && offer.capacity_reported_at)
    fresh_until = std::chrono::floor<std::chrono::days>(*offer.capacity_reported_at)
                      .time_since_epoch()
                      .count();
  bind(statement,
       {issue, area, is_closed, offer.service_id.value, offer.age_from_months.value_or(-none),
        offer.age_below_months.value_or(none), offer.income_percent_limit.value_or(none),
        fresh_until, genders, languages_.of_all(offer.languages),
        populations_.of_all(offer.populations), refused(offer),
        offer.provider.organization_id.value, offer.wait_days.value_or(none),
        places == CapacityState::waitlist, offer.points[0].latitude, offer.points[0].longitude});
  for (int i = 18; i <= 19; ++i) sqlite3_bind_null(statement, i);
  if (offer.points.size() > 1) {
    sqlite3_bind_int64(statement, 18, offer.points[1].latitude);
    sqlite3_bind_int64(statement, 19, offer.points[1].longitude);
  }
  check(sqlite3_step(statement));
  check(sqlite3_reset(statement));
}

// An unknown fact is given the value that only unrestricted services accept.
std::vector<std::int64_t> SqliteDirectory::find(const Ask& ask) {
  std::int64_t attributes = 0;
  for (auto& [name, values] : values_of_) {
    std::string has;
    for (auto& attribute : ask.attributes)
      if (attribute.name == name) has = attribute.value;
    attributes |= values_.of(name + "=" + has);
  }
  const bool is_told = ask.gender != Gender::prefer_not_to_say && ask.gender != Gender::unknown;
  const auto today = std::chrono::floor<std::chrono::days>(ask.now).time_since_epoch().count();
  const auto area = localities_.find(ask.locality);
  bind(find_.get(),
       {ask.issue_id.value, area == localities_.end() ? 0 : area->second,
        age_in_months(*ask.birth_date, ask.referred_on), ask.income_percent.value_or(none),
        today - ask.capacity_fresh_days, is_told ? 1 << static_cast<int>(ask.gender) : 0,
        languages_.of(ask.language), ask.populations ? populations_.of_all(*ask.populations) : 0,
        attributes, ask.sender_id.value, ask.place->latitude, ask.place->longitude});
  std::vector<std::int64_t> ids;
  int code = SQLITE_OK;
  while ((code = sqlite3_step(find_.get())) == SQLITE_ROW)
    ids.push_back(sqlite3_column_int64(find_.get(), 0));
  check(code);
  check(sqlite3_reset(find_.get()));
  return ids;
}

// Explains by looking at every service, and compares.
void compare_explanation(std::span<const Offer> offers, const Ask& ask, const Explanation& why) {
  std::map<Criterion, std::int64_t> histogram;
  std::map<std::vector<Criterion>, std::int64_t> relaxations;
  for (auto& offer : offers) {
    const auto assessment = assess(offer, ask);
    auto blocking = listed(assessment.blocking(ask.on_unknown));
    if (assessment.no.contains(Criterion::issue)) blocking = {Criterion::issue};
    for (auto criterion : blocking) ++histogram[criterion];
    if (!blocking.empty() && is_relaxable(blocking.front())) ++relaxations[blocking];
  }
  // Of equally many criteria the map's order is the table's.
  const auto fewest =
      std::min_element(relaxations.begin(), relaxations.end(),
                       [](auto& a, auto& b) { return a.first.size() < b.first.size(); });
  std::map<Criterion, std::int64_t> same;
  for (auto& [criterion, services] : why.histogram) same[criterion] = services;
  if (same != histogram || fewest == relaxations.end() || fewest->first != why.relaxation ||
      fewest->second != why.relaxation_yields)
    throw std::logic_error("the index and brute force explain differently");
}

std::vector<Ask> asks_of_few(const County& county, const EligibilityIndex& index) {
  std::vector<Ask> asks;
  for (std::int64_t number = 1; asks.size() < asks_max; ++number)
    if (auto ask = county.ask(number); index.find(ask).eligible_total <= eligible_max)
      asks.push_back(std::move(ask));
  return asks;
}

// The median time of one call, each ask once.
template <class Call> double time_of(const std::vector<Ask>& asks, Call call) {
  std::vector<double> microseconds;
  for (auto& ask : asks) {
    const auto start = std::chrono::steady_clock::now();
    call(ask);
    microseconds.push_back(microseconds_since(start));
  }
  return median(microseconds);
}

}  // namespace

std::vector<Figure> find_receivers_rule_figures(std::int64_t services, int rounds) {
  const County county({.services = services}, 1);
  std::vector<Offer> offers;
  offers.reserve(static_cast<std::size_t>(services));
  for (std::int64_t number = 1; number <= services; ++number)
    offers.push_back(county.offer(number));

  std::vector<double> build, ours, theirs, explained, ratio;
  EligibilityIndex index;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    index = EligibilityIndex(offers);
    build.push_back(microseconds_since(start) / 1e6);
  }
  SqliteDirectory sqlite(offers);
  const auto asks = asks_of_few(county, index);
  for (auto& ask : asks)
    if (ids_of(index.find(ask)) != sqlite.find(ask))
      throw std::logic_error("the index and SQLite find different receivers");
  for (std::size_t i = 0; i < asks_explained_by_brute_force; ++i)
    compare_explanation(offers, asks[i], *index.find(asks[i], {.explain = true}).explanation);

  for (int round = 0; round < rounds; ++round) {
    ours.push_back(time_of(asks, [&](auto& ask) { return index.find(ask); }));
    theirs.push_back(time_of(asks, [&](auto& ask) { return sqlite.find(ask); }));
    explained.push_back(
        time_of(asks, [&](auto& ask) { return index.find(ask, {.explain = true}); }));
    ratio.push_back(theirs.back() / ours.back());
  }
  const double megabytes = static_cast<double>(index.memory_bytes()) / 1e6;
  const std::string sqlite_version = std::string("SQLite ") + sqlite3_libversion() + " in memory";
  return {figure("find_receivers_rule_us", ours, "us", "limit 25 us"),
          figure("find_receivers_rule_vs_sqlite", ratio, "times faster",
                 sqlite_version + ", clustered by issue and locality"),
          figure("find_receivers_rule_explain_us", explained, "us", "limit 400 us"),
          figure("find_receivers_rule_build_s", build, "s", "limit 1 s"),
          figure("find_receivers_rule_memory_mb", {megabytes}, "MB", "limit 150 MB")};
}

}  // namespace onward::benchmarks
