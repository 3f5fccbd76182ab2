#include "onward/rules/reference.hpp"

#include <random>
#include <set>

#include "catch.hpp"

using namespace onward;

namespace {

constexpr std::string_view symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

ReferenceKey key_of(unsigned seed) {
  ReferenceKey key{};
  std::mt19937 random(seed);
  for (auto& byte : key) byte = static_cast<std::byte>(random());
  return key;
}

std::int64_t any_id(std::mt19937_64& random) {
  return std::uniform_int_distribution<std::int64_t>(1, reference_id_max)(random);
}

}  // namespace

TEST_CASE("a reference is short, speakable and gives the id back") {
  const auto key = key_of(1);
  std::mt19937_64 random(1);
  for (int i = 0; i < 50'000; ++i) {
    const auto id = i < 10'000 ? i + 1 : any_id(random);
    const auto text = reference_of(key, 'N', id);
    CAPTURE(id, text);
    REQUIRE(text.size() == 13);
    CHECK((text[0] == 'N' && text[1] == '-' && text[7] == '-'));
    CHECK((text.substr(2, 5) + text.substr(8)).find_first_not_of(symbols) == text.npos);
    CHECK(id_of_reference(key, 'N', text) == id);
  }
}

TEST_CASE("references are the same on every machine") {
  ReferenceKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::byte>(i);
  CHECK(reference_of(key, 'N', 1) == "N-0YCXA-03DD7");
  CHECK(reference_of(key, 'R', 1) == "R-ZWGVZ-Q5PZC");
  CHECK(reference_of(key, 'N', reference_id_max) == "N-3730V-4SBXM");
}

TEST_CASE("no two ids share a reference") {
  const auto key = key_of(2);
  std::set<std::string> seen;
  for (std::int64_t id = 1; id <= 100'000; ++id) seen.insert(reference_of(key, 'R', id));
  CHECK(seen.size() == 100'000);
}

TEST_CASE("references of neighbouring ids tell nothing of their order") {
  const auto key = key_of(3);
  int ascending = 0;
  std::array<int, 32> first_digit{};
  for (std::int64_t id = 1; id <= 32'000; ++id) {
    const auto text = reference_of(key, 'R', id);
    if (text < reference_of(key, 'R', id + 1)) ++ascending;
    ++first_digit[symbols.find(text[2])];
  }
  CHECK(ascending > 15'500);  // 16,000 and five standard deviations of a fair coin, at most
  CHECK(ascending < 16'500);
  for (const int count : first_digit) CHECK(std::abs(count - 1'000) < 200);
}

TEST_CASE("what people write for a reference is understood") {
  const auto key = key_of(4);
  std::mt19937_64 random(4);
  for (int i = 0; i < 2'000; ++i) {
    const auto id = any_id(random);
    auto text = reference_of(key, 'R', id);
    for (auto& c : text) {
      if (c == '1') c = i % 2 == 0 ? 'I' : 'l';
      if (c == '0') c = i % 2 == 0 ? 'O' : 'o';
      if (i % 3 == 0) c = static_cast<char>(std::tolower(c));
    }
    if (i % 5 == 0) std::erase(text, '-');
    CAPTURE(text);
    CHECK(id_of_reference(key, 'R', text) == id);
  }
}

TEST_CASE("every single wrong character and every exchange of neighbours is noticed") {
  const auto key = key_of(5);
  std::mt19937_64 random(5);
  for (int i = 0; i < 200; ++i) {
    const auto right = reference_of(key, 'N', any_id(random));
    for (std::size_t at = 2; at < right.size(); ++at) {
      if (right[at] == '-') continue;
      for (const char c : symbols) {
        auto wrong = right;
        wrong[at] = c;
        if (c != right[at]) CHECK_FALSE(id_of_reference(key, 'N', wrong));
      }
      const auto after = at + 1 < right.size() && right[at + 1] == '-' ? at + 2 : at + 1;
      if (after >= right.size() || right[at] == right[after]) continue;
      auto wrong = right;
      std::swap(wrong[at], wrong[after]);
      CHECK_FALSE(id_of_reference(key, 'N', wrong));
    }
  }
}

TEST_CASE("a guess is hardly ever a reference") {
  const auto key = key_of(6);
  std::mt19937_64 random(6);
  int accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string guess = "N-";
    for (int k = 0; k < 10; ++k) guess += symbols[random() % symbols.size()];
    if (id_of_reference(key, 'N', guess)) ++accepted;
  }
  // One in 37 has a right check character, and one in 28 of those stands for an id.
  CHECK(accepted > 120);
  CHECK(accepted < 320);
}

TEST_CASE("another key or another noun gives unrelated references") {
  const auto key = key_of(7);
  for (std::size_t byte = 0; byte < key.size(); ++byte) {
    auto other = key;
    other[byte] ^= std::byte{1};
    int same_digits = 0;
    for (std::int64_t id = 1; id <= 100; ++id) {
      const auto text = reference_of(key, 'N', id), changed = reference_of(other, 'N', id);
      for (std::size_t at = 2; at < text.size(); ++at)
        if (text[at] != '-' && text[at] == changed[at]) ++same_digits;
      CHECK(id_of_reference(other, 'N', text) != id);
    }
    CHECK(same_digits < 80);  // 31 of 1,000 are the same by chance
  }
  CHECK(reference_of(key, 'N', 1).substr(2) != reference_of(key, 'R', 1).substr(2));
  CHECK_FALSE(id_of_reference(key, 'R', reference_of(key, 'N', 1)));
}

TEST_CASE("what is no reference stands for nothing") {
  const auto key = key_of(8);
  const auto right = reference_of(key, 'N', 17);
  for (const std::string& text :
       {std::string(), std::string("N"), std::string("N-"), std::string("-"), "N" + right,
        right + "0", right.substr(0, right.size() - 1), right.substr(1), right + " ", " " + right,
        right.substr(0, 12) + "*", right.substr(0, 12) + "U", right.substr(0, 12) + '\0',
        std::string("N-zzzzz-zzzzz"), std::string("N-\xc3\xa9"), std::string(1'000, '-')}) {
    CAPTURE(text);
    CHECK_FALSE(id_of_reference(key, 'N', text));
  }
}

TEST_CASE("ids and nouns that have no reference are an error") {
  const auto key = key_of(9);
  CHECK_THROWS_AS(reference_of(key, 'N', 0), std::out_of_range);
  CHECK_THROWS_AS(reference_of(key, 'N', -1), std::out_of_range);
  CHECK_THROWS_AS(reference_of(key, 'N', reference_id_max + 1), std::out_of_range);
  CHECK_THROWS_AS(reference_of(key, 'n', 1), std::out_of_range);
  CHECK(id_of_reference(key, 'N', reference_of(key, 'N', reference_id_max)) == reference_id_max);
}
