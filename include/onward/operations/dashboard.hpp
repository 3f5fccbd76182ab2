// How much there is to do, and what is stuck.
#pragma once

#include "onward/json.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

enum class DashboardCard : std::uint8_t {
  unanswered,
  acknowledged,
  accepted,
  in_progress,
  on_hold,
  overdue,
  urgent,
  consent_expiring,
  consent_expired,
  unresolved,
  specialist_alerts,
  withdrawal_asked,
  information_asked,
  confirmation_asked
};
template <>
inline constexpr auto names<DashboardCard> = std::array{
    Name{DashboardCard::unanswered, "new", "Sent, and nobody has answered."},
    Name{DashboardCard::acknowledged, "acknowledged", "The receiver evaluates it."},
    Name{DashboardCard::accepted, "accepted", "Service is promised."},
    Name{DashboardCard::in_progress, "in_progress", "Service is being given."},
    Name{DashboardCard::on_hold, "on_hold", "Service waits."},
    Name{DashboardCard::overdue, "overdue", "A due time has passed, and it is not finished."},
    Name{DashboardCard::urgent, "urgent", "Urgent, and not finished."},
    Name{DashboardCard::consent_expiring, "consent_expiring",
         "Not finished, and the consent ends within 14 days."},
    Name{DashboardCard::consent_expired, "consent_expired",
         "Not finished, and the consent has ended, or was taken back."},
    Name{DashboardCard::unresolved, "unresolved", "Nobody helps; the sender must act."},
    Name{DashboardCard::specialist_alerts, "specialist_alerts",
         "A specialist was written to or saw the patient long ago, and nothing has come."},
    Name{DashboardCard::withdrawal_asked, "withdrawal_asked",
         "The receiver is to say whether it ends: its sender, or the client, takes it back."},
    Name{DashboardCard::information_asked, "information_asked", "The sender owes an answer."},
    Name{DashboardCard::confirmation_asked, "confirmation_asked",
         "Accepted, and the sender is to choose who helps."},
};
enum class DashboardSide : std::uint8_t { received, sent, all };
template <>
inline constexpr auto names<DashboardSide> = std::array{
    Name{DashboardSide::received, "received", "Of what the active organisation received."},
    Name{DashboardSide::sent, "sent", "Of what the active organisation sent."},
    Name{DashboardSide::all, "all", "Of the whole network."},
};

struct CountDashboard {
  bool whole_store = false;
};
template <>
inline constexpr auto rows<CountDashboard> = std::array{
    row<&CountDashboard::whole_store>(
        1, "whole_store", "The whole network; for administrators of the store.", may_be_absent),
};
ONWARD_RECORD(CountDashboard);
struct DashboardCount {
  DashboardCard card = DashboardCard::unanswered;
  DashboardSide side = DashboardSide::received;
  std::int64_t count = 0;
  std::string operation{};
  Json request{};
};
template <>
inline constexpr auto rows<DashboardCount> = std::array{
    row<&DashboardCount::card>(1, "card", "What is counted."),
    row<&DashboardCount::side>(2, "side", "Of what."),
    row<&DashboardCount::count>(3, "count", "How many."),
    row<&DashboardCount::operation>(4, "operation", "The list that shows exactly these."),
    row<&DashboardCount::request>(5, "request", "How to ask it; page by page."),
};
ONWARD_RECORDS(DashboardCount);
struct DashboardCounts {
  std::vector<DashboardCount> counts{};
};
template <>
inline constexpr auto rows<DashboardCounts> = std::array{
    row<&DashboardCounts::counts>(1, "counts", "Every card of each side, zeros too."),
};
ONWARD_RECORD(DashboardCounts);

enum class StuckBecause : std::uint8_t { no_owner, no_timer, timer_past };
template <>
inline constexpr auto names<StuckBecause> = std::array{
    Name{StuckBecause::no_owner, "no_owner", "The organisation whose turn it is, is not there."},
    Name{StuckBecause::no_timer, "no_timer", "No timer is set, so nobody will notice."},
    Name{StuckBecause::timer_past, "timer_past", "Its timer is due; system.tick was not called."},
};
struct ListStuck {
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListStuck> = std::array{
    row<&ListStuck::limit>(1, "limit", "Rows on a page, 1 to 500; 50 when absent.", may_be_absent),
    row<&ListStuck::cursor>(2, "cursor", "From the page before; absent for the first.",
                            may_be_absent),
};
ONWARD_RECORD(ListStuck);
struct StuckRow {
  std::string noun{};
  std::int64_t id = 0;
  std::string phase{};
  StuckBecause because = StuckBecause::no_timer;
  std::int64_t organization_id = 0;
};
template <>
inline constexpr auto rows<StuckRow> = std::array{
    row<&StuckRow::noun>(1, "noun", "What it is, for example referral."),
    row<&StuckRow::id>(2, "id", "Its id."),
    row<&StuckRow::phase>(3, "phase", "Where it stands."),
    row<&StuckRow::because>(4, "because", "What is missing."),
    row<&StuckRow::organization_id>(5, "organization_id", "Whose turn it is; 0 for nobody."),
};
ONWARD_RECORDS(StuckRow);
struct StuckPage {
  std::vector<StuckRow> rows{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<StuckPage> = std::array{
    row<&StuckPage::rows>(1, "rows", "Unfinished rows that nobody will notice; none is well."),
    row<&StuckPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(StuckPage);

namespace dashboard {
using counts = Tag<"dashboard.counts", CountDashboard, DashboardCounts>;
}
namespace system_ {
using stuck = Tag<"system.stuck", ListStuck, StuckPage>;
}

}  // namespace onward
