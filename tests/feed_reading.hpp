// A directory feed as an import sees it, for tests.
#pragma once

#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "interchange/directory_reader.hpp"

namespace onward::tests {

inline std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

// What a feed says, as an import sees it, over several files; nothing is stored beforehand.
struct Feed final : FeedSink {
  FeedIndex index{};
  FeedDetails details{};
  std::vector<FeedRow> rows{};  // those that are used
  std::vector<FeedProblem> problems{};
  int said_again = 0, details_read = 0;
  std::size_t pending = 0;  // rows and row problems since the last record end
  std::vector<std::size_t> per_record{};
  std::vector<FeedCursor> ends{};

  void row(FeedRow row) override {
    ++pending;
    std::vector<FeedProblem> found;
    const bool use =
        details.complete(row, found) && index.admit(row, [](auto, auto) { return false; }, found);
    if (!use && found.empty()) ++said_again;
    std::ranges::move(found, std::back_inserter(problems));
    if (use) rows.push_back(std::move(row));
  }
  void detail(FeedDetail detail) override {
    ++pending;
    ++details_read;
    details.add(std::move(detail));
  }
  void problem(FeedProblem problem) override {
    if (severity(problem.reason) == FeedSeverity::row) ++pending;
    index.note(problem);
    problems.push_back(std::move(problem));
  }
  void record_end(FeedCursor end) override {
    per_record.push_back(std::exchange(pending, 0));
    ends.push_back(end);
  }

  Feed& read(const std::string& name, std::string_view text, std::size_t step = 1 << 20) {
    DirectoryReader reader(name, *this);
    for (std::size_t at = 0; at < text.size(); at += step)
      reader.feed(text.substr(at, std::min(step, text.size() - at)));
    reader.finish();
    return *this;
  }
  Feed& florida(const std::string& folder) {
    for (const std::string name : {"organizations.csv", "locations.csv", "services.csv"})
      read(name, text_of(folder + name));
    return *this;
  }
  std::ptrdiff_t count(FeedKind kind) const {
    return std::ranges::count(rows, kind, [](auto& row) { return row.kind(); });
  }
  // "services.csv:65 age_not_a_number service_min_age", for each problem of the severity.
  std::vector<std::string> found(FeedSeverity how) const {
    std::vector<std::string> out;
    for (auto& p : problems)
      if (severity(p.reason) == how)
        out.push_back(p.place.file + ':' + std::to_string(p.place.line) + ' ' +
                      std::string(name_of(p.reason)) + (p.column.empty() ? "" : ' ' + p.column));
    return out;
  }
  std::vector<std::string> found() const {
    std::vector<std::string> out;
    for (const auto how : {FeedSeverity::file, FeedSeverity::row, FeedSeverity::cell})
      std::ranges::move(found(how), std::back_inserter(out));
    return out;
  }
  const FeedRow& at(FeedKind kind, std::int64_t line) const {
    const auto row = std::ranges::find_if(
        rows, [&](auto& r) { return r.kind() == kind && r.place.line == line; });
    REQUIRE(row != rows.end());
    return *row;
  }
  const Service& service(std::int64_t line) const {
    return std::get<Service>(at(FeedKind::service, line).draft);
  }
};

using Lines = std::vector<std::string>;

// Everything a row says, for comparing rows of two readings.
inline std::string all_of(const FeedRow& row) {
  std::string out = row.external_id + '|' + row.organization + '|' + row.place.file + '|' +
                    std::to_string(row.place.line) + '|' + std::to_string(row.carried);
  for (auto& issue : row.issues) out += '|' + issue.code + '=' + issue.name;
  for (auto& location : row.locations) out += '|' + location;
  if (auto* s = std::get_if<Service>(&row.draft)) {
    out += '|' + s->name + '|' + std::to_string(s->age_from_months.value_or(-1)) + '|' +
           std::to_string(s->age_below_months.value_or(-1)) + '|' +
           std::to_string(s->income_percent_limit.value_or(-1));
    for (auto& area : s->localities) out += '|' + area;
    for (auto& [name, any_of] : s->attributes)
      for (auto& value : any_of) out.append("|").append(name).append("=").append(value);
  }
  if (auto* l = std::get_if<Location>(&row.draft)) out += '|' + l->name + '|' + l->address;
  if (auto* o = std::get_if<Organization>(&row.draft))
    out += '|' + o->name + '|' + o->alternate_name;
  return out;
}
inline std::vector<std::string> all_of(const Feed& feed) {
  std::vector<std::string> out = feed.found();
  for (auto& row : feed.rows) out.push_back(all_of(row));
  for (auto& end : feed.ends)
    out.push_back(std::to_string(end.line) + '@' + std::to_string(end.byte_offset));
  return out;
}

}  // namespace onward::tests
