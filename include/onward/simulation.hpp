// A county that lives: organisations with habits, people who need help, and a clock that runs.
//
// A simulation is a host like any other. It calls the operations that a host calls, in the name of
// the county's staff, and its report says whether the design's promises held. The same options make
// the same calls, and with the simulation's own clock and chance the same journal on every storage.
#pragma once

#include <memory>

#include "onward/engine.hpp"

namespace onward {

// How an organisation deals with what it is asked.
enum class Habit : std::uint8_t { prompt, slow, silent, declining };
template <>
inline constexpr auto names<Habit> = std::array{
    Name{Habit::prompt, "prompt", "Answers within two working days, and mostly helps."},
    Name{Habit::slow, "slow", "Answers when it finds the time, in one to three weeks."},
    Name{Habit::silent, "silent", "Hardly ever looks."},
    Name{Habit::declining, "declining", "Answers, and mostly says no."},
};

struct SimulationOptions {
  std::int64_t seed = 1;
  std::int64_t days = 365;
  std::int64_t clients = 1'000;
  std::int64_t services = 400;
  Date begins_on = std::chrono::sys_days{std::chrono::year{2025} / 1 / 6};
  bool changes = false;
};
template <>
inline constexpr auto rows<SimulationOptions> = std::array{
    row<&SimulationOptions::seed>(1, "seed", "Another seed is another county.", may_be_absent),
    row<&SimulationOptions::days>(2, "days", "Days that pass, 1 to 3,660.", may_be_absent),
    row<&SimulationOptions::clients>(3, "clients", "People who come, spread over the days.",
                                     may_be_absent),
    row<&SimulationOptions::services>(4, "services", "Services of the county, from 8.",
                                      may_be_absent),
    row<&SimulationOptions::begins_on>(5, "begins_on", "The first day.", may_be_absent),
    row<&SimulationOptions::changes>(6, "changes",
                                     "Whether senders choose for some issues, needs are lent "
                                     "and passed on, consents renewed, organisations closed, and "
                                     "both sides deal with each other meanwhile.",
                                     may_be_absent),
};
ONWARD_RECORD(SimulationOptions);

struct HabitReport {
  Habit habit = Habit::prompt;
  std::int64_t organizations = 0;
  std::int64_t asked = 0;
  std::int64_t acknowledged = 0;
  std::int64_t completed = 0;
  std::int64_t expired = 0;
};
template <>
inline constexpr auto rows<HabitReport> = std::array{
    row<&HabitReport::habit>(1, "habit", "How these organisations deal with referrals."),
    row<&HabitReport::organizations>(2, "organizations", "Organisations with this habit."),
    row<&HabitReport::asked>(3, "asked", "Referrals sent to them."),
    row<&HabitReport::acknowledged>(4, "acknowledged", "Of these, ever acknowledged."),
    row<&HabitReport::completed>(5, "completed", "Of these, completed."),
    row<&HabitReport::expired>(6, "expired", "Of these, ended because nobody answered."),
};
ONWARD_RECORDS(HabitReport);

struct RefusalCount {
  std::string reason{};
  std::int64_t times = 0;
};
template <>
inline constexpr auto rows<RefusalCount> = std::array{
    row<&RefusalCount::reason>(1, "reason", "Why an operation said no."),
    row<&RefusalCount::times>(2, "times", "How often."),
};
ONWARD_RECORDS(RefusalCount);

struct OperationCount {
  std::string operation{};
  std::int64_t times = 0;
};
template <>
inline constexpr auto rows<OperationCount> = std::array{
    row<&OperationCount::operation>(1, "operation", "What was called."),
    row<&OperationCount::times>(2, "times", "How often it was answered, while the days passed."),
};
ONWARD_RECORDS(OperationCount);

struct SimulationReport {
  std::int64_t calls = 0;
  std::int64_t clients = 0;
  std::int64_t needs = 0;
  std::int64_t referrals = 0;
  std::int64_t resolved = 0;
  std::int64_t unresolved = 0;
  std::int64_t cancelled = 0;
  std::int64_t unfinished = 0;
  std::int64_t entries = 0;
  std::string root{};
  std::vector<HabitReport> habits{};
  std::vector<RefusalCount> refusals{};
  std::vector<std::string> broken{};
  std::int64_t clients_looked_at = 0;
  std::vector<OperationCount> operations{};
};
template <>
inline constexpr auto rows<SimulationReport> = std::array{
    row<&SimulationReport::calls>(1, "calls", "Operations that were called."),
    row<&SimulationReport::clients>(2, "clients", "People who came."),
    row<&SimulationReport::needs>(3, "needs", "Needs they had; one person may have several."),
    row<&SimulationReport::referrals>(4, "referrals", "Referrals sent for these needs."),
    row<&SimulationReport::resolved>(5, "resolved", "Needs that were met."),
    row<&SimulationReport::unresolved>(6, "unresolved", "Needs that wait for their sender."),
    row<&SimulationReport::cancelled>(7, "cancelled",
                                      "Needs that were taken back, or closed as gaps in service."),
    row<&SimulationReport::unfinished>(8, "unfinished", "Needs that a receiver works on."),
    row<&SimulationReport::entries>(9, "entries", "Length of the history."),
    row<&SimulationReport::root>(10, "root", "The history's Merkle root, hexadecimal."),
    row<&SimulationReport::habits>(11, "habits", "What came of each kind of organisation."),
    row<&SimulationReport::refusals>(12, "refusals", "How often an operation said no, by reason."),
    row<&SimulationReport::broken>(13, "broken",
                                   "Promises that did not hold; nothing when all is well."),
    row<&SimulationReport::clients_looked_at>(
        14, "clients_looked_at",
        "Clients of whom it was asked who sees them; all needs and the whole history are."),
    row<&SimulationReport::operations>(15, "operations",
                                       "What the county's people did, operation by operation."),
};
ONWARD_RECORD(SimulationReport);

// One county, to be run once in an empty store. Its host outlives neither it nor its engine.
class Simulation {
 public:
  // Throws std::invalid_argument when an option is out of range.
  explicit Simulation(const SimulationOptions&);
  ~Simulation();

  // The clock and the chance that the engine is opened with.
  Host host();

  // Lets the days pass. `day` hears of each that is over, and ends the run by answering false: then
  // the report is of the days that passed.
  using Day = FunctionRef<bool(std::int64_t done, std::int64_t total)>;
  SimulationReport run(Engine&, Day day);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace onward
