#include "storage/cells.hpp"

#include <stdexcept>

#include "dates.hpp"

namespace onward::storage {

void CellWriter::null() { depth_ ? json_->null() : put_null(); }
void CellWriter::boolean(bool v) { depth_ ? json_->boolean(v) : put(std::int64_t{v}); }
void CellWriter::integer(std::int64_t v) { depth_ ? json_->integer(v) : put(v); }
void CellWriter::real(double v) { depth_ ? json_->real(v) : put(v); }
void CellWriter::text(std::string_view v) { depth_ ? json_->text(v) : put(v); }
void CellWriter::date(Date v) {
  if (depth_) return json_->date(v);
  auto& text = room();
  append_date(text, v);
  put(text);
}
void CellWriter::instant(Instant v) {
  depth_ ? json_->instant(v) : put(std::int64_t{v.time_since_epoch().count()});
}
void CellWriter::begin_array(std::size_t size) { enter().begin_array(size); }
void CellWriter::end_array() {
  json_->end_array();
  leave();
}
void CellWriter::begin_object(std::size_t size) { enter().begin_object(size); }
void CellWriter::member(std::string_view name, int number) { json_->member(name, number); }
void CellWriter::end_object() {
  json_->end_object();
  leave();
}

JsonWriter& CellWriter::enter() {
  if (depth_++ == 0) json_ = &nested_.emplace(room());
  return *json_;
}
void CellWriter::leave() {
  if (--depth_ == 0) put(*texts_[used_ - 1]);
}
std::string& CellWriter::room() {
  if (used_ == texts_.size()) texts_.push_back(std::make_unique<std::string>());
  auto& text = *texts_[used_++];
  text.clear();
  return text;
}

bool CellReader::boolean(bool& out) {
  std::int64_t v = 0;
  if (!integer(v) || (v != 0 && v != 1)) return false;
  out = v == 1;
  return true;
}
bool CellReader::text(std::string& out) {
  std::string_view v;
  if (!view(v)) return false;
  out = v;
  return true;
}
bool CellReader::date(Date& out) {
  std::string_view v;
  return view(v) && parse_date(v, out);
}
bool CellReader::instant(Instant& out) {
  std::int64_t v = 0;
  if (!integer(v)) return false;
  out = Instant{std::chrono::microseconds{v}};
  return true;
}

Reader* CellReader::document(std::string_view text) {
  // A cell is as large as the row it came from; the limits of requests do not hold here.
  constexpr JsonLimits limits{.bytes = std::size_t(-1)};
  if (!parsed_ || parsed_text_ != text) {
    parsed_.reset();
    auto parsed = JsonDocument::parse(text, limits);
    if (!parsed || !parsed.value().problems().empty()) return nullptr;
    parsed_text_ = text;
    parsed_ = std::move(parsed.value());
  }
  return &parsed_->root();
}

bool CellReader::array(Items items) {
  std::string_view v;
  if (!view(v)) return false;
  if (v == "[]") return true;  // most lists are empty, and a parser is slow to start
  auto* root = document(v);
  return root && root->array(items);
}
bool CellReader::object(Members members) {
  std::string_view v;
  if (!view(v)) return false;
  auto* root = document(v);
  return root && root->object(members);
}

Rows kept_rows(Noun noun) {
  static const auto all = [] {
    std::vector<std::vector<Row>> out;
    for (auto& noun_info : nouns()) {
      auto& rows = out.emplace_back(noun_info.rows.begin(), noun_info.rows.end());
      for (auto& row : rows) row.limit = std::numeric_limits<std::int64_t>::max();
    }
    return out;
  }();
  return all[static_cast<std::size_t>(noun)];
}

void read_member(CellReader& reader, const Row& row, void* object, std::vector<Problem>& problems) {
  static constexpr Path root{};
  row.type->read(reader, row.at(object), row, {&root, row.name}, problems);
}

namespace {

struct KeyWriter final : CellWriter {
  Cell cell{};

  void put_null() override { throw std::logic_error("a member of an index is null"); }
  void put(std::int64_t v) override { cell = v; }
  void put(double) override { throw std::logic_error("a member of an index is not exact"); }
  void put(std::string_view v) override { cell = std::string(v); }
};

// Between two rows of the same kind: what one member writes, the other reads.
struct Unloader final : CellReader {
  const CellView& cell;

  explicit Unloader(const CellView& c) : cell(c) {}
  bool is_null() override { return cell.index() == 0; }
  bool integer(std::int64_t& out) override { return take(out); }
  bool real(double& out) override { return take(out); }
  bool view(std::string_view& out) override { return take(out); }
  template <class T> bool take(T& out) {
    auto* v = std::get_if<T>(&cell);
    if (v) out = *v;
    return v;
  }
};

}  // namespace

Cell key_cell(const Row& row, const void* object) {
  KeyWriter writer;
  row.type->write(writer, row.at(const_cast<void*>(object)));
  return std::move(writer.cell);
}

void copy_member(const Row& row, void* to, const void* from) {
  CellLoader loader;
  const CellView cell = loader.load(row, from);
  Unloader unloader(cell);
  std::vector<Problem> problems;
  read_member(unloader, row, to, problems);
}

std::size_t index_number(const Index& index) {
  const auto all = info(index.noun).indexes;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].name == index.name) return i;
  throw std::logic_error("the index is not in the table of nouns");
}

Columns columns_of(const NounInfo& noun, Columns columns) {
  const auto size = noun.rows.size();
  return size == 64 ? columns : columns & ((Columns{1} << size) - 1);
}

}  // namespace onward::storage

namespace onward {

TableReader& TableReader::of(Transaction& transaction) {
  auto* reader = dynamic_cast<TableReader*>(&transaction);
  if (!reader) throw StorageError("the storage hands on no whole tables");
  return *reader;
}

}  // namespace onward
