// What happens in the county from one morning to the next.
#pragma once

#include <set>

#include "onward/operations/needs.hpp"
#include "simulation/changes.hpp"
#include "simulation/dealings.hpp"

namespace onward::simulation {

class Days {
 public:
  Days(const SimulationOptions&, Caller&, Founded&, const County&, Chance&);
  Days(const Days&) = delete;

  void pass(Date today);

  std::int64_t clients() const { return came_; }
  const Books& books() const { return books_; }
  const std::vector<std::string>& broken() const { return inboxes_.broken(); }

 private:
  // What a receiver means to do with a referral next, or a client with a consent.
  enum class Step : std::uint8_t { answer, decide, start, resume, finish, withdraw_consent };
  struct Task {
    Step step{};
    std::size_t desk = 0;
    std::int64_t id = 0;  // of the referral, or of the consent
  };

  std::int64_t due_by(Date) const;  // clients who have come before that day
  void welcome(std::int64_t number);
  ConsentId consent_for(Desk&, ClientId);
  void refer(Desk&, ClientId, ConsentId);
  std::vector<ReceiverNamed> receivers_for(Desk&, FindReceivers,
                                           const std::set<std::int64_t>& passed_over);
  void look_at_inbox(std::size_t desk);
  void look_for_open_requests(std::size_t desk);
  void look_at_unresolved(Desk&);
  void go_on_with(Desk&, const Need&);
  void act(const Task&);
  void act_on(const Task&, const Referral&);
  void answer(const Task&, const Referral&);
  void decide(const Task&, const Referral&);
  void start(const Task&, const Referral&);
  void finish(const Task&, const Referral&);
  void decline(Desk&, const Referral&);
  bool pass_on(Desk&, const Referral&);

  std::int64_t days_until_answer(Habit);
  void later(std::int64_t working_days, Task);

  const SimulationOptions& options_;
  Caller& caller_;
  Founded& founded_;
  const County& county_;
  Chance& chance_;
  Date today_{};
  std::int64_t came_ = 0;
  std::map<Date, std::vector<Task>> agenda_{};
  Books books_{};
  Inboxes inboxes_;
  std::optional<Changes> changes_{};
  std::optional<Dealings> dealings_{};
  std::set<std::int64_t> planned_{};  // referrals somebody means to do something about
};

}  // namespace onward::simulation
