#include "simulation/changes.hpp"

#include <algorithm>

#include "onward/operations/between.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/consent_renewal.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/outbox.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referrals.hpp"

namespace onward::simulation {

namespace {

using std::chrono::days;

constexpr std::int64_t asked_to_take_over = 3;

}  // namespace

Changes::Changes(Caller& caller, Founded& founded, Books& books, std::uint64_t seed)
    : caller_(caller), founded_(founded), books_(books), chance_(seed) {}

void Changes::let_senders_choose(std::int64_t issues) {
  for (std::int64_t n = 3; n <= issues; n += 3)
    caller_.must<policy::set>(founded_.administrator,
                              {.scope = PolicyScope::issue,
                               .issue_id = n,
                               .knobs = {.claim_on = ClaimOn::sender_confirms}});
}

std::vector<Referral> Changes::pass(Date today) {
  today_ = today;
  std::vector<Referral> chosen;
  for (auto& desk : founded_.desks) {
    if (!desk.open) continue;
    for (const auto& need : unfinished_of(desk)) {
      if (auto one = choose(desk, need)) chosen.push_back(*std::move(one));
      renew(desk, need);
      if (chance_.percent(1)) lend(desk, need);
    }
  }
  if (chance_.percent(3)) close(chance_.one_of(founded_.desks));
  return chosen;
}

std::vector<Need> Changes::unfinished_of(Desk& desk) {
  return caller_.must<need::list>(desk.session, {.limit = page_limit_max, .unfinished_only = true})
      .needs;
}

// Only prompt senders choose soon; of the others some leave it until administrators are called.
std::optional<Referral> Changes::choose(Desk& desk, const Need& need) {
  if (need.phase != NeedPhase::open) return std::nullopt;
  if (need.policy.claim_on != ClaimOn::sender_confirms) return std::nullopt;
  if (!chance_.percent(desk.habit == Habit::prompt ? 40 : 3)) return std::nullopt;
  const auto whole = caller_.must<need::get>(desk.session, {.need_id = need.id});
  for (const auto& r : whole.referrals)
    if (r.phase == ReferralPhase::accepted &&
        caller_.call<need::confirm>(desk.session, {.need_id = need.id, .referral_id = r.id}))
      return r;
  return std::nullopt;
}

// Who borrows one goes on under a consent of its own, or under that of the lender.
void Changes::lend(Desk& desk, const Need& need) {
  if (!hand_over(desk, need, today_ + days{chance_.between(3, 25)}) || chance_.percent(50)) return;
  auto& borrower = *founded_.find(books_.senders[need.id].back());
  renew(borrower, caller_.must<need::get>(borrower.session, {.need_id = need.id}).need);
}

// A consent that ends within the week is asked for anew, and so is one that is not one's own.
void Changes::renew(Desk& desk, const Need& need) {
  const bool ends = need.consent_ends_on && *need.consent_ends_on <= today_ + days{7};
  const bool is_own = books_.consents.at(need.consent_id).by == desk.organization_id();
  if (!ends && is_own) return;
  if (ends && !chance_.percent(60)) return;
  const auto consent = caller_.call<consent::record>(desk.session, {.client_id = need.client_id});
  if (!consent) return;
  books_.consents[consent->id] = {.by = desk.organization_id(), .given_at = caller_.now()};
  if (caller_.call<need::renew_consent>(desk.session,
                                        {.need_id = need.id, .consent_id = consent->id}))
    books_.consents_before[need.id].push_back(need.consent_id);
}

Desk* Changes::another(const Desk& desk) {
  auto& other = chance_.one_of(founded_.desks);
  return other.open && &other != &desk ? &other : nullptr;
}

bool Changes::hand_over(Desk& desk, const Need& need, std::optional<Date> returns_on) {
  Desk* other = another(desk);
  if (!other) return false;
  const auto asked = caller_.call<transfer::request>(
      desk.session,
      {.need_id = need.id, .organization_id = other->organization_id(), .returns_on = returns_on});
  if (!asked) return false;
  if (!caller_.call<transfer::accept>(other->session, {.transfer_id = asked->id})) {
    caller_.must<transfer::cancel>(desk.session, {.transfer_id = asked->id});
    return false;
  }
  auto& senders = books_.senders[need.id];
  senders.push_back(desk.organization_id());
  senders.push_back(other->organization_id());
  return true;
}

// Agreements stand until one side ends them.
bool Changes::has_partners(const Desk& desk) const {
  const auto id = desk.organization_id();
  return std::ranges::any_of(
      founded_.partners, [&](const auto& pair) { return pair.first == id || pair.second == id; });
}

void Changes::say_all(Desk& desk) {
  const auto page = caller_.must<outbox::list>(
      desk.session, {.phase = OutboxPhase::queued, .limit = page_limit_max});
  for (const auto& item : page.items)
    if (caller_.must<outbox::take>(desk.session, {.item_id = item.id}).item.phase ==
        OutboxPhase::taken)
      caller_.must<outbox::done>(desk.session, {.item_id = item.id});
}

// It hands over what it has sent, or takes it back; then it is closed, and whoever sent it
// something takes that back.
void Changes::close(Desk& desk) {
  if (!desk.open || &desk == &founded_.desks.front() || has_partners(desk)) return;
  const auto transfers = caller_.must<transfer::list>(
      desk.session, {.view = ReferralView::sent, .phase = TransferPhase::lent});
  const auto borrowed = caller_.must<transfer::list>(
      desk.session, {.view = ReferralView::received, .phase = TransferPhase::lent});
  if (!transfers.transfers.empty() || !borrowed.transfers.empty()) return;
  for (const auto& need : unfinished_of(desk)) {
    bool is_taken = false;
    for (auto n = asked_to_take_over; n > 0 && !is_taken; --n)
      is_taken = hand_over(desk, need, std::nullopt);
    if (!is_taken) caller_.call<need::withdraw>(desk.session, {.need_id = need.id});
  }
  say_all(desk);
  auto received = caller_.must<referral::list>(desk.session,
                                               {.limit = page_limit_max, .unfinished_only = true});
  caller_.must<organization::update>(founded_.administrator,
                                     {.organization_id = desk.organization_id(), .active = false});
  desk.open = false;
  for (const auto& r : received.referrals)
    if (auto* sender = founded_.find(r.sender_id); sender && sender->open)
      caller_.call<referral::withdraw>(sender->session,
                                       {.referral_id = r.id, .reason_code = "other"});
}

}  // namespace onward::simulation
