// History can be trusted: what journal.verify finds when a store is damaged behind our back, and
// what proofs and checkpoints are worth to a stranger.
#include <boost/json.hpp>

#include "catch.hpp"
#include "damaged_store.hpp"
#include "hash.hpp"
#include "onward/rules/merkle.hpp"

using namespace onward;
using namespace onward::tests;
using boost::json::value;

namespace {

value call(TestStore& store, std::string_view operation, std::string_view request) {
  const Answer answer =
      store.engine().session({.staff_id = 1, .organization_id = 1}).call(operation, request);
  CAPTURE(operation, request, answer.json);
  REQUIRE_FALSE(answer.refused);
  return boost::json::parse(answer.json);
}

std::string text(const value& v) { return std::string(v.as_string()); }
std::string text(const value& v, const char* member) { return text(v.at(member)); }

std::vector<std::string> findings(TestStore& store, bool deep) {
  const value found =
      call(store, "journal.verify", deep ? R"({"deep":true})" : R"({"deep":false})");
  std::vector<std::string> out;
  for (auto& finding : found.at("findings").as_array()) out.push_back(text(finding));
  CHECK(found.at("intact").as_bool() == out.empty());
  return out;
}

// The damage is found, by these words and first of all.
void is_found(const std::string& sql, const std::string& finding, bool deep = false) {
  TestStore store("sqlite");
  fill(store);
  REQUIRE(findings(store, true).empty());
  damage(store, sql);
  const auto found = findings(store, deep);
  CAPTURE(sql, finding);
  REQUIRE_FALSE(found.empty());
  CHECK(found.front() == finding);
  if (deep) CHECK(findings(store, false).empty());
}

Hash hash_of(const value& hex) {
  Hash out{};
  REQUIRE(from_hex(text(hex), out));
  return out;
}
merkle::Proof hashes_of(const value& proof) {
  merkle::Proof out;
  for (auto& hash : proof.at("hashes").as_array()) out.push_back(hash_of(hash));
  return out;
}

}  // namespace

TEST_CASE("a changed entry is found, whichever part of it was changed") {
  const std::string hash = "entry 5: its hash is not the one of its content";
  is_found("UPDATE journal SET leaf = randomblob(32) WHERE sequence = 5", hash);
  is_found("UPDATE journal SET actor = 2 WHERE sequence = 5", hash);
  is_found("UPDATE journal SET organization = 2 WHERE sequence = 5", hash);
  is_found("UPDATE journal SET operation = 'role.create' WHERE sequence = 5", hash);
  is_found("UPDATE journal SET id = id + 1 WHERE sequence = 5", hash);
  is_found("UPDATE journal SET open = x'0900' WHERE sequence = 5", hash);
  is_found("UPDATE journal SET noun = 0 WHERE sequence = 5", hash);
  is_found("UPDATE journal SET format = 2 WHERE sequence = 5", hash);
  is_found("UPDATE journal SET time = time + 1 WHERE sequence = 5", hash);
  is_found("UPDATE journal SET time = 0 WHERE sequence = 5",
           "entry 5: its time is before the one of the entry before");
  is_found("UPDATE journal SET personal_digest = zeroblob(32) WHERE noun = 9",
           "entry 13: its personal part is not the one that was written");
  is_found("UPDATE journal_personal SET personal = zeroblob(length(personal)) WHERE sequence = 13",
           "entry 13: its personal part is not the one that was written");
}

TEST_CASE("a flipped bit of a kept leaf is found") {
  TestStore store("sqlite");
  fill(store);
  const std::string leaf = text(call(store, "journal.prove", R"({"sequence":7})"), "leaf");
  std::string flipped = leaf;
  flipped.back() = leaf.back() == '0' ? '1' : '0';
  damage(store, "UPDATE journal SET leaf = x'" + flipped + "' WHERE sequence = 7");
  CHECK(findings(store, false) ==
        std::vector<std::string>{"entry 7: its hash is not the one of its content"});
}

TEST_CASE("an entry that cannot be read is a finding, and ends the reading") {
  TestStore store("sqlite");
  fill(store);
  damage(store, "UPDATE journal SET noun = 200 WHERE sequence = 5");
  const auto found = findings(store, true);
  REQUIRE(found.size() == 1);
  CHECK_THAT(found.front(), contains_text("entries from 1 on: "));
}

TEST_CASE("a missing entry is found") {
  is_found("DELETE FROM journal WHERE sequence = 7", "entries 7 to 7: are missing");
  is_found("DELETE FROM journal WHERE sequence BETWEEN 1 AND 3", "entries 1 to 3: are missing");
}

TEST_CASE("a wrong or a missing tile is found") {
  is_found("UPDATE journal_tile SET hash = zeroblob(32)",
           "tile 0 of level 1: is not the hash of its entries");
  TestStore store("sqlite");
  fill(store);
  damage(store, "DELETE FROM journal_tile");
  const auto found = findings(store, false);
  REQUIRE_FALSE(found.empty());
  CHECK_THAT(found.front(), contains_text("tile 0 of level 1: "));
}

TEST_CASE("a row that was changed behind the journal's back is found, by its member") {
  is_found("UPDATE client SET given_name = 'Eva'",
           "client 1: given_name is not what the journal says", true);
  is_found("UPDATE need SET policy = json_set(policy, '$.close_working_days', 21)",
           "need 1: policy is not what the journal says", true);
  is_found("UPDATE store SET name = 'M'", "store 1: name is not what the journal says", true);
  is_found("UPDATE referral SET due_at = due_at + 1",
           "referral 1: due_at is not what the journal says", true);
  is_found("UPDATE organization SET capacity_limit = 1 WHERE id = 2",
           "organization 2: capacity_limit is not what the journal says", true);
  is_found("UPDATE consent SET expires_on = '2030-01-01'",
           "consent 1: expires_on is not what the journal says", true);
}

TEST_CASE("a row that was added or taken away behind the journal's back is found") {
  is_found("DELETE FROM note", "note 1: stands in the journal, not in the tables", true);
  is_found("INSERT INTO issue VALUES (900, 1, 'planted', 'Planted', 1, 0, 0, '')",
           "issue 900: stands in the tables, not in the journal", true);
  is_found(
      "CREATE TEMP TABLE other AS SELECT * FROM client; UPDATE other SET id = 2; "
      "INSERT INTO client SELECT * FROM other",
      "client 2: stands in the tables, not in the journal", true);
}

TEST_CASE("a counter that is off by one is found, and so is one that is gone or planted") {
  is_found("UPDATE counter SET value = value + 1 WHERE counter = 3",
           "counter needs_sent 1 1: is 2, and the journal counts 1", true);
  is_found("DELETE FROM counter WHERE counter = 0",
           "counter referrals_received 2 1: is 0, and the journal counts 1", true);
  is_found("INSERT INTO counter VALUES (7, 1, 0, 3)",
           "counter held_by_service 1 0: is 3, and the journal counts 0", true);
}

TEST_CASE("a personal part that is gone is found, and history still proves") {
  TestStore store("sqlite");
  fill(store);
  const std::string root = text(call(store, "journal.checkpoint", "{}"), "root");
  damage(store, "DELETE FROM journal_personal WHERE sequence = 13");
  const value found = call(store, "journal.verify", R"({"deep":true})");
  CHECK_FALSE(found.at("intact").as_bool());
  CHECK(found.at("findings").at(0) == "entry 13: its personal part is gone");
  CHECK(found.at("erased") == 1);
  CHECK(text(found, "root") == root);
}

TEST_CASE("findings stop at a hundred") {
  TestStore store("sqlite");
  fill(store);
  damage(store, "UPDATE issue SET name = name || '!'");
  CHECK(findings(store, true).size() == 100);
}

TEST_CASE("verification tells how far it is, and stops when it is asked to") {
  TestStore store("memory");
  fill(store);
  std::int64_t entries = 0, rows = 0;
  store.go_on = [&](std::string_view what, std::int64_t done) {
    (what == "journal.verify" ? entries : rows) = done;
    return true;
  };
  const value found = call(store, "journal.verify", R"({"deep":true})");
  CHECK(entries == found.at("size"));
  CHECK(rows > entries);
  store.go_on = [](std::string_view, std::int64_t) { return false; };
  CHECK_THROWS_AS(call(store, "journal.verify", "{}"), Cancelled);
}

TEST_CASE("a stranger can check every proof with nothing but a root") {
  TestStore store("sqlite");
  fill(store);
  const auto size = call(store, "system.status", "{}").at("journal_size").as_int64();
  const auto root = hash_of(call(store, "journal.checkpoint", "{}").at("root"));
  for (std::int64_t n = 1; n <= size; n += 7) {
    const std::string number = std::to_string(n);
    const value included = call(store, "journal.prove", "{\"sequence\":" + number + "}");
    CHECK(merkle::verify_inclusion(hash_of(included.at("leaf")), n - 1, size, hashes_of(included),
                                   root));
    const value grown = call(store, "journal.prove", "{\"from_size\":" + number + "}");
    CHECK(merkle::verify_consistency(n, hash_of(grown.at("from_root")), size, root,
                                     hashes_of(grown)));
    const value then = call(store, "journal.prove", "{\"sequence\":1,\"size\":" + number + "}");
    CHECK(text(then, "root") == text(grown, "from_root"));
  }
}

TEST_CASE("a checkpoint is signed, and shows a history that was written anew") {
  TestStore store("sqlite");
  SigningSeed seed{};
  seed[0] = std::byte{7};
  store.set_key(seed);
  fill(store);
  const value given = call(store, "journal.checkpoint", "{}");
  const std::string signed_text = text(given, "origin") + '\n' +
                                  std::to_string(given.at("size").as_int64()) + '\n' +
                                  text(given, "root") + '\n';
  CHECK_THAT(text(given, "origin"), contains_text("urn:uuid:"));
  PublicKey key{};
  Signature signature{};
  REQUIRE(from_hex(text(given, "public_key"), key));
  REQUIRE(from_hex(text(given, "signature"), signature));
  CHECK(key == public_key_of(seed));
  CHECK(verify(key, std::as_bytes(std::span(signed_text)), signature));

  // Somebody cuts the end off, sets the row back, and goes on as if nothing had been.
  damage(store,
         "DELETE FROM issue WHERE id = 261; DELETE FROM journal WHERE sequence ="
         " (SELECT max(sequence) FROM journal)");
  CHECK(findings(store, true).empty());
  call(store, "issue.create", R"({"code":"other","name":"Other"})");
  const value proof = call(store, "journal.prove",
                           "{\"from_size\":" + std::to_string(given.at("size").as_int64()) + "}");
  CHECK(text(proof, "from_root") != text(given, "root"));
}

TEST_CASE("two handles on one store keep one tree, whoever writes") {
  TestStore store("sqlite");
  fill(store);
  Engine other(open_sqlite({.path = store.path(), .durability = Durability::none}),
               {.clock = [&] { return store.now; }});
  auto session = other.session({.staff_id = 1, .organization_id = 1});
  int number = 0;
  const auto write = [&](bool by_other, int times) {
    while (times-- > 0) {
      const std::string request =
          R"({"code":"w)" + std::to_string(++number) + R"(","name":"Issue"})";
      if (by_other)
        CHECK_FALSE(session.call("issue.create", request).refused);
      else
        call(store, "issue.create", request);
    }
  };
  for (int i = 0; i < 50; ++i) {  // tiles are completed by either, after following the other
    write(false, 7);
    write(true, 5);
  }
  write(true, 300);  // more than is followed leaf by leaf
  write(false, 260);
  CHECK(findings(store, true).empty());
}
