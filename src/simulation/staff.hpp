// The county's staff at their desks, and the calls they make.
#pragma once

#include <map>

#include "onward/simulation.hpp"
#include "simulation/county.hpp"

namespace onward::simulation {

struct Desk {
  Session session;
  Habit habit = Habit::prompt;
  bool open = true;  // false: its organisation has left the network
  std::int64_t acknowledged = 0;

  OrganizationId organization_id() const { return session.options().organization_id; }
};

// Who calls, when, and how often the answer was no. Every call takes a second.
class Caller {
 public:
  explicit Caller(Instant begin) : now_(begin) {}

  // Nothing: the answer was no.
  template <class Op>
  std::optional<typename Op::Response> call(Session& session, const typename Op::Request& request) {
    ++calls_;
    now_ += std::chrono::seconds{1};
    auto answer = session.call<Op>(request);
    if (answer) return std::move(answer.value());
    ++refusals_[std::string(name_of(answer.refusal().reason))];
    return std::nullopt;
  }
  // Of calls that cannot be refused in a sound store.
  template <class Op>
  typename Op::Response must(Session& session, const typename Op::Request& request) {
    if (auto answer = call<Op>(session, request)) return *std::move(answer);
    throw std::logic_error("the simulation was refused " + std::string(Op::name));
  }
  void wait_until(Instant at) { now_ = std::max(now_, at); }

  Instant now() const { return now_; }
  std::int64_t calls() const { return calls_; }
  const std::map<std::string, std::int64_t>& refusals() const { return refusals_; }

 private:
  Instant now_;
  std::int64_t calls_ = 0;
  std::map<std::string, std::int64_t> refusals_{};
};

// The county as it stands in the store; desks in the order of the county's organisations.
struct Founded {
  Session administrator;
  std::vector<Desk> desks{};
  Desk& desk_of(std::int64_t organization);  // the county's number; the next that is open
};

Founded found(Caller&, Engine&, const County&, Chance&);

// What does not hold, a line each; nothing when all is well.
std::vector<std::string> broken_promises(Caller&, Founded&, bool whole_history);

}  // namespace onward::simulation
