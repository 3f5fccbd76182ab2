#include "onward/simulation.hpp"

#include <algorithm>
#include <stdexcept>

#include "onward/operations/history.hpp"
#include "simulation/days.hpp"

namespace onward {

using namespace simulation;

namespace {

constexpr std::int64_t days_max = 3'660;
constexpr std::int64_t count_max = 10'000'000;

void expect(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

// A smaller county has fewer places and trades, so that somebody can help almost everywhere.
CountySize size_of(const SimulationOptions& options) {
  return {.services = options.services,
          .localities = std::clamp<std::int64_t>(options.services / 40, 1, 350),
          .issues = std::clamp<std::int64_t>(options.services / 20, 4, 60)};
}

std::int64_t count_of(const std::vector<Count>& counts, std::string_view name) {
  for (auto& count : counts)
    if (count.name == name) return count.count;
  return 0;
}
template <Named E> std::int64_t count_of(const std::vector<Count>& counts, E value) {
  return count_of(counts, name_of(value));
}

}  // namespace

struct Simulation::Inside {
  explicit Inside(const SimulationOptions& wanted)
      : options(wanted),
        county(size_of(wanted), static_cast<std::uint64_t>(wanted.seed)),
        chance(static_cast<std::uint64_t>(wanted.seed) + 1),
        randomness(static_cast<std::uint64_t>(wanted.seed) + 2),
        caller(wanted.begins_on) {}

  void fill(std::span<std::byte> out) {
    for (auto& byte : out) byte = static_cast<std::byte>(randomness.next() >> 56);
  }

  SimulationOptions options;
  County county;
  Chance chance;  // of what people do
  Chance randomness;  // of the engine: salts and keys
  Caller caller;
};

Simulation::Simulation(const SimulationOptions& options) {
  expect(options.days >= 1 && options.days <= days_max, "days are 1 to 3,660");
  expect(options.clients >= 0 && options.clients <= count_max, "clients are 0 to 10,000,000");
  expect(options.services >= 8 && options.services <= count_max, "services are 8 to 10,000,000");
  inside_ = std::make_unique<Inside>(options);
}
Simulation::~Simulation() = default;

Host Simulation::host() {
  auto* inside = inside_.get();
  return {.clock = [inside] { return inside->caller.now(); },
          .random = [inside](std::span<std::byte> out) { inside->fill(out); }};
}

namespace {

std::vector<HabitReport> habits_of(Caller& caller, Founded& founded) {
  std::vector<HabitReport> out;
  for (auto& of : names<Habit>) out.push_back({.habit = of.value});
  for (auto& desk : founded.desks) {
    if (!desk.open) continue;
    auto& habit = out[static_cast<std::size_t>(desk.habit)];
    const auto summary = caller.must<report::summary>(desk.session, {});
    ++habit.organizations;
    habit.asked += summary.received;
    habit.acknowledged += desk.acknowledged;
    habit.completed += count_of(summary.received_by_phase, ReferralPhase::completed);
    habit.expired += count_of(summary.received_by_phase, ReferralPhase::expired);
  }
  return out;
}

}  // namespace

SimulationReport Simulation::run(Engine& engine, Day day) {
  auto& [options, county, chance, _, caller] = *inside_;
  Founded founded = found(caller, engine, county, chance);
  Days days(options, caller, founded, county, chance);
  for (std::int64_t n = 0; n < options.days; ++n) {
    days.pass(options.begins_on + std::chrono::days{n});
    if (!day(n + 1, options.days)) break;
  }
  const auto summary = caller.must<report::summary>(founded.administrator, {.whole_store = true});
  const auto& phases = summary.needs_by_phase;
  SimulationReport out{.clients = days.clients(),
                       .needs = summary.needs,
                       .referrals = summary.sent,
                       .resolved = count_of(phases, NeedPhase::resolved),
                       .unresolved = count_of(phases, NeedPhase::unresolved),
                       .cancelled = count_of(phases, NeedPhase::cancelled),
                       .habits = habits_of(caller, founded)};
  out.unfinished = out.needs - out.resolved - out.unresolved - out.cancelled;
  for (auto& [operation, times] : caller.answered())
    out.operations.push_back({std::string(operation), times});
  for (auto& [reason, times] : caller.refusals()) out.refusals.push_back({reason, times});
  const auto history = caller.must<journal::checkpoint>(founded.administrator, {});
  out.entries = history.size;
  out.root = history.root;
  auto promises = look_at_promises(caller, founded, days.books());
  out.broken = days.broken();
  std::ranges::move(promises.broken, std::back_inserter(out.broken));
  out.clients_looked_at = promises.clients_looked_at;
  out.calls = caller.calls();
  return out;
}

}  // namespace onward
