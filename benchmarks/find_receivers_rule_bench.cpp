#include "find_receivers_rule_bench.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>

#include "onward/rules/eligibility_index.hpp"
#include "simulation/county.hpp"
#include "sqlite_directory.hpp"

namespace onward::benchmarks {

using simulation::County;

namespace {

constexpr std::size_t asks_max = 1'000;
constexpr std::size_t asks_explained_by_brute_force = 3;
constexpr std::int64_t eligible_max = 100;

double microseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}

std::vector<std::int64_t> ids_of(const Found& found) {
  std::vector<std::int64_t> ids;
  ids.reserve(found.receivers.size());
  for (auto& receiver : found.receivers) ids.push_back(receiver.service_id.value);
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

std::vector<Figure> find_receivers_rule_figures(const Plan& plan, std::int64_t services,
                                                int rounds) {
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
  const Folder folder(plan.folder);
  SqliteDirectory sqlite(folder.file("yardstick"), offers);
  const auto asks = asks_of_few(county, index);
  for (auto& ask : asks)
    if (ids_of(index.find(ask)) != sqlite.find(ask))
      throw std::logic_error("the index and SQLite find different receivers");
  for (std::size_t i = 0; i < asks_explained_by_brute_force; ++i)
    compare_explanation(offers, asks[i],
                        index.find(asks[i], {.explain = true}).explanation.value_or(Explanation{}));

  for (int round = 0; round < rounds; ++round) {
    ours.push_back(time_of(asks, [&](auto& ask) { return index.find(ask); }));
    theirs.push_back(time_of(asks, [&](auto& ask) { return sqlite.find(ask); }));
    explained.push_back(
        time_of(asks, [&](auto& ask) { return index.find(ask, {.explain = true}); }));
    ratio.push_back(theirs.back() / ours.back());
  }
  const double megabytes = static_cast<double>(index.memory_bytes()) / 1e6;
  const std::string sqlite_version = std::string("SQLite ") + sqlite3_libversion();
  return {figure("find_receivers_rule_us", ours, "us", "limit 25 us"),
          figure("find_receivers_rule_vs_sqlite", ratio, "times faster",
                 sqlite_version + ", covering index clustered by issue and locality"),
          figure("find_receivers_rule_explain_us", explained, "us", "limit 400 us"),
          figure("find_receivers_rule_build_s", build, "s", "limit 1 s"),
          figure("find_receivers_rule_memory_mb", {megabytes}, "MB", "limit 150 MB")};
}

}  // namespace onward::benchmarks
