#include "simulation/days.hpp"

#include "onward/operations/between.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/system.hpp"

namespace onward::simulation {

namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr std::int64_t working_days_of_week = 5;
constexpr std::int64_t offered_max = 12;
constexpr std::string_view decline_reasons[] = {"capacity", "not_eligible", "not_appropriate",
                                                "already_served", "other"};
constexpr std::string_view fail_reasons[] = {"client_declined", "unable_to_contact",
                                             "could_not_complete"};

bool is_working(Date day) { return weekday_of(day) <= Weekday::friday; }
Date next_working_day(Date day) {
  do day += days{1};
  while (!is_working(day));
  return day;
}

Urgency urgency_of(Chance& chance) {
  const auto n = chance.below(100);
  return n < 70 ? Urgency::routine : n < 90 ? Urgency::soon : Urgency::urgent;
}

Outcome outcome_of(Chance& chance) {
  const auto n = chance.below(100);
  return n < 72   ? Outcome::successful
         : n < 86 ? Outcome::partial
         : n < 92 ? Outcome::unsuccessful
         : n < 96 ? Outcome::client_declined
                  : Outcome::unable_to_contact;
}

}  // namespace

Days::Days(const SimulationOptions& options, Caller& caller, Founded& founded, const County& county,
           Chance& chance)
    : options_(options),
      caller_(caller),
      founded_(founded),
      county_(county),
      chance_(chance),
      inboxes_(caller) {
  if (!options.changes) return;
  const auto seed = static_cast<std::uint64_t>(options.seed);
  changes_.emplace(caller, founded, books_, seed + 3);
  changes_->let_senders_choose(county.issues());
  dealings_.emplace(caller, inboxes_, seed + 4);
  dealings_->begin(founded);
}

void Days::pass(Date today) {
  today_ = today;
  caller_.wait_until(today + hours{8});
  caller_.tick(founded_.administrator);
  if (!is_working(today)) return;
  if (dealings_) dealings_->pass(today);
  for (const auto due = due_by(next_working_day(today)); came_ < due;) welcome(++came_);
  for (std::size_t i = 0; i < founded_.desks.size(); ++i) {
    auto& desk = founded_.desks[i];
    if (!desk.open) continue;
    if (desk.habit != Habit::silent || chance_.percent(2)) {
      look_at_inbox(i);
      if (dealings_) look_for_open_requests(i);
    }
    if (static_cast<std::int64_t>(i) % working_days_of_week ==
        static_cast<std::int64_t>(weekday_of(today)))
      look_at_unresolved(desk);
  }
  const auto tasks = std::move(agenda_[today]);
  agenda_.erase(today);
  for (auto& task : tasks) act(task);
  if (!changes_) return;
  for (const auto& r : changes_->pass(today))
    for (std::size_t i = 0; i < founded_.desks.size(); ++i)
      if (founded_.desks[i].organization_id() == r.receiver_id)
        later(1, {Step::start, i, r.id.value});
}

// People of a weekend come on the Friday before.
std::int64_t Days::due_by(Date day) const {
  const auto passed = std::min<std::int64_t>((day - options_.begins_on).count(), options_.days);
  return options_.clients * passed / options_.days;
}

// ---- Senders -----------------------------------------------------------------------------------

void Days::welcome(std::int64_t number) {
  Client person = county_.client(number);
  auto& born = person.details.birth_date;  // as of the county's own day, which may be ahead
  if (born && *born > today_) born = today_;
  auto& desk = founded_.desk_of(person.registered_by.value);
  caller_.must<client::match>(desk.session, {.given_name = person.details.given_name,
                                             .family_name = person.details.family_name,
                                             .birth_date = person.details.birth_date});
  const auto client = caller_.must<client::create>(desk.session, {.details = person.details});
  books_.clients[client.id] = {desk.organization_id(), person.details};
  if (dealings_) dealings_->welcome(desk, client.id);
  const auto consent = consent_for(desk, client.id);
  const auto n = chance_.below(100);
  for (auto issues = n < 70 ? 1 : n < 92 ? 2 : 3; issues > 0; --issues)
    refer(desk, client.id, consent);
}

ConsentId Days::consent_for(Desk& desk, ClientId client) {
  RecordConsent given{.client_id = client};
  if (chance_.percent(5)) given.expires_on = today_ + days{chance_.between(10, 120)};
  given.onward_allowed = dealings_ && dealings_->lets_pass_on();
  const auto consent = caller_.must<consent::record>(desk.session, given);
  books_.consents[consent.id] = {
      .by = desk.organization_id(), .given_at = caller_.now(), .expires_on = given.expires_on};
  if (chance_.percent(2)) {
    const auto at = static_cast<std::size_t>(&desk - founded_.desks.data());
    later(chance_.between(1, 40), {Step::withdraw_consent, at, consent.id.value});
  }
  return consent.id;
}

void Days::refer(Desk& desk, ClientId client, ConsentId consent) {
  SendNeed need{.client_id = client,
                .issue_id = chance_.between(1, county_.issues()),
                .consent_id = consent,
                .urgency = urgency_of(chance_)};
  need.open = dealings_ && dealings_->sends_to_anyone();
  if (!need.open)
    need.receivers = receivers_for(
        desk, {.client_id = client, .issue_id = need.issue_id, .consent_id = consent}, {});
  caller_.call<need::send>(desk.session, need);
}

// One to five of the best, an organisation once.
std::vector<ReceiverNamed> Days::receivers_for(Desk& desk, FindReceivers whose,
                                               const std::set<std::int64_t>& passed_over) {
  whose.limit = offered_max;
  const auto found = caller_.call<need::find_receivers>(desk.session, whose);
  std::vector<ReceiverNamed> out;
  if (!found) return out;
  auto taken = passed_over;
  const auto wanted = static_cast<std::size_t>(chance_.between(1, 5));
  for (auto& offered : found->receivers)
    if (out.size() < wanted && taken.insert(offered.organization_id.value).second)
      out.push_back({offered.organization_id, offered.service_id});
  return out;
}

void Days::look_at_unresolved(Desk& desk) {
  const auto page = caller_.must<need::list>(desk.session, {.phase = NeedPhase::unresolved});
  for (auto& need : page.needs) go_on_with(desk, need);
}

// Asks others; calls an administrator when there is nobody; at last it is a gap in service.
void Days::go_on_with(Desk& desk, const Need& need) {
  const auto whole = caller_.must<need::get>(desk.session, {.need_id = need.id});
  std::set<std::int64_t> asked;
  for (auto& r : whole.referrals) asked.insert(r.receiver_id.value);
  const bool was_served =
      std::ranges::count(whole.referrals, ReferralPhase::completed, &Referral::phase) > 0;
  auto others = receivers_for(desk, {.need_id = need.id}, asked);
  if (!others.empty() && !was_served) {  // whoever is offered can be asked
    caller_.must<need::extend>(desk.session, {.need_id = need.id, .receivers = std::move(others)});
  } else if (!others.empty()) {  // helped in part, or not at all: another need goes on
    const auto next = caller_.must<need::re_refer>(
        desk.session, {.need_id = need.id, .receivers = std::move(others)});
    if (books_.senders.contains(need.id))
      books_.senders[next.need.id] = books_.senders.at(need.id);  // it is lent on
  } else if (!need.escalated) {
    caller_.call<need::escalate>(desk.session, {.need_id = need.id});
  } else if (chance_.percent(50)) {
    caller_.call<need::close_unmet>(desk.session, {.need_id = need.id});
  }
}

// ---- Receivers ---------------------------------------------------------------------------------

// What is new, or was asked again, gets a day on which it is answered.
void Days::look_at_inbox(std::size_t at) {
  auto& desk = founded_.desks[at];
  const auto news = inboxes_.read(desk);
  for (const auto id : inboxes_.asked(desk, news))
    if (planned_.insert(id.value).second)
      later(days_until_answer(desk.habit), {Step::answer, at, id.value});
  if (dealings_) dealings_->hear(desk, news);
}

void Days::look_for_open_requests(std::size_t at) {
  const auto claimed = dealings_->claim(founded_.desks[at]);
  if (claimed) later(chance_.between(0, 3), {Step::decide, at, claimed->value});
}

std::int64_t Days::days_until_answer(Habit habit) {
  return habit == Habit::prompt ? chance_.between(0, 2) : chance_.between(4, 16);
}

void Days::later(std::int64_t working_days, Task task) {
  Date day = next_working_day(today_);
  for (; working_days > 0; --working_days) day = next_working_day(day);
  agenda_[day].push_back(task);
}

void Days::act(const Task& task) {
  auto& desk = founded_.desks[task.desk];
  if (!desk.open) return;
  if (task.step == Step::withdraw_consent) {
    if (caller_.call<consent::withdraw>(desk.session, {.consent_id = task.id}))
      books_.consents.at(task.id).withdrawn_at = caller_.now();
    return;
  }
  const auto referral = caller_.must<referral::get>(desk.session, {.referral_id = task.id});
  planned_.erase(task.id);
  act_on(task, referral);
  if (dealings_) dealings_->go_on(desk, task.id);
}

// Others may have been faster, or the sender may have changed its mind: then there is nothing to
// do.
void Days::act_on(const Task& task, const Referral& referral) {
  const auto phase = referral.phase;
  if (task.step == Step::answer && phase == ReferralPhase::requested) return answer(task, referral);
  if (task.step == Step::decide && phase == ReferralPhase::received) return decide(task, referral);
  if (task.step == Step::start && phase == ReferralPhase::accepted) return start(task, referral);
  auto& session = founded_.desks[task.desk].session;
  if (task.step == Step::resume && phase == ReferralPhase::on_hold)
    caller_.call<referral::resume>(session, {referral.id, referral.revision});
  else if (task.step == Step::finish && phase == ReferralPhase::in_progress)
    return finish(task, referral);
  else
    return;
  later(chance_.between(1, 10), {Step::finish, task.desk, task.id});
}

void Days::answer(const Task& task, const Referral& referral) {
  auto& desk = founded_.desks[task.desk];
  caller_.call<referral::open>(desk.session, {referral.id, {}});
  const std::int64_t no_percent = desk.habit == Habit::declining ? 75 : 12;
  if (chance_.percent(no_percent)) return decline(desk, referral);
  if (!caller_.call<referral::acknowledge>(desk.session, {referral.id, {}})) return;
  ++desk.acknowledged;
  later(chance_.between(0, 3), {Step::decide, task.desk, task.id});
}

void Days::decide(const Task& task, const Referral& referral) {
  auto& desk = founded_.desks[task.desk];
  if (dealings_ && dealings_->passes_on() && pass_on(desk, referral)) return;
  if (chance_.percent(10)) return decline(desk, referral);
  caller_.call<referral::accept>(desk.session, {referral.id, referral.revision});
  later(chance_.between(0, 5), {Step::start, task.desk, task.id});
}

void Days::start(const Task& task, const Referral& referral) {
  auto& desk = founded_.desks[task.desk];
  const auto started =
      caller_.call<referral::start>(desk.session, {referral.id, referral.revision});
  if (!started) return;
  if (chance_.percent(20))
    caller_.call<note::add>(desk.session,
                            {.referral_id = referral.id, .text = "The first visit took place."});
  if (chance_.percent(10)) {
    caller_.call<referral::hold>(desk.session,
                                 {.referral_id = referral.id, .reason_code = "awaiting_client"});
    return later(chance_.between(2, 10), {Step::resume, task.desk, task.id});
  }
  later(chance_.between(2, 25), {Step::finish, task.desk, task.id});
}

void Days::finish(const Task& task, const Referral& referral) {
  auto& desk = founded_.desks[task.desk];
  if (chance_.percent(8))
    caller_.call<referral::fail>(desk.session,
                                 {.referral_id = referral.id,
                                  .revision = referral.revision,
                                  .reason_code = std::string(chance_.one_of(fail_reasons))});
  else
    caller_.call<referral::complete>(desk.session, {.referral_id = referral.id,
                                                    .revision = referral.revision,
                                                    .outcome = outcome_of(chance_)});
}

void Days::decline(Desk& desk, const Referral& referral) {
  caller_.call<referral::decline>(
      desk.session,
      {.referral_id = referral.id, .reason_code = std::string(chance_.one_of(decline_reasons))});
}

// To others, under the consent that it came with.
bool Days::pass_on(Desk& desk, const Referral& referral) {
  auto others =
      receivers_for(desk, {.client_id = referral.client_id, .issue_id = referral.issue_id},
                    {referral.sender_id.value});
  if (others.empty()) return false;
  return caller_
      .call<referral::forward>(desk.session, {.referral_id = referral.id,
                                              .receivers = std::move(others),
                                              .coordinate = false,
                                              .note = "We have no place that fits."})
      .has_value();
}

}  // namespace onward::simulation
