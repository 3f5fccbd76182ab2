// Unread messages under random writing, reading, assigning and handing over, against a plain list.
#include <map>

#include "case_runner.hpp"
#include "catch.hpp"
#include "onward/operations/between.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "onward/operations/work.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr std::int64_t organizations = 5;  // the first runs the store; each has two of staff
constexpr std::int64_t needs = 6;

StaffId staff_of(OrganizationId organization, std::int64_t which) {
  return 2 * organization.value - 2 + which;
}

// What a reader of the case lines would keep on paper.
struct Paper {
  struct Asked {
    OrganizationId sender{}, receiver{};
    StaffId sent_by{}, assignee{};
  };
  struct Written {
    MessageId id{};
    ReferralId referral{};
    bool by_receiver = false, is_read = false;
  };
  std::map<ReferralId, Asked> referrals{};
  std::vector<Written> messages{};

  std::vector<std::int64_t> unread(OrganizationId who, std::optional<StaffId> whose) const {
    std::vector<std::int64_t> out;
    for (auto m = messages.rbegin(); m != messages.rend(); ++m) {
      const auto& r = referrals.at(m->referral);
      if (m->is_read || (m->by_receiver ? r.sender : r.receiver) != who) continue;
      if (!whose || (m->by_receiver ? r.sent_by : r.assignee) == *whose) out.push_back(m->id.value);
    }
    return out;
  }
};

class Office {
 public:
  Office(std::string_view storage, std::uint64_t seed) : store_(storage), chance_(seed) {
    auto nobody = store_.engine().session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
    auto ada = session(1, 1);
    REQUIRE(ada.call<policy::set>(
        {.scope = PolicyScope::store, .knobs = {.client_requires_referral = false}}));
    REQUIRE(ada.call<issue::create>({.code = "housing", .name = "Housing"}));
    hire(ada, 1, 2);
    for (std::int64_t o = 2; o <= organizations; ++o) {
      REQUIRE(ada.call<organization::create>({.name = "O"}));
      for (const std::int64_t which : {1, 2}) hire(ada, o, which);
    }
    for (std::int64_t n = 0; n < needs; ++n) send();
  }

  void act() {
    const auto kind = chance_.below(100);
    auto& [id, asked] =
        *std::next(paper_.referrals.begin(), chance_.below(std::ssize(paper_.referrals)));
    if (kind < 50) return write(id, asked);
    if (kind < 65) return read_through(id, asked);
    if (kind < 75) return read_some(chance_.percent(50) ? asked.sender : asked.receiver);
    if (kind < 90) return assign(id, asked);
    hand_over(id, asked);
  }

  void compare() {
    for (std::int64_t o = 2; o <= organizations; ++o)
      for (const std::int64_t which : {1, 2}) {
        INFO("organisation " << o << ", staff " << which);
        auto reader = session(o, which);
        const auto all = paper_.unread(o, {}), own = paper_.unread(o, staff_of(o, which));
        for (const bool is_own : {true, false}) {
          ListUnreadMessages in{.inbox = is_own ? InboxOf::own : InboxOf::organization,
                                .limit = chance_.between(1, 9)};
          std::vector<std::int64_t> found;
          do {
            const auto page = reader.call<message::list_unread>(in);
            REQUIRE(page);
            CHECK(std::ssize(page.value().messages) <= in.limit);
            CHECK(page.value().own_unread == std::ssize(own));
            CHECK(page.value().organization_unread == std::ssize(all));
            for (auto& m : page.value().messages) found.push_back(m.id.value);
            in.cursor = page.value().cursor;
          } while (!in.cursor.empty());
          CHECK(found == (is_own ? own : all));
        }
        std::int64_t on_referrals = 0;
        for (auto& [id, asked] : paper_.referrals)
          if (const auto page = reader.call<message::list>({.referral_id = id}))
            on_referrals += page.value().unread;
        CHECK(on_referrals == std::ssize(all));
      }
  }

  std::size_t written() const { return paper_.messages.size(); }
  std::size_t handed_over() const { return handed_over_; }
  bool is_intact() { return session(1, 1).call<journal::verify>({.deep = true}).value().intact; }

 private:
  TestStore store_;
  Chance chance_;
  Paper paper_{};
  std::size_t handed_over_ = 0;

  Session session(OrganizationId organization, std::int64_t which) {
    return store_.engine().session(
        {.staff_id = staff_of(organization, which), .organization_id = organization});
  }
  Session someone(OrganizationId organization) {
    return session(organization, chance_.between(1, 2));
  }

  void hire(Session& ada, OrganizationId organization, std::int64_t which) {
    const auto login = std::to_string(staff_of(organization, which).value);
    const auto hired = ada.call<staff::create>(
        {.login = login, .name = login, .organization_id = organization, .role = "caseworker"});
    REQUIRE(hired);
    REQUIRE(hired.value().staff.id == staff_of(organization, which));
  }

  void send() {
    const OrganizationId sender = chance_.between(2, organizations);
    const auto which = chance_.between(1, 2);
    auto by = session(sender, which);
    const auto client =
        by.call<client::create>({.details = {.given_name = "E", .family_name = "H"}});
    REQUIRE(client);
    const auto consent = by.call<consent::record>({.client_id = client.value().id});
    SendNeed in{.client_id = client.value().id, .issue_id = 1, .consent_id = consent.value().id};
    for (std::int64_t o = 2; o <= organizations; ++o)
      if (sender != OrganizationId(o) && chance_.percent(60))
        in.receivers.push_back({.organization_id = o});
    if (in.receivers.empty())
      in.receivers.push_back({.organization_id = sender.value == 2 ? 3 : 2});
    const auto sent = by.call<need::send>(in);
    REQUIRE(sent);
    for (auto& r : sent.value().referrals)
      paper_.referrals[r.id] = {sender, r.receiver_id, staff_of(sender, which), {}};
  }

  void write(ReferralId id, const Paper::Asked& asked) {
    const bool by_receiver = chance_.percent(50);
    const auto sent = someone(by_receiver ? asked.receiver : asked.sender)
                          .call<message::send>({.referral_id = id, .text = "Hello"});
    REQUIRE(sent);
    paper_.messages.push_back({sent.value().id, id, by_receiver, false});
  }

  void read_through(ReferralId id, const Paper::Asked& asked) {
    std::vector<Paper::Written*> there;
    for (auto& m : paper_.messages)
      if (m.referral == id) there.push_back(&m);
    if (there.empty()) return;
    const auto through = chance_.one_of(there)->id;
    const bool as_receiver = chance_.percent(50);
    const auto marked = someone(as_receiver ? asked.receiver : asked.sender)
                            .call<message::mark_read>({.referral_id = id, .through_id = through});
    REQUIRE(marked);
    std::int64_t expected = 0;
    for (auto* m : there)
      if (m->id <= through && m->by_receiver != as_receiver && !m->is_read) {
        m->is_read = true;
        ++expected;
      }
    CHECK(marked.value().marked == expected);
  }

  void read_some(OrganizationId who) {
    std::vector<MessageId> ids;
    for (const auto id : paper_.unread(who, {}))
      if (chance_.percent(40)) ids.emplace_back(id);
    if (ids.empty()) return;
    const auto marked = someone(who).call<message::mark_read>({.message_ids = ids});
    REQUIRE(marked);
    CHECK(marked.value().marked == std::ssize(ids));
    for (auto& m : paper_.messages)
      if (std::ranges::find(ids, m.id) != ids.end()) m.is_read = true;
    CHECK(marked.value().unread == std::ssize(paper_.unread(who, {})));
  }

  void assign(ReferralId id, Paper::Asked& asked) {
    const auto to =
        chance_.percent(30) ? StaffId() : staff_of(asked.receiver, chance_.between(1, 2));
    if (someone(asked.receiver).call<referral::assign>({.referral_id = id, .staff_id = to}))
      asked.assignee = to;
  }

  void hand_over(ReferralId id, const Paper::Asked& asked) {
    const OrganizationId from = asked.sender, to = chance_.between(2, organizations);
    const auto need = someone(from).call<referral::get>({.referral_id = id}).value().need_id;
    const auto wanted =
        someone(from).call<transfer::request>({.need_id = need, .organization_id = to});
    if (!wanted) return;
    REQUIRE(someone(to).call<transfer::accept>({.transfer_id = wanted.value().id}));
    ++handed_over_;
    for (auto& [other, of] : paper_.referrals)
      if (someone(of.receiver).call<referral::get>({.referral_id = other}).value().need_id == need)
        of.sender = to;
  }
};

}  // namespace

TEST_CASE("unread messages are those that nobody of the other side has read, page by page") {
  for (const auto storage : storages)
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      INFO(storage << ", seed " << seed);
      Office office(storage, seed);
      for (int round = 0; round < 12; ++round) {
        for (int act = 0; act < 15; ++act) office.act();
        office.compare();
      }
      CHECK(office.written() > 50);
      CHECK(office.handed_over() > 0);
      CHECK(office.is_intact());
    }
}
