#include "linkage_reading.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "csv.hpp"
#include "dates.hpp"
#include "onward/rules/match_keys.hpp"
#include "text.hpp"

namespace onward::tests {

namespace {

std::string trimmed(const std::string& text) {
  const auto from = text.find_first_not_of(' ');
  return from == text.npos ? "" : text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

std::optional<Date> date_of(const std::string& text) {
  Date date{};
  return parse_date(text, date) ? std::optional(date) : std::nullopt;
}

}  // namespace

std::vector<CsvRow> csv_rows(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  std::vector<std::string> columns;
  std::vector<CsvRow> rows;
  CsvReader reader(
      [&](const CsvRecord& record) {
        if (columns.empty()) {
          for (auto& name : record.fields) columns.push_back(trimmed(name));
          return;
        }
        REQUIRE(record.fields.size() == columns.size());
        CsvRow& row = rows.emplace_back();
        for (std::size_t i = 0; i < columns.size(); ++i)
          row[columns[i]] = trimmed(record.fields[i]);
      },
      [&](const CsvProblem& problem) { FAIL(path << ':' << problem.line); });
  reader.feed(text.str());
  reader.finish();
  return rows;
}

std::vector<KnownPerson> febrl_people() {
  std::vector<KnownPerson> out;
  for (auto& row : csv_rows("tests/data/linkage/febrl1.csv")) {
    const std::string& born = row["date_of_birth"];  // 19081209
    const auto birth_date =
        born.size() == 8
            ? date_of(born.substr(0, 4) + '-' + born.substr(4, 2) + '-' + born.substr(6))
            : std::nullopt;
    MatchRecord record{.given_name = fold(row["given_name"]),
                       .family_name = fold(row["surname"]),
                       .birth_date = birth_date,
                       .postcode = row["postcode"],
                       .house_number = row["street_number"],
                       .address_line = fold(row["address_1"]),
                       .second_address_line = fold(row["address_2"]),
                       .locality = fold(row["suburb"]),
                       .region = fold(row["state"])};
    const std::string id = row["rec_id"];  // rec-223-dup-0
    out.push_back({made_comparable(std::move(record)), id.substr(4, id.find('-', 4) - 4)});
  }
  return out;
}

std::vector<KnownPerson> fake_people() {
  std::vector<KnownPerson> out;
  for (auto& row : csv_rows("tests/data/linkage/fake_1000.csv")) {
    MatchRecord record{.given_name = fold(row["first_name"]),
                       .family_name = fold(row["surname"]),
                       .birth_date = date_of(row["dob"]),
                       .email = fold(row["email"]),
                       .locality = fold(row["city"])};
    out.push_back({made_comparable(std::move(record)), row["cluster"]});
  }
  return out;
}

std::vector<MatchPair> pairs_with_a_key(const std::vector<KnownPerson>& people) {
  std::map<std::string, std::vector<std::size_t>> by_key;
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < people.size(); ++i)
    for (auto& key : match_keys(people[i].record)) {
      auto& sharing = by_key[key];
      for (const auto other : sharing) pairs.emplace(other, i);
      sharing.push_back(i);
    }
  std::vector<MatchPair> out;
  for (auto& [a, b] : pairs) out.push_back({a, b});
  return out;
}

}  // namespace onward::tests
