// Rankings that say when their order is noise.
#include "onward/rules/rankings.hpp"

#include <cmath>

#include "catch.hpp"
#include "chance.hpp"
#include "statistics.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using List = std::vector<Counted>;

constexpr double pair_error = 0.003;

// Hits of eighteen players in their first 45 times at bat.
//   source   B. Efron, C. Morris, Data Analysis Using Stein's Estimator (1975), table 1
List batters() {
  List out;
  for (const std::int64_t hits :
       {18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7})
    out.push_back({hits, 45});
  return out;
}

std::vector<std::size_t> order_of(const Ranking& ranking) {
  std::vector<std::size_t> out;
  for (auto& ranked : ranking.members) out.push_back(ranked.member);
  return out;
}

void check_interval(const Ranking& ranking, std::size_t at, double mean, double low, double high) {
  CHECK(ranking.members[at].shrunken == Approx(mean).epsilon(1e-10));
  CHECK(ranking.members[at].interval.low == Approx(low).epsilon(1e-9));
  CHECK(ranking.members[at].interval.high == Approx(high).epsilon(1e-9));
}

// P(X > Y) of two Beta distributions, by small steps of the first one's quantiles.
double beta_above(double a, double b, double c, double d) {
  constexpr int steps = 4'000;
  double sum = 0;
  for (int i = 0; i < steps; ++i) sum += beta_cdf(c, d, beta_quantile(a, b, (i + 0.5) / steps));
  return sum / steps;
}

void check_is_sound(const Ranking& ranking, std::size_t size) {
  REQUIRE(ranking.members.size() + ranking.not_ranked.size() == size);
  const auto ranked_total = static_cast<std::int64_t>(ranking.members.size());
  for (std::size_t i = 0; i < ranking.members.size(); ++i) {
    auto& m = ranking.members[i];
    REQUIRE(std::isfinite(m.shrunken));
    REQUIRE(m.interval.low < m.interval.high);
    REQUIRE((m.interval.low <= m.shrunken && m.shrunken <= m.interval.high));
    REQUIRE((1 <= m.rank_best && m.rank_best <= static_cast<std::int64_t>(i) + 1));
    REQUIRE((static_cast<std::int64_t>(i) + 1 <= m.rank_worst && m.rank_worst <= ranked_total));
    REQUIRE(m.above_next.has_value() == (i + 1 < ranking.members.size()));
    if (!m.above_next) continue;
    REQUIRE(m.shrunken >= ranking.members[i + 1].shrunken);
    REQUIRE(m.is_tied_with_next == (*m.above_next < order_clear_from));
  }
}

}  // namespace

TEST_CASE("nobody, and one alone, are ranked without anything to compare") {
  CHECK(rank_rates({}).members.empty());
  CHECK_FALSE(rank_rates({}).is_noise);
  const auto one = rank_rates(List{{3, 4}});
  REQUIRE(one.members.size() == 1);
  CHECK(one.members[0].rank == 1);
  CHECK(one.members[0].rank_worst == 1);
  CHECK_FALSE(one.members[0].above_next);
  CHECK_FALSE(one.members[0].is_tied_with_next);
  CHECK_FALSE(one.is_noise);
  CHECK_FALSE(one.is_shrunken);
  check_interval(one, 0, 0.7, 0.2837516795634126, 0.9715291049128532);  // Beta(3.5, 1.5)
}

TEST_CASE("who was never tried has no rank, and is said to have none") {
  const auto rates = rank_rates(List{{0, 0}, {2, 5}, {6, 5}, {-1, 5}, {3, 5}});
  CHECK(order_of(rates) == std::vector<std::size_t>{4, 1});
  CHECK(rates.not_ranked == std::vector<std::size_t>{0, 2, 3});
  const auto counts = rank_counts(List{{0, 0}, {6, 5}, {-1, 5}});
  CHECK(order_of(counts) == std::vector<std::size_t>{1});
  CHECK(counts.not_ranked == std::vector<std::size_t>{0, 2});
}

TEST_CASE("the order of eighteen batters is noise") {
  const auto found = rank_rates(batters());
  CHECK(found.is_shrunken);
  CHECK(found.common == Approx(0.2657213316892725).epsilon(1e-12));  // the formulas in numpy
  CHECK(found.common_weight == Approx(370.4112114834878).epsilon(1e-9));
  CHECK(found.is_noise);
  CHECK(found.members.front().observed == 0.4);
  CHECK(found.members.front().shrunken == Approx(0.280).margin(5e-4));
  CHECK(found.members.back().shrunken == Approx(0.254).margin(5e-4));
  CHECK(found.members.front().interval.low == Approx(0.23816199626264872));  // scipy: beta.ppf
  CHECK(found.members.front().interval.high == Approx(0.32437644938260946));
  CHECK(*found.members.front().above_next == Approx(0.5308754).margin(pair_error));
  for (auto& member : found.members) {
    CHECK(member.rank_best == 1);
    CHECK(member.rank_worst == 18);
  }
  // Those with one figure have one rank.
  CHECK(found.members[4].rank == 5);
  CHECK(found.members[5].rank == 5);
  CHECK(found.members[6].rank == 7);
  CHECK(*found.members[4].above_next == 0.5);
}

TEST_CASE("rates are drawn to the mean, the more the less is behind them") {
  // The same in scipy 1.17: moments in numpy, beta.mean and .ppf, pairs by quad.
  const auto found = rank_rates(List{{12, 20}, {30, 100}, {5, 9}, {0, 14}, {44, 60}, {7, 50}});
  CHECK(found.common == Approx(0.38779527559055116).epsilon(1e-12));
  CHECK(found.common_weight == Approx(2.298521926955588).epsilon(1e-12));
  REQUIRE(order_of(found) == std::vector<std::size_t>{4, 0, 2, 1, 5, 3});
  check_interval(found, 0, 0.7205846070754189, 0.6038723978645895, 0.8238884323570748);
  check_interval(found, 1, 0.5781260294446217, 0.37310035024001775, 0.7698712283033963);
  check_interval(found, 2, 0.521427137301853, 0.2448193615143148, 0.7908640783085013);
  check_interval(found, 5, 0.05468937294494679, 0.000998352488298876, 0.20155198737402297);
  const std::vector<double> next{0.88791, 0.62303, 0.925, 0.98473, 0.9074};
  const std::vector<std::pair<int, int>> ranks{{1, 3}, {1, 3}, {1, 4}, {3, 4}, {5, 6}, {5, 6}};
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    CAPTURE(i);
    if (i < next.size()) CHECK(*found.members[i].above_next == Approx(next[i]).margin(pair_error));
    CHECK(found.members[i].rank_best == ranks[i].first);
    CHECK(found.members[i].rank_worst == ranks[i].second);
  }
  CHECK(found.members[2].is_tied_with_next);
  CHECK_FALSE(found.members[3].is_tied_with_next);
  CHECK_FALSE(found.is_noise);
}

TEST_CASE("counts are drawn to the common rate, by how long each was watched") {
  const auto found = rank_counts(List{{12, 90}, {3, 90}, {0, 90}, {25, 90}, {7, 30}, {9, 365}});
  CHECK(found.common == Approx(0.07483443708609272).epsilon(1e-12));
  CHECK(found.common_weight == Approx(6.697102367820481).epsilon(1e-12));
  REQUIRE(order_of(found) == std::vector<std::size_t>{3, 4, 0, 1, 5, 2});
  check_interval(found, 0, 0.2637222136067878, 0.17148227007839825, 0.3754962437383986);
  check_interval(found, 1, 0.20440779794051342, 0.08534242795141032, 0.3745744355329263);
  check_interval(found, 5, 0.0051829255844440736, 5.169986215777961e-06, 0.026010627149992308);
  // scipy: beta.cdf of the normalised share
  const std::vector<double> next{0.7573, 0.8209, 0.9915, 0.6674, 0.9614};
  const std::vector<std::pair<int, int>> ranks{{1, 2}, {1, 3}, {2, 3}, {4, 5}, {4, 5}, {6, 6}};
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    CAPTURE(i);
    if (i < next.size()) CHECK(*found.members[i].above_next == Approx(next[i]).margin(pair_error));
    CHECK(found.members[i].rank_best == ranks[i].first);
    CHECK(found.members[i].rank_worst == ranks[i].second);
  }
}

TEST_CASE("one of one does not lead ninety of a hundred") {
  const auto found = rank_rates(List{{1, 1}, {90, 100}, {85, 100}, {60, 100}, {0, 1}, {70, 90}});
  CHECK(found.members.front().member == 1);
  CHECK(found.members.back().member != 4);
  CHECK(found.members.back().member == 3);
}

TEST_CASE(
    "rankings of what is all alike, of nothing and of everything, are noise and have figures") {
  for (const auto& list : {List(9, {0, 10}), List(9, {10, 10}), List(9, {5, 10}), List(9, {1, 1}),
                           List(9, {0, 1}), List(3, {0, 1'000'000'000'000})}) {
    const auto rates = rank_rates(list), counts = rank_counts(list);
    check_is_sound(rates, list.size());
    check_is_sound(counts, list.size());
    CHECK(rates.is_noise);
    CHECK(counts.is_noise);
    for (auto& member : rates.members) CHECK(member.rank == 1);
  }
}

TEST_CASE("probabilities of pairs are those of the distributions") {
  Chance chance(21);
  double worst = 0;
  for (int round = 0; round < 60; ++round) {
    const auto any = [&] {
      const auto out_of = 1 + chance.below(std::int64_t{60});
      return Counted{chance.below(out_of + 1), out_of};
    };
    const Counted a = any(), b = any();
    const List two{a, b};
    const auto rates = rank_rates(two);
    const auto &first = two[rates.members[0].member], &second = two[rates.members[1].member];
    const auto d = [](std::int64_t n) { return static_cast<double>(n) + 0.5; };
    const double exact = beta_above(d(first.count), d(first.out_of - first.count), d(second.count),
                                    d(second.out_of - second.count));
    worst = std::max(worst, std::abs(*rates.members[0].above_next - exact));

    const auto counts = rank_counts(two);
    const auto &more = two[counts.members[0].member], &less = two[counts.members[1].member];
    const auto w = [](std::int64_t n) { return static_cast<double>(n); };
    const double fewer =
        beta_cdf(d(more.count), d(less.count), w(more.out_of) / (w(more.out_of) + w(less.out_of)));
    worst = std::max(worst, std::abs(*counts.members[0].above_next - (1 - fewer)));
  }
  CHECK(worst < pair_error);
}

TEST_CASE("rankings are sound, and a member's rank covers what pairs say") {
  Chance chance(22);
  for (int round = 0; round < 60; ++round) {
    List list;
    for (auto left = chance.below(40); left > 0; --left) {
      const auto out_of = chance.below(std::int64_t{1} << chance.between(1, 12));
      list.push_back({out_of > 0 ? chance.below(out_of + 1) : 0, out_of});
    }
    check_is_sound(rank_rates(list), list.size());
    check_is_sound(rank_counts(list), list.size());
  }
}

TEST_CASE("members of one true rate are seldom told apart, and clear differences are") {
  Chance chance(23);
  const auto drawn = [&](std::int64_t percent, std::int64_t out_of) {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < out_of; ++i) count += chance.percent(percent);
    return Counted{count, out_of};
  };
  int noise = 0;
  for (int round = 0; round < 100; ++round) {
    List alike;
    for (int i = 0; i < 20; ++i) alike.push_back(drawn(40, 50));
    noise += rank_rates(alike).is_noise;
  }
  CHECK(noise >= 80);
  List steps;
  for (const std::int64_t percent : {90, 70, 50, 30, 10}) steps.push_back(drawn(percent, 1'000));
  const auto found = rank_rates(steps);
  CHECK(order_of(found) == std::vector<std::size_t>{0, 1, 2, 3, 4});
  for (auto& member : found.members) CHECK(member.rank_best == member.rank_worst);
}

TEST_CASE("the order of members in the question changes nothing but their places") {
  const List list{{12, 20}, {30, 100}, {5, 9}, {0, 14}, {44, 60}};
  const List back(list.rbegin(), list.rend());
  const auto there = rank_rates(list), again = rank_rates(list), reversed = rank_rates(back);
  for (std::size_t i = 0; i < list.size(); ++i) {
    CHECK(reversed.members[i].member == list.size() - 1 - there.members[i].member);
    CHECK(reversed.members[i].shrunken == Approx(there.members[i].shrunken).epsilon(1e-13));
    CHECK(again.members[i].shrunken == there.members[i].shrunken);
    CHECK(again.members[i].above_next == there.members[i].above_next);
  }
}

TEST_CASE("parts of events are no surer than the events") {
  const std::vector<Counted> whole{{1, 1}, {2, 1}, {4, 1}, {3, 1}};
  std::vector<Counted> parts = whole;
  for (auto& p : parts) p.count *= 1'000'000;
  const Ranking events = rank_counts(whole), credit = rank_counts(parts, 1'000'000);
  CHECK(events.is_noise);
  CHECK(credit.is_noise);
  REQUIRE(credit.members.size() == events.members.size());
  for (std::size_t i = 0; i < events.members.size(); ++i) {
    CHECK(credit.members[i].member == events.members[i].member);
    CHECK(credit.members[i].rank_best == events.members[i].rank_best);
    CHECK(credit.members[i].rank_worst == events.members[i].rank_worst);
    CHECK(credit.members[i].shrunken == 1e6 * events.members[i].shrunken);
    CHECK(credit.members[i].interval.high == 1e6 * events.members[i].interval.high);
  }
}
