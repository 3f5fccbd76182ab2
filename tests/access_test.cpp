// Who can see a client: client.access, client.get and the rules as a person would apply them to
// the rows, over networks of random operations. All three must say the same of every organisation.
#include <map>

#include "case_runner.hpp"
#include "catch.hpp"
#include "dates.hpp"
#include "onward/operations/between.hpp"
#include "onward/operations/people.hpp"
#include "onward/rules/consent.hpp"
#include "onward/rules/disclosure.hpp"
#include "random_operations.hpp"
#include "storage_conformance.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr std::size_t calls = 4'000;

// Every row of a noun, by way of an index.
template <class T> std::vector<T> all(Transaction& t, const Index& index) {
  std::vector<T> out;
  Scan scan{.index = &index};
  for (Position after;;) {
    const auto end = t.scan(scan, all_columns, [&](const void* row) {
      out.push_back(*static_cast<const T*>(row));
      return true;
    });
    if (end.exhausted) return out;
    after = end.last;
    scan.after = &after;
  }
}

// What each organisation is shown of each client, from the rows alone.
class Oracle {
 public:
  Oracle(Transaction& t, Instant now) : now_(now) {
    for (auto& o : all<Organization>(t, by::organization_name)) zones_[o.id] = o.time_zone;
    for (auto& consent : all<Consent>(t, by::consent_client)) consents_[consent.id] = consent;
    merges_ = all<ClientMerge>(t, by::client_merge_client);
    needs_ = all<Need>(t, by::need_client);
    referrals_ = all<Referral>(t, by::referral_need);
  }

  DataClasses shown(const Client& client, OrganizationId whom) const {
    if (client.registered_by == whom) return all_classes;
    DataClasses out;
    for (auto& need : needs_) {
      if (need.client_id != client.id) continue;
      const Consent& consent = consents_.at(need.consent_id);
      const Date today = find_zone(zones_.at(consent.organization_id))->local_day(now_);
      const bool holds = !consent_forbids(consent, need.issue_id, whom, today);
      if (need.sender_id == whom && consent.organization_id == whom)
        out = all_classes;
      else if (need.sender_id == whom && holds)
        out = out | both(came_with(need), covered(consent.data_classes));
      for (auto& r : referrals_)
        if (r.need_id == need.id && r.receiver_id == whom && holds)
          out = out | disclosed(disclosed_as(r, need.policy), covered(consent.data_classes),
                                need.policy.disclosure_before_acknowledge);
    }
    return out;
  }

  // All records of the person whom a client is.
  std::vector<ClientId> person(ClientId client) const {
    std::vector<ClientId> out{client};
    for (std::size_t i = 0; i < out.size(); ++i)
      for (auto& merge : merges_)
        for (const auto& [one, other] : {std::pair(merge.client_id, merge.survivor_id),
                                         std::pair(merge.survivor_id, merge.client_id)})
          if (!merge.undone_at && one == out[i] && std::ranges::find(out, other) == out.end())
            out.push_back(other);
    return out;
  }

 private:
  static DataClasses both(DataClasses one, DataClasses other) {
    DataClasses out;
    out.bits = one.bits & other.bits;
    return out;
  }

  // What came along with a need to whoever sends it: all with one that was begun or taken over, of
  // one that was passed on what its first receiver was told, as long as somebody may still help.
  DataClasses came_with(const Need& need) const {
    if (!need.part_of) return all_classes;
    const Referral& came_by = *std::ranges::find(referrals_, need.forwarded_from, &Referral::id);
    const Need& first = *std::ranges::find(needs_, need.part_of, &Need::id);
    const auto before = first.policy.disclosure_before_acknowledge;
    const bool is_struck = came_by.phase == ReferralPhase::error;
    if (is_struck) return {};
    const bool may_help = need.phase != NeedPhase::cancelled;
    const bool had_claimed = may_help && came_by.received_at;
    if (had_claimed && (came_by.accepted_at || before == DisclosureBefore::full))
      return all_classes;
    if (had_claimed)
      return {DataClass::evaluation, DataClass::words, DataClass::identity, DataClass::contact};
    return disclosed(disclosed_as(came_by, first.policy), all_classes, before);
  }

  Instant now_;
  std::map<OrganizationId, std::string> zones_{};
  std::map<ConsentId, Consent> consents_{};
  std::vector<ClientMerge> merges_{};
  std::vector<Need> needs_{};
  std::vector<Referral> referrals_{};
};

struct Tally {
  std::int64_t seen = 0, hidden = 0, partly = 0, onward = 0, onward_partly = 0;
};

// Somebody who may read, in each organisation.
std::map<OrganizationId, SessionOptions> readers(TestStore& store) {
  auto admin = store.engine().session({.staff_id = 1, .organization_id = 1});
  std::map<OrganizationId, SessionOptions> out;
  for (std::int64_t id = 1;; ++id) {
    const auto organization = admin.call<organization::get>({id});
    if (!organization) return out;
    const auto made = admin.call<staff::create>({.login = "reader " + std::to_string(id),
                                                 .name = "R",
                                                 .organization_id = id,
                                                 .role = "caseworker"});
    if (made && organization.value().active)
      out[OrganizationId(id)] = {.staff_id = made.value().staff.id, .organization_id = id};
  }
}

void compare(TestStore& store, const Client& client, const std::vector<Client>& clients,
             const Oracle& oracle, const std::map<OrganizationId, SessionOptions>& who,
             Tally& tally) {
  auto admin = store.engine().session({.staff_id = 1, .organization_id = 1});
  const auto listed_access = admin.call<client::access>({client.id});
  REQUIRE(listed_access);
  std::map<OrganizationId, DataClasses> told;
  for (auto& line : listed_access.value().access)
    if (line.ground != AccessGround::administrator) {
      for (const auto c : line.classes)
        told[line.organization_id] = told[line.organization_id] | DataClasses(c);
      if (line.ground != AccessGround::sender || !line.consent_id) continue;
      ++(line.classes == listed(all_classes) ? tally.onward : tally.onward_partly);
    }
  const auto shown_of = [&](ClientId record, OrganizationId whom) {
    return oracle.shown(*std::ranges::find(clients, record, &Client::id), whom);
  };
  const auto shown_of_person = [&](OrganizationId whom) {
    DataClasses out;
    for (const auto record : oracle.person(client.id)) out = out | shown_of(record, whom);
    return out;
  };
  for (auto& [id, session] : who) {
    INFO("client " << client.id.value << " organisation " << id.value);
    const auto expected = oracle.shown(client, id);
    CHECK(told[id].bits == shown_of_person(id).bits);
    auto reader = store.engine().session(session);
    const auto view = reader.call<client::get>({client.id});
    CHECK(static_cast<bool>(view) == (expected != DataClasses{}));
    if (!view) {
      ++tally.hidden;
      continue;
    }
    if (view.value().client.id != client.id) {  // merged away: answered as the survivor
      CHECK(expected.has(DataClass::identity));
      const auto there = shown_of(view.value().client.id, id);
      CHECK((expected.bits & all_classes.bits & ~there.bits) == 0);
      continue;
    }
    DataClasses withheld;
    for (const auto c : view.value().withheld) withheld = withheld | DataClasses(c);
    // What became of them is nothing that a client's row has to withhold.
    CHECK((withheld.bits ^ (expected.bits & all_classes.bits)) == all_classes.bits);
    CHECK(view.value().client.details.given_name.empty() != expected.has(DataClass::identity));
    ++(withheld == DataClasses{} ? tally.seen : tally.partly);
  }
}

}  // namespace

TEST_CASE("who can see a client is told by one operation, as each of them finds") {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    TestStore store("memory");
    RandomOperations random(seed);
    for (std::size_t i = 0; i < calls; ++i) {
      const Call call = random.next();
      store.now = call.now;
      random.observe(call, store.engine().session(call.session).call(call.operation, call.request));
    }
    const auto who = readers(store);
    REQUIRE(who.size() > 3);
    const auto [oracle, clients] = reading(store.engine().storage(), [&](Transaction& t) {
      std::vector<Client> found;
      for (std::int64_t id = 1; id <= 5'000; ++id)
        t.get(Noun::client, {&id, 1}, all_columns, [&](const void* row) {
          found.push_back(*static_cast<const Client*>(row));
          return true;
        });
      return std::pair(Oracle(t, store.now), found);
    });
    REQUIRE(clients.size() > 20);
    for (auto& client : clients) compare(store, client, clients, oracle, who, tally);
  }
  INFO("seen " << tally.seen << " partly " << tally.partly << " hidden " << tally.hidden
               << " onward " << tally.onward << " partly " << tally.onward_partly);
  CHECK(tally.seen > 50);
  CHECK(tally.partly > 50);
  CHECK(tally.hidden > 50);
  CHECK(tally.onward > 0);
  CHECK(tally.onward_partly > 0);
}
