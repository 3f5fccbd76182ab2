// Whoever looks at people leaves an entry that says at whom: by every operation, and by tables.
#include <fstream>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "journal_format.hpp"
#include "onward/nouns.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

// Figures, which name nobody.
const std::set<std::string_view> of_nobody{"metric.query",    "metric.trend", "metric.rank",
                                           "metric.forecast", "report.html",  "report.sections",
                                           "report.summary",  "lead.sources", "attribution.compare",
                                           "metric.state",    "metric.merge"};

struct LastEntry {
  std::int64_t sequence = 0;
  std::string operation{};
  std::optional<Audit> audit{};
};
LastEntry last_entry(Engine& engine) {
  const auto transaction = engine.storage().begin(Mode::read);
  LastEntry out{.sequence = transaction->head().size};
  transaction->journal(out.sequence, 1, [&](const Entry& entry) {
    out.operation = entry.operation;
    if (entry.noun == Noun::audit)
      read_cells(info(Noun::audit), entry.format, entry.open, entry.personal, &out.audit.emplace());
    return true;
  });
  return out;
}

}  // namespace

TEST_CASE("every audited read leaves an entry, and names whom it showed") {
  std::set<std::string> naming, answered;
  for (auto& path : case_files()) {
    TestStore store("memory");
    CaseRunner runner(store);
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      const auto name = operation_answered(line);
      const Operation* operation = find_operation(name);
      const bool is_audited = operation && operation->effect == Effect::audited_read;
      const auto before = is_audited ? last_entry(store.engine()).sequence : 0;
      if (!runner.run(line).empty() || !is_audited) continue;
      INFO(path << ": " << line);
      const auto last = last_entry(store.engine());
      CHECK(last.sequence > before);  // a report asks many
      CHECK(last.operation == name);
      REQUIRE(last.audit);
      CHECK(last.audit->kind == AuditKind::read);
      answered.insert(name);
      if (!last.audit->ids.empty()) naming.insert(name);
    }
  }
  for (auto& operation : operations()) {
    if (operation.effect != Effect::audited_read) continue;
    INFO(operation.name);
    CHECK(answered.contains(std::string(operation.name)));
    CHECK(naming.contains(std::string(operation.name)) != of_nobody.contains(operation.name));
  }
}

TEST_CASE("whoever analyses leaves an entry") {
  for (auto& operation : operations()) {
    INFO(operation.name);
    const bool analyses = operation.permission == Permission::referral_analytics;
    CHECK((!analyses || operation.effect != Effect::reads));
  }
}

TEST_CASE("a practice's directory and its leads are not read as columns without an entry") {
  TestStore store("memory");
  CaseRunner runner(store);
  for (const auto line :
       {R"(as 0 0)", R"(system.create {"network":"N","organization":"O","login":"a","name":"A"})",
        R"(as 1 1)",
        R"(referring_provider.create {"details":{"provider_type":"ent","family_name":"Roe"}})",
        R"(referring_provider.record_contact {"referring_provider_id":1,"method":"fax"})",
        R"(lead.create {"given_name":"E","touch":{"type":"self"}})",
        R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}})",
        R"(lead.convert {"lead_id":1,"details":{"given_name":"E","family_name":"H"}})"})
    CHECK(runner.run(line).empty());
  auto session = store.engine().session({1, 1, {}});
  const auto look = [&](const char* name, const char* column) {
    const auto before = last_entry(store.engine()).sequence;
    auto table = session.table(name, {.columns = {column}});
    INFO(name << ": " << (table ? "" : table.refusal().message));
    REQUIRE(table);
    int rows = 0;
    while (table.value()->next(100, [&](auto) { ++rows; }).value()) {}
    const auto last = last_entry(store.engine());
    CHECK(rows == 1);
    CHECK(last.sequence == before + 1);
    CHECK(last.operation == "table." + std::string(name));
    REQUIRE(last.audit);
    CHECK(last.audit->ids == std::vector<std::int64_t>{1});
  };
  look("referring_providers", "standing");
  look("provider_contacts", "method");
  look("leads", "phase");
  look("touchpoints", "id");
  look("attributions", "id");
}
