// What a reader of one answer can work out of small counts: nothing, by any sums and differences.
#include "operations/metric_suppression.hpp"

#include <cmath>
#include <map>
#include <numeric>

#include "catch.hpp"
#include "chance.hpp"
#include "dates.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr std::int64_t k = 5;

// Needs that some metric counts differently.
struct Class {
  NeedPhase phase{};
  NeedReason reason{};
  bool came_before = false;  // the period; so it counts where its end does, and not by itself
};
constexpr Class classes[] = {{NeedPhase::open, NeedReason::none},
                             {NeedPhase::resolved, NeedReason::none},
                             {NeedPhase::unresolved, NeedReason::none},
                             {NeedPhase::unresolved, NeedReason::nobody_eligible},
                             {NeedPhase::cancelled, NeedReason::unmet},
                             {NeedPhase::cancelled, NeedReason::sender_withdrew},
                             {NeedPhase::resolved, NeedReason::none, true}};
constexpr std::size_t class_count = std::size(classes);
constexpr Gender genders[] = {Gender::female, Gender::male, Gender::other};
constexpr std::size_t group_count = std::size(genders);

using Mixture = std::array<double, group_count * class_count>;  // of a sum over groups and classes
using People = std::array<std::array<std::int64_t, class_count>, group_count>;

Need need_that(std::int64_t id, std::int64_t client, const Class& is) {
  Need out{.id = id, .client_id = client, .issue_id = 1, .sender_id = 7, .phase = is.phase};
  out.reason = is.reason;
  out.opened_at = Instant(std::chrono::days(is.came_before ? 19'000 : 20'000));
  if (is.phase == NeedPhase::resolved || is.phase == NeedPhase::cancelled)
    out.closed_at = Instant(std::chrono::days(20'001));
  return out;
}

Facts facts_of(const People& counts) {
  Facts out;
  std::int64_t id = 0;
  for (std::size_t group = 0; group < group_count; ++group) {
    Client client{.id = static_cast<std::int64_t>(group) + 1};
    client.details.gender = genders[group];
    out.take(client, false);
    for (std::size_t c = 0; c < class_count; ++c)
      for (std::int64_t i = 0; i < counts[group][c]; ++i)
        out.take(need_that(++id, client.id.value, classes[c]));
  }
  return out;
}

// All numbers that a figure prints.
std::vector<std::int64_t> printed(const Figure& f) {
  const auto w = f.wait ? *f.wait : WaitFigures();
  std::vector<std::int64_t> out{f.count.value_or(0), f.out_of.value_or(0), w.reached};
  for (auto& detail : {f.pending, w.declined, w.expired, w.withdrawn, w.other, w.open})
    out.push_back(detail.value_or(0));
  return out;
}

MetricQuery query_of(std::vector<Metric> metrics) {
  return {.metrics = std::move(metrics),
          .group_by = {Dimension::gender},
          .from = minute_of(Instant(std::chrono::days(19'500))),
          .as_of = minute_of(Instant(std::chrono::days(20'010)))};
}

// Of which classes each number of a metric is the sum: asked of one need of each.
std::vector<std::vector<bool>> counted_by(Metric m) {
  std::vector<std::vector<bool>> out(printed({}).size(), std::vector<bool>(class_count));
  for (std::size_t c = 0; c < class_count; ++c) {
    People one{};
    one[0][c] = 1;
    const auto tallies = tally(facts_of(one), query_of({m}), *find_zone("UTC"));
    if (tallies.groups.empty()) continue;
    const auto its = printed(figure_of(m, tallies.groups.begin()->second.at(0), false));
    for (std::size_t n = 0; n < its.size(); ++n) out[n][c] = its[n] != 0;
  }
  return out;
}

// Whether a sum can be had from known ones by adding, subtracting and multiplying them.
class Known {
 public:
  bool add(Mixture row) {
    reduce(row);
    const auto at = std::ranges::find_if(row, is_something);
    if (at == row.end()) return false;
    const double by = *at;
    for (auto& x : row) x /= by;
    rows_.emplace_back(at - row.begin(), row);
    return true;
  }
  bool tells(Mixture row) const {
    reduce(row);
    return std::ranges::none_of(row, is_something);
  }

 private:
  static bool is_something(double x) { return std::abs(x) > 1e-9; }
  void reduce(Mixture& row) const {
    for (auto& [first, known] : rows_)
      if (const double by = row[static_cast<std::size_t>(first)]; is_something(by))
        for (std::size_t i = 0; i < row.size(); ++i) row[i] -= by * known[i];
  }
  std::vector<std::pair<std::ptrdiff_t, Mixture>> rows_{};
};

using Levels = std::vector<Withheld>;
constexpr auto told = Withheld::nothing, coarse = Withheld::details, hidden = Withheld::all;
constexpr std::size_t coarse_numbers = 3;  // of those printed, the first

struct Reply {
  std::vector<Levels> levels{};  // by metric
  std::vector<GroupKey> groups{};
};
Reply answer_of(const Facts& facts, const MetricQuery& query) {
  Tallied in{.query = query, .zone = find_zone("UTC")};
  in.known.facts = std::make_shared<Facts>(facts);
  in.tallies = std::make_shared<MetricTallies>(tally(facts, in.query, *in.zone));
  Reply out{.levels = withheld(in, k, Host{}).value(), .groups = {}};
  for (auto& [key, tallied] : in.tallies->groups) out.groups.push_back(key);
  return out;
}

Reply answer_of(const Facts& facts, std::vector<Metric> metrics) {
  return answer_of(facts, query_of(std::move(metrics)));
}

// Of each metric of each group how much is withheld: nothing where there is no such group.
Withheld level(const Reply& answer, std::size_t metric, std::size_t group) {
  const auto at = std::ranges::find(answer.groups, GroupKey{static_cast<Place>(genders[group])});
  if (at == answer.groups.end()) return told;
  return answer.levels[metric][static_cast<std::size_t>(at - answer.groups.begin())];
}

// One number that is printed, of which group and classes it is the sum, and whether it is told.
struct Printed {
  std::size_t group = 0;
  std::vector<bool> classes{};
  bool is_told = false;
};
std::vector<Printed> printed_in(const Reply& answer, const std::vector<Metric>& metrics) {
  std::vector<Printed> out;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const auto numbers = counted_by(metrics[m]);
    for (std::size_t n = 0; n < numbers.size(); ++n)
      for (std::size_t group = 0; group < group_count; ++group) {
        const auto is = level(answer, m, group);
        out.push_back({group, numbers[n], is == told || (is == coarse && n < coarse_numbers)});
      }
  }
  return out;
}

// Of each number of each metric, as printed_in() has them, whether its sum over all groups is told.
std::vector<bool> sums_told(const Facts& facts, const std::vector<Metric>& metrics) {
  std::vector<bool> out;
  for (const auto m : metrics) {
    MetricQuery query = query_of({m});
    query.group_by.clear();
    const auto answer = answer_of(facts, query);
    const auto is = answer.groups.empty() ? told : answer.levels[0][0];
    for (std::size_t n = 0; n < printed({}).size(); ++n)
      out.push_back(is == told || (is == coarse && n < coarse_numbers));
  }
  return out;
}

using Nobody = std::array<std::array<bool, class_count>, group_count>;
// Of which classes it is known that nobody is in them: a number that is told is 0; and, to whoever
// knows more than they should, every one of a group of which all is told.
Nobody known_nobody(const People& counts, const std::vector<Printed>& numbers) {
  Nobody out{};
  for (std::size_t group = 0; group < group_count; ++group) {
    const auto is_told = [&](auto& p) { return p.group != group || p.is_told; };
    const bool is_open = std::ranges::all_of(numbers, is_told);
    for (std::size_t c = 0; c < class_count; ++c) out[group][c] = is_open && counts[group][c] == 0;
  }
  for (auto& number : numbers) {
    std::int64_t sum = 0;
    for (std::size_t c = 0; c < class_count; ++c)
      sum += number.classes[c] ? counts[number.group][c] : 0;
    for (std::size_t c = 0; c < class_count; ++c)
      if (number.is_told && sum == 0 && number.classes[c]) out[number.group][c] = true;
  }
  return out;
}

// The reader knows what is told, where it is nobody, and what each metric says of all groups
// together when it is asked for by itself.
Known known_to_reader(const std::vector<Printed>& numbers, const Nobody& nobody,
                      const std::vector<bool>& is_sum_told) {
  Known out;
  for (std::size_t first = 0; first < numbers.size(); first += group_count) {
    Mixture all{};
    for (std::size_t group = 0; group < group_count; ++group) {
      const auto& number = numbers[first + group];
      Mixture row{};
      for (std::size_t c = 0; c < class_count; ++c)
        if (number.classes[c] && !nobody[group][c])
          row[group * class_count + c] = all[group * class_count + c] = 1;
      if (number.is_told) out.add(row);
    }
    if (is_sum_told[first / group_count]) out.add(all);
  }
  return out;
}

// Where few of some classes are in all groups together, sums tell them, and so perhaps where they
// are (docs/decisions/0037).
bool are_few_of_all(const People& counts, unsigned subset) {
  std::int64_t people = 0;
  for (auto& group : counts)
    for (std::size_t c = 0; c < class_count; ++c) people += subset >> c & 1 ? group[c] : 0;
  return people < k;
}

}  // namespace

TEST_CASE("what is left of needs when those met are taken away is not told") {
  // Twenty women were helped, two wait: 22 less 20 are 2.
  const People counts{{{2, 20}, {0, 30}, {0, 40}}};
  const std::vector<Metric> both{Metric::needs, Metric::needs_resolved};
  const auto answer = answer_of(facts_of(counts), both);
  REQUIRE(answer.groups.size() == 3);
  // All needs are told, as by themselves; and those met where that tells nothing.
  CHECK(answer.levels[0] == Levels(3, told));
  CHECK(std::ranges::count(answer.levels[1], hidden) == 2);
}

TEST_CASE("few who are pending hide that they are, and not what is known of the others") {
  const People counts{{{2, 20, 10}, {0, 30, 10}, {30, 40, 10}}};
  const auto rate = answer_of(facts_of(counts), {Metric::resolution_rate});
  CHECK(rate.levels[0] == Levels{coarse, told, coarse});
  CHECK(answer_of(facts_of(counts), {Metric::needs, Metric::resolution_rate}).levels ==
        std::vector<Levels>{Levels(3, told), {hidden, told, hidden}});
  const People ended{{{12, 20, 0, 0, 2}, {20, 30, 0, 0, 10}, {30, 40, 0, 0, 9}}};
  CHECK(answer_of(facts_of(ended), {Metric::time_to_help}).levels[0] ==
        Levels{coarse, told, coarse});
}

TEST_CASE("no small count follows from the figures of an answer") {
  const std::vector<Metric> all{
      Metric::needs,      Metric::needs_resolved,  Metric::resolution_rate, Metric::needs_unmet,
      Metric::unmet_rate, Metric::nobody_eligible, Metric::time_to_help};
  std::map<Withheld, int> seen;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    Chance chance(seed);
    People counts{};
    for (auto& group : counts)
      for (auto& count : group)
        count = chance.below(3) == 0 ? chance.below(4) : chance.below(3) * chance.below(20);
    std::vector<Metric> metrics;
    while (metrics.empty())
      for (const auto m : all)
        if (chance.below(3) == 0) metrics.push_back(m);
    const auto answer = answer_of(facts_of(counts), metrics);
    for (auto& levels : answer.levels)
      for (const auto its : levels) ++seen[its];
    const auto numbers = printed_in(answer, metrics);
    const Nobody nobody = known_nobody(counts, numbers);
    const Known known = known_to_reader(numbers, nobody, sums_told(facts_of(counts), metrics));
    for (std::size_t group = 0; group < group_count; ++group)
      for (unsigned subset = 1; subset < 1U << class_count; ++subset) {
        Mixture row{};
        std::int64_t people = 0;
        for (std::size_t c = 0; c < class_count; ++c)
          if (subset >> c & 1 && !nobody[group][c]) {
            row[group * class_count + c] = 1;
            people += counts[group][c];
          }
        if (people == 0 || people >= k || are_few_of_all(counts, subset)) continue;
        INFO(seed << ": " << people << " of group " << group);
        CHECK_FALSE(known.tells(row));
      }
  }
  for (const auto its : {told, coarse, hidden}) CHECK(seen[its] > 300);
}

TEST_CASE("money in a currency that few have is not told") {
  Facts facts;
  for (std::int64_t id = 1; id <= 24; ++id) {
    Client client{.id = id};
    client.details.gender = id <= 12 ? Gender::female : Gender::male;
    facts.take(client, false);
    Lead lead{.id = id, .organization_id = 7, .phase = LeadPhase::converted, .client_id = id};
    lead.created_at = Instant(std::chrono::days(20'000));
    lead.converted_at = Instant(std::chrono::days(20'001));
    lead.treatment_started_on = Date(std::chrono::days(20'002));
    lead.treatment_value_minor_units = 100 * id;
    lead.currency = "USD";
    facts.take(lead, false);
  }
  CHECK(answer_of(facts, {Metric::treatment_value}).levels[0] == Levels(2, told));
  Lead lead{.id = 1, .organization_id = 7, .phase = LeadPhase::converted, .client_id = 1};
  lead.converted_at = Instant(std::chrono::days(20'001));
  lead.treatment_started_on = Date(std::chrono::days(20'002));
  lead.treatment_value_minor_units = 9'900;
  lead.currency = "EUR";
  facts.take(lead, false);
  CHECK(answer_of(facts, {Metric::treatment_value}).levels[0] == Levels(2, hidden));
  CHECK(answer_of(facts, {Metric::conversions}).levels[0] == Levels(2, told));
}

TEST_CASE("figures of touches are hidden by the leads behind them") {
  Facts facts;
  std::int64_t touch = 0;
  const auto touched = [&](std::int64_t provider, std::int64_t lead) {
    Touchpoint t{.id = ++touch,
                 .organization_id = 7,
                 .lead_id = lead,
                 .type = ReferrerType::doctor,
                 .referring_provider_id = provider};
    t.occurred_at = Instant(std::chrono::days(20'000));
    facts.take(t);
  };
  for (int i = 0; i < 9; ++i) touched(1, 1);  // one lead, who was sent again and again
  for (std::int64_t lead = 2; lead <= 10; ++lead) touched(2, lead);
  for (std::int64_t lead = 11; lead <= 30; ++lead) touched(3, lead);
  Tallied in{.query = {.metrics = {Metric::touches, Metric::referring_providers},
                       .group_by = {Dimension::referring_provider}},
             .zone = find_zone("UTC")};
  in.known.facts = std::make_shared<Facts>(facts);
  in.tallies = std::make_shared<MetricTallies>(tally(facts, in.query, *in.zone));
  const auto levels = withheld(in, k, Host{}).value();
  CHECK(levels[0] == Levels{hidden, hidden, told});
  CHECK(levels[1] == levels[0]);
}

TEST_CASE("who asked may give up while small counts are looked for") {
  Facts facts;
  for (std::int64_t id = 1; id <= 40; ++id) {
    Lead lead{.id = id, .organization_id = 7};
    lead.created_at = Instant(std::chrono::days(20'000 + 40 * (id % 7)));
    facts.take(lead, false);
  }
  Tallied in{.query = {.metrics = {Metric::leads, Metric::conversion_rate},
                       .group_by = {Dimension::month}},
             .zone = find_zone("UTC")};
  in.known.facts = std::make_shared<Facts>(facts);
  in.tallies = std::make_shared<MetricTallies>(tally(facts, in.query, *in.zone));
  int asked = 0;
  Host host;
  host.cancelled = [&] { return ++asked > 1; };
  CHECK_THROWS_AS(withheld(in, k, host), Cancelled);
  CHECK(asked == 2);
}
