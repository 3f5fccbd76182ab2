#include "operations/dashboard.hpp"

#include <map>

#include "json.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/specialist_referrals.hpp"

namespace onward {

namespace {

using Counts = std::map<std::int64_t, std::int64_t>;  // by detail

Counts counts_of(Context& c, Counter counter, std::int64_t subject) {
  Counts out;
  c.tables.transaction().counts(counter, subject, [&](const CounterKey& key, std::int64_t value) {
    out[key.detail] = value;
  });
  return out;
}

template <class E> std::int64_t count_at(const Counts& counts, E detail) {
  const auto found = counts.find(static_cast<std::int64_t>(detail));
  return found == counts.end() ? 0 : found->second;
}

// Of what has no details.
std::int64_t total_of(const Counts& counts) { return counts.empty() ? 0 : counts.begin()->second; }

// Of consents that end day by day: those over by today, and those that end within the warning.
struct ConsentCounts {
  std::int64_t expired = 0, expiring = 0;
};
ConsentCounts consent_counts(const Counts& by_day, Date today) {
  const std::int64_t now = today.time_since_epoch().count();
  ConsentCounts out;
  for (auto& [day, count] : by_day) {
    if (day <= now)
      out.expired += count;
    else if (day <= now + consent_warning_days)
      out.expiring += count;
  }
  return out;
}

class Dashboard {
 public:
  Dashboard(Context& c, DashboardSide side, std::int64_t subject)
      : c_(c), side_(side), subject_(subject), today_(today_of(c, c.subject.organization_id)) {}

  void referrals(Counter phases, Counter flags, Counter consent) {
    struct {
      DashboardCard card;
      ReferralPhase phase;
    } constexpr by_phase[] = {{DashboardCard::unanswered, ReferralPhase::requested},
                              {DashboardCard::acknowledged, ReferralPhase::received},
                              {DashboardCard::accepted, ReferralPhase::accepted},
                              {DashboardCard::in_progress, ReferralPhase::in_progress},
                              {DashboardCard::on_hold, ReferralPhase::on_hold}};
    const Counts phased = counts_of(c_, phases, subject_), flagged = counts_of(c_, flags, subject_);
    const auto ends = consent_counts(counts_of(c_, consent, subject_), today_);
    for (auto& [card, phase] : by_phase)
      add(card, count_at(phased, phase), ListReferrals{.phase = phase});
    add(DashboardCard::overdue, count_at(flagged, CountedFlag::overdue),
        ListReferrals{.overdue_only = true, .unfinished_only = true});
    add(DashboardCard::urgent, count_at(flagged, CountedFlag::urgent),
        ListReferrals{.unfinished_only = true, .urgency = Urgency::urgent});
    add(DashboardCard::consent_expiring, ends.expiring,
        ListReferrals{.consent = ConsentWarning::expiring});
    add(DashboardCard::consent_expired, ends.expired,
        ListReferrals{.consent = ConsentWarning::expired});
    add(DashboardCard::withdrawal_asked, count_at(flagged, CountedFlag::withdrawal_asked),
        ListReferrals{.unfinished_only = true, .withdrawal_asked_only = true});
    add(DashboardCard::information_asked, count_at(flagged, CountedFlag::information_asked),
        ListReferrals{.waiting_only = true, .unfinished_only = true});
  }

  void needs(Counter phases) {
    const auto ends = consent_counts(counts_of(c_, Counter::consent_needs, subject_), today_);
    add(DashboardCard::unresolved, count_at(counts_of(c_, phases, subject_), NeedPhase::unresolved),
        ListNeeds{.phase = NeedPhase::unresolved});
    add(DashboardCard::consent_expiring, ends.expiring,
        ListNeeds{.consent = ConsentWarning::expiring});
    add(DashboardCard::consent_expired, ends.expired,
        ListNeeds{.consent = ConsentWarning::expired});
  }

  void choices() {
    add(DashboardCard::confirmation_asked,
        total_of(counts_of(c_, Counter::needs_confirmation, subject_)),
        ListNeeds{.confirmation_asked_only = true});
  }

  void specialists() {
    const auto alerts = counts_of(c_, Counter::specialist_alerts, subject_);
    out_.push_back({DashboardCard::specialist_alerts,
                    side_,
                    total_of(alerts),
                    std::string(specialist_referral::list::name),
                    {json_of(ListSpecialistReferrals{.alert_only = true})}});
  }

  std::vector<DashboardCount> take() && { return std::move(out_); }

 private:
  void add(DashboardCard card, std::int64_t count, ListReferrals request) {
    request.view = side_ == DashboardSide::all    ? ReferralView::all
                   : side_ == DashboardSide::sent ? ReferralView::sent
                                                  : ReferralView::received;
    out_.push_back({card, side_, count, std::string(referral::list::name), {json_of(request)}});
  }
  void add(DashboardCard card, std::int64_t count, ListNeeds request) {
    request.whole_store = side_ == DashboardSide::all;
    out_.push_back({card, side_, count, std::string(need::list::name), {json_of(request)}});
  }

  Context& c_;
  DashboardSide side_;
  std::int64_t subject_;
  Date today_;
  std::vector<DashboardCount> out_{};
};

}  // namespace

Result<DashboardCounts> count_dashboard(Context& c, const CountDashboard& in) {
  DashboardCounts out;
  const auto add = [&](Dashboard&& side) {
    for (auto& count : std::move(side).take()) out.counts.push_back(std::move(count));
  };
  if (in.whole_store) {
    if (auto refused = store_administrators_only(c, "/whole_store")) return *std::move(refused);
    Dashboard all(c, DashboardSide::all, 0);
    all.referrals(Counter::referrals_all, Counter::flags_received, Counter::consent_received);
    all.needs(Counter::needs_all);
    all.choices();
    add(std::move(all));
    return out;
  }
  const auto own = c.subject.organization_id.value;
  Dashboard received(c, DashboardSide::received, own), sent(c, DashboardSide::sent, own);
  received.referrals(Counter::referrals_received, Counter::flags_received,
                     Counter::consent_received);
  sent.referrals(Counter::referrals_sent, Counter::flags_sent, Counter::consent_sent);
  sent.needs(Counter::needs_sent);
  sent.specialists();
  sent.choices();
  add(std::move(received));
  add(std::move(sent));
  return out;
}

}  // namespace onward
