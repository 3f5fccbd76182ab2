// The county's staff at their desks, and the calls they make.
#pragma once

#include <map>
#include <set>

#include "onward/operations/system.hpp"
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
    auto answer = ask<Op>(session, request);
    return answer ? std::optional(std::move(answer.value())) : std::nullopt;
  }
  // Of calls that cannot be refused in a sound store.
  template <class Op>
  typename Op::Response must(Session& session, const typename Op::Request& request) {
    auto answer = ask<Op>(session, request);
    if (answer) return std::move(answer.value());
    const Refusal& refusal = answer.refusal();
    throw std::logic_error("the simulation was refused " + std::string(Op::name) + ": " +
                           std::string(name_of(refusal.reason)) + " at " + refusal.path);
  }
  // Whatever is due; in a sound store all of it can be done.
  void tick(Session& session) {
    for (bool more = true; more;) {
      const auto ticked = must<system_::tick>(session, {});
      for (auto& item : ticked.failed)
        throw std::logic_error("a tick could not do a " + item.noun + ": " + item.message);
      more = ticked.more;
    }
  }
  void wait_until(Instant at) { now_ = std::max(now_, at); }
  // Calls take no time from now on: whoever looks at everything must not see it grow old.
  void stop_clock() { goes_on_ = false; }

  Instant now() const { return now_; }
  std::int64_t calls() const { return calls_; }
  const std::map<std::string_view, std::int64_t>& answered() const { return answered_; }
  const std::map<std::string, std::int64_t>& refusals() const { return refusals_; }

 private:
  template <class Op>
  Result<typename Op::Response> ask(Session& session, const typename Op::Request& request) {
    ++calls_;
    if (goes_on_) now_ += std::chrono::seconds{1};
    auto answer = session.call<Op>(request);
    if (answer)
      ++answered_[Op::name];
    else
      ++refusals_[std::string(name_of(answer.refusal().reason))];
    return answer;
  }

  Instant now_;
  bool goes_on_ = true;
  std::int64_t calls_ = 0;
  std::map<std::string_view, std::int64_t> answered_{};  // by operation
  std::map<std::string, std::int64_t> refusals_{};
};

inline std::string named(std::string_view noun, std::int64_t id) {
  return std::string(noun) + " " + std::to_string(id);
}

// The county as it stands in the store; desks in the order of the county's organisations.
struct Founded {
  Session administrator;
  std::vector<Desk> desks{};
  // Organisations that deal with partners alone, and every pair that may: sender and receiver.
  std::set<OrganizationId> with_partners_only{};
  std::set<std::pair<OrganizationId, OrganizationId>> partners{};
  Desk& desk_of(std::int64_t organization);  // the county's number; the next that is open
  Desk* find(OrganizationId);                // null for one without a desk
};

Founded found(Caller&, Engine&, const County&, Chance&);

// What the county's people know without asking the store: whom they registered, and what each
// client consented to, of every organisation and every issue.
struct Registered {
  OrganizationId by{};
  ClientDetails details{};
};
struct Consented {
  OrganizationId by{};
  Instant given_at{};
  std::optional<Date> expires_on{};
  std::optional<Instant> withdrawn_at{};
  bool holds_at(Instant) const;
};
struct Books {
  std::map<ClientId, Registered> clients{};
  std::map<ConsentId, Consented> consents{};
  std::map<NeedId, std::vector<ConsentId>> consents_before{};  // those that were renewed
  std::map<NeedId, std::vector<OrganizationId>> senders{};     // of what was handed over
};

// What does not hold, a line each; nothing when all is well. Every need is looked at, with its
// members, and the whole history is replayed; who sees a client is asked of so many clients.
struct Promises {
  std::vector<std::string> broken{};
  std::int64_t clients_looked_at = 0;
};
Promises look_at_promises(Caller&, Founded&, const Books&);
// What a dashboard counts, and its list does not show; a line each. The clock stands meanwhile.
std::vector<std::string> look_at_dashboards(Caller&, Founded&);

}  // namespace onward::simulation
