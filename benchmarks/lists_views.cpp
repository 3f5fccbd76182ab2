#include "lists_views.hpp"

#include "json.hpp"
#include "measure.hpp"
#include "onward/operations/between.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/inbox.hpp"
#include "onward/operations/intake.hpp"
#include "onward/operations/logged_referrals.hpp"
#include "onward/operations/open_requests.hpp"
#include "onward/operations/outbox.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/specialist_referrals.hpp"

namespace onward::benchmarks {

namespace {

// Drafts of referrals stand in no list: they are asked for with their need.
constexpr bool is_listed(ReferralPhase phase) { return phase != ReferralPhase::draft; }
constexpr bool is_listed(NeedPhase) { return true; }

std::int64_t rows_on(const ReferralPage& page) { return std::ssize(page.referrals); }
std::int64_t rows_on(const NeedPage& page) { return std::ssize(page.needs); }
std::int64_t rows_on(const OpenNeedPage& page) { return std::ssize(page.needs); }
std::int64_t rows_on(const InboxPage& page) { return std::ssize(page.items); }
std::int64_t rows_on(const OutboxPage& page) { return std::ssize(page.items); }
std::int64_t rows_on(const TransferPage& page) { return std::ssize(page.transfers); }
std::int64_t rows_on(const IntakePage& page) { return std::ssize(page.intakes); }
std::int64_t rows_on(const LoggedReferralPage& page) { return std::ssize(page.logged_referrals); }
std::int64_t rows_on(const SpecialistReferralPage& page) {
  return std::ssize(page.specialist_referrals);
}
std::int64_t rows_on(const StuckPage& page) { return std::ssize(page.rows); }

class Views {
 public:
  template <class Op>
  void add(std::string figure, Session& session, std::string name, typename Op::Request request) {
    const auto page = [&session, request](std::int64_t limit, const std::string& cursor) mutable {
      request.limit = limit;
      request.cursor = cursor;
      auto answered = must(session.call<Op>(request));
      return ListedPage{rows_on(answered), std::move(answered.cursor)};
    };
    views_.push_back({std::move(figure), std::string(Op::name) + ' ' + name, page});
  }

  // Each phase and all of them, in each order.
  template <class Op, Named Phase>
  void add_orders(const std::string& figure, Session& session, const std::string& name,
                  const typename Op::Request& request) {
    for (auto& order : names<ListOrder>) {
      auto asked = request;
      asked.order = order.value;
      const auto named = [&](std::string_view of) {
        return name + ' ' + std::string(of) + ", " + std::string(order.name);
      };
      add<Op>(figure, session, named("every phase"), asked);
      asked.unfinished_only = true;
      add<Op>(figure, session, named("unfinished"), asked);
      asked.unfinished_only = false;
      for (auto& phase : names<Phase>) {
        if (!is_listed(phase.value)) continue;
        asked.phase = phase.value;
        add<Op>(figure, session, named(phase.name), asked);
      }
    }
  }

  std::vector<View> take() && { return std::move(views_); }

 private:
  std::vector<View> views_{};
};

using Referrals = referral::list;
using Needs = need::list;
using Specialists = specialist_referral::list;

void add_worklists(Views& views, Session& session, const std::string& whose) {
  views.add_orders<Referrals, ReferralPhase>("list_received_us", session, whose + ", received",
                                             {.view = ReferralView::received});
  views.add_orders<Referrals, ReferralPhase>("list_sent_us", session, whose + ", sent",
                                             {.view = ReferralView::sent});
  views.add_orders<Needs, NeedPhase>("list_needs_us", session, whose, {});
}

void add_others(Views& views, Session& session, const std::string& whose) {
  for (auto& of : names<InboxOf>)
    for (const bool unread : {false, true})
      views.add<inbox::list>("list_inbox_us", session,
                             whose + ", " + std::string(of.name) + (unread ? ", unread" : ""),
                             {.inbox = of.value, .unread_only = unread});
  views.add<outbox::list>("list_outbox_us", session, whose, {});
  for (auto& phase : names<OutboxPhase>)
    views.add<outbox::list>("list_outbox_us", session, whose + ", " + std::string(phase.name),
                            {.phase = phase.value});
  for (const auto view : {ReferralView::received, ReferralView::sent}) {
    const auto side = whose + ", " + std::string(name_of(view));
    views.add<transfer::list>("list_transfers_us", session, side, {.view = view});
    for (auto& phase : names<TransferPhase>)
      views.add<transfer::list>("list_transfers_us", session, side + ' ' + std::string(phase.name),
                                {.view = view, .phase = phase.value});
  }
  for (auto& phase : names<IntakePhase>)
    views.add<intake::list>("list_intakes_us", session, whose + ", " + std::string(phase.name),
                            {.phase = phase.value});
  views.add<referral::list_logged>("list_logged_us", session, whose, {});
  views.add<need::list_open>("list_open_us", session, whose, {});
}

}  // namespace

std::vector<View> declared_views(Askers& askers, const ListsStore& store) {
  Views views;
  for (auto& [session, whose] : {std::pair<Session&, const char*>(askers.large, "large"),
                                 std::pair<Session&, const char*>(askers.small, "small")}) {
    add_worklists(views, session, whose);
    add_others(views, session, whose);
  }
  for (const auto order : {ListOrder::oldest, ListOrder::newest}) {
    const auto name = "busy client, " + std::string(name_of(order));
    views.add<Referrals>(
        "list_client_us", askers.large, name,
        {.view = ReferralView::sent, .client_id = store.busy_client, .order = order});
    views.add<Referrals>("list_client_us", askers.administrator, "all, " + name,
                         {.view = ReferralView::all, .client_id = store.busy_client});
    views.add<Needs>("list_client_us", askers.large, name,
                     {.client_id = store.busy_client, .order = order});
    views.add<Needs>("list_client_us", askers.administrator, "all, " + name,
                     {.client_id = store.busy_client, .whole_store = true});
  }
  auto& administrator = askers.administrator;
  views.add<Referrals>("list_all_us", administrator, "all", {.view = ReferralView::all});
  for (auto& phase : names<ReferralPhase>)
    if (is_listed(phase.value))
      views.add<Referrals>("list_all_us", administrator, "all, " + std::string(phase.name),
                           {.view = ReferralView::all, .phase = phase.value});
  views.add<Referrals>("list_all_us", administrator, "all, unfinished",
                       {.view = ReferralView::all, .unfinished_only = true});
  views.add<Needs>("list_all_us", administrator, "all", {.whole_store = true});
  for (auto& phase : names<NeedPhase>)
    views.add<Needs>("list_all_us", administrator, "all, " + std::string(phase.name),
                     {.phase = phase.value, .whole_store = true});
  views.add<Needs>("list_all_us", administrator, "all, unfinished",
                   {.unfinished_only = true, .whole_store = true});
  views.add<system_::stuck>("list_stuck_us", administrator, "all", {});
  return std::move(views).take();
}

std::vector<View> filtered_views(Askers& askers, const ListsStore& store) {
  Views views;
  const auto small = store.small.organization_id;
  const auto add = [&](Session& session, const std::string& whose, ListReferrals in) {
    const std::string figure = "list_filtered_us";
    const auto filter = [&](const char* what, auto change) {
      auto asked = in;
      change(asked);
      views.add<Referrals>(figure, session, whose + ", " + what, asked);
    };
    filter("urgent", [](auto& r) { r.urgency = Urgency::urgent; });
    filter("overdue", [](auto& r) { r.overdue_only = true; });
    filter("rare reason", [](auto& r) { r.reason_code = "duplicate"; });
    filter("rare issue", [&](auto& r) { r.issue_id = store.rare_issue; });
    filter("rare organisation", [&](auto& r) { r.other_organization_id = small; });
    filter("rare colleague", [&](auto& r) { r.assignee_id = store.colleague; });
    filter("waiting", [](auto& r) { r.waiting_only = true; });
    filter("being withdrawn", [](auto& r) { r.withdrawal_asked_only = true; });
    filter("expired", [](auto& r) { r.consent = ConsentWarning::expired; });
    filter("one day", [&](auto& r) {
      r.from = store.now - std::chrono::days(400);
      r.until = *r.from + std::chrono::days(1);
    });
  };
  add(askers.large, "received", {.view = ReferralView::received});
  add(askers.large, "received, newest",
      {.view = ReferralView::received, .order = ListOrder::newest});
  add(askers.large, "sent", {.view = ReferralView::sent});
  add(askers.administrator, "all", {.view = ReferralView::all});
  for (auto* session : {&askers.large, &askers.administrator}) {
    const bool all = session == &askers.administrator;
    const std::string whose = all ? "all" : "large";
    views.add<Needs>("list_filtered_us", *session, whose + ", rare issue",
                     {.issue_id = store.rare_issue, .whole_store = all});
    views.add<Needs>("list_filtered_us", *session, whose + ", rare reason",
                     {.reason = NeedReason::entered_in_error, .whole_store = all});
  }
  return std::move(views).take();
}

std::vector<View> card_views(Askers& askers) {
  Views views;
  const auto add = [&](Session& session, const CountDashboard& asked, const std::string& whose) {
    for (auto& count : must(session.call<dashboard::counts>(asked)).counts) {
      const auto name =
          whose + ", " + std::string(name_of(count.side)) + ' ' + std::string(name_of(count.card));
      if (count.operation == Needs::name)
        views.add<Needs>("list_card_us", session, name,
                         must(read_json<ListNeeds>(count.request.text)));
      else if (count.operation == Specialists::name)
        views.add<Specialists>("list_card_us", session, name,
                               must(read_json<ListSpecialistReferrals>(count.request.text)));
      else
        views.add<Referrals>("list_card_us", session, name,
                             must(read_json<ListReferrals>(count.request.text)));
    }
  };
  add(askers.large, {}, "large");
  add(askers.small, {}, "small");
  add(askers.administrator, {.whole_store = true}, "administrator");
  return std::move(views).take();
}

}  // namespace onward::benchmarks
