#include "onward/rules/contact_timing.hpp"

#include <algorithm>
#include <map>

#include "statistics.hpp"

namespace onward {

namespace {

struct Counts {
  std::int64_t tried = 0, answered = 0;
  void add(bool was_answered) {
    ++tried;
    answered += was_answered ? 1 : 0;
  }
};

// Among equals the earlier one of the week, and the earlier one of the list, comes first.
auto what(const SlotRate& r) { return std::pair(r.weekday, r.part); }
auto what(const MethodRate& r) { return r.method; }

bool is_clear(const AnswerRate& best, const Counts& all, std::size_t candidates) {
  const auto others = all.tried - best.tried;
  if (best.tried < tries_to_compare_min || others < tries_to_compare_min) return false;
  const double by_chance =
      hypergeometric_at_least(best.answered, best.tried, all.answered, all.tried);
  return by_chance * static_cast<double>(candidates) <= best_by_chance_max;
}

// Best first; whether the first is clearly above the others together.
template <class Rated> bool rank(std::vector<Rated>& rated, const Counts& all) {
  std::ranges::sort(rated, [](const Rated& a, const Rated& b) {
    return std::pair(b.answers.low, what(a)) < std::pair(a.answers.low, what(b));
  });
  return rated.size() > 1 && is_clear(rated.front().answers, all, rated.size());
}

}  // namespace

// Not by counting from midnight: on the days when clocks are changed, noon is no twelve hours
// later.
DayPart day_part(Instant at, const TimeZone& zone) {
  using std::chrono::hours;
  const Date day = zone.local_day(at);
  if (at < zone.instant_of(day, hours(12))) return DayPart::morning;
  return at < zone.instant_of(day, hours(15)) ? DayPart::midday : DayPart::afternoon;
}

AnswerRate answer_rate(std::int64_t tried, std::int64_t answered) {
  constexpr double jeffreys = 0.5, tail = 0.05;
  tried = std::max<std::int64_t>(tried, 0);
  answered = std::clamp<std::int64_t>(answered, 0, tried);
  AnswerRate out{.tried = tried, .answered = answered};
  const double a = static_cast<double>(answered) + jeffreys,
               b = static_cast<double>(tried - answered) + jeffreys;
  if (tried > 0) out.rate = static_cast<double>(answered) / static_cast<double>(tried);
  // At the ends the interval reaches them, else it would leave out what was seen.
  out.low = answered == 0 ? 0 : beta_quantile(a, b, tail);
  out.high = answered == tried ? 1 : beta_quantile(a, b, 1 - tail);
  return out;
}

ContactTiming contact_timing(std::span<const ContactTried> contacts) {
  std::map<std::pair<Weekday, DayPart>, Counts> slots;
  std::map<CommunicationMethod, Counts> methods;
  Counts all;
  for (auto& contact : contacts) {
    slots[{contact.weekday, contact.part}].add(contact.answered);
    methods[contact.method].add(contact.answered);
    all.add(contact.answered);
  }
  ContactTiming out;
  for (auto& [slot, counts] : slots)
    out.slots.push_back({slot.first, slot.second, answer_rate(counts.tried, counts.answered)});
  for (auto& [method, counts] : methods)
    out.methods.push_back({method, answer_rate(counts.tried, counts.answered)});
  out.slot_is_clear = rank(out.slots, all);
  out.method_is_clear = rank(out.methods, all);
  return out;
}

}  // namespace onward
