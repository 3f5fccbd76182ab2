#include "tool_import.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace onward_tool {

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

Answer broken(const std::string& message) {
  Value answer = Value::object();
  answer.set("message", Value::of(message));
  return {ONWARD_BROKEN, compact(answer)};
}

Answer put_file(Store& store, Bar& bar, const std::string& path, const std::string& blob) {
  std::error_code unknown;
  const auto total = std::filesystem::file_size(path, unknown);
  std::ifstream file(path, std::ios::binary);
  if (unknown || !file) return broken(path + " cannot be read");
  std::string piece(piece_bytes, '\0');
  std::int64_t offset = 0;
  do {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto size = static_cast<std::size_t>(file.gcount());
    if (file.bad()) return broken(path + " cannot be read to its end");
    auto answer = store.put(blob, offset, std::string_view(piece).substr(0, size));
    if (!answer.is_ok()) return answer;
    offset += file.gcount();
    bar.show("Reading " + path, offset, static_cast<std::int64_t>(total));
  } while (file);
  return {ONWARD_OK, {}};
}

// Files of the same name in different folders are told apart by their number.
std::string blob_of(const Feed& feed, std::size_t file) {
  const auto name = [&](std::size_t i) {
    return std::filesystem::path(feed.files[i]).filename().string();
  };
  std::string folder = feed.name + '/' + feed.stamp + '/';
  for (std::size_t i = 0; i < file; ++i)
    if (name(i) == name(file)) return folder + std::to_string(file + 1) + '/' + name(file);
  return folder + name(file);
}

Answer put_files(Store& store, Bar& bar, const Feed& feed, Value& blobs) {
  for (std::size_t i = 0; i < feed.files.size(); ++i) {
    const auto blob = blob_of(feed, i);
    blobs.members.push_back({{}, Value::of(blob)});
    if (auto put = put_file(store, bar, feed.files[i], blob); !put.is_ok()) return put;
  }
  return {ONWARD_OK, {}};
}

// A file that mixes kinds stands there several times; who finds a blob gone has what they wanted.
void erase_files(Store& store, const Value& blobs) {
  for (auto& [_, blob] : blobs.members) store.erase(blob.text);
}

// Slice by slice until it has finished; the answer is the import's row. The engine tells progress.
Answer import_slices(Store& store, Value request, std::int64_t& import_id) {
  while (true) {
    auto answer = store.call("directory.import", compact(request));
    if (!answer.is_ok()) return answer;
    const auto import = parse(answer.json).value_or(Value{});
    import_id = import["id"].integer;
    if (import.text_of("phase") == "finished") return answer;
    request = Value::object();
    request.set("import_id", import["id"]);
  }
}

Answer all_problems(Store& store, const Value& id, Value& problems) {
  Value request = Value::object();
  request.set("import_id", id);
  while (true) {
    auto answer = store.call("directory.problems", compact(request));
    if (!answer.is_ok()) return answer;
    auto page = parse(answer.json).value_or(Value{});
    for (auto& problem : page["problems"].members) problems.members.push_back(problem);
    if (page["cursor"].is_empty()) return answer;
    request.set("cursor", page["cursor"]);
  }
}

}  // namespace

Answer import_feed(Store& store, Bar& bar, Feed& feed) {
  Value request = Value::object(), blobs = Value::array();
  Answer imported{ONWARD_OK, {}};
  if (feed.import_id) {
    request.set("import_id", Value::of(feed.import_id));
  } else {
    imported = put_files(store, bar, feed, blobs);
    request.set("source_system", Value::of(feed.name));
    request.set("blobs", blobs);
  }
  if (imported.is_ok()) imported = import_slices(store, std::move(request), feed.import_id);
  if (!imported.is_ok()) {
    if (!feed.import_id) erase_files(store, blobs);
    return imported;
  }
  const auto import = parse(imported.json).value_or(Value{});
  erase_files(store, import["blobs"]);
  Value problems = Value::array();
  if (auto listed = all_problems(store, import["id"], problems); !listed.is_ok()) return listed;
  Value report = Value::object();
  report.set("import", import);
  report.set("problems", std::move(problems));
  return {ONWARD_OK, compact(report)};
}

void print_import(const Screen& screen, const Value& report) {
  const auto& import = report["import"];
  const auto feed = import.text_of("source_system");
  Value counts = Value::object();
  counts.set("feed", import["source_system"]);
  for (const char* name : {"added", "changed", "unchanged", "deactivated", "refused"})
    counts.set(name, Value::of(grouped(import[name].integer)));
  screen.print(counts);
  Value rows = Value::array();
  for (auto& [_, problem] : report["problems"].members) {
    Value row = Value::object();
    const auto& file = problem["file"].text;  // behind the feed's name and the stamp
    row.set("file", Value::of(file.substr(file.find('/', feed.size() + 1) + 1)));
    row.set("line", problem["line"]);
    row.set("column", problem["column"]);
    row.set("reason", problem["reason"]);
    rows.members.push_back({{}, std::move(row)});
  }
  Value problems = Value::object();
  problems.set("problems", std::move(rows));
  screen.print(problems);
}

}  // namespace onward_tool
