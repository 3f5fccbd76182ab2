#include "tool_simulate.hpp"

#include <filesystem>
#include <stdexcept>

#include "json.hpp"
#include "onward/simulation.hpp"

namespace onward_tool {

namespace {

constexpr std::int64_t days_of_year = 365;

std::unique_ptr<onward::Storage> storage_of(const std::string& path) {
  if (path.empty() || path == ":memory:") return onward::open_memory();
  std::error_code unknown;
  if (std::filesystem::exists(path, unknown) || unknown)
    throw std::invalid_argument(path + " exists; a simulation wants a store of its own");
  return onward::open_sqlite({.path = path});
}

}  // namespace

std::string simulate(const Simulate& wanted, Bar& bar, const std::function<bool()>& stopped) {
  onward::Simulation simulation({.seed = wanted.seed,
                                 .days = wanted.years * days_of_year,
                                 .clients = wanted.clients,
                                 .services = wanted.services,
                                 .changes = wanted.changes});
  onward::Engine engine(storage_of(wanted.store), simulation.host());
  const auto report = simulation.run(engine, [&](std::int64_t day, std::int64_t days) {
    bar.show("Day " + std::to_string(day), day, days);
    return !stopped();
  });
  return onward::json_of(report);
}

void print_simulation(const Screen& screen, const Value& report) {
  Value counts = Value::object();
  for (const char* name : {"clients", "needs", "referrals", "resolved", "unresolved", "cancelled",
                           "unfinished", "calls", "entries", "clients_looked_at"})
    counts.set(name, Value::of(grouped(report[name].integer)));
  counts.set("root", report["root"]);
  screen.print(counts);
  for (const char* table : {"habits", "operations", "refusals", "broken"}) {
    Value part = Value::object();
    part.set(table, report[table]);
    if (!report[table].members.empty()) screen.print(part);
  }
  if (report["broken"].members.empty())
    std::puts(screen.out(Style::green, "Every promise held.").c_str());
}

}  // namespace onward_tool
