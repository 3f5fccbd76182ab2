#include "operations/tick.hpp"

#include <algorithm>
#include <new>

#include "onward/rules/policy.hpp"
#include "operations/agreements.hpp"
#include "operations/consent_end.hpp"
#include "operations/enquiries.hpp"
#include "operations/facts_index.hpp"
#include "operations/intakes.hpp"
#include "operations/need_group.hpp"
#include "operations/outbox.hpp"
#include "operations/relationships.hpp"
#include "operations/shape.hpp"
#include "operations/specialist_case.hpp"
#include "operations/transfers.hpp"
#include "operations/visibility.hpp"
#include "operations/work.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::int64_t items_max = 1'000;  // of one call (design 2)
constexpr std::size_t failures_told = 100;
constexpr std::size_t message_bytes_max = 500;

void expire(Context& c, const Referral& referral, const Need& need) {
  NeedGroup g = load_group(c, need);
  const Event event{
      .action = ReferralAction::expire, .by = Party::system, .member = g.at(referral.id)};
  judge_members(c, g, event);
  if (apply_event(c, g, event, {.reason_code = "no_response"}))
    throw std::logic_error("a requested referral could not expire");
}

void send_back(Context& c, const Referral& referral, const Need& need) {
  NeedGroup g = load_group(c, need);
  const Event event{
      .action = ReferralAction::send_back, .by = Party::system, .member = g.at(referral.id)};
  judge_members(c, g, event);
  const auto to_queue = [](Referral& r) { r.assignee_id = {}; };
  if (apply_event(c, g, event, {.reason_code = "no_response", .change = to_queue}))
    throw std::logic_error("a referral that was taken could not be sent back");
}

// Like an unresolved need, one of which nobody chooses calls for an administrator in the end.
void call_for_choice(Context& c, const Referral& waits, Need need) {
  const OwnDays days = own_days(c, need.sender_id);
  const FrozenPolicy policy = policy_of(need, waits.urgency);
  if (choice_escalates_at(waits, policy, days.calendar(), *days.zone) > c.now) return;
  need.escalated = true;
  need.reminders += 1;
  c.tables.update(need);
}

void do_due(Context& c, Referral referral) {
  const Need need = c.tables.known<Need>(referral.need_id);
  const auto consent = c.tables.known<Consent>(need.consent_id);
  if (strikes(c, consent, need, referral)) return withdraw_for_consent(c, consent);
  const OwnDays days = own_days(c, referral.receiver_id);
  const FrozenPolicy policy = policy_of(need, referral.urgency);
  const auto silent = no_response_at(referral, policy, days.calendar(), *days.zone);
  if (silent && *silent <= c.now) return expire(c, referral, need);
  const auto let_go = withdrawal_at(referral, policy, days.calendar(), *days.zone);
  if (let_go && *let_go <= c.now) return confirm_withdrawal_of(c, referral, need);
  if (referral.send_back_due_at && *referral.send_back_due_at <= c.now)
    return send_back(c, referral, need);
  set_timers(c, referral, need,
             timers_when_ticked(referral, policy, c.now, days.calendar(), *days.zone));
  if (referral.due_at <= c.now) throw std::logic_error("a timer stays due after its tick");
  c.tables.update(referral);
  if (!awaits_choice(referral, policy)) return;
  NeedGroup g = load_group(c, need);
  look_at_choice(c, g);
  call_for_choice(c, referral, g.need);
}

// The reminder is armed again for as long as the need is unresolved: nobody is forgotten. Each time
// its sender is told, and once an administrator was called, administrators as well; but for as long
// as somebody to whom it was passed on is at work.
void do_due(Context& c, const Need& due) {
  NeedGroup g = load_group(c, due);
  if (due.unassigned) return lapse(c, g);
  Need& need = g.need;
  const OwnDays days = own_days(c, need.sender_id);
  need.due_at = reminder_after(c.now, need.policy, days.calendar(), *days.zone);
  if (g.group.elsewhere) return c.tables.update(need);
  need.reminders += 1;
  if (!need.reminded) {
    need.reminded = true;
  } else if (!need.escalated) {
    const auto result = apply(g.group, {.action = NeedAction::escalate, .by = Party::system});
    need.escalated = result && result.value().escalated;
  }
  c.tables.update(need);
}

// Whoever owns what is unfinished is reminded until it is finished.
template <Kept T> void remind(Context& c, T row, OrganizationId owner, const Need& need) {
  const OwnDays days = own_days(c, owner);
  row.reminded = true;
  row.due_at = reminder_after(c.now, need.policy, days.calendar(), *days.zone);
  c.tables.update(row);
}
void do_due(Context& c, const InformationRequest& asked) {
  const auto referral = c.tables.known<Referral>(asked.referral_id);
  remind(c, asked, referral.sender_id, c.tables.known<Need>(referral.need_id));
}
void do_due(Context& c, const Appointment& appointment) {
  const auto referral = c.tables.known<Referral>(appointment.referral_id);
  remind(c, appointment, referral.receiver_id, c.tables.known<Need>(referral.need_id));
}

void do_due(Context& c, Intake draft) {
  draft.reminded = true;
  draft.due_at = intake_due(c, draft.organization_id);
  c.tables.update(draft);
}

// Answers that nobody went on with are kept, and count for nothing.
void do_due(Context& c, QuestionnaireResponse response) {
  response.status = ResponseStatus::stopped;
  response.due_at = never;
  c.tables.update(response);
}

void do_due(Context& c, const Transfer& transfer) { end_due_transfer(c, transfer); }

void do_due(Context& c, const ReferringProvider& due) { look_at_standing(c, due); }

void do_due(Context& c, const Idempotency& key) { c.tables.erase(key); }
void do_due(Context& c, const InboxItem& read) { c.tables.erase(read); }

// Where the first row of a kind stands that is due and was not passed over. Of the row itself no
// more is read than its time, since the rest may be what is damaged.
template <Clocked T> std::optional<Position> first_due(Context& c, const TickRound& round) {
  const Index& index = clock_index(noun_of<T>);
  const auto& behind = round.behind[ClockedNouns::position<T>];
  const Scan scan{.index = &index, .after = behind ? &*behind : nullptr, .limit = 1};
  const auto time_of_row = Columns{1} << (index.members[0] - rows<T>.data());
  std::optional<Position> due;
  c.tables.transaction().scan(scan, Columns{1} | time_of_row, [&](const void* row) {
    const T& first = *static_cast<const T*>(row);
    const Instant at = first.*clock_of<T>();
    if (at <= c.now) due = Position{{Tables::cell(at)}, first.id.value};
    return false;
  });
  return due;
}

template <Clocked T> void do_one(Context& c, TickRound& round, const Position& due) {
  try {
    auto row = c.tables.get<T>(decltype(T::id)(due.id));
    if (!row) throw StorageError("damaged store: a timer is of a row that is not there");
    do_due(c, *std::move(row));
  } catch (const Cancelled&) { throw; } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    round.behind[ClockedNouns::position<T>] = due;
    if (round.failed.size() < failures_told)
      round.failed.push_back({std::string(info(noun_of<T>).name), due.id,
                              std::string(shortened(e.what(), message_bytes_max))});
    throw TickItemFailed();
  }
}

struct Kind {
  std::optional<Position> (*first)(Context&, const TickRound&);
  void (*do_one)(Context&, TickRound&, const Position& due);
};
template <class... T> constexpr auto kinds_of(NounList<T...>) {
  return std::array<Kind, sizeof...(T)>{Kind{first_due<T>, do_one<T>}...};
}
constexpr auto kinds = kinds_of(ClockedNouns());

}  // namespace

Result<Ticked> tick(Context& c, const Tick& in) {
  Shape shape;
  shape.between(in.limit, 1, items_max, "/limit");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  TickRound& round = *c.round;
  const auto is_due = [&](auto& kind) { return kind.first(c, round).has_value(); };
  for (auto& kind : kinds) {
    const auto due = kind.first(c, round);
    if (!due) continue;
    kind.do_one(c, round, *due);
    return Ticked{.done = 1, .more = std::ranges::any_of(kinds, is_due)};
  }
  c.facts.keep(c.tables.transaction());
  return Ticked{};
}

}  // namespace onward
