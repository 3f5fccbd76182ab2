// What two sides have to do with each other about a referral between its answer and its end.
#pragma once

#include "onward/operations/referrals.hpp"
#include "simulation/inboxes.hpp"

namespace onward::simulation {

class Dealings {
 public:
  Dealings(Caller&, Inboxes&, std::uint64_t seed);

  void begin(Founded&);  // what is asked of clients

  void pass(Date today);  // a working day: what became of appointments
  void welcome(Desk&, ClientId);  // somebody fills in a form
  void hear(Desk&, const std::vector<InboxItem>& news);  // questions and messages are answered
  void go_on(Desk&, ReferralId);  // the receiver has it in hand

  bool sends_to_anyone() { return chance_.percent(4); }
  bool passes_on() { return chance_.percent(5); }
  bool lets_pass_on() { return chance_.percent(70); }  // a client who consents
  // The open request that the desk claimed, as its referral; mostly it does not look.
  std::optional<ReferralId> claim(Desk&);

 private:
  struct Meeting {
    Desk* desk = nullptr;
    AppointmentId id{};
  };

  void meet(const Meeting&);
  void write(Desk&, ReferralId, OrganizationId reader, std::string text);
  void schedule(Desk&, const Referral&);

  Caller& caller_;
  Inboxes& inboxes_;
  Chance chance_;
  Date today_{};
  QuestionnaireId form_{};
  std::multimap<Date, Meeting> meetings_{};
};

}  // namespace onward::simulation
