// What a case line cannot say of attachments: their bytes, by the functions for blobs.
#include "onward/operations/attachments.hpp"

#include "case_runner.hpp"
#include "catch.hpp"
#include "onward/rules/file_type.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

// A need of the first organisation's, sent to two; Bob works for the first of them, Cid for the
// other.
struct Network {
  explicit Network(std::string_view storage) : store(storage), runner(store) {
    for (const auto* line :
         {R"(system.create {"network":"N","organization":"O","login":"a","name":"A"})", "as 1 1",
          R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}})",
          R"(issue.create {"code":"h","name":"H"})", R"(organization.create {"name":"B"})",
          R"(organization.create {"name":"C"})",
          R"(staff.create {"login":"b","name":"Bob","organization_id":2,"role":"caseworker"})",
          R"(staff.create {"login":"c","name":"Cid","organization_id":3,"role":"caseworker"})",
          R"(client.create {"details":{"given_name":"E","family_name":"H"}})",
          R"(consent.record {"client_id":1})",
          R"(need.send {"client_id":1,"issue_id":1,"consent_id":1,"receivers":)"
          R"([{"organization_id":2},{"organization_id":3}]})"}) {
      INFO(line);
      CHECK(runner.run(line).empty());
    }
  }
  Session as(StaffId staff, OrganizationId organization) {
    return store.engine().session({staff, organization, {}});
  }
  Attachment attach(const std::string& bytes) {
    auto session = as(1, 1);
    REQUIRE(session.put_blob("x", 0, std::as_bytes(std::span(bytes))));
    auto added = session.call<attachment::add>({.need_id = 1, .blob = "x"});
    REQUIRE(added);
    return added.value();
  }
  // What may be read of it; nothing when it is refused.
  static std::optional<std::string> read(Session session, const std::string& blob) {
    std::string out(1'000, '\0');
    const auto piece = session.get_blob(blob, 0, std::as_writable_bytes(std::span(out)));
    if (!piece) {
      CHECK(piece.refusal().reason == Reason::blob_missing);
      return std::nullopt;
    }
    out.resize(piece.value().copied);
    return out;
  }

  TestStore store;
  CaseRunner runner;
};

}  // namespace

TEST_CASE("the bytes of an attachment are read by whoever may see it, at that time") {
  for (const auto storage : storages) {
    Network network(storage);
    network.attach("Hello.");
    const auto given = network.as(1, 1).call<attachment::get>({1});
    REQUIRE(given);
    const auto blob = given.value().blob;
    CHECK(Network::read(network.as(1, 1), blob) == "Hello.");
    // Who is not told who the client is reads nothing, though it knows the name.
    const auto refused = network.as(2, 2).call<attachment::get>({1});
    REQUIRE_FALSE(refused);
    CHECK(refused.refusal().reason == Reason::disclosure_withheld);
    CHECK_FALSE(Network::read(network.as(2, 2), blob));
    const auto run = [&](const char* line) { CHECK(network.runner.run(line).empty()); };
    run("as 3 3");
    run(R"(referral.acknowledge {"referral_id":2})");
    CHECK(Network::read(network.as(3, 3), blob) == "Hello.");
    // A receiver that let go sees it no more, and neither does one that another has superseded.
    run(R"(referral.decline {"referral_id":2,"reason_code":"capacity"})");
    CHECK_FALSE(Network::read(network.as(3, 3), blob));
    run("as 2 2");
    run(R"(referral.acknowledge {"referral_id":1})");
    CHECK(Network::read(network.as(2, 2), blob) == "Hello.");
    // Nobody guesses a name, or reads another's content by an own number.
    for (const auto* name : {"attachment:1", "attachment:1:", "attachment:2:x",
                             "attachment:", "attachment:x:y", "attachment:99999999999999999999:x"})
      CHECK_FALSE(Network::read(network.as(1, 1), name));
  }
}

TEST_CASE("nobody puts or erases a blob under an attachment's name") {
  Network network("memory");
  network.attach("Hello.");
  auto session = network.as(1, 1);
  const auto blob = session.call<attachment::get>({1}).value().blob;
  const auto put = session.put_blob(blob, 0, std::as_bytes(std::span("y", 1)));
  REQUIRE_FALSE(put);
  CHECK(put.refusal().reason == Reason::malformed_request);
  CHECK(session.erase_blob(blob)->reason == Reason::malformed_request);
  CHECK(Network::read(session, blob) == "Hello.");
}

TEST_CASE("the same content is kept once, until the last attachment that has it is removed") {
  for (const auto storage : storages) {
    Network network(storage);
    const auto first = network.attach("Hello."), second = network.attach("Hello.");
    CHECK(first.digest == second.digest);
    auto session = network.as(1, 1);
    const auto blob = session.call<attachment::get>({first.id}).value().blob;
    const auto other = session.call<attachment::get>({second.id}).value().blob;
    REQUIRE(session.call<attachment::remove>({first.id}));
    CHECK_FALSE(Network::read(session, blob));
    CHECK(Network::read(session, other) == "Hello.");
    const auto kept = [&] {
      return network.store.engine()
          .storage()
          .begin(Mode::read)
          ->blob_size("attachment/" + first.digest);
    };
    CHECK(kept() == 6);
    REQUIRE(session.call<attachment::remove>({second.id}));
    CHECK_FALSE(kept());
  }
}

TEST_CASE("a file of over 10 MiB is refused, and one of 10 MiB is attached") {
  Network network("memory");
  auto session = network.as(1, 1);
  const std::string mebibyte(std::size_t{1} << 20, 'x');
  for (int i = 0; i < 10; ++i)
    REQUIRE(session.put_blob("x", i * std::ssize(mebibyte), std::as_bytes(std::span(mebibyte))));
  REQUIRE(session.put_blob("y", 0, std::as_bytes(std::span("y", 1))));
  for (int i = 0; i < 10; ++i)
    REQUIRE(
        session.put_blob("y", 1 + i * std::ssize(mebibyte), std::as_bytes(std::span(mebibyte))));
  CHECK(session.call<attachment::add>({.need_id = 1, .blob = "x"}));
  const auto refused = session.call<attachment::add>({.need_id = 1, .blob = "y"});
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().reason == Reason::file_too_large);
  CHECK(refused.refusal().path == "/blob");
}

TEST_CASE("what a receiver put with the whole need before is the sender's and its own") {
  for (const auto storage : storages) {
    Network network(storage);
    const std::string bytes = "Room 4.";
    auto receiver = network.as(3, 3);
    REQUIRE(receiver.put_blob("x", 0, std::as_bytes(std::span(bytes))));
    auto added = receiver.call<attachment::add>({.need_id = 1, .blob = "x"});
    REQUIRE(added);
    Attachment row = added.value();
    row.referral_id = {};
    ++row.revision;
    const auto t = network.store.engine().storage().begin(Mode::write);
    REQUIRE(t->update(Noun::attachment, &row));
    REQUIRE(t->commit() == Commit::done);
    for (const auto id : {1, 2, 3}) {
      const auto listed = network.as(id, id).call<attachment::list>({.need_id = 1});
      CHECK(std::ssize(listed.value().attachments) == (id == 2 ? 0 : 1));
    }
  }
}
