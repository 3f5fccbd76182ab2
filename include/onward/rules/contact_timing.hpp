// When a referring provider is best reached, from how it went before.
#pragma once

#include <span>

#include "onward/rules/practice.hpp"
#include "onward/time_zone.hpp"

namespace onward {

enum class DayPart : std::uint8_t { morning, midday, afternoon };
template <>
inline constexpr auto names<DayPart> = std::array{
    Name{DayPart::morning, "morning", "Before noon."},
    Name{DayPart::midday, "midday", "From noon to 15:00."},
    Name{DayPart::afternoon, "afternoon", "From 15:00."},
};
DayPart day_part(Instant, const TimeZone&);  // as the clocks there show it

// A contact as the practice's clocks showed it. One that nobody has answered yet, and might in
// time, is left out by whoever asks.
struct ContactTried {
  Weekday weekday = Weekday::monday;
  DayPart part = DayPart::morning;
  CommunicationMethod method = CommunicationMethod::phone;
  bool answered = false;
};

// How often they answered, and the interval that holds the true rate with 90 %: a Beta distribution
// with Jeffreys' prior, equal tails.
//   source   L. Brown, T. Cai, A. DasGupta, Interval Estimation for a Binomial Proportion (2001)
struct AnswerRate {
  std::int64_t tried = 0, answered = 0;
  double rate = 0, low = 0, high = 0;
};
template <>
inline constexpr auto rows<AnswerRate> = std::array{
    row<&AnswerRate::tried>(1, "tried", "How often it was tried."),
    row<&AnswerRate::answered>(2, "answered", "How often they answered within two days."),
    row<&AnswerRate::rate>(3, "rate", "answered by tried, 0 to 1."),
    row<&AnswerRate::low>(4, "low", "The true rate lies above with 95 %."),
    row<&AnswerRate::high>(5, "high", "The true rate lies below with 95 %."),
};
ONWARD_RECORD(AnswerRate);
AnswerRate answer_rate(std::int64_t tried, std::int64_t answered);

struct SlotRate {
  Weekday weekday = Weekday::monday;
  DayPart part = DayPart::morning;
  AnswerRate answers{};
};
template <>
inline constexpr auto rows<SlotRate> = std::array{
    row<&SlotRate::weekday>(1, "weekday", "Day of the week, where the practice is."),
    row<&SlotRate::part>(2, "part", "Time of the day, where the practice is."),
    row<&SlotRate::answers>(3, "answers", "How they answered then."),
};
ONWARD_RECORDS(SlotRate);
struct MethodRate {
  CommunicationMethod method = CommunicationMethod::fax;
  AnswerRate answers{};
};
template <>
inline constexpr auto rows<MethodRate> = std::array{
    row<&MethodRate::method>(1, "method", "How they were reached."),
    row<&MethodRate::answers>(2, "answers", "How they answered that."),
};
ONWARD_RECORDS(MethodRate);

// Slots and methods that were tried, best first: by the low end of the interval, so that a lucky
// single success does not lead. `clear` says that the best one was answered more often than the
// others together by more than chance: Fisher's exact test, on one side, at the level of
// `best_by_chance_max` divided by how many there are, since the best was chosen after looking
// (Bonferroni). Otherwise the order is noise, and any time is as good.
//   source   A. Agresti, Categorical Data Analysis (3rd ed.), 3.5; docs/decisions/0041
struct ContactTiming {
  std::vector<SlotRate> slots{};
  bool slot_is_clear = false;
  std::vector<MethodRate> methods{};
  bool method_is_clear = false;
};
template <>
inline constexpr auto rows<ContactTiming> = std::array{
    row<&ContactTiming::slots>(1, "slots", "Times that were tried, best first."),
    row<&ContactTiming::slot_is_clear>(2, "slot_is_clear", "False when that order may be chance."),
    row<&ContactTiming::methods>(3, "methods", "Ways that were tried, best first."),
    row<&ContactTiming::method_is_clear>(4, "method_is_clear",
                                         "False when that order may be chance."),
};
ONWARD_RECORD(ContactTiming);
ContactTiming contact_timing(std::span<const ContactTried>);

}  // namespace onward
