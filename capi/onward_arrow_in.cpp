#include "onward_arrow_in.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

#include "json.hpp"
#include "text.hpp"

namespace onward_capi {

namespace {

// Buffers come from anywhere and need not be aligned.
template <class T> T read(const void* buffer, std::int64_t i) {
  T out;
  std::memcpy(&out, static_cast<const T*>(buffer) + i, sizeof out);
  return out;
}
template <class T> std::int64_t read_whole(const void* buffer, std::int64_t i) {
  return static_cast<std::int64_t>(read<T>(buffer, i));
}

std::string_view format_of(const ArrowSchema& s) { return s.format ? s.format : ""; }

}  // namespace

void Faults::add(std::string path, std::string message) {
  if (!are_enough()) problems_.push_back({std::move(path), std::move(message)});
}

onward::Refusal Faults::refusal() const { return onward::malformed(problems_); }

bool is_sound(const ArrowArray& a, std::int64_t buffers, std::int64_t children,
              const std::string& path, Faults& faults) {
  const auto say = [&](std::string what) {
    faults.add(path, "the array " + std::move(what));
    return false;
  };
  if (!a.release) return say("was released");
  if (a.length < 0 || a.offset < 0 || a.null_count < -1) return say("has a number below 0");
  if (a.length > std::numeric_limits<std::int64_t>::max() - 1 - a.offset)
    return say("is longer than there are numbers");
  if (a.n_buffers < buffers || (buffers > 0 && !a.buffers))
    return say("has fewer buffers than its format");
  if (a.n_children != children || (children > 0 && !a.children))
    return say("has other children than its format");
  for (std::int64_t i = 0; i < children; ++i)
    if (!a.children[i]) return say("has a child that is NULL");
  // The first buffer says what is null, and may be left away; the others may where nothing is.
  for (std::int64_t i = 1; i < std::min<std::int64_t>(buffers, 2); ++i)
    if (!a.buffers[i] && a.length > 0) return say("has a buffer that is NULL");
  if (a.null_count > 0 && !a.buffers[0]) return say("does not say what is null");
  return true;
}

bool Cells::is_null(std::int64_t i) const {
  if (array_->null_count == 0 || array_->n_buffers == 0 || !buffer(0)) return false;
  const auto bit = at(i);
  return (static_cast<const std::uint8_t*>(buffer(0))[bit / 8] >> (bit % 8) & 1) == 0;
}

Numbers::Read Numbers::reader(std::string_view format) {
  if (format.size() != 1) return nullptr;
  switch (format[0]) {
    case 'c': return read_whole<std::int8_t>;
    case 'C': return read_whole<std::uint8_t>;
    case 's': return read_whole<std::int16_t>;
    case 'S': return read_whole<std::uint16_t>;
    case 'i': return read_whole<std::int32_t>;
    case 'I': return read_whole<std::uint32_t>;
    case 'l': return read_whole<std::int64_t>;
    case 'L': return read_whole<std::uint64_t>;
    default: return nullptr;
  }
}

bool Numbers::is_format(std::string_view format) { return reader(format) != nullptr; }

std::optional<Numbers> Numbers::of(const ArrowSchema& s, const ArrowArray& a,
                                   const std::string& path, Faults& faults) {
  if (!is_sound(a, 2, 0, path, faults)) return std::nullopt;
  return Numbers(a, reader(format_of(s)));
}

std::optional<Times::Unit> Times::unit_of(std::string_view format) {
  if (format == "tdD") return Unit{.of_second = 1, .seconds = 86'400, .is_narrow = true};
  if (format == "tdm") return Unit{.of_second = 1'000};
  if (format.size() < 4 || !format.starts_with("ts") || format[3] != ':') return std::nullopt;
  switch (format[2]) {
    case 's': return Unit{.of_second = 1};
    case 'm': return Unit{.of_second = 1'000};
    case 'u': return Unit{.of_second = 1'000'000};
    case 'n': return Unit{.of_second = 1'000'000'000};
    default: return std::nullopt;
  }
}

bool Times::is_format(std::string_view format) { return unit_of(format).has_value(); }

std::optional<Times> Times::of(const ArrowSchema& s, const ArrowArray& a, const std::string& path,
                               Faults& faults) {
  if (!is_sound(a, 2, 0, path, faults)) return std::nullopt;
  return Times(a, *unit_of(format_of(s)));
}

std::int64_t Times::operator[](std::int64_t i) const {
  return unit_.is_narrow ? read<std::int32_t>(buffer(1), at(i))
                         : read<std::int64_t>(buffer(1), at(i));
}

std::int64_t Times::seconds(std::int64_t i) const {
  const auto ticks = (*this)[i];
  const auto whole = ticks / unit_.of_second - (ticks % unit_.of_second < 0 ? 1 : 0);
  return whole * unit_.seconds;
}

bool Texts::is_format(std::string_view format) {
  return format == "u" || format == "U" || format == "vu";
}

std::optional<Texts> Texts::of(const ArrowSchema& s, const ArrowArray& a, const std::string& path,
                               Faults& faults) {
  const auto format = format_of(s);
  if (!is_sound(a, 3, 0, path, faults)) return std::nullopt;
  if (format == "vu" && a.n_buffers > 3 && !a.buffers[a.n_buffers - 1]) {
    faults.add(path, "the array does not say how long its buffers are");
    return std::nullopt;
  }
  return Texts(a, format == "vu" ? Layout::views : format == "U" ? Layout::wide : Layout::narrow);
}

std::optional<std::string_view> Texts::operator[](std::int64_t i) const {
  if (layout_ == Layout::views) return by_view(i);
  const bool is_wide = layout_ == Layout::wide;
  const auto offset = [&](std::int64_t of) {
    return is_wide ? read<std::int64_t>(buffer(1), of)
                   : std::int64_t{read<std::int32_t>(buffer(1), of)};
  };
  const auto begin = offset(at(i)), end = offset(at(i) + 1);
  if (begin < 0 || end < begin || (end > begin && !buffer(2))) return std::nullopt;
  if (begin == end) return std::string_view();
  return std::string_view(static_cast<const char*>(buffer(2)) + begin,
                          static_cast<std::size_t>(end - begin));
}

// Sixteen bytes: a size, and up to twelve bytes of text; or four of them, the number of a buffer,
// and where in it the text begins. The last buffer has the sizes of those in between.
std::optional<std::string_view> Texts::by_view(std::int64_t i) const {
  constexpr std::int32_t inside_max = 12;
  const char* const view = static_cast<const char*>(buffer(1)) + at(i) * 16;
  const auto size = read<std::int32_t>(view, 0);
  if (size < 0) return std::nullopt;
  if (size <= inside_max) return std::string_view(view + 4, static_cast<std::size_t>(size));
  const auto which = read<std::int32_t>(view, 2), begin = read<std::int32_t>(view, 3);
  const auto count = array_->n_buffers - 3;
  if (which < 0 || which >= count || begin < 0) return std::nullopt;
  const auto bytes = read<std::int64_t>(buffer(array_->n_buffers - 1), which);
  if (std::int64_t{begin} + size > bytes || !buffer(2 + which)) return std::nullopt;
  return std::string_view(static_cast<const char*>(buffer(2 + which)) + begin,
                          static_cast<std::size_t>(size));
}

std::uint32_t Names::number_of(std::string_view name) {
  if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(numbers_.size());
  return numbers_.emplace(name, number).first->second;
}

std::vector<std::string> Names::sorted(std::vector<std::uint32_t>& place) const {
  std::vector<std::string> out;
  out.reserve(numbers_.size());
  for (auto& [name, number] : numbers_) out.push_back(name);
  std::ranges::sort(out);
  place.resize(out.size());
  for (std::uint32_t i = 0; auto& name : out) place[numbers_.find(name)->second] = i++;
  return out;
}

bool NamesInChunk::is_format(const ArrowSchema& s) {
  if (!s.dictionary) return Texts::is_format(format_of(s));
  return Numbers::is_format(format_of(s)) && Texts::is_format(format_of(*s.dictionary));
}

NamesInChunk::NamesInChunk(std::optional<Numbers> places, Texts texts)
    : places_(places), texts_(texts) {
  if (places_) known_.resize(static_cast<std::size_t>(texts_.size()));
}

std::optional<NamesInChunk> NamesInChunk::of(const ArrowSchema& s, const ArrowArray& a,
                                             const std::string& path, Faults& faults) {
  if (!s.dictionary) {
    const auto texts = Texts::of(s, a, path, faults);
    return texts ? std::optional(NamesInChunk(std::nullopt, *texts)) : std::nullopt;
  }
  const auto places = Numbers::of(s, a, path, faults);
  if (!places) return std::nullopt;
  if (!a.dictionary) {
    faults.add(path, "the array has no dictionary");
    return std::nullopt;
  }
  const auto texts = Texts::of(*s.dictionary, *a.dictionary, path, faults);
  return texts ? std::optional(NamesInChunk(places, *texts)) : std::nullopt;
}

std::int64_t NamesInChunk::size() const { return places_ ? places_->size() : texts_.size(); }

const char* NamesInChunk::read(std::int64_t i, Names& names, std::uint32_t& number) {
  if (places_ ? places_->is_null(i) : texts_.is_null(i)) return "is null";
  if (places_) {
    i = (*places_)[i];
    if (i < 0 || i >= texts_.size()) return "is beyond the dictionary";
    if (const auto known = known_[static_cast<std::size_t>(i)]) {
      number = known - 1;
      return nullptr;
    }
    if (texts_.is_null(i)) return "is null";
  }
  const auto name = texts_[i];
  if (!name) return "is text whose offsets fall or reach beyond it";
  if (!onward::is_text(*name)) return "is not UTF-8";
  number = names.number_of(*name);
  if (places_) known_[static_cast<std::size_t>(i)] = number + 1;
  return nullptr;
}

bool Lists::is_format(std::string_view format) {
  return format == "+l" || format == "+L" || format.starts_with("+w:");
}

std::optional<Lists> Lists::of(const ArrowSchema& s, const ArrowArray& a, const std::string& path,
                               Faults& faults) {
  const auto format = format_of(s);
  const bool is_fixed = format.starts_with("+w:");
  if (!is_sound(a, is_fixed ? 1 : 2, 1, path, faults)) return std::nullopt;
  std::int64_t fixed = -1;
  if (is_fixed) {
    const auto digits = format.substr(3);
    std::from_chars(digits.data(), digits.data() + digits.size(), fixed);
    if (fixed < 0) {
      faults.add(path, "the format does not say how long its lists are");
      return std::nullopt;
    }
  }
  return Lists(a, format == "+L", fixed);
}

std::optional<Lists::Span> Lists::operator[](std::int64_t i) const {
  Span out;
  if (fixed_ >= 0) {
    if (fixed_ > 0 && at(i) >= entries().length / fixed_) return std::nullopt;
    return Span{at(i) * fixed_, (at(i) + 1) * fixed_};
  }
  const auto offset = [&](std::int64_t of) {
    return is_wide_ ? onward_capi::read<std::int64_t>(buffer(1), of)
                    : std::int64_t{onward_capi::read<std::int32_t>(buffer(1), of)};
  };
  out = {offset(at(i)), offset(at(i) + 1)};
  if (out.begin < 0 || out.end < out.begin || out.end > entries().length) return std::nullopt;
  return out;
}

}  // namespace onward_capi
