// What does not happen in every county: senders choose, needs are lent, consents are renewed, and
// organisations close. Only where the options ask for it, and by a chance of its own.
#pragma once

#include "onward/operations/needs.hpp"
#include "simulation/staff.hpp"

namespace onward::simulation {

class Changes {
 public:
  Changes(Caller&, Founded&, Books&, std::uint64_t seed);

  // Senders choose among those that accepted, for every third issue.
  void let_senders_choose(std::int64_t issues);
  // A working day; answers whom senders chose, and may begin.
  std::vector<Referral> pass(Date today);

 private:
  std::optional<Referral> choose(Desk&, const Need&);
  void lend(Desk&, const Need&);
  void renew(Desk&, const Need&);
  void close(Desk&);
  bool hand_over(Desk&, const Need&, std::optional<Date> returns_on);
  Desk* another(const Desk&);
  bool has_partners(const Desk&) const;
  void say_all(Desk&);
  std::vector<Need> unfinished_of(Desk&);

  Caller& caller_;
  Founded& founded_;
  Books& books_;
  Chance chance_;
  Date today_{};
};

}  // namespace onward::simulation
