// The design's promises, asked of a store through the operations that anybody may call, and
// compared with what the county's people know themselves.
#include "onward/operations/clients.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/system.hpp"
#include "onward/rules/lifecycle.hpp"
#include "simulation/staff.hpp"

namespace onward::simulation {

bool Consented::holds_at(Instant at) const {
  return at >= given_at && (!withdrawn_at || at < *withdrawn_at) &&
         (!expires_on || std::chrono::floor<std::chrono::days>(at) < *expires_on);
}

namespace {

constexpr std::int64_t whole_page = page_limit_max;
constexpr std::int64_t clients_asked_max = 500;  // each costs a look by everybody concerned
constexpr std::size_t strangers_asked = 3;

bool holds_claim(const Need& need, const Referral& r) {
  if (need.policy.claim_on == ClaimOn::sender_confirms && !r.confirmed) return false;
  return r.phase == ReferralPhase::received || r.phase == ReferralPhase::accepted ||
         r.phase == ReferralPhase::in_progress || r.phase == ReferralPhase::on_hold;
}

// A receiver that was passed over, or asked by mistake, sees nobody.
bool may_look(const Referral& r) {
  return was_sent(r) && r.phase != ReferralPhase::superseded && r.phase != ReferralPhase::error;
}

class Look {
 public:
  Look(Caller& caller, Founded& county, const Books& books, Promises& out)
      : caller_(caller), county_(county), books_(books), out_(out) {
    const auto clients = std::ssize(books.clients);
    const auto step =
        std::max<std::int64_t>(1, (clients + clients_asked_max - 1) / clients_asked_max);
    for (std::int64_t n = 0; auto& [id, client] : books.clients)
      if (n++ % step == 0) sights_[id].sees.insert(client.by);
    for (std::size_t i = 0; i < county.desks.size(); ++i)
      desks_[county.desks[i].organization_id()] = i;
  }

  void run() {
    caller_.tick(county_.administrator);
    caller_.stop_clock();
    for (auto& desk : county_.desks)
      if (desk.open) read_desk(desk);
    look_at_needs();
    for (auto& [id, sight] : sights_) look_at_sight(id, sight);
    out_.clients_looked_at = std::ssize(sights_);
    look_for_stuck();
    for (auto& line : look_at_dashboards(caller_, county_)) out_.broken.push_back(std::move(line));
    const auto verified = caller_.must<journal::verify>(county_.administrator, {.deep = true});
    for (auto& finding : verified.findings) broken("history", finding);
  }

 private:
  struct Sight {
    std::set<OrganizationId> sees{}, concerned{};
  };

  void broken(const std::string& what, const std::string& why) {
    out_.broken.push_back(what + ": " + why);
  }
  bool is_running(Instant due) const { return due > caller_.now() && due < never; }
  bool is_there(OrganizationId id) const {
    const auto at = desks_.find(id);
    return at != desks_.end() && county_.desks[at->second].open;
  }

  // What stands unfinished on the lists of whoever has to see to it.
  void read_desk(Desk& desk) {
    ListReferrals received{.limit = whole_page, .unfinished_only = true};
    do {
      const auto page = caller_.must<referral::list>(desk.session, received);
      for (auto& r : page.referrals) on_desks_.insert(r.id);
      received.cursor = page.cursor;
    } while (!received.cursor.empty());
    ListNeeds sent{.limit = whole_page, .unfinished_only = true};
    do {
      const auto page = caller_.must<need::list>(desk.session, sent);
      for (auto& need : page.needs) followed_.insert(need.id);
      sent.cursor = page.cursor;
    } while (!sent.cursor.empty());
  }

  void look_at_needs() {
    auto& administrator = county_.administrator;
    std::int64_t found = 0;
    ListNeeds all{.limit = whole_page, .whole_store = true};
    do {
      const auto page = caller_.must<need::list>(administrator, all);
      for (auto& need : page.needs) {
        ++found;
        const auto whole = caller_.must<need::get>(administrator, {.need_id = need.id});
        look_at_owner(whole.need, whole.referrals);
        for (auto& r : whole.referrals) look_at_referral(whole.need, r);
        remember_sight(whole.need, whole.referrals);
      }
      all.cursor = page.cursor;
    } while (!all.cursor.empty());
    const auto counted = caller_.must<report::summary>(administrator, {.whole_store = true}).needs;
    if (found != counted)
      broken("needs", std::to_string(found) + " are listed of " + std::to_string(counted));
  }

  // Promises 1 and 2: whoever has to act on a need finds it on a list, and is one organisation.
  void look_at_owner(const Need& need, const std::vector<Referral>& members) {
    const auto name = named("need", need.id.value);
    const auto claims =
        std::ranges::count_if(members, [&](auto& r) { return holds_claim(need, r); });
    if (claims > 1) broken(name, "is claimed " + std::to_string(claims) + " times");
    if ((claims == 1) != (need.phase == NeedPhase::claimed))
      broken(name, "is " + std::string(name_of(need.phase)) + " with " + std::to_string(claims) +
                       " claims");
    if (is_finished(need.phase)) return;
    if (!is_there(need.sender_id) || !followed_.contains(need.id))
      broken(name, "is followed by nobody");
    const auto is_owner = [&](const Referral& r) {
      if (need.phase == NeedPhase::claimed) return r.id == need.claimed_by && holds_claim(need, r);
      const bool is_choice = need.policy.claim_on == ClaimOn::sender_confirms;
      return is_choice ? !is_finished(r.phase) : r.phase == ReferralPhase::requested;
    };
    const bool is_senders = need.phase == NeedPhase::unresolved || need.unassigned;
    if (need.phase == NeedPhase::draft) return;
    if (is_senders && !is_running(need.due_at)) broken(name, "nobody will be reminded of it");
    if (!is_senders && std::ranges::none_of(members, is_owner)) broken(name, "has no owner");
  }

  // Promises 1 and 3: a clock, a desk, consent when it was asked and when it answered, and
  // partners.
  void look_at_referral(const Need& need, const Referral& r) {
    if (!was_sent(r)) return;
    const auto name = named("referral", r.id.value);
    if (!is_finished(r.phase)) {
      if (!is_running(r.due_at)) broken(name, "has no clock");
      if (!is_there(r.receiver_id) || !on_desks_.contains(r.id))
        broken(name, "is on nobody's list");
    }
    for (const auto& [at, act] :
         {std::pair(std::optional(r.requested_at), "asked"),
          std::pair(r.received_at, "acknowledged"), std::pair(r.accepted_at, "accepted")})
      if (at && !held_at(need, *at)) broken(name, "was " + std::string(act) + " without consent");
    if (!was_sent_rightly(need, r)) broken(name, "went to an organisation that is no partner");
  }

  // Under the consent of now, or one that it took the place of.
  bool held_at(const Need& need, Instant at) const {
    std::vector<ConsentId> all{need.consent_id};
    if (const auto before = books_.consents_before.find(need.id);
        before != books_.consents_before.end())
      all.insert(all.end(), before->second.begin(), before->second.end());
    return std::ranges::any_of(all, [&](ConsentId id) {
      const auto consent = books_.consents.find(id);
      return consent != books_.consents.end() && consent->second.holds_at(at);
    });
  }

  // By the sender of now, or one of those that it was handed over by.
  bool was_sent_rightly(const Need& need, const Referral& r) const {
    std::vector<OrganizationId> senders{r.sender_id};
    if (const auto others = books_.senders.find(need.id); others != books_.senders.end())
      senders.insert(senders.end(), others->second.begin(), others->second.end());
    const auto& strict = county_.with_partners_only;
    return std::ranges::any_of(senders, [&](OrganizationId sender) {
      const bool asks_for_partners = strict.contains(sender) || strict.contains(r.receiver_id);
      return !asks_for_partners || county_.partners.contains({sender, r.receiver_id});
    });
  }

  void remember_sight(const Need& need, const std::vector<Referral>& members) {
    const auto sight = sights_.find(need.client_id);
    if (sight == sights_.end()) return;
    auto& [sees, concerned] = sight->second;
    const auto consent = books_.consents.find(need.consent_id);
    const bool holds = consent != books_.consents.end() && consent->second.holds_at(caller_.now());
    const bool is_own = consent != books_.consents.end() && consent->second.by == need.sender_id;
    if (is_own || holds) sees.insert(need.sender_id);
    concerned.insert(need.sender_id);
    for (auto& r : members) {
      concerned.insert(r.receiver_id);
      if (holds && may_look(r)) sees.insert(r.receiver_id);
    }
  }

  // Promise 3: nobody else sees a client, and who sees who they are finds them by name.
  void look_at_sight(ClientId id, Sight& sight) {
    auto& [sees, concerned] = sight;
    concerned.insert(sees.begin(), sees.end());
    for (std::size_t i = 0; i < strangers_asked; ++i) {
      const auto at = (static_cast<std::size_t>(id.value) * 7 + i * 31) % county_.desks.size();
      concerned.insert(county_.desks[at].organization_id());
    }
    const auto name = named("client", id.value);
    for (const auto who : concerned) {
      if (!is_there(who)) continue;
      auto& desk = county_.desks[desks_.at(who)];
      const auto seen = caller_.call<client::get>(desk.session, {.client_id = id});
      const auto by = " " + named("organization", who.value);
      if (seen && !sees.contains(who)) broken(name, "is seen without consent by" + by);
      if (!seen && sees.contains(who)) broken(name, "is hidden from" + by);
      if (seen && !seen->client.details.given_name.empty() && !finds(desk, id))
        broken(name, "is not found by name by" + by);
    }
  }

  bool finds(Desk& desk, ClientId id) {
    const auto& details = books_.clients.at(id).details;
    const auto found =
        caller_.must<client::match>(desk.session, {.given_name = details.given_name,
                                                   .family_name = details.family_name,
                                                   .birth_date = details.birth_date});
    return std::ranges::any_of(found.matches,
                               [&](const ClientMatch& match) { return match.client.id == id; });
  }

  void look_for_stuck() {
    ListStuck asked{.limit = whole_page};
    do {
      const auto page = caller_.must<system_::stuck>(county_.administrator, asked);
      for (auto& row : page.rows)
        broken(named(row.noun, row.id), "is stuck, " + std::string(name_of(row.because)));
      asked.cursor = page.cursor;
    } while (!asked.cursor.empty());
  }

  Caller& caller_;
  Founded& county_;
  const Books& books_;
  Promises& out_;
  std::map<OrganizationId, std::size_t> desks_{};
  std::map<ClientId, Sight> sights_{};
  std::set<ReferralId> on_desks_{};
  std::set<NeedId> followed_{};
};

}  // namespace

Promises look_at_promises(Caller& caller, Founded& county, const Books& books) {
  Promises out;
  Look(caller, county, books, out).run();
  return out;
}

}  // namespace onward::simulation
