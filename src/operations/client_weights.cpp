#include "operations/client_weights.hpp"

#include <cmath>
#include <map>

#include "onward/rules/match_training.hpp"
#include "operations/client_matching.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::int64_t slice_clients_max = 10'000;
constexpr std::int64_t clients_min = 100;
constexpr std::int64_t clients_looked_at = 20'000;  // more would not change the weights
constexpr std::int64_t blind_pairs = 5;             // for each of them
constexpr double matches_min = 10;                  // fewer are chance
constexpr std::int64_t cancel_every = 100;          // clients

constexpr double billion = 1e9, trillion = 1e12;

const Id<LearnedWeightsTag> weights_id = 1;
const Id<TrainingRunTag> run_id = 1;

std::string letters_of(const MatchComparison& comparison) {
  std::string out;
  for (const auto level : comparison) out += static_cast<char>('a' + static_cast<int>(level));
  return out;
}

MatchComparison comparison_of(const std::string& letters) {
  MatchComparison out{};
  for (std::size_t i = 0; i < std::min(out.size(), letters.size()); ++i) {
    const auto level = static_cast<std::size_t>(letters[i] - 'a');
    if (level < match_levels) out[i] = static_cast<MatchLevel>(level);
  }
  return out;
}

// The same client is paired with the same others in every store: nothing is left to chance.
std::int64_t drawn(std::int64_t client, std::int64_t draw, std::int64_t last) {
  auto x = static_cast<std::uint64_t>(client * blind_pairs + draw) + 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return 1 + static_cast<std::int64_t>((x ^ (x >> 31U)) % static_cast<std::uint64_t>(last));
}

std::int64_t clients_in_all(const TrainingRun& run) {
  return (run.last_client - 1) / run.stride + 1;
}

// One slice of a training.
class Lesson {
 public:
  Lesson(Context& c, TrainingRun& run) : c_(c), run_(run) {
    for (auto& seen : run.counts) counts_[comparison_of(seen.levels)] = seen;
  }

  void run(std::int64_t limit) {
    for (std::int64_t n = 0; n < limit && run_.next_client <= run_.last_client; ++n) {
      if (n % cancel_every == 0 && c_.host.cancelled()) throw Cancelled{};
      look_at(run_.next_client);
      run_.next_client += run_.stride;
    }
    run_.counts.clear();
    for (auto& [comparison, seen] : counts_) {
      seen.levels = letters_of(comparison);
      run_.counts.push_back(seen);
    }
  }

 private:
  void look_at(std::int64_t id) {
    const auto found = comparable_clients(c_, {&id, 1});
    if (found.empty()) return;
    const auto record = match_record(found.front().details);
    std::vector<std::int64_t> newer, blind;
    for (const auto other : sharing_a_key(c_, record))
      if (other > id && other <= run_.last_client) newer.push_back(other);
    for (std::int64_t draw = 0; draw < blind_pairs; ++draw)
      if (const auto other = drawn(id, draw, run_.last_client); other != id) blind.push_back(other);
    count(record, newer, &ComparisonCount::pairs);
    count(record, blind, &ComparisonCount::random_pairs);
    run_.clients += 1;
    run_.pairs_total += run_.last_client - id;
  }

  void count(const MatchRecord& record, std::span<const std::int64_t> others,
             std::int64_t ComparisonCount::* kind) {
    for (auto& other : comparable_clients(c_, others))
      counts_[compare(record, match_record(other.details))].*kind += 1;
  }

  Context& c_;
  TrainingRun& run_;
  std::map<MatchComparison, ComparisonCount> counts_;
};

struct Seen {
  std::vector<MatchPattern> pairs{}, random_pairs{};
  std::int64_t pairs_counted = 0, random_counted = 0;
};

Seen seen_in(const TrainingRun& run) {
  Seen out;
  for (auto& seen : run.counts) {
    const auto comparison = comparison_of(seen.levels);
    if (seen.pairs) out.pairs.push_back({comparison, seen.pairs});
    if (seen.random_pairs) out.random_pairs.push_back({comparison, seen.random_pairs});
    out.pairs_counted += seen.pairs;
    out.random_counted += seen.random_pairs;
  }
  return out;
}

std::vector<LearnedOdds> kept_odds(const MatchWeights& weights) {
  std::vector<LearnedOdds> out;
  for (auto& field : names<MatchField>)
    for (const auto level : levels_of(field.value)) {
      const auto& odds = weights.at(field.value, level);
      out.push_back({.field = std::string(field.name),
                     .level = std::string(name_of(level)),
                     .m_per_billion = std::llround(odds.m * billion),
                     .u_per_billion = std::llround(odds.u * billion)});
    }
  return out;
}

// Whether what was seen suffices; then it holds.
bool conclude(Context& c, const TrainingRun& run) {
  const auto seen = seen_in(run);
  const auto trained = train_match_weights(
      {.pairs = seen.pairs, .random_pairs = seen.random_pairs, .pairs_total = run.pairs_total},
      match_weights_default());
  if (!(trained.expected_matches >= matches_min)) return false;
  auto row = c.tables.get<LearnedWeights>(weights_id).value_or(LearnedWeights{});
  row.trained_at = c.now;
  row.organization_id = c.subject.organization_id;
  row.staff_id = c.subject.staff_id;
  row.clients = run.clients;
  row.pairs = seen.pairs_counted;
  row.random_pairs = seen.random_counted;
  row.expected_matches = std::llround(trained.expected_matches);
  row.converged = trained.converged;
  row.prior_per_trillion = std::llround(trained.weights.prior * trillion);
  row.odds = kept_odds(trained.weights);
  if (row.id)
    c.tables.update(row);
  else
    c.tables.insert(row);
  return true;
}

Result<TrainingRun> standing_run(Context& c) {
  auto run = c.tables.get<TrainingRun>(run_id).value_or(TrainingRun{});
  if (run.running) return run;
  const auto last = last_client(c);
  if (last < clients_min)
    return refuse(Reason::too_few_clients, "", "there is too little to learn from",
                  {{"clients", last}, {"required", clients_min}});
  return TrainingRun{.id = run.id,
                     .revision = run.revision,
                     .running = true,
                     .last_client = last,
                     .next_client = 1,
                     .stride = (last - 1) / clients_looked_at + 1};
}

}  // namespace

MatchWeights weights_in_force(Context& c) {
  static const MatchWeights first = match_weights_default();
  MatchWeights out = first;
  const auto learned = c.tables.get<LearnedWeights>(weights_id);
  if (!learned) return out;
  out.prior = static_cast<double>(learned->prior_per_trillion) / trillion;
  for (auto& odds : learned->odds) {
    const auto field = named<MatchField>(odds.field);
    const auto level = named<MatchLevel>(odds.level);
    if (field && level)
      out.at(*field, *level) = {static_cast<double>(odds.m_per_billion) / billion,
                                static_cast<double>(odds.u_per_billion) / billion};
  }
  return out;
}

Result<TrainingProgress> train_matching(Context& c, const TrainMatching& in) {
  Shape shape;
  shape.between(in.limit, 1, slice_clients_max, "/limit");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  auto standing = standing_run(c);
  if (!standing) return standing.refusal();
  TrainingRun& run = standing.value();
  Lesson(c, run).run(in.limit);
  TrainingProgress out{.running = run.next_client <= run.last_client,
                       .clients_done = run.clients,
                       .clients_total = clients_in_all(run)};
  if (!out.running) out.kept = conclude(c, run);
  run.running = out.running;
  if (!run.running) run.counts.clear();
  if (run.id)
    c.tables.update(run);
  else
    c.tables.insert(run);
  c.host.progress("client.train", out.clients_done, out.clients_total);
  return out;
}

Result<WeightsInForce> matching_weights(Context& c, const Empty&) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  const auto weights = weights_in_force(c);
  WeightsInForce out{.prior = weights.prior};
  if (const auto learned = c.tables.get<LearnedWeights>(weights_id))
    out = {.version = learned->revision,
           .trained_at = learned->trained_at,
           .staff_id = learned->staff_id,
           .clients = learned->clients,
           .pairs = learned->pairs,
           .random_pairs = learned->random_pairs,
           .expected_matches = learned->expected_matches,
           .converged = learned->converged,
           .prior = weights.prior};
  const MatchScore score(weights);
  for (auto& field : names<MatchField>)
    for (const auto level : levels_of(field.value)) {
      const auto& odds = weights.at(field.value, level);
      out.weights.push_back({field.value, level, odds.m, odds.u, score.bits(field.value, level)});
    }
  return out;
}

}  // namespace onward
