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
  double lived = 0, share = 0;  // seconds until the last day was over, and what storage took
  const auto start = Timed::Clock::now();
  const auto seconds_so_far = [&] {
    return std::chrono::duration<double>(Timed::Clock::now() - start).count();
  };
  const auto report = simulation.run(engine, [&](std::int64_t day, std::int64_t days) {
    if (day % days_between_words == 0)
      plan.say("simulation: day " + std::to_string(day) + " of " + std::to_string(days));
    if (day == days) {
      lived = seconds_so_far();
      share = std::chrono::duration<double>(in_storage).count() / lived;
      plan.say("simulation: looking at the promises");
    }
    return true;
  });
  const double looked = seconds_so_far() - lived;
  if (!report.broken.empty()) throw std::runtime_error("simulation: " + report.broken.front());
  const auto what = std::to_string(report.needs) + " needs, " + std::to_string(report.entries) +
                    " entries, " + std::to_string(report.calls) + " calls";
  return {figure("simulation_needs_per_second", {static_cast<double>(report.needs) / lived},
                 "needs/s", what),
          figure("simulation_s", {lived}, "s", "until the last day is over"),
          figure("simulation_storage_share", {share}, "ratio", "of that"),
          figure("simulation_promises_s", {looked}, "s",
                 "every need, the whole history replayed, and who sees " +
                     std::to_string(report.clients_looked_at) + " clients")};
}

}  // namespace onward::benchmarks
