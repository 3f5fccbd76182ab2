// The edge of the engine: what JSON gets in, tested at each limit, just below and just above.
#include "onward/session.hpp"

#include "case_runner.hpp"
#include "catch.hpp"
#include "json.hpp"
#include "onward/operations/system.hpp"
#include "text.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

struct Edge {
  TestStore store{"memory"};
  Session session = store.engine().session();

  // The problems' paths, one after another; "" when the request was not refused for its shape.
  std::string paths(std::string_view operation, const std::string& request) {
    const Answer answer = session.call(operation, request);
    if (!answer.refused || answer.json.find("\"malformed_request\"") == std::string::npos)
      return {};
    std::string out;
    for (std::size_t at = answer.json.find("\"problems\":"); at != std::string::npos;) {
      at = answer.json.find("\"path\":\"", at + 1);
      if (at == std::string::npos) break;
      const auto from = at + 8;
      out += answer.json.substr(from, answer.json.find('"', from) - from) + ' ';
    }
    return out.empty() ? "?" : out;
  }
};

std::string nested(std::size_t depth) {
  return R"({"calls":[{"operation":"x","request":)" + std::string(depth - 3, '[') +
         std::string(depth - 3, ']') + "}]}";
}

std::string store_named(const std::string& network) {
  return R"({"network":")" + network + R"(","organization":"O","login":"a","name":"A"})";
}

}  // namespace

TEST_CASE("requests are at most 128 deep") {
  Edge edge;
  CHECK(edge.paths("system.batch", nested(127)).empty());
  CHECK(edge.paths("system.batch", nested(128)).empty());
  CHECK(edge.paths("system.batch", nested(129)) == " ");
  CHECK(edge.paths("system.batch", nested(100'000)) == " ");
}

TEST_CASE("a text has at most as many bytes as its member says") {
  Edge edge;
  const auto problem = [&](std::size_t bytes) {
    return edge.paths("system.create", store_named(std::string(bytes, 'n')));
  };
  CHECK(problem(1'001) == "/network ");
  CHECK(problem(999).empty());
  Edge other;
  CHECK(other.paths("system.create", store_named(std::string(1'000, 'n'))).empty());
}

TEST_CASE("a list has at most as many items as its member says") {
  Edge edge;
  const auto problem = [&](std::size_t items) {
    std::string calls;
    for (std::size_t i = 0; i < items; ++i)
      calls += std::string(i ? "," : "") + R"({"operation":"x","request":1})";
    return edge.paths("system.batch", R"({"calls":[)" + calls + "]}");
  };
  CHECK(problem(999).empty());
  CHECK(problem(1'000).empty());
  CHECK(problem(1'001) == "/calls ");
}

TEST_CASE("integers stay below 2^53") {
  TestStore store("memory");
  CaseRunner cases(store);
  const auto fails = [&](const std::string& line) { return cases.run(line); };
  REQUIRE(
      fails(R"(system.create {"network":"N","organization":"O","login":"a","name":"A"})").empty());
  REQUIRE(fails("as 1 1").empty());
  const auto get = [](const std::string& id) {
    return R"(organization.get {"organization_id":)" + id + "} ! ";
  };
  for (const std::string sign : {"", "-"}) {
    for (const auto* whole : {"9007199254740990", "9007199254740991"})
      CHECK(fails(get(sign + whole) + "not_found /organization_id").empty());
    for (const auto* large : {"9007199254740992", "9007199254740993", "9223372036854775808"})
      CHECK(fails(get(sign + large) + "malformed_request /organization_id").empty());
  }
  for (const auto* other : {"1.0", "\"1\"", "null", "true"})
    CHECK(fails(get(other) + "malformed_request /organization_id").empty());
}

TEST_CASE("every problem of the shape is told at once") {
  Edge edge;
  CHECK(edge.paths("system.create", R"({"network":1,"nome":"x","name":[],"login":"a"})") ==
        "/network /nome /name /organization ");
  CHECK(edge.paths("system.create", "[]") == " ");
  CHECK(edge.paths("system.batch", R"({"calls":[{"operation":1,"request":1},{}]})") ==
        "/calls/0/operation /calls/1/operation /calls/1/request ");
}

TEST_CASE("keys that stand twice are refused where they stand") {
  Edge edge;
  CHECK(edge.paths("system.tick", R"({"limit":1,"limit":2})") == "/limit ");
  CHECK(edge.paths("system.tick", R"({"limit":1,"limit":2,"limit":3})") == "/limit ");
  CHECK(edge.paths("system.batch", R"({"calls":[{"operation":"x","request":{"a":1,"a":2}}]})") ==
        "/calls/0/request/a ");
  CHECK(edge.paths("system.tick", R"({"a/b":1,"~":2})") == "/a~1b /~0 ");
}

TEST_CASE("what is no JSON, no UTF-8 or holds U+0000 is refused") {
  Edge edge;
  for (const char* text : {"", " ", "{", "}", "nul", "{\"limit\":1,}", "{}{}", "{'limit':1}",
                           "\xEF\xBB\xBF{}", "{\"limit\":01}", "// x\n{}", "[1,]"}) {
    INFO(text);
    CHECK_FALSE(edge.paths("system.tick", text).empty());
  }
  CHECK(edge.paths("system.create", store_named("\xC3\x28")) == " ");
  CHECK(edge.paths("system.create", store_named("\xED\xA0\x80")) == " ");
  CHECK(edge.paths("system.create", store_named("\xC0\xAF")) == " ");
  CHECK(edge.paths("system.create", store_named("a\\u0000b")) == "/network ");
  CHECK_FALSE(edge.paths("system.create", store_named("\\uD800")).empty());
  CHECK(edge.paths("system.create", store_named("Caf\xC3\xA9 \xF0\x9F\x8F\xA0")).empty());
}

TEST_CASE("a value that is passed through keeps its JSON") {
  for (const char* text :
       {"null", "true", "-7", "1.5", "1.0", "\"a\\\"b\\n\"", "[]", "{}",
        "[1,[2,{\"a\":null}],\"x\"]", "{\"a\":{\"b\":[1.5,false]},\"c\":\"\"}"}) {
    const auto call =
        read_json<BatchCall>(std::string(R"({"operation":"x","request":)") + text + '}');
    REQUIRE(call);
    CHECK(call.value().request.text == text);
    CHECK(json_of(call.value()) == std::string(R"({"operation":"x","request":)") + text + '}');
  }
}

TEST_CASE("a typed call is held to the same limits") {
  Edge edge;
  const auto problems = [&](const CreateStore& request) {
    const auto made = edge.session.call<system_::create>(request);
    std::string out;
    if (!made && made.refusal().reason == Reason::malformed_request)
      for (auto& problem : made.refusal().problems) out += problem.path + ' ';
    return out;
  };
  CreateStore request{.organization = "O", .login = "a", .name = "A"};
  request.network = std::string(1'001, 'n');
  CHECK(problems(request) == "/network ");
  request.network = "\xC3(";
  request.name = std::string("A\0B", 3);
  CHECK(problems(request) == "/network /name ");
  request.name = "A";
  request.network = std::string(1'000, 'n');
  CHECK(problems(request).empty());

  Batch batch;
  batch.calls.resize(1'001);
  const auto refused = edge.session.call<system_::batch>(batch);
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().reason == Reason::malformed_request);
  CHECK(refused.refusal().path == "/calls");
}

TEST_CASE("the name of an unknown operation is told as far as it is text") {
  Edge edge;
  std::string long_name = "x";
  for (int i = 0; i < 60; ++i) long_name += "é";
  for (const std::string& name : {long_name, std::string("a\xff")}) {
    const auto answer = edge.session.call(name, "{}");
    CHECK(answer.refused);
    CHECK(is_utf8(answer.json));
  }
  const auto batch = edge.session.call<system_::batch>({{{long_name, {"{}"}}}});
  REQUIRE_FALSE(batch);
  CHECK(std::get<std::string>(batch.refusal().facts.at(1).value) == long_name.substr(0, 99));
}
