#include "onward/rules/reference.hpp"

#include <stdexcept>

#include "hash.hpp"

namespace onward {

namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's: no I L O U
constexpr std::uint64_t base = 32;
constexpr std::uint64_t check_modulus = 37;
constexpr int digits_count = 9;
constexpr int bits = 5 * digits_count;

constexpr int rounds = 10;  // NIST SP 800-38G, FF1
constexpr int low_bits = 22;
constexpr std::uint64_t low_mask = (std::uint64_t{1} << low_bits) - 1;
constexpr std::uint64_t high_mask = (std::uint64_t{1} << (bits - low_bits)) - 1;

// A Feistel network whose halves take turns: each round changes one half by a keyed hash of the
// other, so running the rounds backwards undoes it.
class Permutation {
 public:
  Permutation(const ReferenceKey& key, char noun)
      : key_(key), noun_(static_cast<unsigned char>(noun)) {}

  std::uint64_t forwards(std::uint64_t value) const {
    auto low = value & low_mask, high = value >> low_bits;
    for (int round = 0; round < rounds; ++round) step(round, low, high);
    return high << low_bits | low;
  }
  std::uint64_t backwards(std::uint64_t value) const {
    auto low = value & low_mask, high = value >> low_bits;
    for (int round = rounds; round-- > 0;) step(round, low, high);
    return high << low_bits | low;
  }

 private:
  void step(int round, std::uint64_t& low, std::uint64_t& high) const {
    if (round % 2 == 0)
      low ^= mix(round, high) & low_mask;
    else
      high ^= mix(round, low) & high_mask;
  }
  std::uint64_t mix(int round, std::uint64_t half) const {
    return keyed_hash(key_, noun_ << 40 | static_cast<std::uint64_t>(round) << 32 | half);
  }

  const ReferenceKey& key_;
  std::uint64_t noun_;
};

// The numbers whose check character is one of the 32 digits, counted from 0.
bool is_pronounceable(std::uint64_t value) { return value % check_modulus < base; }
std::uint64_t pronounceable(std::uint64_t n) { return n / base * check_modulus + n % base; }
std::uint64_t rank(std::uint64_t value) {
  return value / check_modulus * base + value % check_modulus;
}
static_assert((reference_id_max / base + 1) * check_modulus < std::uint64_t{1} << bits);

std::optional<std::uint64_t> digit_of(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'I' || c == 'L') c = '1';
  if (c == 'O') c = '0';
  const auto at = digits.find(c);
  if (at == digits.npos) return std::nullopt;
  return at;
}

}  // namespace

std::string reference_of(const ReferenceKey& key, char noun, std::int64_t id) {
  if (noun < 'A' || noun > 'Z') throw std::out_of_range("a noun's letter is A to Z");
  if (id < 1 || id > reference_id_max) throw std::out_of_range("no reference for this id");
  const Permutation permutation(key, noun);
  // Walking until a pronounceable number comes is again a permutation, of those numbers.
  auto value = pronounceable(static_cast<std::uint64_t>(id));
  do value = permutation.forwards(value);
  while (!is_pronounceable(value));

  std::string out = "N-00000-00000";
  out[0] = noun;
  out.back() = digits[value % check_modulus];
  for (std::size_t at = out.size() - 1; at-- > 2;) {
    if (out[at] == '-') continue;
    out[at] = digits[value % base];
    value /= base;
  }
  return out;
}

std::optional<std::int64_t> id_of_reference(const ReferenceKey& key, char noun,
                                            std::string_view text) {
  if (text.empty() || (text[0] != noun && text[0] != noun - 'A' + 'a')) return std::nullopt;
  std::uint64_t value = 0;
  std::optional<std::uint64_t> check;
  int count = 0;
  for (const char c : text.substr(1)) {
    if (c == '-') continue;
    const auto digit = digit_of(c);
    if (!digit || count > digits_count) return std::nullopt;
    if (count++ < digits_count)
      value = value * base + *digit;
    else
      check = digit;
  }
  if (!check || value % check_modulus != *check) return std::nullopt;

  const Permutation permutation(key, noun);
  do value = permutation.backwards(value);
  while (!is_pronounceable(value));
  const auto id = static_cast<std::int64_t>(rank(value));
  if (id < 1 || id > reference_id_max) return std::nullopt;
  return id;
}

}  // namespace onward
