// A due item that cannot be done holds up no other one, of whatever kind it is.
#include <boost/json.hpp>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "forwarding_storage.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/system.hpp"
#include "operations/clocks.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using std::chrono::days;
using Item = std::pair<Noun, std::int64_t>;

// Rows that nobody can write, and a disk on which nothing can be written at all.
std::set<Item> planted;
bool is_full = false;

std::int64_t id_in(const void* row, Noun noun) {
  return *static_cast<const std::int64_t*>(info(noun).rows[0].at(const_cast<void*>(row)));
}

class PlantedTransaction final : public ForwardingTransaction {
 public:
  using ForwardingTransaction::ForwardingTransaction;
  void insert(Noun n, const void* row) override {
    look(n, 0);
    inner->insert(n, row);
  }
  bool update(Noun n, const void* row) override {
    look(n, id_in(row, n));
    return inner->update(n, row);
  }
  bool erase(Noun n, std::int64_t id, std::int64_t revision) override {
    look(n, id);
    return inner->erase(n, id, revision);
  }
  bool put_blob(std::string_view id, std::int64_t offset,
                std::span<const std::byte> bytes) override {
    look(Noun::store, 0);
    return inner->put_blob(id, offset, bytes);
  }

 private:
  static void look(Noun noun, std::int64_t id) {
    if (is_full) throw StorageError("disk is full");
    if (planted.contains({noun, id})) throw std::logic_error("planted");
  }
};

std::unique_ptr<Storage> planted_in(std::unique_ptr<Storage> storage) {
  return std::make_unique<ForwardingStorage<PlantedTransaction>>(std::move(storage));
}

// The first due row of each kind.
std::set<Item> due_in(Storage& storage, Instant now) {
  std::set<Item> out;
  const auto transaction = storage.begin(Mode::read);
  const auto look = [&]<class T>(const T*) {
    transaction->scan({.index = &clock_index(noun_of<T>), .limit = 1}, all_columns,
                      [&](const void* row) {
                        const T& first = *static_cast<const T*>(row);
                        if (first.*clock_of<T>() <= now) out.insert({noun_of<T>, first.id.value});
                        return false;
                      });
  };
  [&]<class... T>(NounList<T...>) { (look(static_cast<const T*>(nullptr)), ...); }(ClockedNouns());
  return out;
}

Instant last_entry(TestStore& store) {
  return store.engine().storage().begin(Mode::read)->head().last_time;
}

struct Round {
  std::int64_t done = 0;
  std::set<Item> failed{};
};
// Ticks until nothing more is due; nothing may be tried for ever.
Round round_of(TestStore& store) {
  auto session = store.engine().session();
  Round out;
  for (int slice = 0; slice < 1'000; ++slice) {
    const auto ticked = session.call<system_::tick>({.limit = 7});
    REQUIRE(ticked);
    out.done += ticked.value().done;
    out.failed.clear();
    for (auto& item : ticked.value().failed)
      for (auto& noun : nouns())
        if (noun.name == item.noun) out.failed.insert({noun.noun, item.id});
    if (!ticked.value().more) return out;
  }
  FAIL("more is due for ever");
  return out;
}

// Three organisations were asked, and none has answered for sixty days.
struct Asked {
  explicit Asked(std::string_view storage) : store(storage) {
    REQUIRE(store.engine().session().call<system_::create>(
        {.network = "Lee", .organization = "Aid", .login = "ada", .name = "Ada"}));
    auto ada = session();
    REQUIRE(ada.call<policy::set>(
        {.scope = PolicyScope::store, .knobs = {.client_requires_referral = false}}));
    REQUIRE(ada.call<issue::create>({.code = "housing", .name = "Housing"}));
    REQUIRE(ada.call<client::create>({{.given_name = "Eve", .family_name = "Hill"}}));
    REQUIRE(ada.call<consent::record>({.client_id = 1}));
    for (const std::int64_t id : {2, 3, 4}) {
      REQUIRE(ada.call<organization::create>({.name = "Shelter"}));
      const auto login = std::to_string(id);
      REQUIRE(ada.call<staff::create>({.login = login,
                                       .name = login,
                                       .organization_id = OrganizationId(id),
                                       .role = "caseworker"}));
      REQUIRE(ada.call<need::send>({.client_id = 1,
                                    .issue_id = 1,
                                    .consent_id = 1,
                                    .receivers = {{.organization_id = OrganizationId(id)}}}));
    }
  }
  Session session() { return store.engine().session({1, 1, {}}); }
  // As on a machine that does not know the zone any more.
  void set_zone(const std::string& zone) {
    {
      const auto t = store.engine().storage().begin(Mode::write);
      Organization second;
      const std::int64_t id = 2;
      t->get(Noun::organization, {&id, 1}, all_columns, [&](const void* row) {
        second = *static_cast<const Organization*>(row);
        return true;
      });
      second.time_zone = zone;
      second.revision += 1;
      REQUIRE(t->update(Noun::organization, &second));
      REQUIRE(t->commit() == Commit::done);
    }
    store.reopen();
  }
  std::vector<bool> overdue() {
    std::vector<bool> out;
    for (std::int64_t id = 1; id <= 3; ++id)
      out.push_back(session().call<referral::get>({.referral_id = id}).value().overdue);
    return out;
  }

  TestStore store;
};

}  // namespace

TEST_CASE("an organisation whose time zone is not known here stops no timer but its own") {
  for (const auto storage : storages) {
    INFO("on " << storage);
    Asked asked(storage);
    asked.set_zone("Mars/Phobos");
    asked.store.now += days{60};
    for (int again = 0; again < 2; ++again) {
      const auto ticked = asked.store.engine().session().call<system_::tick>({});
      REQUIRE(ticked);
      CHECK(ticked.value().done == (again ? 0 : 2));
      CHECK_FALSE(ticked.value().more);
      REQUIRE(ticked.value().failed.size() == 1);
      CHECK(ticked.value().failed[0].noun == "referral");
      CHECK(ticked.value().failed[0].id == 1);
      CHECK_THAT(ticked.value().failed[0].message, contains_text("Mars/Phobos"));
      CHECK(asked.overdue() == std::vector{false, true, true});
      // Whoever looks after the store finds it.
      const auto stuck = asked.session().call<system_::stuck>({}).value().rows;
      REQUIRE(stuck.size() == 2);  // and the need that waits for it
      CHECK(stuck[0].noun == "referral");
      CHECK(stuck[0].id == 1);
      CHECK(stuck[0].because == StuckBecause::timer_past);
    }
    asked.set_zone("UTC");
    const auto mended = asked.store.engine().session().call<system_::tick>({});
    REQUIRE(mended);
    CHECK(mended.value().done == 1);
    CHECK(mended.value().failed.empty());
    CHECK(asked.overdue() == std::vector{true, true, true});
  }
}

TEST_CASE("what cannot be done stops nothing else, whatever its kind") {
  std::set<Noun> kinds;
  for (auto& file : case_files()) {
    INFO(file.string());
    TestStore store("memory");
    store.between = planted_in;
    store.reopen();
    CaseRunner runner(store);
    REQUIRE(runner.run_file(file).empty());
    store.now = last_entry(store) + days{395};
    planted = due_in(store.engine().storage(), store.now);
    for (auto& [noun, id] : planted) kinds.insert(noun);
    const Round round = round_of(store);
    CHECK(std::ranges::includes(round.failed, planted));
    // All else is done: what is due now is what the planted rows hold up, and stays so.
    const Round again = round_of(store);
    CHECK(again.done == 0);
    CHECK(again.failed == round.failed);
    planted.clear();
    const Round mended = round_of(store);
    CHECK(mended.failed.empty());
    CHECK((mended.done > 0) == !round.failed.empty());  // one may end what others waited for
    CHECK(due_in(store.engine().storage(), store.now).empty());
  }
  CHECK(kinds.size() == ClockedNouns::size);
}

TEST_CASE("a store in which nothing can be done is broken, and says so") {
  planted.clear();
  TestStore store("memory");
  store.between = planted_in;
  store.reopen();
  CaseRunner runner(store);
  REQUIRE(runner.run_file("tests/cases/clocks.txt").empty());
  store.now = last_entry(store) + days{300};
  is_full = true;
  CHECK_THROWS_AS(static_cast<void>(store.engine().session().call<system_::tick>({})),
                  StorageError);
  is_full = false;
  CHECK(round_of(store).done > 0);
}
