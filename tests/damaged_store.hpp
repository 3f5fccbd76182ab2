// A store that is damaged behind the engine's back.
#pragma once

#include <sqlite3.h>

#include "case_runner.hpp"
#include "catch.hpp"

namespace onward::tests {

// A small network at work, and so much history that the tree has a tile: over 256 entries.
inline void fill(TestStore& store) {
  CaseRunner runner(store);
  const auto run = [&](const std::string& line) { REQUIRE(runner.run(line).empty()); };
  run(R"(system.create {"network":"N","organization":"County","login":"a","name":"Ada"})");
  run("as 1 1");
  run(R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}})");
  run(R"(issue.create {"code":"housing","name":"Housing"})");
  run(R"(organization.create {"name":"Shelter"})");
  run(R"(service.create {"organization_id":2,"name":"Beds","issues":[1]})");
  run(R"(client.create {"details":{"given_name":"Eve","family_name":"Hill"}})");
  run(R"(consent.record {"client_id":1})");
  run(R"(need.send {"client_id":1,"issue_id":1,"consent_id":1,"receivers":[{"service_id":1}]})");
  run(R"(note.add {"need_id":1,"text":"Call before noon."})");
  for (int i = 0; i < 260; ++i) {
    std::string line = R"(issue.create {"name":"Issue","code":"c)";
    run(line.append(std::to_string(i)).append("\"}"));
  }
}

inline void damage(TestStore& store, const std::string& sql) {
  store.close();
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(store.path().c_str(), &database) == SQLITE_OK);
  CAPTURE(sql);
  CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(sqlite3_total_changes(database) > 0);
  sqlite3_close(database);
  store.reopen();
}

}  // namespace onward::tests
