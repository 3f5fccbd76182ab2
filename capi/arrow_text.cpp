#include "arrow_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <span>

namespace onward_arrow {

namespace {

template <class T> const T* buffer(const ArrowArray& array, std::size_t number) {
  return static_cast<const T*>(array.buffers[number]);
}
bool is_set(const std::uint8_t* bits, std::int64_t i) { return bits[i / 8] >> (i % 8) & 1; }

bool is_null(const ArrowArray& array, std::int64_t i) {
  const auto* valid = array.n_buffers > 0 ? buffer<std::uint8_t>(array, 0) : nullptr;
  return array.null_count != 0 && valid && !is_set(valid, i + array.offset);
}
std::string_view text_at(const ArrowArray& array, std::int64_t i) {
  const auto* ends = buffer<std::int32_t>(array, 1) + array.offset;
  return {buffer<char>(array, 2) + ends[i], static_cast<std::size_t>(ends[i + 1] - ends[i])};
}

template <class... T> void put(std::string& out, const char* format, T... values) {
  std::array<char, 64> room{};
  const int size = std::snprintf(room.data(), room.size(), format, values...);
  out.append(room.data(), static_cast<std::size_t>(size));
}
template <class T> void put_number(std::string& out, T value) {
  std::array<char, 32> room{};
  const auto end = std::to_chars(room.data(), room.data() + room.size(), value).ptr;
  out.append(room.data(), end);
}

void put_date(std::string& out, std::int64_t days) {
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{days}}};
  put(out, "%04d-%02u-%02u", int{day.year()}, unsigned{day.month()}, unsigned{day.day()});
}
void put_instant(std::string& out, std::int64_t microseconds) {
  using namespace std::chrono;
  const sys_time<std::chrono::microseconds> at{std::chrono::microseconds{microseconds}};
  const auto day = floor<days>(at);
  put_date(out, day.time_since_epoch().count());
  const hh_mm_ss time{at - day};
  put(out, "T%02d:%02d:%02d.%06dZ", static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
      static_cast<int>(time.subseconds().count()));
}

void put_quoted(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += digits[c >> 4];
      out += digits[c & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

bool is_text(const ArrowSchema& type) { return type.format[0] == 'u' || type.dictionary; }
std::string_view text_of(const ArrowSchema& type, const ArrowArray& array, std::int64_t i) {
  if (!type.dictionary) return text_at(array, i);
  const auto at = i + array.offset;
  const bool is_wide = std::string_view(type.format) == "i";
  return text_at(*array.dictionary,
                 is_wide ? buffer<std::int32_t>(array, 1)[at] : buffer<std::int8_t>(array, 1)[at]);
}

void put_json(std::string& out, const ArrowSchema& type, const ArrowArray& array, std::int64_t i);

void put_list(std::string& out, const ArrowSchema& type, const ArrowArray& array, std::int64_t i) {
  const auto* ends = buffer<std::int32_t>(array, 1) + array.offset;
  out += '[';
  for (auto item = ends[i]; item < ends[i + 1]; ++item) {
    if (item > ends[i]) out += ',';
    put_json(out, *type.children[0], *array.children[0], item);
  }
  out += ']';
}
void put_record(std::string& out, const ArrowSchema& type, const ArrowArray& array,
                std::int64_t i) {
  out += '{';
  for (std::int64_t part = 0; part < type.n_children; ++part) {
    if (part > 0) out += ',';
    put_quoted(out, type.children[part]->name);
    out += ':';
    put_json(out, *type.children[part], *array.children[part], i + array.offset);
  }
  out += '}';
}

// What stands in a table as it is: a number, a date, true or false.
void put_plain(std::string& out, const ArrowSchema& type, const ArrowArray& array, std::int64_t i) {
  const std::string_view format = type.format;
  const auto at = i + array.offset;
  if (format == "b") out += is_set(buffer<std::uint8_t>(array, 1), at) ? "true" : "false";
  if (format == "l") put_number(out, buffer<std::int64_t>(array, 1)[at]);
  if (format == "g") put_number(out, buffer<double>(array, 1)[at]);
  if (format == "tdD") put_date(out, buffer<std::int32_t>(array, 1)[at]);
  if (format == "tsu:UTC") put_instant(out, buffer<std::int64_t>(array, 1)[at]);
}

void put_json(std::string& out, const ArrowSchema& type, const ArrowArray& array, std::int64_t i) {
  const std::string_view format = type.format;
  if (is_null(array, i)) {
    out += "null";
  } else if (is_text(type)) {
    put_quoted(out, text_of(type, array, i));
  } else if (format == "+l") {
    put_list(out, type, array, i);
  } else if (format == "+s") {
    put_record(out, type, array, i);
  } else if (format == "g" && !std::isfinite(buffer<double>(array, 1)[i + array.offset])) {
    out += "null";
  } else {
    const bool is_time = format.starts_with('t');
    if (is_time) out += '"';
    put_plain(out, type, array, i);
    if (is_time) out += '"';
  }
}

void put_csv(std::string& out, const ArrowSchema& type, const ArrowArray& array, std::int64_t i) {
  if (is_null(array, i)) return;
  if (is_text(type)) return put_csv_text(out, text_of(type, array, i));
  if (type.format[0] != '+') return put_plain(out, type, array, i);
  std::string json;
  put_json(json, type, array, i);
  put_csv_text(out, json);
}

}  // namespace

void put_csv_text(std::string& out, std::string_view text) {
  constexpr std::string_view begins_a_formula = "=+-@\t\r\n'";
  // The same as wide as a Chinese character, which some spreadsheets take for the narrow ones.
  constexpr std::string_view wide[] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"};
  const bool is_defused =
      (!text.empty() && begins_a_formula.find(text[0]) != text.npos) ||
      std::ranges::any_of(wide, [&](auto sign) { return text.starts_with(sign); });
  const bool is_quoted = text.empty() || text.find_first_of(",\"\r\n") != text.npos ||
                         text.front() == ' ' || text.back() == ' ';
  if (is_quoted) out += '"';
  if (is_defused) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  if (is_quoted) out += '"';
}

void TextOf::begin(std::string& out) const {
  if (format_ == TextFormat::json) {
    out += '[';
    return;
  }
  for (std::int64_t i = 0; i < schema_.n_children; ++i) {
    if (i > 0) out += ',';
    put_csv_text(out, schema_.children[i]->name);
  }
  out += "\r\n";
}

void TextOf::add(std::string& out, const ArrowArray& rows) {
  for (std::int64_t row = 0; row < rows.length; ++row) {
    if (format_ == TextFormat::json) {
      out += has_rows_ ? ",\n" : "\n";
      put_record(out, schema_, rows, row);
    } else {
      for (std::int64_t i = 0; i < schema_.n_children; ++i) {
        if (i > 0) out += ',';
        put_csv(out, *schema_.children[i], *rows.children[i], row + rows.offset);
      }
      out += "\r\n";
    }
    has_rows_ = true;
  }
}

void TextOf::end(std::string& out) const {
  if (format_ == TextFormat::json) out += has_rows_ ? "\n]\n" : "]\n";
}

}  // namespace onward_arrow
