#include "storage_conformance.hpp"

#include "catch.hpp"

namespace onward::tests {

std::vector<Promise> storage_contract() {
  std::vector<Promise> out;
  for (const auto part : {row_promises(), scan_promises(), history_promises(), sharing_promises()})
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

Desk::Desk(Transaction& t)
    : sender(put(t, Organization{.name = "Sender"}).id),
      receiver(put(t, Organization{.name = "Receiver"}).id),
      issue(put(t, Issue{.code = "housing", .name = "Housing"}).id),
      client(put(t, Client{.registered_by = sender}).id) {}

Desk::Desk(Storage& storage)
    : Desk([&]() -> Desk {
        const auto t = storage.begin(Mode::write);
        Desk out(*t);
        t->commit();
        return out;
      }()) {}

Columns column(Noun noun, std::string_view name) {
  const auto rows = info(noun).rows;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].name == name) return Columns{1} << i;
  throw std::logic_error("no member is called " + std::string(name));
}

namespace {

// Rows in which hardly any member has its default.

Organization odd_organization() {
  return {.name = "Casa \"Ñandú\" \\ 家 🏠\n",
          .alternate_name = "x",
          .active = false,
          .accepting = false,
          .alert = "closed in August",
          .time_zone = "America/New_York",
          .working_days = {Weekday::sunday, Weekday::tuesday},
          .holidays = {Date{std::chrono::days{20'000}}, Date{std::chrono::days{-1}}},
          .capacity_limit = 0,
          .partners_required = true,
          .send_to = {3, 9'007'199'254'740'991},
          .receive_from = {1},
          .source_system = "hsds",
          .external_id = "0017",
          .email = "a@example.org",
          .website = "https://example.org",
          .capacity_reported_at = Instant{std::chrono::microseconds{-1}}};
}

Service odd_service(OrganizationId organization) {
  return {.organization_id = organization,
          .name = "Legal aid",
          .active = false,
          .accepting = false,
          .issues = {1, 2},
          .age_from_months = -1,
          .age_below_months = 216,
          .genders = {Gender::prefer_not_to_say},
          .localities = {"", "Leon"},
          .languages = {"es"},
          .income_percent_limit = 125,
          .populations = {"veterans"},
          .attributes = {{"veteran", {"yes", "\"maybe\""}}, {"", {}}},
          .capacity_limit = 9'007'199'254'740'991,
          .waitlist = true,
          .capacity_reported_at = Instant{std::chrono::microseconds{-1}},
          .wait_days = -9'007'199'254'740'991,
          .locations = {7},
          .source_system = "hsds",
          .external_id = "s",
          .radius_meters = -1};
}

Client odd_client(OrganizationId organization) {
  return {.registered_by = organization,
          .registered_at = Instant{std::chrono::microseconds{1'735'689'600'000'001}},
          .details = {.given_name = "Zoë",
                      .family_name = "O'Neill; DROP TABLE client",
                      .birth_date = Date{std::chrono::days{-30'000}},
                      .gender = Gender::other,
                      .locality = "Leon",
                      .language = "pt",
                      .email = "z@example.org",
                      .phone = "+1",
                      .income_percent = 0,
                      .populations = {"a", "b"},
                      .attributes = {{"veteran", "yes"}},
                      .contact_permissions = {ContactChannel::sms, ContactChannel::post},
                      .no_fixed_abode = true,
                      .latitude_microdegrees = -90'000'000,
                      .longitude_microdegrees = 180'000'000}};
}

Need odd_need(const Desk& desk) {
  Need out = desk.need();
  out.reference = "N-1";
  out.sent_by = 4;
  out.phase = NeedPhase::unresolved;
  out.reason = NeedReason::nobody_eligible;
  out.urgency = Urgency::urgent;
  out.outcome = Outcome::partial;
  out.claimed_by = 5;
  out.follows = 6;
  out.consent_id = 7;
  out.opened_at = Instant{std::chrono::seconds{1}};
  out.closed_at = Instant{};
  out.due_at = Instant{std::chrono::seconds{2}};
  out.escalated = out.reminded = true;
  out.policy = {.claim_on = ClaimOn::accept, .close_working_days = 99, .issue_version = 3};
  out.blocking = {{"age", 2}, {"locality", 7}};
  out.relaxation = {"age"};
  out.close_note = std::string(100'000, 'x');  // requests have limits, kept rows have not
  return out;
}

Policy odd_policy(const Desk& desk) {
  return {.scope = PolicyScope::issue,
          .organization_id = desk.sender,
          .issue_id = desk.issue,
          .knobs = {.claim_on = ClaimOn::sender_confirms, .client_requires_referral = false}};
}

template <Kept T> void comes_back(Transaction& t, const T& row) {
  const T kept = put(t, row);
  CHECK(json_of(find<T>(t, kept.id.value).value_or(T{})) == json_of(kept));
}

void every_member_comes_back(Storage& storage) {
  const Desk desk(storage);
  writing(storage, [&](Transaction& t) {
    comes_back(t, odd_organization());
    comes_back(t, odd_service(desk.sender));
    comes_back(t, odd_client(desk.sender));
    comes_back(t, odd_need(desk));
    comes_back(t, odd_policy(desk));
    comes_back(t, Role{.name = "caseworker", .permissions = {Permission::referral_read}});
    comes_back(t, desk.need());
    comes_back(t, Idempotency{.key = "k", .digest = "d", .ids = {1, 2, 3}, .expires_at = never});
  });
}

void ids_count_up(Storage& storage) {
  writing(storage, [](Transaction& t) {
    CHECK(put(t, Role{.name = "a"}).id == 1);
    CHECK(put(t, Role{.name = "b"}).id == 2);
    CHECK(put(t, Staff{.login = "a"}).id == 1);
    CHECK(t.next_id(Noun::role) == 3);
    CHECK(t.next_id(Noun::role) == 4);
  });
  {
    const auto t = storage.begin(Mode::write);
    CHECK(put(*t, Role{.name = "c"}).id == 3);
  }
  writing(storage, [](Transaction& t) { CHECK(t.next_id(Noun::role) == 3); });
}

void ids_are_never_reused(Storage& storage) {
  writing(storage, [](Transaction& t) {
    for (const auto* key : {"a", "b", "c"}) put(t, Idempotency{.key = key});
  });
  writing(storage, [](Transaction& t) {
    CHECK(t.erase(Noun::idempotency, 3, 1));
    CHECK(put(t, Idempotency{.key = "d"}).id == 4);
    CHECK(t.erase(Noun::idempotency, 4, 1));
    CHECK(t.next_id(Noun::idempotency) == 5);
  });
  writing(storage, [](Transaction& t) { CHECK(put(t, Idempotency{.key = "e"}).id == 5); });
  {
    const auto t = storage.begin(Mode::write);
    for (const auto id : {1, 2, 5}) CHECK(t->erase(Noun::idempotency, id, 1));
  }
  writing(storage, [](Transaction& t) {
    for (const auto id : {1, 2, 5}) CHECK(t.erase(Noun::idempotency, id, 1));
  });
  writing(storage, [](Transaction& t) { CHECK(put(t, Idempotency{.key = "f"}).id == 6); });
}

void rows_come_in_the_order_asked(Storage& storage) {
  writing(storage, [](Transaction& t) {
    for (const auto* name : {"a", "b", "c"}) put(t, Role{.name = name});
  });
  reading(storage, [](Transaction& t) {
    const std::array<std::int64_t, 7> ids{3, 9, 1, 0, 3, -1, 2};
    std::string seen;
    const auto note = [&](const void* row) {
      seen += static_cast<const Role*>(row)->name;
      return seen.size() < 4;
    };
    t.get(Noun::role, ids, all_columns, note);
    CHECK(seen == "cacb");
    t.get(Noun::role, ids, all_columns, note);
    CHECK(seen == "cacbc");
  });
}

void members_not_asked_for_keep_defaults(Storage& storage) {
  const Desk desk(storage);
  NeedId id;
  writing(storage, [&](Transaction& t) { id = put(t, odd_need(desk)).id; });
  reading(storage, [&](Transaction& t) {
    const auto part =
        find<Need>(t, id.value, column(Noun::need, "blocking") | column(Noun::need, "escalated"));
    REQUIRE(part);
    Need expected;
    expected.blocking = odd_need(desk).blocking;
    expected.escalated = true;
    CHECK(json_of(*part) == json_of(expected));
    const auto none = find<Need>(t, id.value, Columns{0});
    REQUIRE(none);
    CHECK(json_of(*none) == json_of(Need{}));
    const auto beyond = find<Need>(t, id.value, Columns{1} << 63);
    REQUIRE(beyond);
    CHECK(json_of(*beyond) == json_of(Need{}));
  });
}

void one_row_leaves_nothing_in_the_next(Storage& storage) {
  const Desk desk(storage);
  std::array<std::int64_t, 2> ids{};
  writing(storage, [&](Transaction& t) {
    ids = {put(t, odd_need(desk)).id.value, put(t, desk.need()).id.value};
    Need second = *find<Need>(t, ids[1]);
    std::string seen;
    t.get(Noun::need, ids, all_columns, [&](const void* row) {
      seen = json_of(*static_cast<const Need*>(row));
      return true;
    });
    CHECK(seen == json_of(second));
  });
}

void update_compares_and_sets(Storage& storage) {
  writing(storage, [](Transaction& t) { put(t, Role{.name = "a"}); });
  writing(storage, [](Transaction& t) {
    CHECK_FALSE(update(t, Role{.id = 1, .revision = 1, .name = "same"}));
    CHECK_FALSE(update(t, Role{.id = 1, .revision = 3, .name = "too far"}));
    CHECK_FALSE(update(t, Role{.id = 2, .revision = 2, .name = "absent"}));
    CHECK(find<Role>(t, 1)->name == "a");
    CHECK(update(t, Role{.id = 1, .revision = 2, .name = "b"}));
    CHECK_FALSE(update(t, Role{.id = 1, .revision = 2, .name = "c"}));
    CHECK(update(t, Role{.id = 1, .revision = 3, .name = "b"}));
  });
  reading(storage, [](Transaction& t) {
    CHECK(find<Role>(t, 1)->name == "b");
    CHECK(find<Role>(t, 1)->revision == 3);
    CHECK_FALSE(find<Role>(t, 2));
  });
}

void update_writes_every_member(Storage& storage) {
  const Desk desk(storage);
  writing(storage, [&](Transaction& t) {
    Need row = put(t, desk.need());
    Need next = odd_need(desk);
    next.id = row.id;
    next.revision = 2;
    CHECK(update(t, next));
    CHECK(json_of(*find<Need>(t, row.id)) == json_of(next));
    row.revision = 3;
    CHECK(update(t, row));
    CHECK(json_of(*find<Need>(t, row.id)) == json_of(row));
  });
}

void erase_compares_too(Storage& storage) {
  writing(storage, [](Transaction& t) { put(t, Role{.name = "a"}); });
  writing(storage, [](Transaction& t) {
    CHECK_FALSE(t.erase(Noun::role, 1, 2));
    CHECK_FALSE(t.erase(Noun::role, 2, 1));
    CHECK(find<Role>(t, 1));
    CHECK(t.erase(Noun::role, 1, 1));
    CHECK_FALSE(t.erase(Noun::role, 1, 1));
    CHECK_FALSE(find<Role>(t, 1));
  });
  reading(storage, [](Transaction& t) { CHECK_FALSE(find<Role>(t, 1)); });
}

// The step must be an error, after which the whole transaction is.
template <class Step> void fails_without_trace(Storage& storage, Step step) {
  {
    const auto t = storage.begin(Mode::write);
    put(*t, Role{.name = "before the error"});
    CHECK_THROWS_AS(step(*t), StorageError);
    CHECK_THROWS_AS(t->next_id(Noun::role), StorageError);
    CHECK_THROWS_AS(t->commit(), StorageError);
  }
  reading(storage, [](Transaction& t) {
    CHECK(find<Role>(t, 1)->name == "a");
    CHECK(find<Role>(t, 2)->name == "b");
    CHECK_FALSE(find<Role>(t, 3));
    CHECK(t.head().size == 0);
  });
}

void what_is_taken_is_an_error(Storage& storage) {
  writing(storage, [](Transaction& t) {
    put(t, Role{.name = "a"});
    put(t, Role{.name = "b"});
  });
  fails_without_trace(storage, [](Transaction& t) { put(t, Role{.name = "b"}); });
  fails_without_trace(storage,
                      [](Transaction& t) { update(t, Role{.id = 1, .revision = 2, .name = "b"}); });
  fails_without_trace(storage, [](Transaction& t) {
    const Role row{.id = 2, .revision = 1, .name = "c"};
    t.insert(Noun::role, &row);
  });
  fails_without_trace(storage, [](Transaction& t) {
    const Role row{.id = 0, .revision = 1, .name = "c"};
    t.insert(Noun::role, &row);
  });
}

void own_writes_are_seen(Storage& storage) {
  const Desk desk(storage);
  const auto count = [](Transaction& t, std::int64_t need) {
    const Cell prefix = need;
    int rows = 0;
    t.scan({.index = &by::referral_need, .prefix = {&prefix, 1}}, all_columns, [&](const void*) {
      ++rows;
      return true;
    });
    return rows;
  };
  {
    const auto t = storage.begin(Mode::write);
    const auto need = put(*t, desk.need()).id;
    auto referral = put(*t, desk.referral(need));
    CHECK(find<Need>(*t, need));
    CHECK(count(*t, need.value) == 1);
    referral.revision = 2;
    referral.overdue = true;
    CHECK(update(*t, referral));
    CHECK(find<Referral>(*t, referral.id).value_or(Referral{}).overdue);
    CHECK(t->erase(Noun::referral, referral.id.value, 2));
    CHECK(count(*t, need.value) == 0);
  }
  reading(storage, [&](Transaction& t) { CHECK_FALSE(find<Need>(t, 1)); });
}

void nothing_follows_the_end(Storage& storage) {
  const auto t = storage.begin(Mode::write);
  put(*t, Role{.name = "a"});
  CHECK(t->commit() == Commit::done);
  CHECK_THROWS_AS(t->head(), StorageError);
  CHECK_THROWS_AS(t->commit(), StorageError);
  CHECK(reading(storage, [](Transaction& r) { return find<Role>(r, 1).has_value(); }));
}

void reading_does_not_write(Storage& storage) {
  const auto refused = [&](auto step) {
    const auto t = storage.begin(Mode::read);
    CHECK_THROWS_AS(step(*t), StorageError);
  };
  refused([](Transaction& t) { t.next_id(Noun::role); });
  refused([](Transaction& t) {
    const Role row{.id = 1, .revision = 1};
    t.insert(Noun::role, &row);
  });
  refused([](Transaction& t) { t.add({}, 1); });
  refused([](Transaction& t) { t.put_blob("a", 0, {}); });
  const auto t = storage.begin(Mode::read);
  CHECK(t->commit() == Commit::done);
}

void audits_have_no_rows(Storage& storage) {
  const auto t = storage.begin(Mode::write);
  CHECK_THROWS_AS(t->next_id(Noun::audit), StorageError);
}

void sinks_may_read_on(Storage& storage) {
  const Desk desk(storage);
  writing(storage, [&](Transaction& t) {
    for (int i = 0; i < 3; ++i) put(t, desk.referral(put(t, desk.need()).id));
  });
  reading(storage, [&](Transaction& t) {
    const Cell client = desk.client.value;
    std::string seen;
    t.scan({.index = &by::need_client, .prefix = {&client, 1}}, all_columns, [&](const void* row) {
      const auto& need = *static_cast<const Need*>(row);
      const auto id = need.id;
      CHECK(find<Need>(t, 4 - id.value)->id == 4 - id.value);
      t.scan({.index = &by::need_client, .prefix = {&client, 1}}, Columns{1},
             [&](const void* inner) {
               seen += std::to_string(static_cast<const Need*>(inner)->id.value);
               return true;
             });
      CHECK(need.id == id);
      seen += ' ';
      return true;
    });
    CHECK(seen == "123 123 123 ");
  });
}

}  // namespace

std::span<const Promise> row_promises() {
  static constexpr Promise all[] = {
      {"every member of a row comes back as it was", every_member_comes_back},
      {"ids count up, and those of a rolled-back transaction come again", ids_count_up},
      {"ids are never reused, even after the last row was erased", ids_are_never_reused},
      {"rows come in the order of the ids, and absent ones are passed over",
       rows_come_in_the_order_asked},
      {"members that were not asked for keep their defaults", members_not_asked_for_keep_defaults},
      {"one row leaves nothing in the next", one_row_leaves_nothing_in_the_next},
      {"an update compares the revision and sets", update_compares_and_sets},
      {"an update writes every member", update_writes_every_member},
      {"an erasure compares the revision too", erase_compares_too},
      {"an id or a unique index that is taken is an error without a trace",
       what_is_taken_is_an_error},
      {"a transaction sees its own writes, and leaves nothing when rolled back",
       own_writes_are_seen},
      {"nothing follows the commit", nothing_follows_the_end},
      {"a reading transaction does not write", reading_does_not_write},
      {"a noun of the journal alone has no rows", audits_have_no_rows},
      {"sinks may read on", sinks_may_read_on},
  };
  return all;
}

}  // namespace onward::tests
