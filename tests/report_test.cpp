// What a case line cannot say of reports: how little is read for them.
#include "catch.hpp"
#include "counting_storage.hpp"
#include "onward/engine.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

using namespace onward;

namespace {

// How much a report of the whole store reads when there are so many organisations beside the first.
tests::Looked looked_with(int organizations) {
  tests::Looked looked;
  Engine engine(std::make_unique<tests::CountingStorage>(open_memory(), looked));
  auto nobody = engine.session();
  REQUIRE(nobody.call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  auto session = engine.session({1, 1, {}});
  for (int i = 0; i < organizations; ++i)
    REQUIRE(session.call<organization::create>({.name = "O"}));
  const auto before = looked;
  REQUIRE(session.call<report::summary>({.whole_store = true}));
  return {.rows = looked.rows - before.rows, .counts = looked.counts - before.counts};
}

}  // namespace

TEST_CASE("a report of the whole store reads no more for more organisations") {
  const auto few = looked_with(2), many = looked_with(200);
  CHECK(few.counts > 0);
  CHECK(many.rows == few.rows);
  CHECK(many.counts == few.counts);
}
