// Whoever lost an answer asks again with the same key: what was done is answered, and not done
// twice.
#include <algorithm>
#include <map>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/leads.hpp"
#include "onward/operations/settings.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

// These warn of what stands in no row and may be personal: the second answer leaves it out.
constexpr std::string_view warned_once[] = {"referring_provider.import",
                                            "questionnaire_response.import_fhir"};
// The calls of a batch are each answered by what stands, after all of them.
constexpr std::string_view answered_anew = "system.batch";

std::string with_key(const std::string& request, const std::string& key) {
  const bool is_empty = request.find_first_not_of(" }", 1) == request.npos;
  return "{\"idempotency_key\":\"" + key + '"' + (is_empty ? "" : ",") + request.substr(1);
}

std::int64_t entries(TestStore& store) {
  return store.engine().storage().begin(Mode::read)->head().size;
}

struct KeyedCall {
  SessionOptions by{};
  std::string operation{}, request{};
};

}  // namespace

TEST_CASE("every call that writes is answered again by its key, and done once") {
  std::set<std::string> repeated;
  for (auto& file : case_files()) {
    TestStore store("memory");
    CaseRunner runner(store);
    std::vector<KeyedCall> kept;
    runner.calls = [&](Session& session, std::string_view name, const std::string& request,
                       bool is_answered) {
      const Operation* op = find_operation(name);
      if (!op || !takes_key(*op) || !is_answered) return session.call(name, request);
      const bool has_key = request.find("idempotency_key") != request.npos;
      const auto keyed = has_key ? request : with_key(request, std::to_string(kept.size()));
      const Answer first = session.call(name, keyed);
      if (first.refused) return first;
      const auto size = entries(store);
      const Answer second = session.call(name, keyed);
      INFO(file.string() << ": " << name << ' ' << request << '\n'
                         << first.json << '\n'
                         << second.json);
      CHECK_FALSE(second.refused);
      const bool may_differ =
          std::ranges::find(warned_once, name) != std::end(warned_once) || name == answered_anew;
      if (!may_differ) CHECK(first.json == second.json);
      CHECK(entries(store) == size);
      kept.push_back({session.options(), std::string(name), keyed});
      repeated.emplace(name);
      return first;
    };
    static_cast<void>(runner.run_file(file));
    // Long afterwards, when others have gone on, it may be out of reach, but breaks nothing.
    for (auto& call : kept) {
      INFO(file.string() << ": " << call.operation << ' ' << call.request);
      CHECK_NOTHROW(store.engine().session(call.by).call(call.operation, call.request));
    }
  }
  for (auto& op : operations()) {
    if (!takes_key(op)) continue;
    INFO(op.name);
    CHECK(repeated.contains(std::string(op.name)));
  }
}

TEST_CASE("a repeated import does not undo what a colleague did in between") {
  Engine engine(open_memory());
  REQUIRE(engine.session().call<system_::create>(
      {.network = "Lee", .organization = "Aid", .login = "ada", .name = "Ada"}));
  auto ada = engine.session({1, 1, {}});
  const auto import = [&](std::string name, std::string_view key) {
    return ada.call<locality::import>({.localities = {{.code = "lee", .name = std::move(name)}}},
                                      {.idempotency_key = key});
  };
  REQUIRE(import("Lee County", "mine").value().added == 1);
  REQUIRE(import("Lee", "a colleague's").value().changed == 1);
  const auto again = import("Lee County", "mine");
  REQUIRE(again);
  CHECK(again.value().added == 1);
  CHECK(again.value().changed == 0);
  CHECK(ada.call<locality::get>({.code = "lee"}).value().name == "Lee");
  // In a batch, each call has its part of the batch's key.
  const Batch batch{
      .calls = {{"locality.import", {R"({"localities":[{"code":"x","name":"X"}]})"}}}};
  REQUIRE(ada.call<system_::batch>(batch, {.idempotency_key = "b"}));
  REQUIRE(ada.call<locality::import>({.localities = {{.code = "x", .name = "Y"}}}));
  REQUIRE(ada.call<system_::batch>(batch, {.idempotency_key = "b"}));
  CHECK(ada.call<locality::get>({.code = "x"}).value().name == "Y");
}
