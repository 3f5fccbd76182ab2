// A season in a small county: the same on every storage, and every promise of the design holds.
#include "onward/simulation.hpp"

#include "catch.hpp"
#include "folder.hpp"

namespace onward::tests {

namespace {

constexpr SimulationOptions season{.seed = 7, .days = 90, .clients = 60, .services = 80};

SimulationReport run(const SimulationOptions& options, std::unique_ptr<Storage> storage,
                     FunctionRef<void(Engine&, std::int64_t days_left)> each_day) {
  Simulation simulation(options);
  Engine engine(std::move(storage), simulation.host());
  return simulation.run(engine, [&](std::int64_t done, std::int64_t total) {
    each_day(engine, total - done);
    return true;
  });
}
SimulationReport run(const SimulationOptions& options, std::unique_ptr<Storage> storage) {
  return run(options, std::move(storage), [](Engine&, std::int64_t) {});
}

// Takes the clock of the first referral that has one, past the engine.
void take_clock(Engine& engine) {
  auto t = engine.storage().begin(Mode::write);
  Referral found{};
  t->scan({.index = &by::referral_due, .limit = 1}, all_columns, [&](const void* row) {
    found = *static_cast<const Referral*>(row);
    return false;
  });
  REQUIRE(found.due_at < never);
  found.due_at = never;
  ++found.revision;
  REQUIRE(t->update(Noun::referral, &found));
  REQUIRE(t->commit() == Commit::done);
}

}  // namespace

TEST_CASE("the same seed makes the same history on memory and on SQLite") {
  Folder folder;
  const auto in_memory = run(season, open_memory());
  const auto on_disk =
      run(season, open_sqlite({.path = folder.file("county.db"), .durability = Durability::none}));
  CHECK(in_memory.root == on_disk.root);
  CHECK(in_memory.entries == on_disk.entries);
  CHECK(in_memory.calls == on_disk.calls);

  auto other = season;
  other.seed = 8;
  CHECK(run(other, open_memory()).root != in_memory.root);
}

TEST_CASE("every promise holds after a season, and every need is accounted for") {
  const auto report = run(season, open_memory());
  for (auto& broken : report.broken) FAIL_CHECK(broken);
  CHECK(report.clients == season.clients);
  CHECK(report.needs >= report.clients);
  CHECK(report.needs == report.resolved + report.unresolved + report.cancelled + report.unfinished);
  CHECK(report.resolved > 0);
  std::int64_t asked = 0, expired = 0;
  for (auto& habit : report.habits) {
    CHECK(habit.acknowledged <= habit.asked);
    asked += habit.asked;
    expired += habit.expired;
  }
  CHECK(asked == report.referrals);
  CHECK(expired > 0);  // some never answer, and the clock notices
}

TEST_CASE("a referral without a clock is found") {
  const auto report = run(season, open_memory(), [](Engine& engine, std::int64_t days_left) {
    if (days_left == 0) take_clock(engine);
  });
  CHECK(std::ranges::any_of(report.broken, [](auto& line) { return line.ends_with("no clock"); }));
  CHECK(std::ranges::any_of(report.broken, [](auto& line) { return line.starts_with("history"); }));
}

TEST_CASE("a run can be ended after any day") {
  Simulation simulation(season);
  Engine engine(open_memory(), simulation.host());
  const auto report =
      simulation.run(engine, [](std::int64_t done, std::int64_t) { return done < 30; });
  CHECK(report.broken.empty());
  CHECK(report.clients < season.clients);
}

TEST_CASE("options out of range are refused") {
  CHECK_THROWS_AS(Simulation({.days = 0}), std::invalid_argument);
  CHECK_THROWS_AS(Simulation({.days = 3'661}), std::invalid_argument);
  CHECK_THROWS_AS(Simulation({.clients = -1}), std::invalid_argument);
  CHECK_THROWS_AS(Simulation({.services = 7}), std::invalid_argument);
}

}  // namespace onward::tests
