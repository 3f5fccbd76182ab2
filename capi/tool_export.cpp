#include "tool_export.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <span>
#include <utility>

#include "arrow_text.hpp"
#include "tool_request.hpp"

namespace onward_tool {

namespace {

using onward_arrow::TextFormat;

Answer broken(const std::string& message) {
  Value answer = Value::object();
  answer.set("message", Value::of(message));
  return {ONWARD_BROKEN, compact(answer)};
}

bool is_standard_output(const Export& wanted) { return wanted.out.empty() || wanted.out == "-"; }
bool is_json(const Export& wanted) { return wanted.out.ends_with(".json"); }

const Value* table_of(const Value& description, std::string_view name) {
  for (auto& [_, table] : description["tables"].members)
    if (table.text_of("name") == name) return &table;
  return nullptr;
}
const Value* answer_of(const Value& description, std::string_view operation) {
  for (auto& [_, answer] : description["answers"].members)
    if (answer.text_of("operation") == operation) return &answer;
  return nullptr;
}
const Value& schema_of(const Value& description, const Value& table, std::string_view column) {
  for (auto& [_, noun] : description["nouns"].members)
    if (noun.text_of("name") == table.text_of("noun")) return noun["schema"]["properties"][column];
  static const Value nothing;
  return nothing;
}

struct Condition {
  std::string column{}, kind{}, value{};
};
std::optional<Condition> condition_of(const std::string& word) {
  const auto at = word.find_first_of("=<>");
  if (at == 0 || at == word.npos) return std::nullopt;
  const auto column = word.substr(0, at);
  if (word.compare(at, 2, ">=") == 0) return Condition{column, "from", word.substr(at + 2)};
  if (word[at] == '<') return Condition{column, "before", word.substr(at + 1)};
  if (word[at] == '=') return Condition{column, "is", word.substr(at + 1)};
  return std::nullopt;
}

Value options_of(const Export& wanted, const Value& description) {
  Value options = Value::object(), columns = Value::array(), where = Value::array();
  for (std::size_t at = 0; at < wanted.columns.size();) {
    const auto end = std::min(wanted.columns.find(',', at), wanted.columns.size());
    columns.members.push_back({{}, Value::of(wanted.columns.substr(at, end - at))});
    at = end + 1;
  }
  const Value* table = table_of(description, wanted.table);
  for (auto& word : wanted.where) {
    const auto condition = condition_of(word).value_or(Condition{});
    Value one = Value::object();
    one.set("column", Value::of(condition.column));
    static const Value unknown;
    const Value& schema = table ? schema_of(description, *table, condition.column) : unknown;
    one.set(condition.kind, value_of(schema, condition.value));
    where.members.push_back({{}, std::move(one)});
  }
  options.set("columns", std::move(columns));
  options.set("where", std::move(where));
  options.set("personal", Value::of_boolean(wanted.personal));
  if (!wanted.request.empty()) options.set("request", parse(wanted.request).value_or(Value{}));
  if (!wanted.list.empty()) options.set("list", Value::of(wanted.list));
  return options;
}

// Ends what a stream gave.
template <class T> struct Owned {
  T value{};
  ~Owned() {
    if (value.release) value.release(&value);
  }
};

class Output {
 public:
  explicit Output(const std::string& path) : file_(std::fopen(path.c_str(), "wb")) {}
  Output() : file_(stdout) {}
  ~Output() { close(); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  bool write(std::string_view text) {
    return file_ && std::fwrite(text.data(), 1, text.size(), file_) == text.size();
  }
  bool close() {
    auto* file = std::exchange(file_, nullptr);
    if (!file || file == stdout) return true;
    return std::fclose(file) == 0;
  }

 private:
  std::FILE* file_;
};

// Nothing when all of it was written.
std::optional<Answer> write_rows(ArrowArrayStream& stream, TextFormat format, Output& output,
                                 Bar& bar, const std::string& what, std::int64_t& rows) {
  const auto failed = [&] {
    const char* why = stream.get_last_error(&stream);
    return broken(why ? why : "the table cannot be read");
  };
  Owned<ArrowSchema> schema;
  if (stream.get_schema(&stream, &schema.value)) return failed();
  onward_arrow::TextOf text(format, schema.value);
  std::string piece;
  text.begin(piece);
  while (true) {
    Owned<ArrowArray> batch;
    if (const int code = stream.get_next(&stream, &batch.value)) {
      auto answer = failed();
      if (code == ECANCELED) answer.status = ONWARD_CANCELLED;
      return answer;
    }
    if (batch.value.release)
      text.add(piece, batch.value);
    else
      text.end(piece);
    if (!output.write(piece)) return broken("the file cannot be written");
    if (!batch.value.release) return std::nullopt;
    piece.clear();
    rows += batch.value.length;
    bar.show(what, rows, 0);
  }
}

std::string beside(const std::string& file) { return file + ".dictionary.json"; }

// Files that are there when all of them are: until then each stands under another name. What is not
// kept at the end is taken away.
class Files {
 public:
  ~Files() {
    std::error_code unknown;
    for (auto& file : files_) std::filesystem::remove(partial(file), unknown);
    if (!is_kept_ && is_new_folder_) std::filesystem::remove(folder_, unknown);
  }
  void into(const std::filesystem::path& folder) {
    std::error_code unknown;
    folder_ = folder.has_filename() ? folder : folder.parent_path();
    is_new_folder_ = std::filesystem::create_directories(folder_, unknown);
  }
  std::string add(const std::string& file) {
    files_.push_back(file);
    return partial(file);
  }
  // Nothing, or what could not be written.
  std::optional<Answer> keep() {
    std::error_code failed, unknown;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      std::filesystem::rename(partial(files_[i]), files_[i], failed);
      if (!failed) continue;
      for (auto& written : std::span(files_).first(i)) std::filesystem::remove(written, unknown);
      return broken(files_[i] + " cannot be written");
    }
    is_kept_ = true;
    return std::nullopt;
  }

 private:
  static std::string partial(const std::string& file) { return file + ".partial"; }

  std::vector<std::string> files_{};
  std::filesystem::path folder_{};
  bool is_new_folder_ = false, is_kept_ = false;
};

struct Exporting {
  Store& store;
  Bar& bar;
  const Value& description;
  Files files{};
};

// A file and its dictionary, which are not kept yet.
Answer write_file(Exporting& e, const Export& wanted, ArrowArrayStream& stream,
                  const std::string& dictionary_text) {
  const auto format = is_json(wanted) ? TextFormat::json : TextFormat::csv;
  std::int64_t rows = 0;
  Output output(e.files.add(wanted.out));
  if (auto failed = write_rows(stream, format, output, e.bar, "Writing " + wanted.out, rows))
    return *failed;
  if (!output.close()) return broken(wanted.out + " cannot be written");
  auto dictionary = parse(dictionary_text).value_or(Value::object());
  dictionary.set("format", Value::of(std::string(is_json(wanted) ? "json" : "csv")));
  dictionary.set("rows", Value::of(rows));
  Output second(e.files.add(beside(wanted.out)));
  if (!second.write(pretty(dictionary) + "\n") || !second.close())
    return broken(beside(wanted.out) + " cannot be written");
  Value answer = Value::object();
  answer.set("table", Value::of(wanted.table));
  if (!wanted.list.empty()) answer.set("list", Value::of(wanted.list));
  answer.set("rows", Value::of(rows));
  answer.set("file", Value::of(wanted.out));
  answer.set("dictionary", Value::of(beside(wanted.out)));
  return {ONWARD_OK, compact(answer)};
}

// With an answer that was given before, its list is read from there.
Answer export_one(Exporting& e, const Export& wanted, const std::string& answered = {}) {
  Owned<ArrowArrayStream> stream;
  std::string options = compact(options_of(wanted, e.description));
  if (!answered.empty()) options.replace(options.size() - 1, 1, ",\"answer\":" + answered + '}');
  const auto opened = e.store.stream(wanted.table, options, &stream.value);
  if (!opened.is_ok()) return opened;
  if (!is_standard_output(wanted)) return write_file(e, wanted, stream.value, opened.json);
  std::int64_t rows = 0;
  Output output;
  const auto format = is_json(wanted) ? TextFormat::json : TextFormat::csv;
  const auto failed = write_rows(stream.value, format, output, e.bar, "Reading", rows);
  return failed ? *failed : Answer{ONWARD_OK, {}};
}

bool is_folder(const Export& wanted) { return wanted.out.ends_with('/') && wanted.out != "/"; }
// All of an answer; of a report those that it has, which are its sections.
std::vector<std::string> lists_to_write(const Value& of_operation, const Value& answered,
                                        const Export& wanted) {
  if (!wanted.list.empty()) return {wanted.list};
  std::vector<std::string> out;
  const bool has_parts = !of_operation["parts"].is_empty();
  const auto& parted = of_operation["lists"].members;
  for (auto& [_, list] : has_parts ? answered[parted.front().value.text].members : parted)
    out.emplace_back(has_parts ? list.text_of("name") : list.text);
  return out;
}

// With small counts hidden, unless it says otherwise.
std::string as_it_leaves(const std::string& request, const Value& of_operation) {
  Value out = parse(request.empty() ? "{}" : request).value_or(Value::object());
  const auto* below = of_operation.find("suppress_below");
  if (below && out.shape == Value::Shape::object && out["suppress_below"].is_empty())
    out.set("suppress_below", *below);
  return compact(out);
}

// One answer, and so of one moment.
Answer export_folder(Exporting& e, Export wanted) {
  const auto& of_operation = *answer_of(e.description, wanted.table);
  wanted.request = as_it_leaves(wanted.request, of_operation);
  const auto asked = e.store.call(wanted.table, wanted.request);
  if (!asked.is_ok()) return asked;
  const auto answered = parse(asked.json).value_or(Value{});
  e.files.into(wanted.out);
  Value written = Value::array();
  for (auto& list : lists_to_write(of_operation, answered, wanted)) {
    Export one = wanted;
    one.list = list;
    one.out = (std::filesystem::path(wanted.out) / (list + ".csv")).string();
    const auto file = export_one(e, one, asked.json);
    if (!file.is_ok()) return file;
    written.members.push_back({{}, parse(file.json).value_or(Value{})});
  }
  Value out = Value::object();
  out.set("files", std::move(written));
  return {ONWARD_OK, compact(out)};
}

}  // namespace

std::string problem_of(const Export& wanted, const Value& description) {
  if (wanted.out.ends_with(".parquet"))
    return "Parquet is written from Python: session.table(...).to_parquet(), session.query(...)";
  if (!table_of(description, wanted.table) && !answer_of(description, wanted.table)) {
    std::string names;
    for (auto& [_, table] : description["tables"].members)
      names.append(names.empty() ? "" : ", ").append(table.text_of("name"));
    return "there is no table " + wanted.table +
           ", and no operation that reads a list; there are " + names;
  }
  if (!wanted.request.empty() && !parse(wanted.request)) return "the request is no JSON";
  if (is_folder(wanted) && table_of(description, wanted.table))
    return "a table is written to a file, and not to a folder";
  for (auto& word : wanted.where)
    if (!condition_of(word)) return "--where is COLUMN=VALUE, COLUMN>=VALUE or COLUMN<VALUE";
  return {};
}

Answer export_table(Store& store, Bar& bar, const Export& wanted, const Value& description) {
  Exporting e{store, bar, description};
  auto answer = is_folder(wanted) ? export_folder(e, wanted) : export_one(e, wanted);
  if (answer.is_ok())
    if (auto failed = e.files.keep()) return *failed;
  return answer;
}

}  // namespace onward_tool
