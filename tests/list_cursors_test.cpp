// A cursor is of one list, and of what was asked of it: with another filter it would pass over
// rows.
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "json.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

namespace json = boost::json;

// No case has two rows of these, or their pages are of 500.
constexpr std::string_view never_long[] = {
    "directory.problems", "referring_provider.import_problems",
    "intake.list",        "information_request.list",
    "handover.list",      "transfer.list"};

constexpr std::string_view of_the_page[] = {"cursor", "limit", "with_facets"};

bool has(Rows rows, std::string_view name) {
  return std::ranges::find(rows, name, &Row::name) != rows.end();
}
bool is_list(const Operation& op) {
  return has(op.request, "cursor") && has(op.response, "cursor") && op.effect != Effect::writes;
}

json::object defaults_of(const Operation& op) {
  std::string text;
  op.frame([&](void* request, void*) {
    JsonWriter w(text);
    write(w, op.request, request);
  });
  return json::parse(text).as_object();
}

// Another value of a member than it has in the request; nothing for kinds that no list asks for.
std::optional<json::value> another(const Row& row, const json::object& request) {
  std::string text;
  JsonWriter w(text);
  w.begin_object(0);
  row.type->schema(w, row);
  w.end_object();
  json::object schema = json::parse(text).as_object();
  if (schema.contains("anyOf")) schema = json::object(schema.at("anyOf").at(0).as_object());
  const auto* now = request.if_contains(row.name);
  if (const auto* names = schema.if_contains("enum"))
    for (auto& name : names->as_array())
      if (name.is_string() && (!now || *now != name)) return name;
  switch (row.type->cell) {
    case Type::Cell::integer: return (now && now->is_int64() ? now->as_int64() : 0) + 1;
    case Type::Cell::boolean: return !(now && now->is_bool() && now->as_bool());
    case Type::Cell::text: return json::value("a");
    case Type::Cell::date: return json::value("2024-02-29");
    case Type::Cell::instant: return json::value("2024-02-29T00:00:00Z");
    default: return std::nullopt;
  }
}

std::string reason_of(const Answer& answer) {
  if (!answer.refused) return {};
  return json::parse(answer.json).at("reason").as_string().c_str();
}

class Walk {
 public:
  // Asks for a page of one row, and goes on from its cursor otherwise than it was asked.
  void look(Session& session, const Operation& op, const std::string& text) {
    json::error_code error;
    auto parsed = json::parse(text, error);
    if (error || !parsed.is_object()) return;
    json::object request = parsed.as_object();
    request.erase("cursor");
    if (has(op.request, "limit")) request["limit"] = 1;
    const auto cursor = cursor_in(session.call(op.name, json::serialize(request)));
    if (cursor.empty()) return;
    request["cursor"] = cursor;
    walked.emplace(op.name);
    INFO(op.name << ' ' << json::serialize(request));
    CHECK_FALSE(session.call(op.name, json::serialize(request)).refused);
    if (has(op.request, "limit")) request["limit"] = 2;
    CHECK_FALSE(session.call(op.name, json::serialize(request)).refused);
    json::object whole = defaults_of(op);
    for (auto& member : request) whole[member.key()] = member.value();
    for (const Row& row : op.request) {
      if (std::ranges::find(of_the_page, row.name) != std::end(of_the_page)) continue;
      auto other = another(row, whole);
      if (!other) continue;
      json::object asked = request;
      asked[row.name] = *std::move(other);
      INFO(json::serialize(asked));
      const auto answer = session.call(op.name, json::serialize(asked));
      CHECK(answer.refused);
      if (reason_of(answer) == "cursor_invalid") refused.emplace(op.name);
    }
    for (const auto& wrong :
         {cursor.substr(1), cursor.substr(0, cursor.size() - 1), cursor + "0",
          cursor.substr(0, cursor.size() - 16), cursor.substr(cursor.size() - 16)}) {
      request["cursor"] = wrong;
      CHECK(reason_of(session.call(op.name, json::serialize(request))) == "cursor_invalid");
    }
  }

  std::set<std::string> walked{}, refused{};

 private:
  static std::string cursor_in(const Answer& answer) {
    if (answer.refused) return {};
    const auto value = json::parse(answer.json);
    return value.at("cursor").as_string().c_str();
  }
};

}  // namespace

TEST_CASE("a cursor goes on with what was asked, and with nothing else") {
  Walk walk;
  for (auto& file : case_files()) {
    TestStore store("memory");
    CaseRunner runner(store);
    runner.calls = [&](Session& session, std::string_view name, const std::string& request,
                       bool is_answered) {
      const Operation* op = find_operation(name);
      if (op && is_answered && is_list(*op)) walk.look(session, *op, request);
      return session.call(name, request);
    };
    static_cast<void>(runner.run_file(file));  // what was looked at more often leaves more entries
  }
  for (auto& op : operations()) {
    if (!is_list(op) || std::ranges::find(never_long, op.name) != std::end(never_long)) continue;
    INFO(op.name);
    CHECK(walk.walked.contains(std::string(op.name)));
    const bool has_filters = std::ranges::any_of(op.request, [](const Row& row) {
      return std::ranges::find(of_the_page, row.name) == std::end(of_the_page);
    });
    if (has_filters) CHECK(walk.refused.contains(std::string(op.name)));
  }
}
