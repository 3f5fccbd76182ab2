// A question of figures, however long, holds up nobody who writes: it is answered as of one moment,
// and who asked stands in the journal before anybody reads the answer.
#include <atomic>
#include <boost/json.hpp>
#include <condition_variable>
#include <thread>

#include "catch.hpp"
#include "folder.hpp"
#include "forwarding_storage.hpp"
#include "onward/engine.hpp"

namespace onward::tests {

namespace {

const SessionOptions ada{.staff_id = StaffId(1), .organization_id = OrganizationId(1)};
const SessionOptions bob{.staff_id = StaffId(2), .organization_id = OrganizationId(1)};

// Whoever comes to it first, once it is set, waits for `meanwhile`; the others pass.
class Gate {
 public:
  void set() { is_set_ = true; }
  void pass() {
    if (!is_set_.exchange(false)) return;
    std::unique_lock lock(mutex_);
    is_reached_ = true;
    changed_.notify_all();
    // Whoever is held up by the one who waits here would wait for ever.
    was_opened_ = changed_.wait_for(lock, longest, [&] { return is_open_; });
  }
  // Waits until somebody does; false: what was done could not be done before they went on.
  bool open_after(FunctionRef<void()> meanwhile, std::thread& held) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, longest, [&] { return is_reached_; });
    }
    meanwhile();
    {
      const std::lock_guard lock(mutex_);
      is_open_ = true;
    }
    changed_.notify_all();
    held.join();
    return was_opened_;
  }

 private:
  static constexpr std::chrono::seconds longest{20};
  std::atomic<bool> is_set_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_reached_ = false, is_open_ = false, was_opened_ = false;
};

struct Disk {
  std::atomic<bool> is_full = false;
};
class FillingTransaction final : public ForwardingTransaction {
 public:
  FillingTransaction(std::unique_ptr<Transaction> wrapped, const Disk& disk)
      : ForwardingTransaction(std::move(wrapped)), disk_(disk) {}
  Commit commit() override {
    if (disk_.is_full) throw StorageError("the disk is full");
    return inner->commit();
  }

 private:
  const Disk& disk_;
};
class FillingStorage final : public ForwardingStorage<ForwardingTransaction> {
 public:
  FillingStorage(std::unique_ptr<Storage> wrapped, const Disk& disk)
      : ForwardingStorage(std::move(wrapped)), disk_(disk) {}
  std::unique_ptr<Transaction> begin(Mode mode) override {
    return std::make_unique<FillingTransaction>(inner->begin(mode), disk_);
  }

 private:
  const Disk& disk_;
};

// A practice with three leads of yesterday and two of today, who may be held up where the host is
// asked the time, or told how far the work is.
class Practice {
 public:
  Practice() {
    open();
    call({}, "system.create",
         R"({"network":"N","organization":"Practice","login":"ada","name":"Ada"})");
    call(ada, "role.create",
         R"({"name":"looker","permissions":["referral:read","referral:analytics"]})");
    call(ada, "staff.create",
         R"({"login":"bob","name":"Bob","organization_id":1,"role":"looker"})");
    for (int i = 0; i < 3; ++i) add_lead();
    now += std::chrono::days(1);
    for (int i = 0; i < 2; ++i) add_lead();
  }

  void open() {
    engine_.reset();
    Host host;
    host.clock = [this] {
      at_clock.pass();
      return now;
    };
    host.progress = [this](std::string_view what, std::int64_t done, std::int64_t) {
      if (what == "figures") at_fold.pass();
      if (what == "report" && done == 3) at_section.pass();
    };
    engine_ = std::make_unique<Engine>(
        std::make_unique<FillingStorage>(
            open_sqlite({.path = folder_.file("store.db"), .durability = Durability::none}), disk),
        std::move(host));
  }

  Engine& engine() { return *engine_; }
  Answer ask(const SessionOptions& who, std::string_view operation, std::string_view request) {
    return engine_->session(who).call(operation, request);
  }
  boost::json::object call(const SessionOptions& who, std::string_view operation,
                           std::string_view request) {
    const Answer answer = ask(who, operation, request);
    INFO(operation << ": " << answer.json);
    REQUIRE_FALSE(answer.refused);
    return boost::json::parse(answer.json).as_object();
  }
  void add_lead() { call(ada, "lead.create", R"({"given_name":"Eve","touch":{"type":"self"}})"); }
  std::int64_t leads() { return count(call(ada, "metric.query", R"({"metrics":["leads"]})")); }
  static std::int64_t count(const boost::json::object& figures) {
    return figures.at("groups").at(0).at("figures").at(0).at("count").as_int64();
  }

  // Of the last entries, the first of them first.
  std::vector<std::string> operations(std::int64_t entries) {
    std::vector<std::string> out;
    const auto t = engine_->storage().begin(Mode::read);
    t->journal(t->head().size - entries + 1, entries, [&](const Entry& e) {
      out.push_back(e.operation);
      return true;
    });
    return out;
  }

  Instant now = Date(std::chrono::year(2025) / 3 / 3) + std::chrono::hours(9);
  Gate at_clock, at_fold, at_section;
  Disk disk;

 private:
  Folder folder_;
  std::unique_ptr<Engine> engine_;
};

constexpr std::string_view leads_of_all = R"({"metrics":["leads"]})";
constexpr std::string_view leads_of_yesterday =
    R"({"metrics":["leads"],"as_of":"2025-03-03T12:00:00Z"})";

}  // namespace

TEST_CASE("who writes need not wait for a question of the past, nor for the first after opening") {
  const std::string_view operation = GENERATE("metric.query", "metric.trend", "metric.rank",
                                              "metric.state", "metric.forecast", "report.html");
  INFO(operation);
  const bool is_past = GENERATE(true, false);
  Practice practice;
  if (is_past) practice.leads();
  practice.open();
  std::string request = "{";
  if (operation == "metric.query" || operation == "metric.state")
    request += R"("metrics":["leads"])";
  if (operation == "metric.rank") request += R"("dimension":"referrer_type",)";
  if (operation == "metric.trend" || operation == "metric.forecast")
    request += R"("period":"day",)";
  if (request.ends_with(',')) request += R"("metric":"leads")";
  if (is_past) {
    practice.leads();
    request += std::string(request == "{" ? "" : ",") + R"("as_of":"2025-03-03T12:00:00Z")";
  }
  Answer answer;
  practice.at_fold.set();
  std::thread asks([&] { answer = practice.ask(ada, operation, request + '}'); });
  CHECK(practice.at_fold.open_after([&] { practice.add_lead(); }, asks));
  INFO(answer.json);
  CHECK_FALSE(answer.refused);
  CHECK(practice.operations(1).back() == operation);
  if (operation == "metric.query")
    CHECK(Practice::count(boost::json::parse(answer.json).as_object()) == (is_past ? 3 : 5));
  CHECK(practice.leads() == 6);
}

TEST_CASE("what nobody can enter is not answered") {
  Practice practice;
  practice.disk.is_full = true;
  for (const auto request : {leads_of_all, leads_of_yesterday})
    CHECK_THROWS_AS(practice.ask(ada, "metric.query", request), StorageError);
  CHECK_THROWS_AS(practice.ask(ada, "report.html", "{}"), StorageError);
  practice.disk.is_full = false;
  CHECK(practice.operations(1).back() == "lead.create");
  CHECK(practice.leads() == 5);
}

TEST_CASE("who may look no more when a long question ends sees nothing") {
  Practice practice;
  Answer answer;
  practice.at_fold.set();
  std::thread asks([&] { answer = practice.ask(bob, "metric.query", leads_of_all); });
  SECTION("they work there no more") {
    CHECK(practice.at_fold.open_after(
        [&] { practice.call(ada, "staff.leave", R"({"staff_id":2,"organization_id":1})"); }, asks));
    REQUIRE(answer.refused);
    CHECK(boost::json::parse(answer.json).at("reason") == "session_invalid");
    CHECK(practice.operations(1).back() == "staff.leave");
  }
  SECTION("their role analyses no more, which leaves a denial") {
    CHECK(practice.at_fold.open_after(
        [&] {
          practice.call(ada, "role.update", R"({"role_id":5,"permissions":["referral:read"]})");
        },
        asks));
    REQUIRE(answer.refused);
    CHECK(boost::json::parse(answer.json).at("reason") == "permission_missing");
    CHECK(practice.operations(1).back() == "metric.query");
  }
}

TEST_CASE("who is overtaken by a later question is asked again, and told of the later moment") {
  constexpr std::string_view by_source =
      R"({"metrics":["touches"],"group_by":["referral_source"],"suppress_below":0})";
  Practice practice;
  practice.call(ada, "metric.query", by_source);
  Answer answer;
  practice.at_clock.set();
  std::thread asks([&] {
    try {
      answer = practice.ask(bob, "metric.query", by_source);
    } catch (const std::exception& broken) { answer = {true, broken.what()}; }
  });
  CHECK(practice.at_clock.open_after(
      [&] {
        practice.call(ada, "referral_source.add",
                      R"({"code":"fair","name":"The fair","type":"marketing"})");
        practice.call(
            ada, "lead.create",
            R"({"given_name":"Eve","touch":{"type":"marketing","referral_source_id":1}})");
        practice.call(ada, "metric.query", by_source);
      },
      asks));
  INFO(answer.json);
  REQUIRE_FALSE(answer.refused);
  CHECK(boost::json::parse(answer.json).at("groups").as_array().size() == 2);
}

TEST_CASE("a report is of one moment, whoever writes and asks while it is made") {
  Practice practice;
  const auto sections = [](const boost::json::object& report) { return report.at("sections"); };
  const auto before = practice.call(bob, "report.sections", "{}");
  REQUIRE(before.at("sections").as_array().size() > 5);
  Answer answer;
  practice.at_section.set();
  std::thread asks([&] { answer = practice.ask(bob, "report.sections", "{}"); });
  CHECK(practice.at_section.open_after(
      [&] {
        practice.add_lead();
        CHECK(practice.leads() == 6);
      },
      asks));
  const auto during = boost::json::parse(answer.json).as_object();
  CHECK(sections(during) == sections(before));
  CHECK(sections(practice.call(bob, "report.sections", "{}")) != sections(before));
}

TEST_CASE("what a report lists is of the moment of what it counts") {
  constexpr std::string_view of_low =
      R"({"report":"provider_history","referring_provider_ids":[1]})";
  Practice practice;
  practice.call(ada, "referring_provider.create",
                R"({"details":{"provider_type":"general_dentist","family_name":"Low"}})");
  const auto costs = [](const boost::json::object& report) {
    const auto& last = report.at("sections").as_array().back();
    REQUIRE(last.at("name") == "provider-costs");
    return last.at("lines").as_array().size();
  };
  Answer answer;
  practice.at_section.set();
  std::thread asks([&] { answer = practice.ask(ada, "report.sections", of_low); });
  CHECK(practice.at_section.open_after(
      [&] {
        practice.call(ada, "relationship_cost.record",
                      R"({"referring_provider_id":1,"spent_on":"2025-03-03","currency":"USD",
                          "amount_minor_units":500})");
      },
      asks));
  CHECK(costs(boost::json::parse(answer.json).as_object()) == 0);
  CHECK(costs(practice.call(ada, "report.sections", of_low)) == 1);
}

}  // namespace onward::tests
