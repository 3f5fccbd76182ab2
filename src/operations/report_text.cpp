#include "operations/report_text.hpp"

#include <array>
#include <cmath>
#include <cstdio>

#include "dates.hpp"
#include "interchange/hsds_writer.hpp"

namespace onward {

namespace {

std::string fixed(double value, int digits) {
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return {text.data(), static_cast<std::size_t>(size)};
}

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

}  // namespace

std::string grouped_number(std::int64_t n) {
  std::string digits = std::to_string(n);
  const std::size_t first = n < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string one_decimal(double value) { return fixed(value, 1); }

std::string percent(double share) { return fixed(100 * share, 1) + '%'; }
std::string signed_percent(double change) { return (change > 0 ? "+" : "") + percent(change); }
std::string percent_points(double difference) {
  return (difference > 0 ? "+" : "") + fixed(100 * difference, 1);
}
std::string percents(double low, double high) { return percent(low) + " to " + percent(high); }

std::string duration(std::int64_t minutes) {
  constexpr std::int64_t hour = 60, day = 24 * hour;
  if (minutes < 2 * hour) return std::to_string(minutes) + " min";
  if (minutes < 2 * day) return fixed(double(minutes) / hour, 1) + " h";
  return fixed(double(minutes) / day, 1) + " days";
}

std::string amount(const Money& m) {
  const auto places = static_cast<std::size_t>(minor_digits(m.currency));
  std::string digits = std::to_string(m.minor_units < 0 ? -m.minor_units : m.minor_units);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  const auto point = digits.size() - places;
  std::string out = m.minor_units < 0 ? "-" : "";
  out += grouped_number(std::stoll(digits.substr(0, point)));
  if (places > 0) out += '.' + digits.substr(point);
  return out + ' ' + m.currency;
}

std::string conversions(std::int64_t millionths) {
  return fixed(static_cast<double>(millionths) / 1'000'000, 2);
}

std::string long_month(Date date) {
  const std::chrono::year_month_day day(date);
  return std::string(months[unsigned(day.month()) - 1]) + ' ' + std::to_string(int(day.year()));
}

std::string long_date(Date date) {
  const std::chrono::year_month_day day(date);
  return std::to_string(unsigned(day.day())) + ' ' + long_month(date);
}

std::string short_instant(Instant at) {
  const Date day = std::chrono::floor<std::chrono::days>(at);
  return long_date(day) + ", " + format_instant(at).substr(11, 5) + " UTC";
}

std::string label_of(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c == '_') c = ' ';
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z')
    out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

}  // namespace onward
