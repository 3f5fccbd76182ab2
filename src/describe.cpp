// Says what there is, as JSON: bindings, stubs, documentation and the command line are made from
// it.
#include "json.hpp"
#include "onward/catalogue.hpp"
#include "onward/engine.hpp"
#include "onward/operations/attribution_columns.hpp"
#include "onward/rules/figures.hpp"
#include "onward/rules/reason_codes.hpp"
#include "operations/answer_columns.hpp"
#include "operations/table_views.hpp"

namespace onward {

namespace {

// Belongs to the call, not to the operation (session.cpp), but a request may hold it.
struct Repeatable {
  std::string idempotency_key{};
};
constexpr Row key_row = row<&Repeatable::idempotency_key>(
    1, "idempotency_key",
    "Repeating the call with the same key is answered again, and done once; kept 35 days.",
    {.limit = 200, .may_be_absent = true});

void member(JsonWriter& w, std::string_view name, std::string_view text) {
  w.member(name);
  w.text(text);
}

void write_schema(JsonWriter& w, std::string_view name, Rows rows, bool with_key = false) {
  std::vector<Row> all(rows.begin(), rows.end());
  if (with_key) all.push_back(key_row);
  w.member(name);
  schema(w, all);
}

template <class Each> void write_array(JsonWriter& w, std::string_view name, auto&& items,
                                       Each each) {
  w.member(name);
  w.begin_array(0);
  for (auto& item : items) {
    w.begin_object(0);
    each(item);
    w.end_object();
  }
  w.end_array();
}

template <Named E> void write_names(JsonWriter& w, std::string_view name) {
  write_array(w, name, names<E>, [&](const Name<E>& n) {
    member(w, "name", n.name);
    member(w, "doc", n.doc);
  });
}

void write_operation(JsonWriter& w, const Operation& op) {
  member(w, "name", op.name);
  member(w, "doc", op.doc);
  member(w, "effect", name_of(op.effect));
  w.member("permission");
  op.permission ? w.text(name_of(*op.permission)) : w.null();
  member(w, "since", op.since);
  member(w, "stability", op.experimental ? "experimental" : "stable");
  write_schema(w, "request", op.request, takes_key(op));
  write_schema(w, "response", op.response);
}

void write_reason_code(JsonWriter& w, const ReasonCode& code) {
  member(w, "code", code.code);
  member(w, "text", code.text);
  w.member("actions");
  w.begin_array(0);
  for (auto& action : names<ReferralAction>)
    if (code.of.has(action.value)) w.text(action.name);
  w.end_array();
  member(w, "outcome", name_of(code.outcome));
}

void write_texts(JsonWriter& w, std::string_view name, std::span<const std::string_view> texts) {
  w.member(name);
  w.begin_array(0);
  for (auto& text : texts) w.text(text);
  w.end_array();
}

// Operations whose answers are read as columns.
void write_answers(JsonWriter& w) {
  w.member("answers");
  w.begin_array(0);
  for (auto& op : operations()) {
    const AnswerLists lists = lists_of(op);
    if (lists.members.empty()) continue;
    w.begin_object(0);
    member(w, "operation", op.name);
    w.member("pages");
    w.boolean(has_pages(op));
    write_texts(w, "lists", lists.members);
    write_texts(w, "parts", lists.parts);
    if (hides_small_counts(op)) {  // of what leaves as columns or as files
      w.member("suppress_below");
      w.integer(suppressed_below_default);
    }
    w.end_object();
  }
  w.end_array();
}

template <class Phase, class Action>
void write_lifecycle(JsonWriter& w, std::string_view name, const Machine<Phase, Action>& machine) {
  w.begin_object(0);
  member(w, "name", name);
  write_names<Phase>(w, "phases");
  write_names<Action>(w, "actions");
  member(w, "mermaid", lifecycle_mermaid(machine));
  member(w, "matrix", lifecycle_matrix(machine));
  w.end_object();
}

}  // namespace

std::string describe() {
  std::string json;
  JsonWriter w(json);
  w.begin_object(0);
  member(w, "version", ONWARD_VERSION);
  write_array(w, "operations", operations(), [&](auto& op) { write_operation(w, op); });
  write_array(w, "nouns", nouns(), [&](const NounInfo& noun) {
    member(w, "name", noun.name);
    w.member("format");
    w.integer(noun.format);
    write_schema(w, "schema", noun.rows);
  });
  write_array(w, "tables", table_views(), [&](const TableView& table) {
    member(w, "name", table.name);
    member(w, "doc", table.doc);
    member(w, "noun", info(table.noun).name);
    member(w, "operation", table.operation);
    w.member("columns");
    w.begin_array(0);
    const Rows rows = info(table.noun).rows;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (table.offered >> i & 1) w.text(rows[i].name);
    w.end_array();
  });
  write_schema(w, "table_options", rows_of<TableOptions>());
  write_answers(w);
  write_array(w, "reasons", names<Reason>, [&](const Name<Reason>& reason) {
    member(w, "name", reason.name);
    member(w, "doc", reason.doc);
    member(w, "text", text_of(reason.value));
  });
  write_array(w, "reason_codes", reason_codes(), [&](auto& c) { write_reason_code(w, c); });
  write_names<Permission>(w, "permissions");
  write_names<Effect>(w, "effects");
  write_schema(w, "options", rows_of<Options>());
  write_schema(w, "session", rows_of<SessionOptions>());
  w.member("attribution");
  w.begin_object(0);
  write_schema(w, "options", rows_of<AttributionColumns>());
  write_schema(w, "answer", rows_of<ColumnsAttributed>());
  w.end_object();
  w.member("lifecycles");
  w.begin_array(0);
  write_lifecycle(w, "referral", referral_machine);
  write_lifecycle(w, "need", need_machine);
  w.end_array();
  w.end_object();
  return json;
}

}  // namespace onward
