#include "dates.hpp"

#include <algorithm>
#include <stdexcept>

#include <date/tz.h>

namespace onward {

namespace {

using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::size_t date_size = std::string_view("2025-03-31").size();
constexpr std::size_t time_size = std::string_view("T09:30:00").size();
constexpr std::size_t fraction_digits_max = 6;

bool take_digits(std::string_view& in, std::size_t count, int& out) {
  if (in.size() < count) return false;
  int value = 0;
  for (const char c : in.substr(0, count)) {
    if (c < '0' || c > '9') return false;
    value = value * 10 + (c - '0');
  }
  in.remove_prefix(count);
  out = value;
  return true;
}

bool take(std::string_view& in, char expected) {
  if (in.empty() || in.front() != expected) return false;
  in.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& in, Date& out) {
  int year = 0, month = 0, day = 0;
  if (!take_digits(in, 4, year) || !take(in, '-') || !take_digits(in, 2, month) || !take(in, '-') ||
      !take_digits(in, 2, day) || year == 0)
    return false;
  const std::chrono::year_month_day civil{std::chrono::year{year},
                                          std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
  if (!civil.ok()) return false;
  out = civil;
  return true;
}

// Up to six digits after a point, or nothing at all.
bool take_fraction(std::string_view& in, microseconds& out) {
  if (!take(in, '.')) return true;
  std::size_t count = 0;
  while (count < in.size() && in[count] >= '0' && in[count] <= '9') ++count;
  if (count == 0 || count > fraction_digits_max) return false;
  int value = 0;
  take_digits(in, count, value);
  for (; count < fraction_digits_max; ++count) value *= 10;
  out = microseconds{value};
  return true;
}

char* put_digits(char* at, unsigned value, int count) {
  for (int i = count - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
  return at + count;
}

char* put_date(char* at, Date day) {
  const std::chrono::year_month_day civil{day};
  const int year = static_cast<int>(civil.year());
  if (year < 1 || year > 9999) throw std::out_of_range("a year outside 0001 to 9999");
  at = put_digits(at, static_cast<unsigned>(year), 4);
  *at++ = '-';
  at = put_digits(at, static_cast<unsigned>(civil.month()), 2);
  *at++ = '-';
  return put_digits(at, static_cast<unsigned>(civil.day()), 2);
}

class Utc final : public TimeZone {
 public:
  Date local_day(Instant at) const override { return floor<std::chrono::days>(at); }
  Instant instant_of(Date day, microseconds since_midnight) const override {
    return Instant{day} + since_midnight;
  }
};

class SystemZone final : public TimeZone {
 public:
  explicit SystemZone(const date::time_zone& zone) : zone_(&zone) {}

  std::string_view name() const { return zone_->name(); }
  Date local_day(Instant at) const override {
    return floor<std::chrono::days>(at + zone_->get_info(floor<seconds>(at)).offset);
  }
  Instant instant_of(Date day, microseconds since_midnight) const override {
    const date::local_time<microseconds> shown{day.time_since_epoch() + since_midnight};
    return zone_->to_sys(shown, date::choose::earliest);
  }

 private:
  const date::time_zone* zone_;
};

// The database lists every file of the system's directory, among them "localtime", which is
// another zone on another machine. What IANA names begins with a capital.
std::vector<SystemZone> system_zones() try {
  std::vector<SystemZone> zones;
  for (auto& zone : date::get_tzdb().zones)
    if (zone.name().front() >= 'A' && zone.name().front() <= 'Z') zones.emplace_back(zone);
  if (zones.empty()) throw std::runtime_error("the database is empty");
  std::ranges::sort(zones, {}, &SystemZone::name);
  return zones;
} catch (const std::runtime_error&) {
  throw std::runtime_error("the time zone database cannot be read; is tzdata installed?");
}

}  // namespace

bool parse_date(std::string_view in, Date& out) {
  Date value{};
  if (!take_date(in, value) || !in.empty()) return false;
  out = value;
  return true;
}

bool parse_instant(std::string_view in, Instant& out) {
  Date day{};
  int hour = 0, minute = 0, second = 0;
  microseconds fraction{};
  if (!take_date(in, day) || !take(in, 'T') || !take_digits(in, 2, hour) || !take(in, ':') ||
      !take_digits(in, 2, minute) || !take(in, ':') || !take_digits(in, 2, second) ||
      !take_fraction(in, fraction) || !take(in, 'Z') || !in.empty())
    return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  out = Instant{day} + std::chrono::hours{hour} + std::chrono::minutes{minute} + seconds{second} +
        fraction;
  return true;
}

void append_date(std::string& out, Date day) {
  std::array<char, date_size> text;
  out.append(text.data(), put_date(text.data(), day));
}

void append_instant(std::string& out, Instant at) {
  const auto day = floor<std::chrono::days>(at);
  const auto in_day = static_cast<std::uint64_t>((at - Instant{day}).count());
  const auto second = static_cast<unsigned>(in_day / 1'000'000);
  std::array<char, date_size + time_size + 1 + fraction_digits_max + 1> text;
  char* end = put_date(text.data(), day);
  *end++ = 'T';
  end = put_digits(end, second / 3600, 2);
  *end++ = ':';
  end = put_digits(end, second / 60 % 60, 2);
  *end++ = ':';
  end = put_digits(end, second % 60, 2);
  *end++ = '.';
  end = put_digits(end, static_cast<unsigned>(in_day % 1'000'000), 6);
  *end++ = 'Z';
  out.append(text.data(), end);
}

std::string format_date(Date day) {
  std::string out;
  append_date(out, day);
  return out;
}

std::string format_instant(Instant at) {
  std::string out;
  append_instant(out, at);
  return out;
}

const TimeZone* find_zone(std::string_view iana) {
  static const Utc utc;
  if (iana == "UTC" || iana == "Etc/UTC") return &utc;
  static const std::vector<SystemZone> zones = system_zones();  // one thread reads, others wait
  const auto at = std::ranges::lower_bound(zones, iana, {}, &SystemZone::name);
  return at != zones.end() && at->name() == iana ? &*at : nullptr;
}

const TimeZone& zone_named(std::string_view iana) {
  if (const auto* zone = find_zone(iana)) return *zone;
  throw std::runtime_error("this machine's tzdata has no time zone " + std::string(iana));
}

}  // namespace onward
