#include "catch.hpp"
#include "storage_conformance.hpp"

using namespace onward;
using namespace onward::tests;

TEST_CASE("the store in memory keeps the contract of storages") {
  for (auto& promise : storage_contract()) {
    DYNAMIC_SECTION(promise.sentence) {
      const auto storage = open_memory();
      CHECK(storage->kind() == "memory");
      promise.check(*storage);
    }
  }
}

TEST_CASE("a store in memory has no file to copy") {
  CHECK_THROWS_AS(open_memory()->backup("anywhere"), StorageError);
}
