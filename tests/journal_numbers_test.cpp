// The numbers that history is written with. tests/expected/journal.txt has them all, and is only
// ever added to: what a store says for ever cannot be said otherwise.
#include <algorithm>
#include <fstream>
#include <set>

#include "catch.hpp"
#include "onward/nouns.hpp"

using namespace onward;

namespace {

std::string_view name_of(Privacy privacy) {
  switch (privacy) {
    case Privacy::open: return "open";
    case Privacy::personal: return "personal";
    case Privacy::special: return "special";
  }
  return {};
}

std::string_view name_of(Type::Cell cell) {
  using enum Type::Cell;
  switch (cell) {
    case integer: return "integer";
    case real: return "real";
    case text: return "text";
    case date: return "date";
    case instant: return "instant";
    case boolean: return "boolean";
    case symbol: return "symbol";
    case composite: return "composite";
  }
  return {};
}

// Gives every list one item, so that what is written then shows the members of its records.
struct OneOfEach final : Reader {
  static constexpr int numbers_max = 127, depth_max = 8;  // a record may hold others of its kind
  int depth = 0;
  bool is_null() override { return false; }
  bool boolean(bool&) override { return false; }
  bool integer(std::int64_t&) override { return false; }
  bool real(double&) override { return false; }
  bool text(std::string&) override { return false; }
  bool date(Date&) override { return false; }
  bool instant(Instant&) override { return false; }
  bool array(Items items) override {
    OneOfEach item;
    item.depth = depth + 1;
    if (depth < depth_max) items(item, 0);
    return true;
  }
  bool object(Members members) override {
    OneOfEach member;
    member.depth = depth + 1;
    for (int number = 1; number <= numbers_max && depth < depth_max; ++number)
      members(member, {}, number);
    return true;
  }
};

// The members of the records within a member: "details.given_name 1 text".
struct MembersWithin final : Writer {
  struct Open {
    bool is_record;
    std::string prefix;  // of what stands in it
  };
  std::vector<Open> open{};
  std::string next{};  // the member whose value comes
  std::vector<std::string>& out;

  MembersWithin(std::string name, std::vector<std::string>& lines)
      : next(std::move(name)), out(lines) {}

  void value(std::string_view kind) {
    if (!open.empty() && open.back().is_record) out.back().append(" ").append(kind);
  }
  void begin(bool is_record, std::string_view kind) {
    value(kind);
    open.push_back({is_record, next});
  }
  void end() {
    next = open.back().prefix;
    open.pop_back();
  }
  void null() override { value("null"); }
  void boolean(bool) override { value("boolean"); }
  void integer(std::int64_t) override { value("integer"); }
  void real(double) override { value("real"); }
  void text(std::string_view) override { value("text"); }
  void date(Date) override { value("date"); }
  void instant(Instant) override { value("instant"); }
  void begin_array(std::size_t) override { begin(false, "list"); }
  void end_array() override { end(); }
  void begin_object(std::size_t) override { begin(true, "record"); }
  void member(std::string_view name, int number) override {
    next = open.back().prefix + '.' + std::string(name);
    out.push_back(next + ' ' + std::to_string(number));
  }
  void end_object() override { end(); }
};

void add_member(const Row& row, void* object, const std::string& noun,
                std::vector<std::string>& out) {
  const std::string name = noun + '.' + std::string(row.name);
  out.push_back(name + ' ' + std::to_string(row.number) + ' ' + std::string(name_of(row.privacy)) +
                ' ' + std::string(name_of(row.type->cell)));
  if (row.type->cell != Type::Cell::composite) return;
  OneOfEach reader;
  std::vector<Problem> ignored;
  row.type->read(reader, row.at(object), row, {}, ignored);
  MembersWithin writer(name, out);
  row.type->write(writer, row.at(object));
}

// What the program writes, line by line.
std::vector<std::string> written() {
  std::vector<std::string> out;
  for (auto& noun : nouns()) {
    const std::string name(noun.name);
    const auto number = std::to_string(static_cast<int>(noun.noun));
    if (!noun.in_journal) {
      out.push_back(name + ' ' + number + " has no history");
      continue;
    }
    for (int format = 1; format <= noun.format; ++format)
      out.push_back(name + ' ' + number + " format " + std::to_string(format));
    const std::unique_ptr<void, void (*)(void*)> row(noun.make(), noun.destroy);
    for (auto& member : noun.rows) add_member(member, row.get(), name, out);
  }
  return out;
}

std::vector<std::string> promised() {
  std::ifstream file("tests/expected/journal.txt");
  REQUIRE(file);
  std::vector<std::string> out;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line.front() != '#') out.push_back(line);
  return out;
}

std::string missing_in(const std::vector<std::string>& some, const std::vector<std::string>& all) {
  const std::set<std::string> known(all.begin(), all.end());
  std::string out;
  for (auto& line : some)
    if (!known.contains(line)) out += "  " + line + '\n';
  return out;
}

}  // namespace

TEST_CASE("what a journal was written with is what the program writes") {
  const auto lost = missing_in(promised(), written());
  INFO(
      "These stand in tests/expected/journal.txt, and the program has them otherwise or not at "
      "all. Journals hold them: put them back, and give what is new a number of its own.\n"
      << lost);
  CHECK(lost.empty());
}

TEST_CASE("what the program writes is promised") {
  const auto added = missing_in(written(), promised());
  INFO(
      "These are new, or have changed. What is new is added to tests/expected/journal.txt; a line "
      "that stands there is never changed, and a number never given again.\n"
      << added);
  CHECK(added.empty());
}

TEST_CASE("no number is given twice") {
  std::set<std::string> seen;
  for (auto& line : promised()) {
    const auto name = line.substr(0, line.find(' '));
    const auto dot = name.rfind('.');
    const auto rest = line.substr(name.size() + 1);
    const auto number = rest.substr(0, rest.find(' '));
    const bool is_noun = dot == name.npos;
    if (is_noun && rest.find("format 1") == rest.npos && rest.find("history") == rest.npos)
      continue;  // a later format
    INFO(line);
    CHECK(seen.insert((is_noun ? "noun" : name.substr(0, dot)) + ' ' + number).second);
  }
}
