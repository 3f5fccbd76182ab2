// How well matching does on lists of people of whom it is known who is who.
#include "linkage_reading.hpp"

#include <algorithm>

#include "catch.hpp"
#include "onward/rules/match_keys.hpp"
#include "onward/rules/match_training.hpp"
#include "onward/rules/similarity.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

// As likely as not: the only threshold that needs no labels.
constexpr double as_likely_as_not = 0.5;

std::vector<MatchPair> all_pairs(const std::vector<KnownPerson>& people) {
  std::vector<MatchPair> out;
  for (std::size_t b = 0; b < people.size(); ++b)
    for (std::size_t a = 0; a < b; ++a) out.push_back({a, b});
  return out;
}

std::vector<MatchPattern> patterns_of(const std::vector<KnownPerson>& people,
                                      const std::vector<MatchPair>& pairs) {
  MatchPatterns patterns;
  for (auto& [a, b] : pairs) patterns.add(compare(people[a].record, people[b].record));
  return patterns.counted();
}

std::int64_t pairs_total(const std::vector<KnownPerson>& people) {
  return std::ssize(people) * (std::ssize(people) - 1) / 2;
}

// Every pair of so short a list can be compared.
TrainedMatchWeights trained_on_all(const std::vector<KnownPerson>& people) {
  const auto patterns = patterns_of(people, all_pairs(people));
  return train_match_weights({.pairs = patterns}, match_weights_default());
}

// As a store does it: pairs that share a key, and pairs drawn blindly (here every seventh).
TrainedMatchWeights trained_on_keys(const std::vector<KnownPerson>& people) {
  std::vector<MatchPair> drawn;
  const auto all = all_pairs(people);
  for (std::size_t i = 0; i < all.size(); i += 7) drawn.push_back(all[i]);
  const auto sharing = patterns_of(people, pairs_with_a_key(people));
  const auto blind = patterns_of(people, drawn);
  return train_match_weights(
      {.pairs = sharing, .random_pairs = blind, .pairs_total = pairs_total(people)},
      match_weights_default());
}

Accuracy pairs_accuracy(const std::vector<KnownPerson>& people, const MatchWeights& weights) {
  const MatchScore score(weights);
  return accuracy(people, [&](std::size_t a, std::size_t b) {
    const double bits = score.bits(compare(people[a].record, people[b].record));
    return match_probability(bits) >= as_likely_as_not;
  });
}

std::vector<std::size_t> clusters_of(const std::vector<KnownPerson>& people,
                                     const std::vector<MatchPair>& candidates,
                                     const MatchWeights& weights) {
  const MatchScore score(weights);
  return match_clusters(people.size(), candidates, [&](std::size_t a, std::size_t b) {
    return score.bits(compare(people[a].record, people[b].record));
  });
}

Accuracy clusters_accuracy(const std::vector<KnownPerson>& people,
                           const std::vector<MatchPair>& candidates, const MatchWeights& weights) {
  const auto clusters = clusters_of(people, candidates, weights);
  return accuracy(people, [&](std::size_t a, std::size_t b) { return clusters[a] == clusters[b]; });
}

const TrainedMatchWeights& fake_trained_on_all() {
  static const auto trained = trained_on_all(fake_people());
  return trained;
}

std::string figures(const Accuracy& a) {
  return "precision " + std::to_string(a.precision()) + " recall " + std::to_string(a.recall()) +
         " F1 " + std::to_string(a.f1());
}

}  // namespace

TEST_CASE("the lists are what their authors say") {
  const auto febrl = febrl_people(), fake = fake_people();
  CHECK(febrl.size() == 1'000);
  CHECK(fake.size() == 1'000);
  const auto nobody = [](auto, auto) { return false; };
  CHECK(accuracy(febrl, nobody).true_pairs == 500);
  CHECK(accuracy(fake, nobody).true_pairs == 2'031);
}

// The published recipe, from similarity alone: it shows that the list and the measures are read as
// others read them.
TEST_CASE("FEBRL 1 by the published recipe: 2,082 candidates, 317 matches, all true") {
  const auto rows = csv_rows("tests/data/linkage/febrl1.csv");
  const auto is_same = [](const std::string& a, const std::string& b) {
    return !a.empty() && a == b;
  };
  const auto is_like = [](const std::string& a, const std::string& b) {
    if (a.empty() || b.empty()) return false;
    return 1 - static_cast<double>(levenshtein_distance(a, b)) /
                   static_cast<double>(std::max(a.size(), b.size())) >=
           0.85;
  };
  int candidates = 0, matches = 0, right = 0;
  for (std::size_t j = 0; j < rows.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) {
      auto &a = rows[i], &b = rows[j];
      const auto both = [&](auto test, const char* column) {
        return test(a.at(column), b.at(column));
      };
      if (!both(is_same, "given_name")) continue;
      ++candidates;
      const int score = 1 + (jaro_winkler_similarity(a.at("surname"), b.at("surname")) >= 0.85) +
                        both(is_same, "date_of_birth") + both(is_same, "suburb") +
                        both(is_same, "state") + both(is_like, "address_1");
      if (score <= 3) continue;
      ++matches;
      const auto person = [](const CsvRow& row) {
        const auto& id = row.at("rec_id");
        return id.substr(0, id.find('-', 4));
      };
      right += person(a) == person(b);
    }
  CHECK(candidates == 2'082);
  CHECK(matches == 317);
  CHECK(right == 317);
}

TEST_CASE("FEBRL 1: pairs, weights learned without labels") {
  const auto people = febrl_people();
  const auto trained = trained_on_all(people);
  CHECK(trained.converged);
  CHECK(std::abs(trained.expected_matches - 500) < 10);
  const auto found = pairs_accuracy(people, trained.weights);
  INFO(figures(found));
  CHECK(found.f1() >= 0.99);
}

TEST_CASE("FEBRL 1: pairs that share a stored key, weights learned from those") {
  const auto people = febrl_people();
  const auto candidates = pairs_with_a_key(people);
  CHECK(candidates.size() < 600);  // of 499,500
  const auto trained = trained_on_keys(people);
  CHECK(trained.converged);
  const auto found = clusters_accuracy(people, candidates, trained.weights);
  INFO(figures(found));
  CHECK(found.f1() >= 0.99);
}

TEST_CASE("FEBRL 1: pairs with the weights of a store that was never trained") {
  const auto found = pairs_accuracy(febrl_people(), match_weights_default());
  INFO(figures(found));
  CHECK(found.f1() >= 0.99);
}

TEST_CASE("fake_1000: clusters, weights learned without labels") {
  const auto people = fake_people();
  const auto& trained = fake_trained_on_all();
  CHECK(trained.converged);
  const auto found = clusters_accuracy(people, all_pairs(people), trained.weights);
  INFO(figures(found));
  CHECK(found.f1() >= 0.95);
  CHECK(found.precision() >= 0.98);
}

TEST_CASE("fake_1000: clusters over stored keys, weights learned from those") {
  const auto people = fake_people();
  const auto candidates = pairs_with_a_key(people);
  CHECK(candidates.size() < 2'000);
  const auto trained = trained_on_keys(people);
  CHECK(trained.converged);
  const auto found = clusters_accuracy(people, candidates, trained.weights);
  INFO(figures(found));
  CHECK(found.f1() >= 0.88);
  CHECK(found.precision() >= 0.98);
}

TEST_CASE("fake_1000: clusters with the weights of a store that was never trained") {
  const auto people = fake_people();
  const auto found = clusters_accuracy(people, all_pairs(people), match_weights_default());
  INFO(figures(found));
  CHECK(found.f1() >= 0.80);
  CHECK(found.precision() >= 0.94);
}

TEST_CASE("fake_1000: transitive closure of the same pairs collapses, clusters do not") {
  const auto people = fake_people();
  const MatchScore score(fake_trained_on_all().weights);
  std::vector<std::size_t> root(people.size());
  for (std::size_t i = 0; i < root.size(); ++i) root[i] = i;
  for (auto& [a, b] : all_pairs(people))
    if (root[a] != root[b] && score.bits(compare(people[a].record, people[b].record)) >= 0)
      std::ranges::replace(root, std::size_t{root[b]}, std::size_t{root[a]});
  const auto closed =
      accuracy(people, [&](std::size_t a, std::size_t b) { return root[a] == root[b]; });
  INFO(figures(closed));
  CHECK(closed.precision() < 0.70);
}
