#include "operations/answer_columns.hpp"

#include <algorithm>
#include <utility>

#include "json.hpp"
#include "onward/rules/figures.hpp"
#include "operations/answer_figures.hpp"
#include "operations/context.hpp"
#include "storage/cells.hpp"

namespace onward {

namespace {

// How an answer says where to go on, and the request from where.
struct Paging {
  std::string_view next, from;
};
constexpr Paging pagings[] = {{"cursor", "cursor"}, {"next", "from"}};

const Row* member_of(Rows rows, std::string_view name) {
  const auto at = std::ranges::find(rows, name, &Row::name);
  return at == rows.end() ? nullptr : &*at;
}
const Paging* paging_of(const Operation& op) {
  for (auto& paging : pagings)
    if (member_of(op.response, paging.next) && member_of(op.request, paging.from)) return &paging;
  return nullptr;
}

// ---- Columns, as the JSON Schema of a list has them.

std::string text_of(Reader& value) {
  std::string out;
  value.text(out);
  return out;
}
std::string json_text_of(Reader& value) {
  static constexpr Row any{};
  std::vector<Problem> none;
  Json out;
  Kind<Json>::read(value, &out, any, {}, none);
  return out.text;
}
std::string json_of(const Row& member, const void* record) {
  std::string out;
  JsonWriter w(out);
  member.type->write(w, member.at(const_cast<void*>(record)));
  return out;
}

Privacy privacy_named(std::string_view name) {
  return name == "special" ? Privacy::special : name == "open" ? Privacy::open : Privacy::personal;
}
// Of a schema and all its parts.
Privacy most_private(Reader& schema) {
  Privacy out = Privacy::open;
  schema.object([&](Reader& value, std::string_view name, int) {
    out = std::max(out, name == "x-privacy" ? privacy_named(text_of(value)) : most_private(value));
  });
  schema.array([&](Reader& item, std::size_t) { out = std::max(out, most_private(item)); });
  return out;
}

// Of the items of a list of records; nothing when it is another one.
std::vector<RecordColumn> columns_of_list(const Row& list) {
  std::string schema;
  JsonWriter w(schema);
  w.begin_object(0);
  list.type->schema(w, list);
  w.end_object();
  auto document = JsonDocument::parse(schema);
  if (!document) throw std::logic_error("a member's schema is no JSON");
  std::vector<RecordColumn> out;
  const auto add = [&](Reader& member, std::string_view name, int) {
    out.push_back({.name = std::string(name),
                   .schema = json_text_of(member),
                   .privacy = most_private(member)});
  };
  document.value().root().object([&](Reader& part, std::string_view name, int) {
    if (name != "items") return;
    part.object([&](Reader& value, std::string_view of, int) {
      if (of == "properties") value.object(add);
    });
  });
  // A list that is personal without saying what of it is so all over.
  if (std::ranges::all_of(out, [](auto& c) { return c.privacy == Privacy::open; }))
    for (auto& column : out) column.privacy = list.privacy;
  return out;
}

// ---- Cells, as a list writes them.

class KeptCellWriter final : public storage::CellWriter {
 public:
  KeptCells cells{};

 private:
  void put_null() override { cells.emplace_back(); }
  void put(std::int64_t v) override { cells.emplace_back(v); }
  void put(double v) override { cells.emplace_back(v); }
  void put(std::string_view v) override { cells.emplace_back(std::string(v)); }
};

class ListWriter final : public Writer {
 public:
  std::vector<KeptCells> rows{};

  void null() override { cell_.null(); }
  void boolean(bool v) override { cell_.boolean(v); }
  void integer(std::int64_t v) override { cell_.integer(v); }
  void real(double v) override { cell_.real(v); }
  void text(std::string_view v) override { cell_.text(v); }
  void date(Date v) override { cell_.date(v); }
  void instant(Instant v) override { cell_.instant(v); }
  void begin_array(std::size_t size) override {
    if (depth_++ >= within_record) cell_.begin_array(size);
  }
  void end_array() override {
    if (--depth_ >= within_record) cell_.end_array();
  }
  void begin_object(std::size_t size) override {
    if (depth_++ >= within_record) cell_.begin_object(size);
  }
  void member(std::string_view name, int number) override {
    if (depth_ > within_record) return cell_.member(name, number);
    cell_.rewind();
  }
  void end_object() override {
    if (--depth_ >= within_record) return cell_.end_object();
    rows.push_back(std::exchange(cell_.cells, {}));
  }

 private:
  static constexpr int within_record = 2;  // in the list, and in its item
  KeptCellWriter cell_{};
  int depth_ = 0;
};

void set_member(const Row& member, std::string_view json, void* request) {
  auto document = JsonDocument::parse(json);
  std::vector<Problem> problems;
  if (document)
    member.type->read(document.value().root(), member.at(request), member, {}, problems);
  if (!document || !problems.empty())
    throw std::logic_error("a request's member takes no such value");
}

}  // namespace

KeptCells cells_of(Rows rows, const void* record) {
  KeptCellWriter w;
  for (auto& row : rows) {
    w.rewind();
    row.type->write(w, row.at(const_cast<void*>(record)));
  }
  return std::move(w.cells);
}
std::vector<RecordColumn> columns_of(Rows rows) {
  std::vector<RecordColumn> out;
  for (auto& row : rows) out.push_back({.row = &row, .nullable = row.type->nullable});
  return out;
}

AnswerLists lists_of(const Operation& op) {
  AnswerLists out;
  if (op.effect == Effect::writes) return out;
  for (auto& shape : answer_shapes())
    if (shape.operation == op.name)
      (member_of(op.response, shape.list) ? out.members : out.parts).push_back(shape.list);
  for (auto& member : op.response)
    if (std::ranges::find(out.members, member.name) == out.members.end() &&
        !columns_of_list(member).empty())
      out.members.push_back(member.name);
  return out;
}
bool has_pages(const Operation& op) { return paging_of(op); }

Result<AnswerPlan> AnswerPlan::of(std::string_view operation, std::string_view list) {
  AnswerPlan plan;
  plan.operation_ = find_operation(operation);
  const AnswerLists lists = plan.operation_ ? lists_of(*plan.operation_) : AnswerLists{};
  if (lists.members.empty())
    return refuse(Reason::not_found, "/table", "there is no such table, and no such list");
  const auto shape_of = [&](std::string_view name) -> const AnswerShape* {
    for (auto& shape : answer_shapes())
      if (shape.operation == operation && shape.list == name) return &shape;
    return nullptr;
  };
  if (list.empty() &&
      (lists.members.size() == 1 || shape_of(lists.members[0]) || paging_of(*plan.operation_)))
    list = lists.members[0];
  std::string all;
  for (auto& names : {lists.members, lists.parts})
    for (auto& name : names) {
      all.append(all.empty() ? "" : ", ").append(name);
      if (name == list) plan.name_ = name;
    }
  if (plan.name_.empty()) return malformed({{"/list", "expected one of " + all}});
  plan.shape_ = shape_of(list);
  plan.list_ = member_of(plan.operation_->response, list);
  return plan;
}

AnswerRows AnswerPlan::rows(const void* request, const void* response) const {
  if (shape_) return shape_->rows(request, response, name_);
  ListWriter w;
  list_->type->write(w, list_->at(const_cast<void*>(response)));
  AnswerRows out{.columns = columns_of_list(*list_), .rows = std::move(w.rows)};
  for (auto& row : out.rows)
    if (row.size() != out.columns.size())
      throw std::logic_error("a record is written with other members than it is described with");
  return out;
}

std::string AnswerPlan::beside(const void* response, bool personal) const {
  if (shape_ && shape_->beside) return shape_->beside(response, name_, personal);
  const Paging* paging = paging_of(*operation_);
  std::string out;
  JsonWriter w(out);
  w.begin_object(0);
  for (auto& member : operation_->response) {
    if (member.name == name_ || (paging && member.name == paging->next)) continue;
    if (member.privacy != Privacy::open && !personal) continue;
    w.member(member.name);
    w.json(json_of(member, response));
  }
  w.end_object();
  return out == "{}" ? std::string() : out;
}

std::string AnswerPlan::next_page(const void* response) const {
  const Paging* paging = paging_of(*operation_);
  if (!paging || shape_) return {};
  auto next = json_of(*member_of(operation_->response, paging->next), response);
  return next == "\"\"" || next == "0" || next == "null" ? std::string() : next;
}

void AnswerPlan::ask_for(std::string_view page, void* request) const {
  set_member(*member_of(operation_->request, paging_of(*operation_)->from), page, request);
}

bool hides_small_counts(const Operation& op) {
  return member_of(op.request, "suppress_below") != nullptr;
}

void AnswerPlan::hide_small_counts(void* request) const {
  const Row* below = member_of(operation_->request, "suppress_below");
  if (below && json_of(*below, request) == "null")
    set_member(*below, std::to_string(suppressed_below_default), request);
}

}  // namespace onward
