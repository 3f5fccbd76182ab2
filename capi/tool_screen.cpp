#include "tool_screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace onward_tool {

namespace {

constexpr std::size_t width_elsewhere = 10'000;  // nothing is cut in a file
constexpr std::size_t cell_width_max = 40;
constexpr std::size_t bar_width = 30;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::string coloured(bool on, Style style, std::string_view text) {
  constexpr const char* codes[] = {"", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m"};
  if (!on || style == Style::plain) return std::string(text);
  return codes[static_cast<std::size_t>(style)] + std::string(text) + "\x1b[0m";
}

std::string cell(const Value& v) {
  if (!v.is_composite()) return plain(v);
  if (const auto name = v.text_of("name"); v.find("id") && !name.empty())
    return plain(v["name"]) + " (" + plain(v["id"]) + ")";
  std::string out;
  for (auto& member : v.members) {
    if (member.value.is_empty()) continue;
    if (!out.empty()) out += ", ";
    if (!member.name.empty()) out += member.name + "=";
    out += cell(member.value);
  }
  return out;
}

bool is_records(const Value& v) {
  return v.shape == Value::Shape::array && !v.members.empty() &&
         v.members.front().value.shape == Value::Shape::object;
}

}  // namespace

std::string grouped(std::int64_t n) {
  std::string digits = std::to_string(n);
  const std::size_t first = n < 0 ? 1 : 0;
  for (auto at = digits.size(); at > first + 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::size_t width_of(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, is_continuation));
}

std::string fitted(std::string text, std::size_t width) {
  const auto has = width_of(text);
  if (has <= width) return text + std::string(width - has, ' ');
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end)
    if (!is_continuation(text[end]) && ++seen == width) break;
  return text.substr(0, end) + "…";
}

Screen::Screen()
    : out_is_terminal(isatty(STDOUT_FILENO) == 1),
      error_is_terminal(isatty(STDERR_FILENO) == 1),
      width_(width_elsewhere) {
  const char* no_colour = std::getenv("NO_COLOR");  // https://no-color.org
  colours_ = !no_colour || !*no_colour;
  winsize size{};
  if (out_is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
    width_ = size.ws_col;
}

std::string Screen::out(Style style, std::string_view text) const {
  return coloured(colours_ && out_is_terminal, style, text);
}
std::string Screen::error(Style style, std::string_view text) const {
  return coloured(colours_ && error_is_terminal, style, text);
}

void Screen::print(const Value& v, std::size_t indent) const {
  if (!v.is_composite()) {
    std::puts(plain(v).c_str());
    return;
  }
  // An answer without rows would look like one that was cut off.
  if (const auto* empty = v.find("is_empty"); empty && empty->integer)
    std::puts("Nothing was counted in this period.");
  std::size_t names = 0;
  for (auto& member : v.members) names = std::max(names, width_of(member.name));
  const std::string space(indent, ' ');
  for (auto& member : v.members) {
    const auto& value = member.value;
    if (value.is_empty()) continue;
    if (is_records(value)) {
      std::printf("%s%s\n", space.c_str(), out(Style::bold, member.name).c_str());
      print_rows(value, indent + 2);
    } else if (value.shape == Value::Shape::object) {
      std::printf("%s%s\n", space.c_str(), out(Style::bold, member.name).c_str());
      print(value, indent + 2);
    } else {
      std::printf("%s%s  %s\n", space.c_str(), out(Style::dim, fitted(member.name, names)).c_str(),
                  cell(value).c_str());
    }
  }
}

// Columns that are empty in every row are left out; on a screen the last one is cut to fit.
void Screen::print_rows(const Value& items, std::size_t indent) const {
  struct Column {
    std::string name{};
    std::size_t width = 0;
    bool is_number = true;
  };
  std::vector<Column> columns;
  for (auto& [name, first] : items.members.front().value.members) {
    Column column{name, width_of(name)};
    bool used = false;
    for (auto& item : items.members) {
      const Value& value = item.value[name];
      used |= !value.is_empty();
      column.is_number &= value.is_empty() || value.shape == Value::Shape::integer;
      column.width = std::max(column.width, width_of(cell(value)));
    }
    if (used) columns.push_back(column);
  }
  const auto line = [&](auto&& text_of, Style style) {
    std::string text;
    for (auto& column : columns) {
      const bool is_last = &column == &columns.back();
      const auto width =
          is_last || !out_is_terminal ? column.width : std::min(column.width, cell_width_max);
      std::string shown = fitted(text_of(column), width);
      const auto end = shown.find_last_not_of(' ') + 1;
      if (column.is_number) shown = shown.substr(end) + shown.substr(0, end);
      text += (text.empty() ? "" : "  ") + shown;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    const auto room = width_ - std::min(width_ - 1, indent);
    if (width_of(text) > room) text = fitted(std::move(text), room);
    std::printf("%s%s\n", std::string(indent, ' ').c_str(), out(style, text).c_str());
  };
  line([](const Column& c) { return c.name; }, Style::dim);
  for (auto& item : items.members)
    line([&](const Column& c) { return cell(item.value[c.name]); }, Style::plain);
}

void Bar::show(std::string_view what, std::int64_t done, std::int64_t total) {
  if (!drawn_) return;
  std::string text(what);
  if (total > 0) {
    const auto part = std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0);
    const auto full = static_cast<std::size_t>(part * bar_width);
    text += " [" + std::string(full, '#') + std::string(bar_width - full, '.') + "] " +
            std::to_string(static_cast<int>(part * 100)) + "%";
  } else {
    text += " " + grouped(done);
  }
  if (text == last_) return;
  std::fprintf(stderr, "\r\x1b[K%s", text.c_str());
  std::fflush(stderr);
  last_ = std::move(text);
}

void Bar::clear() {
  if (!last_.empty()) std::fputs("\r\x1b[K", stderr);
  last_.clear();
}

}  // namespace onward_tool
