// A network after many random calls, to be asked whether what it answers fits together.
#pragma once

#include <boost/json.hpp>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "onward/operations/system.hpp"
#include "random_operations.hpp"

namespace onward::tests {

// The store, and who made the calls.
struct RandomStore {
  RandomStore(std::string_view storage, std::uint64_t seed, int calls) : store(storage) {
    RandomOperations random(seed);
    for (int i = 0; i < calls; ++i) {
      const Call call = random.next();
      store.now = call.now;
      const Answer answer = store.engine().session(call.session).call(call.operation, call.request);
      random.observe(call, answer);
      if (call.operation == system_::create::name && !answer.refused)
        RandomOperations::put_blobs(store.engine());
      if (!answer.refused) people.insert({call.session.staff_id, call.session.organization_id});
    }
  }
  boost::json::object ask(const SessionOptions& who, std::string_view operation,
                          const std::string& in) {
    const Answer answer = store.engine().session(who).call(operation, in);
    INFO(operation << ' ' << in << ' ' << answer.json);
    REQUIRE_FALSE(answer.refused);
    return boost::json::parse(answer.json).as_object();
  }

  TestStore store;
  std::set<std::pair<StaffId, OrganizationId>> people;
};

}  // namespace onward::tests
