#include "onward/rules/similarity.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;

namespace {

struct Pair {
  std::string a{}, b{};
  double jaro_winkler = 0;
  std::size_t levenshtein = 0, damerau = 0;
  std::string soundex_a{};
};

// What jellyfish says (tests/data/similarity/make.py).
std::vector<Pair> published() {
  std::ifstream file("tests/data/similarity/jellyfish.tsv");
  REQUIRE(file);
  std::vector<Pair> out;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string jaro_winkler, levenshtein, damerau;
    Pair& pair = out.emplace_back();
    for (auto* cell : {&pair.a, &pair.b, &jaro_winkler, &levenshtein, &damerau, &pair.soundex_a})
      std::getline(cells, *cell, '\t');
    pair.jaro_winkler = std::stod(jaro_winkler);
    pair.levenshtein = std::stoul(levenshtein);
    pair.damerau = std::stoul(damerau);
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
}

// Optimal string alignment as it is defined, from the ends backwards.
std::size_t alignment(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.size() + b.size();
  const auto shorter = [](std::string_view text, std::size_t n) {
    return text.substr(0, text.size() - n);
  };
  std::size_t least = alignment(shorter(a, 1), shorter(b, 1)) + (a.back() != b.back());
  least = std::min(least, alignment(shorter(a, 1), b) + 1);
  least = std::min(least, alignment(a, shorter(b, 1)) + 1);
  if (a.size() > 1 && b.size() > 1 && a.back() == b[b.size() - 2] && a[a.size() - 2] == b.back())
    least = std::min(least, alignment(shorter(a, 2), shorter(b, 2)) + 1);
  return least;
}

std::string any_text(tests::Chance& chance, std::int64_t size_max, std::int64_t letters) {
  std::string out(static_cast<std::size_t>(chance.between(0, size_max)), ' ');
  for (auto& c : out) c = static_cast<char>('a' + chance.below(letters));
  return out;
}

}  // namespace

TEST_CASE("similarity is what jellyfish computes, for hundreds of names") {
  const auto pairs = published();
  REQUIRE(pairs.size() > 500);
  std::ptrdiff_t boosted = 0, not_ascii = 0;
  for (auto& pair : pairs) {
    CAPTURE(pair.a, pair.b);
    CHECK(std::abs(jaro_winkler_similarity(pair.a, pair.b) - pair.jaro_winkler) < 1e-9);
    CHECK(std::abs(jaro_winkler_similarity(pair.b, pair.a) - pair.jaro_winkler) < 1e-9);
    boosted += pair.jaro_winkler > 0.7 && pair.jaro_winkler < 1;
    not_ascii += !is_ascii(pair.a);
  }
  CHECK(boosted > 200);
  CHECK(not_ascii > 20);
}

TEST_CASE("distances are what jellyfish computes") {
  for (auto& pair : published()) {
    CAPTURE(pair.a, pair.b);
    CHECK(levenshtein_distance(pair.a, pair.b) == pair.levenshtein);
    const auto aligned = alignment_distance(pair.a, pair.b);
    CHECK(aligned >= pair.damerau);  // which may change a character twice
    CHECK(aligned <= pair.levenshtein);
  }
  CHECK(alignment_distance("ca", "abc") == 3);
  CHECK(levenshtein_distance("ca", "abc") == 3);
  CHECK(alignment_distance("martha", "marhta") == 1);
}

TEST_CASE("alignment distance is its definition, and one slip is a distance of one") {
  tests::Chance chance(1);
  int slips = 0;
  for (int i = 0; i < 4'000; ++i) {
    const auto a = any_text(chance, 6, 3), b = any_text(chance, 6, 3);
    CAPTURE(a, b);
    CHECK(alignment_distance(a, b) == alignment(a, b));
    CHECK(is_one_slip(a, b) == (alignment(a, b) == 1));
    slips += is_one_slip(a, b);
  }
  CHECK(slips > 100);
}

TEST_CASE("names sound as jellyfish hears them") {
  int heard = 0;
  for (auto& pair : published()) {
    if (pair.soundex_a.empty()) continue;
    CAPTURE(pair.a);
    CHECK(soundex(pair.a) == pair.soundex_a);
    ++heard;
  }
  CHECK(heard > 200);
  CHECK(soundex("o'brien") == "o165");
  CHECK(soundex("ashcraft") == "a261");  // h does not separate
  CHECK(soundex("tymczak") == "t522");   // a vowel does
  CHECK(soundex("").empty());
  CHECK(soundex("\xE7\x8E\x8B 12").empty());
}

TEST_CASE("texts of any bytes and any length have a similarity") {
  tests::Chance chance(2);
  for (int i = 0; i < 20'000; ++i) {
    std::string a(static_cast<std::size_t>(chance.below(200)), ' '), b;
    for (auto& c : a) c = static_cast<char>(chance.below(256));
    b = a.substr(static_cast<std::size_t>(chance.below(20)) % (a.size() + 1));
    const double similarity = jaro_winkler_similarity(a, b);
    CHECK((similarity >= 0 && similarity <= 1));
    CHECK(levenshtein_distance(a, b) <= similarity_characters_max);
    CHECK(alignment_distance(a, b) <= similarity_characters_max);
    CHECK(soundex(a).size() <= 4);
    CHECK_FALSE(is_one_slip(a, a));
  }
  const std::string head(similarity_characters_max, 'x');
  CHECK(jaro_winkler_similarity(head + "a", head + "b") == 1);  // beyond what is looked at
}
