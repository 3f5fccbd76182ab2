// A simulated year of a county in one process, and how much of it is spent in storage.
#include "onward/simulation.hpp"

#include "measure.hpp"
#include "timed_storage.hpp"

namespace onward::benchmarks {

namespace {

constexpr SimulationOptions year{.clients = 72'000, .services = 2'000};  // about 100,000 needs
constexpr SimulationOptions quick_year{.clients = 1'500, .services = 400};
constexpr std::int64_t days_between_words = 30;

}  // namespace

std::vector<Figure> simulation_figures(const Plan& plan) {
  const Folder folder(plan.folder);
  Timed::Clock::duration in_storage{};
  Simulation simulation(plan.quick ? quick_year : year);
  Engine engine(
      std::make_unique<TimedStorage>(open_sqlite({.path = folder.file("county.db")}), in_storage),
      simulation.host());
  SimulationReport report;
  const auto seconds = seconds_of([&] {
    report = simulation.run(engine, [&](std::int64_t day, std::int64_t days) {
      if (day % days_between_words == 0)
        plan.say("simulation: day " + std::to_string(day) + " of " + std::to_string(days));
      return true;
    });
  });
  if (!report.broken.empty()) throw std::runtime_error("simulation: " + report.broken.front());
  const auto needs = static_cast<double>(report.needs);
  const auto share = std::chrono::duration<double>(in_storage).count() / seconds;
  return {figure("simulation_needs_per_second", {needs / seconds}, "needs/s",
                 std::to_string(report.needs) + " needs, " + std::to_string(report.calls) +
                     " calls, promises looked at"),
          figure("simulation_storage_share", {share}, "ratio", "the whole of the run")};
}

}  // namespace onward::benchmarks
