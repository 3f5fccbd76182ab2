// Figures as people read them.
#pragma once

#include "onward/operations/money.hpp"

namespace onward {

std::string grouped_number(std::int64_t);  // 1,234,567
std::string one_decimal(double);           // 3.7
std::string percent(double share);         // 61.5%
std::string signed_percent(double change);       // +12.5%: so much more than what was
std::string percent_points(double difference);   // +12.5: of one share less another
std::string percents(double low, double high);  // 58.0% to 64.9%
// Minutes below two hours, hours below two days, days from there on: "45 min", "7.5 h", "12.3
// days".
std::string duration(std::int64_t minutes);
std::string amount(const Money&);        // 1,250.00 EUR
std::string long_date(Date);             // 31 March 2025
std::string long_month(Date);            // March 2025
std::string conversions(std::int64_t millionths);  // 1.33
std::string short_instant(Instant);      // 31 March 2025, 09:30 UTC
std::string label_of(std::string_view name);  // time_to_help: Time to help

}  // namespace onward
