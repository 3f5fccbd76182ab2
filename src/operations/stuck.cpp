// Rows that nobody would notice: every noun with a clock is looked at, in the order of its timers.
#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "onward/rules/lifecycle.hpp"
#include "onward/rules/timeframes.hpp"
#include "operations/clocks.hpp"
#include "operations/columns.hpp"
#include "operations/dashboard.hpp"
#include "operations/inboxes.hpp"
#include "operations/paging.hpp"
#include "operations/relationships.hpp"
#include "operations/specialist_case.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Where a row stands, who must act on it, and whether a timer notices when they do not.
struct Watch {
  std::string_view stands{};
  bool is_over = false;
  OrganizationId owner{};
  bool has_clock = true;  // a timer must run
};

template <class Phase, class Action>
const Duty<Phase>* duty_of(const Machine<Phase, Action>& machine, Phase phase) {
  const auto found = std::ranges::find(machine.duties, phase, &Duty<Phase>::phase);
  return found == machine.duties.end() ? nullptr : &*found;
}

OrganizationId answering_of(Context& c, ReferralId id) {
  const auto referral = c.tables.get<Referral>(id);
  return referral ? answering(sides_of(c, *referral)) : OrganizationId();
}

Watch watch(Context& c, Referral& r) {
  const auto* duty = duty_of(referral_machine, r.phase);
  if (!duty) return {.stands = name_of(r.phase), .is_over = true};
  const bool is_senders =
      duty->owner == Party::sender || (r.phase == ReferralPhase::accepted && !r.confirmed &&
                                       awaits_choice(r, c.tables.known<Need>(r.need_id).policy));
  const auto owner = is_senders ? r.sender_id : answering(sides_of(c, r));
  return {name_of(r.phase), false, owner, duty->clock != Clock::none};
}

// While receivers are at work, the need's timers are those of its members; while anyone may claim
// it its sender learns by its own that nobody does.
Watch watch(Context& c, Need& n) {
  const auto* duty = duty_of(need_machine, n.phase);
  if (!duty) return {.stands = name_of(n.phase), .is_over = true};
  Watch out{name_of(n.phase), false, n.sender_id, duty->clock != Clock::none};
  if (duty->owner == Party::sender || n.unassigned) return out;
  out.owner = {};
  for (auto& r : c.tables.all<Referral>(by::referral_need, n.id)) {
    if (is_finished(r.phase)) continue;
    out.owner = answering(sides_of(c, r));
    n.due_at = std::min(n.due_at, r.due_at);
  }
  return out;
}

// While nothing is awaited of the specialist, the timers are those of the referral.
Watch watch(Context& c, SpecialistReferral& row) {
  const SpecialistCase of = load_case(c, row);
  return {name_of(of.status()), is_over(of.status()), row.organization_id,
          of.awaits() != SpecialistAlert::none};
}

Watch watch(Context& c, InformationRequest& asked) {
  const auto referral = c.tables.get<Referral>(asked.referral_id);
  return {asked.closed_at ? "closed" : "open", asked.closed_at.has_value(),
          referral ? referral->sender_id : OrganizationId()};
}

Watch watch(Context& c, Appointment& row) {
  return {name_of(row.status), row.status != AppointmentStatus::scheduled,
          answering_of(c, row.referral_id)};
}

Watch watch(Context&, Intake& draft) {
  return {name_of(draft.phase), draft.phase != IntakePhase::draft, draft.organization_id};
}

Watch watch(Context&, QuestionnaireResponse& response) {
  return {name_of(response.status), response.status != ResponseStatus::in_progress,
          response.organization_id};
}

// Who is to agree; and once both have, the sender, who must know when it ends. One without an end
// waits for nobody.
Watch watch(Context&, Agreement& a) {
  const bool is_proposed = a.phase == AgreementPhase::proposed;
  const bool waits = is_proposed || (a.phase == AgreementPhase::agreed && a.valid_until);
  const auto other = a.proposed_by == a.sender_id ? a.receiver_id : a.sender_id;
  return {name_of(a.phase), !waits, is_proposed ? other : a.sender_id};
}

Watch watch(Context&, CapacityEnquiry& enquiry) {
  return {name_of(enquiry.phase), enquiry.phase != EnquiryPhase::open, enquiry.sender_id};
}

Watch watch(Context&, Transfer& transfer) {
  return {name_of(transfer.phase), is_finished(transfer.phase), transfer.to_id};
}

// Nobody waits for somebody who has sent nobody, or is known to be dormant; nor does a practice in
// which nobody works.
Watch watch(Context& c, ReferringProvider& provider) {
  const bool is_waited_for =
      provider.referrals > 0 && provider.standing != RelationshipStanding::dormant;
  const bool is_over = !provider.active || !anybody_works_at(c.tables, provider.organization_id);
  return {name_of(provider.standing), is_over, provider.organization_id, is_waited_for};
}

Watch watch(Context&, OutboxItem& item) {
  return {name_of(item.phase), is_finished(item.phase), item.organization_id};
}

// Unread items wait for a reader, however long; read ones for nobody, and are erased.
Watch watch(Context& c, InboxItem& item) {
  const bool is_read = item.state == InboxState::read;
  return {name_of(item.state), false, is_read ? housekeeper(c.tables) : item.organization_id,
          is_read};
}

Watch watch(Context& c, Idempotency&) { return {"kept", false, housekeeper(c.tables)}; }

// The members that are asked for above: nearly every row that is looked at is well.
template <Kept T> constexpr Columns watched_columns = all_columns;
template <>
constexpr Columns watched_columns<Referral> = columns<Referral>(
    {"id", "need_id", "sender_id", "receiver_id", "phase", "confirmed", "due_at"});
template <>
constexpr Columns watched_columns<Need> =
    columns<Need>({"id", "sender_id", "phase", "unassigned", "due_at"});
template <>
constexpr Columns watched_columns<OutboxItem> =
    columns<OutboxItem>({"id", "organization_id", "phase", "due_at"});
template <>
constexpr Columns watched_columns<Intake> =
    columns<Intake>({"id", "organization_id", "phase", "due_at"});
template <>
constexpr Columns watched_columns<QuestionnaireResponse> =
    columns<QuestionnaireResponse>({"id", "organization_id", "status", "due_at"});

// Fewer than for a list: each row lies elsewhere in the store, since the order is that of timers.
constexpr std::int64_t stuck_visits_max = 500;

class StuckRows {
 public:
  StuckRows(Context& c, std::int64_t limit, StuckPage& out) : c_(c), limit_(limit), out_(out) {}

  // Timers that are due come first, then those that run, which are skipped unless an organisation
  // is closed, since it owns nothing; then those that do not run.
  template <Kept T> std::string look(const Paging& paging, const Index& index) {
    constexpr std::int64_t rows_at_once = 100;
    std::optional<Position> after = paging.after();
    while (room() > 0) {
      std::vector<T> some;
      const Scan scan{.index = &index,
                      .after = after ? &*after : nullptr,
                      .limit = std::min(rows_at_once, stuck_visits_max - visited_)};
      const auto end = c_.tables.transaction().scan(scan, watched_columns<T>, [&](const void* row) {
        some.push_back(*static_cast<const T*>(row));
        return true;
      });
      auto row = some.begin();
      bool skips = false;
      for (; row != some.end() && !skips && room() > 0; ++row) {
        const Instant due = (*row).*clock_of<T>();
        skips = is_running(due) && !anybody_closed();
        after = skips ? before_never() : Position{{Tables::cell(due)}, row->id.value};
        ++visited_;
        if (!skips) look_at(*row);
      }
      if (end.exhausted && row == some.end() && !skips) return {};
    }
    return paging.cursor_at(after ? *after : first_of_all());
  }

  std::int64_t room() const {
    return std::min(limit_ - std::ssize(out_.rows), stuck_visits_max - visited_);
  }
  static Position first_of_all() { return {{Cell(std::int64_t{0})}, 1}; }

 private:
  static Position before_never() {
    return {{Tables::cell(never - std::chrono::microseconds(1))},
            std::numeric_limits<std::int64_t>::max()};
  }

  template <Kept T> void look_at(T& row) {
    const bool would_be_skipped = is_running(row.*clock_of<T>());
    const Watch w = watch(c_, row);
    if (w.is_over) return;
    if (would_be_skipped && w.owner && !closed_.contains(w.owner)) return;  // it has time there
    const Instant due = row.*clock_of<T>();
    const bool is_owned = w.owner && is_at_work(w.owner);
    const bool is_timed = !w.has_clock || is_running(due);
    if (is_owned && is_timed) return;
    const auto because = !is_owned      ? StuckBecause::no_owner
                         : due == never ? StuckBecause::no_timer
                                        : StuckBecause::timer_past;
    out_.rows.push_back({std::string(info(noun_of<T>).name), row.id.value, std::string(w.stands),
                         because, is_owned ? w.owner.value : 0});
  }

  bool is_running(Instant due) const { return due > c_.now && due < never; }

  bool anybody_closed() {
    if (!closed_known_)
      c_.tables.scan<Organization>(by::organization_name, [&](const Organization& o) {
        if (!o.active) closed_.insert(o.id);
        return true;
      });
    closed_known_ = true;
    return !closed_.empty();
  }

  bool is_at_work(OrganizationId id) {
    const auto [found, is_new] = at_work_.try_emplace(id);
    if (is_new) found->second = anybody_works_at(c_.tables, id);
    return found->second;
  }

  Context& c_;
  std::int64_t limit_;
  StuckPage& out_;
  std::int64_t visited_ = 0;
  std::map<OrganizationId, bool> at_work_{};  // looked up once
  std::set<OrganizationId> closed_{};
  bool closed_known_ = false;
};

struct Watched {
  const Index* index;
  std::string (*look)(StuckRows&, const Paging&, const Index&);
};
template <Clocked T> std::string look(StuckRows& rows, const Paging& paging, const Index& index) {
  return rows.look<T>(paging, index);
}
template <class... T> auto watched_of(NounList<T...>) {
  return std::array<Watched, sizeof...(T)>{Watched{&clock_index(noun_of<T>), look<T>}...};
}

Result<Paging> paging_of(const ListStuck& in, const Watched& w, std::string_view cursor) {
  return Paging::from({.name = system_::stuck::name, .index = w.index, .prefix = {}}, in.limit,
                      cursor);
}

}  // namespace

Result<StuckPage> list_stuck(Context& c, const ListStuck& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  static const auto watched = watched_of(ClockedNouns());
  // A cursor names the index, and so the noun, that it goes on with.
  auto w = std::begin(watched);
  auto paging = paging_of(in, *w, in.cursor);
  while (!paging && paging.refusal().reason == Reason::cursor_invalid && ++w != std::end(watched))
    paging = paging_of(in, *w, in.cursor);
  if (!paging) return paging.refusal();
  StuckPage out;
  StuckRows rows(c, in.limit, out);
  out.cursor = w->look(rows, paging.value(), *w->index);
  while (out.cursor.empty() && ++w != std::end(watched))
    out.cursor = w->look(rows, paging_of(in, *w, {}).value(), *w->index);
  return out;
}

}  // namespace onward
