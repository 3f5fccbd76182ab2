#include "operations/chain.hpp"

#include <algorithm>
#include <set>

#include "operations/need_group.hpp"
#include "operations/transfers.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// A client's needs that hang together with one of them, oldest first.
std::vector<Need> tree_of(Context& c, const Need& need) {
  Need root = need;
  while (root.part_of) root = c.tables.known<Need>(root.part_of);
  std::set<NeedId> within{root.id};
  std::vector<Need> out;
  for (auto& n : c.tables.all<Need>(by::need_client, need.client_id))  // after what it is part of
    if (within.contains(n.id) || within.contains(n.part_of)) {
      within.insert(n.id);
      out.push_back(std::move(n));
    }
  return out;
}

bool is_side(const Subject& subject, const Referral& r) {
  if (!was_sent(r)) return false;
  return sees_all(subject) || r.sender_id == subject.organization_id ||
         r.receiver_id == subject.organization_id;
}

}  // namespace

std::vector<OrganizationId> senders_before(Context& c, const Need& need) {
  std::vector<OrganizationId> out;
  for (NeedId id = need.part_of; id;) {
    const Need before = c.tables.known<Need>(id);
    out.push_back(before.sender_id);
    if (const auto lender = lender_of(c, before)) out.push_back(lender);  // it returns there
    id = before.part_of;
  }
  return out;
}

bool is_asked_further_on(Context& c, const Need& need, OrganizationId who) {
  const auto asks = [&](const Need& next) {
    return std::ranges::any_of(
        c.tables.all<Referral>(by::referral_need, next.id),
        [&](const Referral& r) { return r.receiver_id == who && !is_finished(r.phase); });
  };
  return std::ranges::any_of(
      c.tables.all<Need>(by::need_client, need.client_id), [&](const Need& next) {
        return next.part_of == need.id && (asks(next) || is_asked_further_on(c, next, who));
      });
}

std::vector<std::size_t> came_through(Context& c, const Need& need,
                                      const std::vector<ReceiverNamed>& receivers) {
  std::vector<std::size_t> out;
  if (!need.part_of) return out;
  auto chain = senders_before(c, need);
  chain.push_back(need.sender_id);
  for (std::size_t i = 0; i < receivers.size(); ++i)
    if (std::ranges::find(chain, receivers[i].organization_id) != chain.end()) out.push_back(i);
  return out;
}

bool is_at_work(NeedPhase phase) { return phase == NeedPhase::open || phase == NeedPhase::claimed; }

namespace {

// Whether somebody is asked or at work, and was heard of in time: who serves for long is overdue,
// and not silent. An open request that anybody may claim lapses by itself.
bool is_in_time(Context& c, const Need& need) {
  if (need.unassigned) return true;
  return std::ranges::any_of(
      c.tables.all<Referral>(by::referral_need, need.id), [&](const Referral& r) {
        const bool is_silent = r.overdue && (!r.review_due_at || *r.review_due_at <= c.now);
        return !is_finished(r.phase) && !is_silent;
      });
}

}  // namespace

bool is_at_work_elsewhere(Context& c, const Need& need) {
  std::set<ReferralId> passed_on{need.forwarded_from};  // along the way here
  Need root = need;
  while (root.part_of || root.follows) {
    Need before = c.tables.known<Need>(root.part_of ? root.part_of : root.follows);
    if (!root.part_of && before.issue_id != need.issue_id) break;  // other help
    root = std::move(before);
    passed_on.insert(root.forwarded_from);
  }
  std::set<NeedId> within{root.id};
  for (auto& n : c.tables.all<Need>(by::need_client, need.client_id)) {
    const bool continues = within.contains(n.follows) && n.issue_id == need.issue_id;
    if (n.id != root.id && !within.contains(n.part_of) && !continues) continue;
    within.insert(n.id);
    const bool leads_here = n.claimed_by && passed_on.contains(n.claimed_by);
    if (n.id != need.id && is_at_work(n.phase) && !leads_here && is_in_time(c, n)) return true;
  }
  return false;
}

void report_onward(Context& c, const Need& need, bool work_ended) {
  for (NeedId id = need.part_of; id;) {
    const Need before = c.tables.known<Need>(id);
    Outcome best = Outcome::none;
    for (auto& n : c.tables.all<Need>(by::need_client, before.client_id))
      if (n.part_of == id) best = std::max({best, n.outcome, n.onward_outcome});
    if (best == before.onward_outcome && !work_ended) return;
    hear_onward(c, before, best, work_ended);
    id = before.part_of;
  }
}

Result<NeedChain> need_chain(Context& c, const NeedRef& in) {
  const auto need = visible_need(c, in.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  const auto tree = tree_of(c, need.value());
  std::set<ReferralId> passed_on;
  for (auto& n : tree) passed_on.insert(n.forwarded_from);
  NeedChain out;
  for (auto& n : tree)
    for (auto& r : c.tables.all<Referral>(by::referral_need, n.id)) {
      if (!is_side(c.subject, r)) continue;
      if (out.links.empty()) out.has_earlier = n.part_of.value != 0;
      const bool is_passed_on = passed_on.contains(r.id);
      out.links.push_back({.need_id = n.id,
                           .referral_id = r.id,
                           .sender_id = r.sender_id,
                           .receiver_id = r.receiver_id,
                           .need_phase = n.phase,
                           .referral_phase = r.phase,
                           .outcome = r.outcome,
                           .onward_outcome = is_passed_on ? n.onward_outcome : Outcome::none,
                           .passed_on = is_passed_on});
    }
  return out;
}

}  // namespace onward
