// A season in a small county: the same on every storage, and every promise of the design holds.
#include "onward/simulation.hpp"

#include "catch.hpp"
#include "folder.hpp"
#include "onward/rules/lifecycle.hpp"

namespace onward::tests {

namespace {

constexpr SimulationOptions season{.seed = 7, .days = 90, .clients = 120, .services = 160};
constexpr SimulationOptions changing{
    .seed = 7, .days = 90, .clients = 120, .services = 160, .changes = true};

SimulationReport run(const SimulationOptions& options, std::unique_ptr<Storage> storage,
                     FunctionRef<void(Engine&, std::int64_t days_left)> each_day) {
  Simulation simulation(options);
  Engine engine(std::move(storage), simulation.host());
  return simulation.run(engine, [&](std::int64_t done, std::int64_t total) {
    each_day(engine, total - done);
    return true;
  });
}
SimulationReport run(const SimulationOptions& options, std::unique_ptr<Storage> storage) {
  return run(options, std::move(storage), [](Engine&, std::int64_t) {});
}

// The report of a season at whose end somebody changed rows past the engine.
SimulationReport run_with(FunctionRef<void(Transaction&)> bug) {
  return run(season, open_memory(), [&](Engine& engine, std::int64_t days_left) {
    if (days_left > 0) return;
    auto t = engine.storage().begin(Mode::write);
    bug(*t);
    REQUIRE(t->commit() == Commit::done);
  });
}

// The same, every day of its second half.
SimulationReport run_with_daily(const SimulationOptions& options,
                                FunctionRef<void(Transaction&)> bug) {
  return run(options, open_memory(), [&](Engine& engine, std::int64_t days_left) {
    if (days_left > options.days / 2) return;
    auto t = engine.storage().begin(Mode::write);
    bug(*t);
    REQUIRE(t->commit() == Commit::done);
  });
}

template <Kept T>
std::vector<T> all(Transaction& t, const Index& index, FunctionRef<bool(const T&)> is) {
  std::vector<T> out;
  t.scan({.index = &index, .limit = 1'000'000}, all_columns, [&](const void* row) {
    if (is(*static_cast<const T*>(row))) out.push_back(*static_cast<const T*>(row));
    return true;
  });
  return out;
}

std::int64_t answered(const SimulationReport& report, std::string_view operation) {
  const auto found = std::ranges::find(report.operations, operation, &OperationCount::operation);
  return found == report.operations.end() ? 0 : found->times;
}

// Changes so many rows of which `wrong` holds, which changes them.
template <Kept T> void change(Transaction& t, const Index* index, std::size_t times,
                              FunctionRef<bool(T&)> wrong) {
  std::vector<T> found;
  t.scan({.index = index, .limit = 1'000'000}, all_columns, [&](const void* row) {
    T changed = *static_cast<const T*>(row);
    if (wrong(changed)) found.push_back(std::move(changed));
    return found.size() < times;
  });
  REQUIRE(!found.empty());
  for (auto& row : found) {
    ++row.revision;
    REQUIRE(t.update(noun_of<T>, &row));
  }
}

template <Kept T>
std::int64_t count(Transaction& t, const Index& index, FunctionRef<bool(const T&)> is) {
  return std::ssize(all<T>(t, index, is));
}

bool says(const SimulationReport& report, std::string_view what) {
  return std::ranges::any_of(report.broken,
                             [&](auto& line) { return line.find(what) != line.npos; });
}

}  // namespace

TEST_CASE("the same seed makes the same history on memory and on SQLite") {
  Folder folder;
  const auto in_memory = run(season, open_memory());
  const auto on_disk =
      run(season, open_sqlite({.path = folder.file("county.db"), .durability = Durability::none}));
  CHECK(in_memory.root == on_disk.root);
  CHECK(in_memory.entries == on_disk.entries);
  CHECK(in_memory.calls == on_disk.calls);

  auto other = season;
  other.seed = 8;
  CHECK(run(other, open_memory()).root != in_memory.root);
}

TEST_CASE("every promise holds after a season, and every need is accounted for") {
  const auto report = run(season, open_memory());
  for (auto& broken : report.broken) FAIL_CHECK(broken);
  CHECK(report.clients == season.clients);
  CHECK(report.clients_looked_at == report.clients);
  CHECK(report.needs >= report.clients);
  CHECK(report.needs == report.resolved + report.unresolved + report.cancelled + report.unfinished);
  CHECK(report.resolved > 0);
  std::int64_t asked = 0, expired = 0;
  for (auto& habit : report.habits) {
    CHECK(habit.acknowledged <= habit.asked);
    asked += habit.asked;
    expired += habit.expired;
  }
  CHECK(asked == report.referrals);
  CHECK(expired > 0);  // some never answer, and the clock notices
}

TEST_CASE("every promise holds where senders choose, lend, renew consents and close") {
  std::int64_t chosen = 0, lent = 0, handed_over = 0, escalated = 0;
  const auto report = run(changing, open_memory(), [&](Engine& engine, std::int64_t days_left) {
    if (days_left > 0) return;
    auto t = engine.storage().begin(Mode::read);
    chosen = count<Referral>(*t, by::referral_due, [](auto& r) { return r.confirmed; });
    lent = count<Transfer>(*t, by::transfer_due,
                           [](auto& of) { return of.phase == TransferPhase::returned; });
    handed_over = count<Need>(*t, by::need_due, [&](auto& need) {
      return need.transferred_from && !is_finished(need.phase);
    });
    escalated = count<Need>(*t, by::need_due, [](auto& need) {
      return need.escalated && need.phase == NeedPhase::open;
    });
  });
  CHECK(chosen > 0);
  CHECK(lent > 0);
  CHECK(handed_over > 0);
  CHECK(escalated > 0);
  for (auto& broken : report.broken) FAIL_CHECK(broken);
  CHECK(report.clients_looked_at == report.clients);
}

TEST_CASE("both sides do what there is to do, and the history is the same on SQLite") {
  Folder folder;
  const auto report = run(changing, open_memory());
  for (const auto* operation :
       {"inbox.list", "inbox.mark_read", "message.send", "message.mark_read", "referral.assign",
        "referral.ask_information", "referral.give_information", "referral.forward",
        "need.claim_open", "appointment.schedule", "appointment.complete", "appointment.miss",
        "questionnaire_response.complete", "note.add"}) {
    INFO(operation);
    CHECK(answered(report, operation) > 0);
  }
  const auto on_disk = run(
      changing, open_sqlite({.path = folder.file("county.db"), .durability = Durability::none}));
  CHECK(on_disk.broken.empty());
  CHECK(on_disk.root == report.root);
  CHECK(on_disk.calls == report.calls);
}

TEST_CASE("what is asked and in no inbox is found, and a message that waits for nobody") {
  const auto untold = run_with_daily(season, [](Transaction& t) {
    for (auto& item : all<InboxItem>(t, by::inbox_owner, [](auto& found) {
           return found.event == InboxEvent::submitted && found.state == InboxState::unread;
         }))
      REQUIRE(t.erase(Noun::inbox_item, item.id.value, item.revision));
  });
  CHECK(says(untold, "is asked, and in no inbox"));
  const auto unheard = run_with_daily(changing, [](Transaction& t) {
    for (auto& message : all<Message>(t, by::message_unread, [](auto& found) {
           return static_cast<bool>(found.unread_by_id);
         })) {
      message.unread_by_id = {};
      ++message.revision;
      REQUIRE(t.update(Noun::message, &message));
    }
  });
  CHECK(says(unheard, "is unread, and waits for nobody"));
}

TEST_CASE("a dashboard that counts what its list does not show is found") {
  const auto report = run_with([](Transaction& t) {
    t.add({Counter::referrals_all, 0, static_cast<std::int64_t>(ReferralPhase::requested)}, 1);
  });
  CHECK(says(report, "its dashboard counts"));
}

TEST_CASE("a referral without a clock is found, and that it is stuck") {
  const auto report = run_with([](Transaction& t) {
    change<Referral>(t, &by::referral_due, 1,
                     [](Referral& r) { return std::exchange(r.due_at, never) < never; });
  });
  CHECK(says(report, "has no clock"));
  CHECK(says(report, "is stuck, no_timer"));
  CHECK(says(report, "history"));
}

TEST_CASE("a need without an owner is found, and one whose sender does not see it") {
  const auto unclaimed = run_with([](Transaction& t) {
    change<Need>(t, &by::need_due, 1, [](Need& need) {
      return need.phase == NeedPhase::claimed && std::exchange(need.claimed_by, {});
    });
  });
  CHECK(says(unclaimed, "has no owner"));
  const auto unfollowed = run_with([](Transaction& t) {
    change<Need>(t, &by::need_due, 1, [](Need& need) {
      need.sender_id = 1;  // the council's office, where nobody sits at a desk
      return need.phase == NeedPhase::unresolved;
    });
  });
  CHECK(says(unfollowed, "is followed by nobody"));
}

TEST_CASE("who sees, asks or answers without consent is found") {
  const auto seen = run_with([](Transaction& t) {
    change<Consent>(t, &by::consent_client, 1'000, [](Consent& consent) {
      const bool ended = consent.withdrawn_at || consent.expires_on;
      consent.withdrawn_at = std::nullopt;
      consent.expires_on = std::nullopt;
      return ended;
    });
  });
  CHECK(says(seen, "is seen without consent by"));
  const auto acknowledged = run_with([](Transaction& t) {
    change<Referral>(t, &by::referral_due, 1, [](Referral& r) {
      return r.received_at && std::exchange(r.received_at, Instant{});
    });
  });
  CHECK(says(acknowledged, "was acknowledged without consent"));
}

TEST_CASE("a referral to an organisation that is no partner is found") {
  const auto report = run_with([](Transaction& t) {
    OrganizationId strict;
    t.scan({.index = &by::organization_name}, all_columns, [&](const void* row) {
      const auto& organization = *static_cast<const Organization*>(row);
      if (organization.partners_required) strict = organization.id;
      return true;
    });
    REQUIRE(strict);
    change<Referral>(t, &by::referral_due, 1'000, [&](Referral& r) {
      r.receiver_id = strict;
      return r.phase == ReferralPhase::declined && r.sender_id != strict;
    });
  });
  CHECK(says(report, "no partner"));
}

TEST_CASE("a client who is hidden from those who have consent is found, and one without keys") {
  const auto lost = run_with([](Transaction& t) {
    std::vector<ClientKey> keys;
    t.scan({.index = &by::client_key, .limit = 1'000'000}, all_columns, [&](const void* row) {
      keys.push_back(*static_cast<const ClientKey*>(row));
      return true;
    });
    for (auto& key : keys) REQUIRE(t.erase(Noun::client_key, key.id.value, key.revision));
  });
  CHECK(says(lost, "is not found by name by"));
  CHECK_FALSE(says(lost, "history"));
  const auto hidden = run_with([](Transaction& t) {
    change<Consent>(t, &by::consent_client, 1'000, [](Consent& consent) {
      return !std::exchange(consent.withdrawn_at, consent.given_at);
    });
  });
  CHECK(says(hidden, "is hidden from"));
}

TEST_CASE("a row that differs from its history is found, whatever the size of the county") {
  const auto report = run_with([](Transaction& t) {
    change<Consent>(t, &by::consent_client, 1, [](Consent& consent) {
      consent.onward_allowed = !consent.onward_allowed;
      return true;
    });
  });
  for (auto& broken : report.broken) CHECK(broken.starts_with("history"));
  CHECK(says(report, "consent"));
}

TEST_CASE("among many who come, some are born on the day") {
  const auto report = run({.seed = 7, .days = 20, .clients = 1'000, .services = 80}, open_memory());
  CHECK(report.broken.empty());
  CHECK(report.clients == 1'000);
}

TEST_CASE("a run can be ended after any day") {
  Simulation simulation(season);
  Engine engine(open_memory(), simulation.host());
  const auto report =
      simulation.run(engine, [](std::int64_t done, std::int64_t) { return done < 30; });
  CHECK(report.broken.empty());
  CHECK(report.clients < season.clients);
}

TEST_CASE("options out of range are refused") {
  CHECK_THROWS_AS(Simulation({.days = 0}), std::invalid_argument);
  CHECK_THROWS_AS(Simulation({.days = 3'661}), std::invalid_argument);
  CHECK_THROWS_AS(Simulation({.clients = -1}), std::invalid_argument);
  CHECK_THROWS_AS(Simulation({.services = 7}), std::invalid_argument);
}

}  // namespace onward::tests
