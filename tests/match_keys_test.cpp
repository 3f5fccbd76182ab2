#include "onward/rules/match_keys.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "catch.hpp"
#include "synthetic_people.hpp"

using namespace onward;
using onward::tests::Chance;
using onward::tests::PeopleMaker;
using onward::tests::Slip;

namespace {

using std::chrono::year;

constexpr std::int64_t people_count = 20'000;
constexpr std::size_t shown = 10;  // candidates that somebody looks at

// What a store does with keys, in memory.
class Index {
 public:
  explicit Index(const std::vector<MatchRecord>& people, std::string_view without = "")
      : people_(people), without_(without) {
    for (std::uint32_t i = 0; i < people.size(); ++i)
      for (auto& key : match_keys(people[i]))
        if (is_used(key)) by_key_[key].push_back(i);
  }
  // Those that share a key; each once.
  std::vector<MatchStored> read(const MatchRecord& wanted) const {
    std::set<std::uint32_t> found;
    for (auto& key : match_keys(wanted))
      if (const auto at = by_key_.find(key); at != by_key_.end() && is_used(key))
        for (std::size_t row = 0; row < std::min(at->second.size(), match_key_rows_max); ++row)
          found.insert(at->second[row]);
    std::vector<MatchStored> out;
    for (const auto i : found) out.push_back({i, &people_[i]});
    return out;
  }

 private:
  bool is_used(const std::string& key) const { return without_.find(key[0]) == without_.npos; }

  const std::vector<MatchRecord>& people_;
  std::string_view without_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_key_{};
};

std::vector<MatchRecord> county() {
  PeopleMaker maker(1, people_count);
  std::vector<MatchRecord> out;
  for (std::int64_t i = 0; i < people_count; ++i) out.push_back(maker.next());
  return out;
}

MatchRecord names_and_date(MatchRecord record) {
  return {.given_name = record.given_name,
          .family_name = record.family_name,
          .birth_date = record.birth_date};
}

struct Lookups {
  std::int64_t asked = 0, found = 0;
  std::size_t read = 0, read_most = 0;
  double recall() const { return static_cast<double>(found) / static_cast<double>(asked); }
  double read_mean() const { return static_cast<double>(read) / static_cast<double>(asked); }
};

Lookups& operator+=(Lookups& sum, const Lookups& other) {
  sum.asked += other.asked;
  sum.found += other.found;
  sum.read += other.read;
  sum.read_most = std::max(sum.read_most, other.read_most);
  return sum;
}

void look_up(Lookups& out, const Index& index, const MatchRecord& wanted, std::int64_t who) {
  static const MatchScore score(match_weights_default());
  const auto read = index.read(wanted);
  const auto ranked = rank_candidates(wanted, read, score, shown);
  ++out.asked;
  out.found += std::ranges::find(ranked, who, &MatchCandidate::id) != ranked.end();
  out.read += read.size();
  out.read_most = std::max(out.read_most, read.size());
}

// Everybody is looked for once, with an error of each kind in turn; every third makes two, if there
// is more to go by than names and birth date.
std::array<Lookups, tests::slips> look_up_all(const std::vector<MatchRecord>& people,
                                              const Index& index, bool all_fields) {
  std::array<Lookups, tests::slips> out;
  Chance chance(2);
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto slip = static_cast<Slip>(i % tests::slips);
    auto wanted = all_fields ? people[i] : names_and_date(people[i]);
    wanted = with_slip(std::move(wanted), slip, chance);
    if (all_fields && i % 3 == 0)
      wanted = with_slip(std::move(wanted), static_cast<Slip>(chance.below(tests::slips)), chance);
    look_up(out[i % tests::slips], index, wanted, static_cast<std::int64_t>(i));
  }
  return out;
}

Lookups sum_of(const std::array<Lookups, tests::slips>& parts) {
  Lookups sum;
  for (auto& part : parts) sum += part;
  return sum;
}

MatchRecord full() {
  return {.given_name = "maria",
          .family_name = "nowak",
          .birth_date = Date{year{1971} / 6 / 24},
          .identifiers = {{"nhs", "9990000018"}},
          .phone = "911123456",
          .email = "m.nowak@example.org",
          .postcode = "ab12cd"};
}

using Keys = std::vector<std::string>;

std::string letters_shared(const MatchRecord& a, const MatchRecord& b) {
  const auto left = match_keys(a), right = match_keys(b);
  Keys shared;
  std::ranges::set_intersection(left, right, std::back_inserter(shared));
  std::string out;
  for (auto& key : shared) out += key[0];
  return out;
}

}  // namespace

TEST_CASE("a record has few keys, each of what is known") {
  CHECK(match_keys(full()) == Keys{"b|19710624|ab12cd", "c|ab12cd|m600", "c|ab12cd|n200",
                                   "d|19710624|m", "d|19710624|n", "e|m.nowak@example.org",
                                   "i|nhs|9990000018", "n|maria|nowak", "p|911123456",
                                   "t|0624|m600|n200", "y|1971|m600|n200"});
  CHECK(match_keys({}).empty());
  CHECK(match_keys({.given_name = "maria"}) == Keys{"n|maria"});
  CHECK(match_keys({.birth_date = Date{year{1971} / 6 / 24}}).empty());
  CHECK(match_keys({.given_name = "\xE5\x8D\x8E",
                    .family_name = "\xE7\x8E\x8B",
                    .birth_date = Date{year{999} / 2 / 1}}) ==
        Keys{"d|09990201|\xE5\x8D\x8E", "d|09990201|\xE7\x8E\x8B", "n|\xE5\x8D\x8E|\xE7\x8E\x8B",
             "t|0102|\xE5\x8D\x8E|\xE7\x8E\x8B", "y|0999|\xE5\x8D\x8E|\xE7\x8E\x8B"});
}

TEST_CASE("keys are bounded, in order, each once, and without empty parts, whatever the record") {
  Chance chance(4);
  const auto any_text = [&] {
    std::string out(static_cast<std::size_t>(chance.below(chance.percent(20) ? 2'000 : 8)), ' ');
    for (auto& c : out) c = static_cast<char>(1 + chance.below(100) + 155 * chance.below(2));
    return out;
  };
  for (int i = 0; i < 3'000; ++i) {
    MatchRecord record{.given_name = any_text(),
                       .family_name = any_text(),
                       .phone = any_text(),
                       .email = any_text(),
                       .postcode = any_text()};
    for (std::int64_t n = chance.below(6); n > 0; --n)
      record.identifiers.push_back({any_text(), any_text()});
    if (chance.percent(70))
      record.birth_date = Date{std::chrono::days{chance.between(-9'000'000, 9'000'000)}};
    const auto keys = match_keys(made_comparable(std::move(record)));
    CHECK(keys.size() <= match_keys_max);
    CHECK(std::ranges::is_sorted(keys));
    CHECK(std::ranges::adjacent_find(keys) == keys.end());
    for (auto& key : keys) {
      CHECK((key.size() > 2 && key.size() <= match_key_bytes_max && key[1] == '|'));
      CHECK(key.back() != '|');
      CHECK(key.find("||") == key.npos);
    }
  }
}

// Whoever drops a key loses somebody.
TEST_CASE("each key finds somebody whom no other key finds") {
  const auto changed = [](auto change) {
    MatchRecord out = full();
    change(out);
    return out;
  };
  const auto shares = [&](auto change) { return letters_shared(full(), changed(change)); };
  CHECK(shares([](auto& r) {  // another name and another telephone, as after a marriage
          r.given_name = "zoe", r.family_name = "king", r.phone = r.email = "";
          r.identifiers.clear();
        }) == "b");
  CHECK(shares([](auto& r) {  // one name misheard, no birth date
          r.given_name = "zoe", r.birth_date.reset(), r.phone = r.email = "";
          r.identifiers.clear();
        }) == "c");
  CHECK(shares([](auto& r) {  // one name mistyped, moved
          r = {.given_name = "marja", .family_name = "novvag", .birth_date = r.birth_date};
          r.given_name = "zoe";
        }) == "d");
  CHECK(shares([](auto& r) { r = {.email = r.email}; }) == "e");
  CHECK(shares([](auto& r) { r = {.identifiers = r.identifiers}; }) == "i");
  CHECK(shares([](auto& r) { r = {.given_name = "nowak", .family_name = "maria"}; }) == "n");
  CHECK(shares([](auto& r) { r = {.phone = r.phone}; }) == "p");
  CHECK(shares([](auto& r) {  // mistyped names that sound the same, and a wrong year
          r = {.given_name = "marya",
               .family_name = "novak",
               .birth_date = Date{year{1917} / 6 / 24}};
          r.family_name = "nowac";
        }) == "t");
  CHECK(shares([](auto& r) {  // the same with a wrong day
          r = {.given_name = "marya",
               .family_name = "nowac",
               .birth_date = Date{year{1971} / 6 / 21}};
        }) == "y");
}

TEST_CASE("swapped names, and a swapped day and month, leave keys as they are") {
  MatchRecord other = full();
  std::swap(other.given_name, other.family_name);
  CHECK(match_keys(other) == match_keys(full()));
  MatchRecord early = full(), swapped = full();
  early.birth_date = Date{year{1971} / 6 / 4};
  swapped.birth_date = Date{year{1971} / 4 / 6};
  CHECK(letters_shared(early, swapped).find("ty") != std::string::npos);
}

TEST_CASE("recall at 10 is 0.99 with typing errors of every kind") {
  const auto people = county();
  const Index index(people);
  for (const bool all_fields : {true, false}) {
    const auto parts = look_up_all(people, index, all_fields);
    for (std::size_t slip = 0; slip < parts.size(); ++slip) {
      INFO(all_fields << ", slip " << slip << ": " << parts[slip].recall());
      // Who has a common name and no birth date cannot be told from others of that name.
      CHECK(parts[slip].recall() >=
            (static_cast<Slip>(slip) == Slip::missing_field ? 0.985 : 0.995));
    }
    const auto sum = sum_of(parts);
    INFO(all_fields << ": recall " << sum.recall() << ", read " << sum.read_mean() << " to "
                    << sum.read_most);
    CHECK(sum.asked == people_count);
    CHECK(sum.recall() >= 0.99);
    CHECK(sum.read_mean() < 5);
    CHECK(sum.read_most < 60);
  }
}

TEST_CASE("without keys recall is lost, so the measure can fail") {
  const auto people = county();
  CHECK(sum_of(look_up_all(people, Index(people, "n"), false)).recall() < 0.98);
  CHECK(sum_of(look_up_all(people, Index(people, "cpe"), true)).recall() < 0.97);
  CHECK(sum_of(look_up_all(people, Index(people, "tyn"), false)).recall() < 0.80);
}
