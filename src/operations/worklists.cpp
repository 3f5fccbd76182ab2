// The worklists of needs and referrals.
#include <algorithm>

#include "onward/rules/lifecycle.hpp"
#include "operations/client_merging.hpp"
#include "operations/columns.hpp"
#include "operations/needs.hpp"
#include "operations/network_list.hpp"
#include "operations/referrals.hpp"
#include "operations/settings.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

// How cursors of lists by time, and of one client's, say where they go on.
consteval const Row* member(Rows of, std::string_view name) {
  for (auto& row : of)
    if (row.name == name) return &row;
  throw "no such member";
}
template <Record T>
consteval Index order(Noun noun, std::string_view name, std::string_view first,
                      std::string_view second) {
  return {noun, name, {member(rows<T>, first), member(rows<T>, second)}, 2, false};
}
constexpr Index needs_by_time = order<Need>(Noun::need, "need_time", "sender_id", "opened_at");
constexpr Index received_by_time =
    order<Referral>(Noun::referral, "received_time", "receiver_id", "requested_at");
constexpr Index sent_by_time =
    order<Referral>(Noun::referral, "sent_time", "sender_id", "requested_at");
constexpr Index of_client =
    order<Referral>(Noun::referral, "referral_client", "client_id", "need_id");

// How a consent stands on the day it is for whoever asks.
class ConsentFilter {
 public:
  ConsentFilter(Context& c, const std::optional<ConsentWarning>& wanted) : wanted_(wanted) {
    if (wanted) today_ = today_of(c, c.subject.organization_id);
  }
  bool takes(const std::optional<Date>& ends_on) const {
    if (!wanted_) return true;
    if (!ends_on) return false;
    if (*wanted_ == ConsentWarning::expired) return *ends_on <= today_;
    return *ends_on > today_ && *ends_on <= today_ + std::chrono::days(consent_warning_days);
  }

 private:
  std::optional<ConsentWarning> wanted_;
  Date today_{};
};

// What a request asks of each row, beside the index.
template <class T, class Request> bool takes(const Request& in, const T& row) {
  const auto at = listed_at(row);
  if (in.phase && row.phase != *in.phase) return false;
  if ((in.unfinished_only || in.consent) && is_finished(row.phase)) return false;
  return (!in.from || at >= *in.from) && (!in.until || at < *in.until) &&
         (!in.urgency || row.urgency == *in.urgency) &&
         (!in.issue_id || row.issue_id == in.issue_id);
}

template <class Phase, class Request> std::vector<std::string_view> phases_of(const Request& in) {
  return phases_where<Phase>([&](Phase phase) {
    return (!in.phase || phase == *in.phase) &&
           !((in.unfinished_only || in.consent) && is_finished(phase));
  });
}

template <class Request> Refused shape_of(const Request& in, bool is_whole_store) {
  Shape shape;
  shape.require(!is_whole_store || in.order == ListOrder::phase, "/order",
                "the whole network is listed by phase");
  if (auto refused = std::move(shape).refused()) return refused;
  if (in.from && in.until && *in.until <= *in.from)
    return refuse(Reason::period_reversed, "/until", "there is no time between them");
  return std::nullopt;
}

// Filters that leave no phase, or of which one leaves nobody for the other, find nothing ever.
Refused contradictory(bool finds, std::string path) {
  if (finds) return std::nullopt;
  return malformed({{std::move(path), "contradicts the other filters: nothing is both"}});
}

// Whose it is to be, beside the desk.
bool agrees_with_desk(const Context& c, const ListReferrals& in) {
  if (!in.assignee_id || in.desk == ReferralDesk::all) return true;
  return in.desk == ReferralDesk::mine && in.assignee_id == c.subject.staff_id;
}

// What is filtered by exists: a slip of the pen would look like an empty desk. Whom one may not
// see is never told of.
Refused unknown_filter(Context& c, const ListNeeds& in) {
  if (in.issue_id && !c.tables.small<Issue>(in.issue_id)) return not_found("/issue_id");
  return std::nullopt;
}
Refused unknown_filter(Context& c, const ListReferrals& in) {
  if (auto refused = unknown_reason(c, in.reason_code, "/reason_code")) return refused;
  if (in.issue_id && !c.tables.small<Issue>(in.issue_id)) return not_found("/issue_id");
  if (in.other_organization_id && !c.tables.small<Organization>(in.other_organization_id))
    return not_found("/other_organization_id");
  return std::nullopt;
}

// Needs of several records of one person, as if they were one's: in the order of their numbers.
struct NeedsOfPerson {
  std::vector<Need> needs{};
  std::optional<std::int64_t> edge{};  // the last one, when there may be more behind it
};
NeedsOfPerson needs_of_person(Context& c, std::span<const ClientId> records,
                              const std::optional<std::int64_t>& after_need, Direction direction,
                              std::int64_t limit, Columns columns) {
  const bool is_down = direction == Direction::down;
  const auto after = after_need ? std::optional(Position{{}, *after_need}) : std::nullopt;
  NeedsOfPerson out;
  for (const auto record : records) {
    const std::array<Cell, 1> prefix{Cell(record.value)};
    const auto end =
        c.tables.transaction().scan({.index = &by::need_client,
                                     .prefix = prefix,
                                     .after = after ? &*after : nullptr,
                                     .direction = direction,
                                     .limit = limit},
                                    columns, [&](const void* row) {
                                      out.needs.push_back(*static_cast<const Need*>(row));
                                      return true;
                                    });
    if (end.exhausted) continue;
    const auto last = end.last.id;
    out.edge = !out.edge ? last : is_down ? std::max(*out.edge, last) : std::min(*out.edge, last);
  }
  std::erase_if(out.needs, [&](const Need& need) {
    return out.edge && (is_down ? need.id.value < *out.edge : need.id.value > *out.edge);
  });
  std::ranges::sort(out.needs, {}, &Need::id);
  if (is_down) std::ranges::reverse(out.needs);
  return out;
}

// One client's referrals, need by need, of all records that are the client's: there are few.
class ClientReferrals {
 public:
  using Take = FunctionRef<bool(const Referral&)>;

  static Result<std::string> page(Context& c, const ListReferrals& in, Take take) {
    auto paging = Paging::from({.name = "referral.list",
                                .index = &of_client,
                                .prefix = {Cell(in.client_id.value)},
                                .direction = {}},
                               in.limit, in.cursor);
    if (!paging) return paging.refusal();
    return ClientReferrals(c, in, paging.value()).run(take);
  }

 private:
  ClientReferrals(Context& c, const ListReferrals& in, const Paging& paging)
      : c_(c), in_(in), paging_(paging), is_down_(in.order == ListOrder::newest) {}

  std::string run(Take take) {
    const auto own = c_.subject.organization_id;
    for (auto& need : needs_from_cursor()) {
      last_ = {{Cell(need.id.value)}, 1};
      if (in_.view == ReferralView::sent && need.sender_id != own) continue;
      auto members = c_.tables.all<Referral>(by::referral_need, need.id);
      if (is_down_) std::ranges::reverse(members);
      for (auto& r : members) {
        if (is_before_cursor(r)) continue;
        last_ = {{Cell(need.id.value)}, r.id.value};
        if (take(r) && ++taken_ == in_.limit) return paging_.cursor_at(last_);
      }
    }
    return has_more_ ? paging_.cursor_at(last_) : std::string();
  }

  std::vector<Need> needs_from_cursor() {
    constexpr std::int64_t needs_max = 200;  // of up to 64 members each
    std::optional<std::int64_t> after;
    if (const auto& at = paging_.after())
      after = std::get<std::int64_t>(at->members[0]) + (is_down_ ? 1 : -1);
    auto found = needs_of_person(c_, visible_records(c_, in_.client_id), after,
                                 is_down_ ? Direction::down : Direction::up, needs_max,
                                 columns<Need>({"id", "sender_id"}));
    has_more_ = found.edge.has_value();
    return std::move(found.needs);
  }

  bool is_before_cursor(const Referral& r) const {
    const auto& at = paging_.after();
    if (!at || r.need_id.value != std::get<std::int64_t>(at->members[0])) return false;
    return is_down_ ? r.id.value >= at->id : r.id.value <= at->id;
  }

  Context& c_;
  const ListReferrals& in_;
  const Paging& paging_;
  bool is_down_, has_more_ = false;
  Position last_{};
  std::int64_t taken_ = 0;
};

// What a request asks of a row before it stands on the page. Where that is what stands in an index,
// no row is read for it.
Columns asked_columns(const ListNeeds& in) {
  Columns out = columns<Need>({"id", "sender_id", "phase", "opened_at"});
  if (in.issue_id) out |= columns<Need>({"issue_id"});
  if (in.urgency) out |= columns<Need>({"urgency"});
  if (in.reason) out |= columns<Need>({"reason"});
  if (in.consent) out |= columns<Need>({"consent_ends_on"});
  if (in.confirmation_asked_only) out |= columns<Need>({"confirmation_asked_at"});
  return out;
}
Columns asked_columns(const ListReferrals& in) {
  const bool is_sent = in.view == ReferralView::sent;
  Columns out = columns<Referral>({"id", "phase", "requested_at"});
  out |= is_sent ? columns<Referral>({"sender_id"}) : columns<Referral>({"receiver_id"});
  if (in.other_organization_id) out |= columns<Referral>({"sender_id", "receiver_id"});
  if (in.issue_id) out |= columns<Referral>({"issue_id"});
  if (in.urgency) out |= columns<Referral>({"urgency"});
  if (in.overdue_only) out |= columns<Referral>({"overdue"});
  if (in.consent) out |= columns<Referral>({"consent_ends_on"});
  if (!in.reason_code.empty()) out |= columns<Referral>({"reason_code"});
  if (in.waiting_only) out |= columns<Referral>({"information_asked_at"});
  if (in.withdrawal_asked_only) out |= columns<Referral>({"withdrawal_asked_at"});
  if (in.assignee_id || in.desk != ReferralDesk::all) out |= columns<Referral>({"assignee_id"});
  return out;
}

bool filters_rows(const ListNeeds& in) {
  return in.urgency || in.reason || in.consent || in.issue_id || in.confirmation_asked_only ||
         in.whole_store;
}
bool filters_rows(const ListReferrals& in) {
  return in.overdue_only || in.desk != ReferralDesk::all || in.assignee_id || in.waiting_only ||
         in.withdrawal_asked_only || in.urgency || !in.reason_code.empty() || in.consent ||
         in.issue_id || in.other_organization_id || in.view == ReferralView::all;
}

// The rows of a page. Where more rows are looked at than stand on it, they are found by a few
// members, and read whole when all are found.
template <Kept T> class Page {
 public:
  template <class Request>
  Page(Context& c, const Request& in, std::size_t phases, std::vector<T>& out) : c_(c), out_(out) {
    const bool merges_phases = in.order != ListOrder::phase && phases > 1;
    if (!in.client_id && (filters_rows(in) || merges_phases)) columns_ = asked_columns(in);
  }
  Columns columns() const { return columns_; }
  void add(const T& row) {
    if (columns_ == all_columns)
      out_.push_back(row);
    else
      found_.push_back(row.id.value);
  }
  void read_whole() {
    c_.tables.transaction().get(noun_of<T>, found_, all_columns, [&](const void* row) {
      out_.push_back(*static_cast<const T*>(row));
      return true;
    });
  }

 private:
  Context& c_;
  Columns columns_ = all_columns;
  std::vector<T>& out_;
  std::vector<std::int64_t> found_{};
};

bool is_in_view(const Context& c, const ListReferrals& in, const Referral& r) {
  const auto own = c.subject.organization_id;
  if (!was_sent(r)) return false;
  switch (in.view) {
    case ReferralView::received: return r.receiver_id == own;
    case ReferralView::sent: return r.sender_id == own;
    case ReferralView::all: break;
  }
  return true;
}

bool is_with_other(const ListReferrals& in, const Referral& r) {
  const auto other = in.other_organization_id;
  if (!other) return true;
  return (in.view != ReferralView::received && r.receiver_id == other) ||
         (in.view != ReferralView::sent && r.sender_id == other);
}

bool takes_referral(const ListReferrals& in, const Referral& r) {
  return takes(in, r) && (!in.overdue_only || r.overdue) &&
         (in.reason_code.empty() || r.reason_code == in.reason_code) && is_with_other(in, r);
}

// Whose of the receiver's staff it is, and whether it waits for its sender.
bool is_on_desk(const Context& c, const ListReferrals& in, const Referral& r) {
  if (in.waiting_only && !r.information_asked_at) return false;
  if (in.withdrawal_asked_only && !r.withdrawal_asked_at) return false;
  if (in.assignee_id && r.assignee_id != in.assignee_id) return false;
  switch (in.desk) {
    case ReferralDesk::mine: return r.assignee_id == c.subject.staff_id;
    case ReferralDesk::queue: return !r.assignee_id;
    case ReferralDesk::all: break;
  }
  return true;
}

std::string page_of_person(Context& c, std::span<const ClientId> records, const Paging& paging,
                           Direction direction, FunctionRef<bool(const Need&)> take) {
  const auto after =
      paging.after() ? std::optional(paging.after()->id) : std::optional<std::int64_t>();
  auto found = needs_of_person(c, records, after, direction, page_visits_max, all_columns);
  std::int64_t taken = 0, last = 0;
  for (auto& need : found.needs) {
    if (taken == paging.limit()) return paging.cursor_at({{}, last});
    last = need.id.value;
    if (take(need)) ++taken;
  }
  return found.edge ? paging.cursor_at({{}, *found.edge}) : std::string();
}

// One client's needs, of every sender the request asks for.
Result<std::string> page_of_client(Context& c, const ListNeeds& in,
                                   FunctionRef<bool(const Need&)> take) {
  const bool is_down = in.order == ListOrder::newest;
  auto paging = Paging::from({.name = "need.list",
                              .index = &by::need_client,
                              .prefix = {Cell(in.client_id.value)},
                              .direction = is_down ? Direction::down : Direction::up},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (const auto records = visible_records(c, in.client_id); records.size() > 1)
    return page_of_person(c, records, paging.value(), is_down ? Direction::down : Direction::up,
                          take);
  return paging.value().page<Need>(c.tables, take);
}

}  // namespace

Result<NeedPage> list_needs(Context& c, const ListNeeds& in) {
  if (auto refused = shape_of(in, in.whole_store)) return *std::move(refused);
  if (in.whole_store)
    if (auto refused = store_administrators_only(c, "/whole_store")) return *std::move(refused);
  if (auto refused = unknown_filter(c, in)) return *std::move(refused);
  const auto sender = c.subject.organization_id;
  const ConsentFilter consent(c, in.consent);
  auto phases = phases_of<NeedPhase>(in);
  if (in.confirmation_asked_only)  // once one is chosen, it is claimed
    std::erase_if(phases, [](std::string_view phase) { return phase != name_of(NeedPhase::open); });
  if (auto refused = contradictory(!phases.empty(), "/phase")) return *std::move(refused);
  NeedPage out;
  Page<Need> listed(c, in, phases.size(), out.needs);
  const auto take = [&](const Need& need) {
    if (!in.whole_store && need.sender_id != sender) return false;
    if (!takes(in, need) || !consent.takes(need.consent_ends_on)) return false;
    if (in.reason && need.reason != *in.reason) return false;
    if (in.confirmation_asked_only && !need.confirmation_asked_at) return false;
    listed.add(need);
    return true;
  };
  const auto cursor = [&]() -> Result<std::string> {
    if (in.client_id) return page_of_client(c, in, take);
    if (in.whole_store)
      return NetworkList<Need>::page(c.tables,
                                     {.name = "need.list",
                                      .index = &by::need_sender,
                                      .phases = phases,
                                      .columns = listed.columns(),
                                      .limit = in.limit,
                                      .cursor = in.cursor},
                                     take);
    return Worklist<Need>::page(c.tables,
                                {.name = "need.list",
                                 .index = &by::need_sender,
                                 .by_time = &needs_by_time,
                                 .organization = sender,
                                 .phases = phases,
                                 .from = in.from,
                                 .until = in.until,
                                 .order = in.order,
                                 .columns = listed.columns(),
                                 .limit = in.limit,
                                 .cursor = in.cursor},
                                take);
  }();
  if (!cursor) return cursor.refusal();
  listed.read_whole();
  out.cursor = cursor.value();
  return out;
}

Result<ReferralPage> list_referrals(Context& c, const ListReferrals& in) {
  const bool is_all = in.view == ReferralView::all;
  if (auto refused = shape_of(in, is_all)) return *std::move(refused);
  if (is_all)
    if (auto refused = store_administrators_only(c, "/view")) return *std::move(refused);
  if (auto refused = unknown_filter(c, in)) return *std::move(refused);
  const bool received = in.view == ReferralView::received;
  const ConsentFilter consent(c, in.consent);
  auto phases = phases_of<ReferralPhase>(in);
  std::erase(phases, name_of(ReferralPhase::draft));  // they stand in no list
  if (in.waiting_only || in.withdrawal_asked_only)  // who waits has acknowledged
    std::erase_if(phases, [](std::string_view phase) {
      return !holds_capacity(*named<ReferralPhase>(phase));
    });
  if (auto refused = contradictory(!phases.empty(), "/phase")) return *std::move(refused);
  if (auto refused = contradictory(agrees_with_desk(c, in), "/assignee_id"))
    return *std::move(refused);
  ReferralPage out;
  Page<Referral> listed(c, in, phases.size(), out.referrals);
  const auto take = [&](const Referral& r) {
    if (!is_in_view(c, in, r) || !takes_referral(in, r) || !is_on_desk(c, in, r) ||
        !consent.takes(r.consent_ends_on))
      return false;
    listed.add(r);
    return true;
  };
  const auto cursor = [&]() -> Result<std::string> {
    if (in.client_id) return ClientReferrals::page(c, in, take);
    if (is_all)
      return NetworkList<Referral>::page(c.tables,
                                         {.name = "referral.list",
                                          .index = &by::referral_receiver,
                                          .phases = phases,
                                          .columns = listed.columns(),
                                          .limit = in.limit,
                                          .cursor = in.cursor},
                                         take);
    return Worklist<Referral>::page(
        c.tables,
        {.name = "referral.list",
         .index = received ? &by::referral_receiver : &by::referral_sender,
         .by_time = received ? &received_by_time : &sent_by_time,
         .organization = c.subject.organization_id,
         .phases = phases,
         .from = in.from,
         .until = in.until,
         .order = in.order,
         .columns = listed.columns(),
         .limit = in.limit,
         .cursor = in.cursor},
        take);
  }();
  if (!cursor) return cursor.refusal();
  listed.read_whole();
  out.cursor = cursor.value();
  return out;
}

}  // namespace onward
