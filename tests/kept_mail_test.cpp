// Addresses for mail that were kept before anybody checked them.
#include "catch.hpp"
#include "onward/engine.hpp"
#include "onward/operations/leads.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

template <Kept T> T kept(Engine& engine, T row) {
  const auto transaction = engine.storage().begin(Mode::write);
  row.id = transaction->next_id(noun_of<T>);
  row.revision = 1;
  transaction->insert(noun_of<T>, &row);
  REQUIRE(transaction->commit() == Commit::done);
  return row;
}

}  // namespace

TEST_CASE("an address that is none stays while something else changes, and comes to no other") {
  Engine engine(open_memory(), {});
  auto nobody = engine.session();
  REQUIRE(nobody.call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  auto session = engine.session({1, 1, {}});

  const auto lead = kept(engine, Lead{.organization_id = 1, .family_name = "Orr", .email = "desk"});
  CHECK(session.call<lead::update>({.lead_id = lead.id, .given_name = "Max"}));
  CHECK(session.call<lead::update>({.lead_id = lead.id, .email = "desk", .phone = "1"}));
  const auto other = session.call<lead::update>({.lead_id = lead.id, .email = "desks"});
  REQUIRE_FALSE(other);
  CHECK(other.refusal().path == "/email");

  ReferringProvider provider{.organization_id = 1};
  provider.details = {.family_name = "Hill", .email = "desk", .portal_email = "there"};
  const auto id = kept(engine, provider).id;
  const auto change = [&](ReferringProviderChanges details) {
    const auto revision = session.call<referring_provider::get>({id}).value().revision;
    const auto made = session.call<referring_provider::update>(
        {.referring_provider_id = id, .revision = revision, .details = std::move(details)});
    return made ? std::string() : made.refusal().path;
  };
  CHECK(change({.city = "Lee"}).empty());
  CHECK(change({.email = "desk", .notes = "Late", .portal_email = "there"}).empty());
  CHECK(change({.email = "there"}) == "/details/email");
  CHECK(change({.portal_email = "desk"}) == "/details/portal_email");
}
