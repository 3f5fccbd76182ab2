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

// Best first; whether the first is clearly above the others together.
template <class Rated> bool rank(std::vector<Rated>& rated, const Counts& all) {
  std::ranges::sort(rated, [](const Rated& a, const Rated& b) {
    return std::pair(b.answers.low, what(a)) < std::pair(a.answers.low, what(b));
  });
  if (rated.size() < 2) return false;
  const auto& best = rated.front().answers;
  return best.low > answer_rate(all.tried - best.tried, all.answered - best.answered).rate;
}

}  // namespace

DayPart day_part(std::int64_t minutes_after_midnight) {
  constexpr std::int64_t noon = 12 * 60, three = 15 * 60;
  if (minutes_after_midnight < noon) return DayPart::morning;
  return minutes_after_midnight < three ? DayPart::midday : DayPart::afternoon;
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
