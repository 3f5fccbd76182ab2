#include "onward/rules/similarity.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <type_traits>

namespace onward {

namespace {

constexpr double prefix_scale = 0.1;  // Winkler's, as are the next two
constexpr std::size_t prefix_max = 4;
constexpr double boost_threshold = 0.7;

// The first characters of a text. ASCII stands for itself and is not copied.
class Characters {
 public:
  explicit Characters(std::string_view text) : text_(text) {
    const auto head = text.substr(0, similarity_characters_max);
    is_ascii_ = std::ranges::none_of(head, [](char c) { return (c & 0x80) != 0; });
    size_ = head.size();
    if (!is_ascii_) decode(text);
  }
  bool is_ascii() const { return is_ascii_; }
  std::size_t size() const { return size_; }
  const char* bytes() const { return text_.data(); }

  // Decoded when the other text is not ASCII.
  const char32_t* points() {
    if (is_ascii_)
      for (std::size_t i = 0; i < size_; ++i) points_[i] = static_cast<unsigned char>(text_[i]);
    return points_.data();
  }

 private:
  void decode(std::string_view text) {
    size_ = 0;
    for (std::size_t at = 0; at < text.size() && size_ < similarity_characters_max;) {
      const auto lead = static_cast<unsigned char>(text[at]);
      std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
      char32_t point = length == 1 ? lead : lead & (0x7fu >> length);
      for (std::size_t i = 1; i < length; ++i) {
        const auto next = at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
        if ((next & 0xc0) != 0x80) {  // cut short: the lead stands for itself
          length = 1;
          point = lead;
          break;
        }
        point = point << 6 | (next & 0x3f);
      }
      points_[size_++] = point;
      at += length;
    }
  }

  std::string_view text_;
  bool is_ascii_ = true;
  std::size_t size_ = 0;
  std::array<char32_t, similarity_characters_max> points_;  // filled when asked for
};

template <class F> auto on_characters(std::string_view a, std::string_view b, F&& f) {
  Characters left(a), right(b);
  if (left.is_ascii() && right.is_ascii())
    return f(left.bytes(), left.size(), right.bytes(), right.size());
  return f(left.points(), left.size(), right.points(), right.size());
}

// Where the characters of `text` stand, a bit for each place; asked only for those of `asked`.
class AsciiPlaces {
 public:
  AsciiPlaces(std::string_view text, std::string_view asked) {
    for (const char c : asked) of_[index(c)] = 0;  // the rest is never read
    for (const char c : text) of_[index(c)] = 0;
    std::uint64_t place = 1;
    for (const char c : text) of_[index(c)] |= place, place <<= 1;
  }
  std::uint64_t of(char c) const { return of_[index(c)]; }

 private:
  static std::size_t index(char c) { return static_cast<unsigned char>(c) & 0x7fU; }
  std::array<std::uint64_t, 128> of_;
};

class PointPlaces {
 public:
  PointPlaces(std::u32string_view text, std::u32string_view) : text_(text) {}
  std::uint64_t of(char32_t c) const {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < text_.size(); ++i) out |= std::uint64_t{text_[i] == c} << i;
    return out;
  }

 private:
  std::u32string_view text_;
};

template <class Char>
using Places = std::conditional_t<std::is_same_v<Char, char>, AsciiPlaces, PointPlaces>;

constexpr std::uint64_t first_bits(std::size_t n) {
  return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
}

// Of two texts that are not empty. A bit says which characters of each have found their like.
template <class Char>
double jaro(const Char* a, std::size_t a_size, const Char* b, std::size_t b_size) {
  const std::size_t longer = std::max(a_size, b_size);
  const std::size_t reach = longer >= 2 ? longer / 2 - 1 : 0;
  const Places<Char> places({b, b_size}, {a, a_size});
  std::uint64_t a_found = 0, b_found = 0;
  for (std::size_t i = 0; i < a_size; ++i) {
    const auto near = first_bits(i + reach + 1) & ~first_bits(i > reach ? i - reach : 0);
    const auto like = places.of(a[i]) & near & ~b_found;
    a_found |= std::uint64_t{like != 0} << i;
    b_found |= like & (~like + 1);  // the first of them
  }
  if (a_found == 0) return 0;
  const int common = std::popcount(a_found);
  int displaced = 0;
  for (; a_found != 0; a_found &= a_found - 1, b_found &= b_found - 1)
    if (a[std::countr_zero(a_found)] != b[std::countr_zero(b_found)]) ++displaced;
  const int transpositions = displaced / 2;
  const double n = common;
  return (n / static_cast<double>(a_size) + n / static_cast<double>(b_size) +
          (n - transpositions) / n) /
         3;
}

// No more than this many characters of a can find their like in b. Characters that share the last
// six bits, as no two letters do, are taken for equal.
template <class Char>
std::size_t common_at_most(const Char* a, std::size_t a_size, std::uint64_t in_b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a_size; ++i) count += in_b >> (a[i] & 63) & 1;
  return count;
}
template <class Char> std::uint64_t characters_in(const Char* text, std::size_t size) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < size; ++i) out |= std::uint64_t{1} << (text[i] & 63);
  return out;
}

double boosted(double similarity, std::size_t prefix) {
  if (similarity <= boost_threshold) return similarity;
  return similarity + static_cast<double>(prefix) * prefix_scale * (1 - similarity);
}

template <class Char>
double jaro_winkler(const Char* a, std::size_t a_size, const Char* b, std::size_t b_size,
                    double at_least) {
  if (a_size == 0 || b_size == 0) return 0;
  const std::size_t most = std::min({a_size, b_size, prefix_max});
  std::size_t prefix = 0;
  while (prefix < most && a[prefix] == b[prefix]) ++prefix;
  if (at_least > 0) {
    const auto n =
        static_cast<double>(std::min(common_at_most(a, a_size, characters_in(b, b_size)),
                                     common_at_most(b, b_size, characters_in(a, a_size))));
    const double bound =
        (n / static_cast<double>(a_size) + n / static_cast<double>(b_size) + 1) / 3;
    if (boosted(bound, prefix) < at_least) return 0;
  }
  return boosted(jaro(a, a_size, b, b_size), prefix);
}

// Three rows of the usual table are enough, the oldest for exchanged neighbours.
template <bool with_exchanges, class Char>
std::size_t distance(const Char* a, std::size_t a_size, const Char* b, std::size_t b_size) {
  using Row = std::array<std::uint8_t, similarity_characters_max + 1>;
  Row rows[3];
  Row *oldest = &rows[0], *before = &rows[1], *now = &rows[2];
  for (std::size_t j = 0; j <= b_size; ++j) (*now)[j] = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= a_size; ++i) {
    std::swap(oldest, before);
    std::swap(before, now);
    (*now)[0] = static_cast<std::uint8_t>(i);
    for (std::size_t j = 1; j <= b_size; ++j) {
      int least = std::min((*before)[j], (*now)[j - 1]) + 1;
      least = std::min(least, (*before)[j - 1] + (a[i - 1] != b[j - 1]));
      if constexpr (with_exchanges)
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          least = std::min(least, (*oldest)[j - 2] + 1);
      (*now)[j] = static_cast<std::uint8_t>(least);
    }
  }
  return (*now)[b_size];
}

// Soundex's classes of a to z: '0' is a vowel, which separates; '-' is h and w, which do not.
constexpr std::string_view sound_classes = "0123012-02245501262301-202";
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
static_assert(sound_classes.size() == 26);

}  // namespace

double jaro_winkler_similarity(std::string_view a, std::string_view b, double at_least) {
  return on_characters(a, b, [&](auto... in) { return jaro_winkler(in..., at_least); });
}

std::size_t levenshtein_distance(std::string_view a, std::string_view b) {
  return on_characters(a, b, [](auto... in) { return distance<false>(in...); });
}

std::size_t alignment_distance(std::string_view a, std::string_view b) {
  return on_characters(a, b, [](auto... in) { return distance<true>(in...); });
}

bool is_one_slip(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.size() == 2 && b.size() == 2) return a[0] == b[1] && a[1] == b[0];
  return std::max(a.size(), b.size()) == 1;
}

std::string soundex(std::string_view folded) {
  std::string out;
  char last = '-';
  for (const char c : folded) {
    const auto letter = letters.find(c);
    if (letter == letters.npos) continue;
    const char sound = sound_classes[letter];
    if (out.empty())
      out += c;
    else if (sound != last && sound > '0')
      out += sound;
    if (sound != '-') last = sound;
    if (out.size() == 4) break;
  }
  if (!out.empty()) out.resize(4, '0');
  return out;
}

}  // namespace onward
