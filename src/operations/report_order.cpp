#include "operations/report_order.hpp"

#include <algorithm>

#include "dates.hpp"
#include "onward/rules/rates.hpp"
#include "operations/report_text.hpp"

namespace onward {

namespace {

using std::chrono::days;

// A century; whoever asks for more gets those in which something was counted.
constexpr std::ptrdiff_t months_max = 1'200;

Date next_month(Date first) { return next_first_day(Dimension::month, first); }
Date month_of(Date day) { return first_day_of(Dimension::month, day); }

// What is asked of a month in which nothing was counted.
FigureGroup empty_group(Date month, const FigureGroup& like) {
  FigureGroup out{.places = {{Dimension::month, format_date(month), {}}}, .figures = {}};
  for (std::size_t i = 1; i < like.places.size(); ++i)
    out.places.push_back({like.places[i].dimension, {}, {}});
  for (auto& figure : like.figures) {
    out.figures.push_back({.metric = figure.metric});
    const auto kind = definition_of(figure.metric).kind;
    if (kind == MetricKind::count || kind == MetricKind::distinct) out.figures.back().count = 0;
  }
  return out;
}

std::vector<Date> months_between(Date first, Date last) {
  std::vector<Date> out;
  for (Date month = first; month <= last && std::ssize(out) <= months_max;
       month = next_month(month))
    out.push_back(month);
  return out;
}

const Figure& first_figure(const FigureGroup& group) { return group.figures.front(); }

std::optional<std::int64_t> amount_in(const FigureGroup& group, std::string_view currency) {
  for (auto& money : first_figure(group).amounts)
    if (money.currency == currency) return money.minor_units;
  return std::nullopt;
}

// Positions by falling size, equals as they stand.
class Order {
 public:
  void add(std::int64_t size, std::size_t at) { by_size_.emplace_back(-size, at); }
  std::vector<std::size_t> first(std::size_t wanted) && {
    std::ranges::sort(by_size_);
    std::vector<std::size_t> out;
    for (auto& [size, at] : by_size_)
      if (out.size() < wanted) out.push_back(at);
    return out;
  }

 private:
  std::vector<std::pair<std::int64_t, std::size_t>> by_size_{};
};

std::vector<std::size_t> ranked(std::span<const FigureGroup> groups, std::size_t wanted) {
  std::set<std::string_view> currencies;
  for (auto& group : groups)
    for (auto& money : first_figure(group).amounts) currencies.insert(money.currency);
  std::vector<std::size_t> out;
  std::vector<bool> is_taken(groups.size());
  const auto take = [&](std::size_t at) {
    if (!is_taken[at]) out.push_back(at);
    is_taken[at] = true;
  };
  for (const auto currency : currencies) {
    Order order;
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (const auto amount = amount_in(groups[i], currency);
          amount && !is_nobody(groups[i].places[0]))
        order.add(*amount, i);
    for (const auto at : std::move(order).first(wanted)) take(at);
  }
  Order rest;  // of numbers, and without money
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (first_figure(groups[i]).amounts.empty() && !is_nobody(groups[i].places[0]))
      rest.add(first_figure(groups[i]).count.value_or(0), i);
  const std::size_t room = wanted - std::min(wanted, out.size());
  for (const auto at : std::move(rest).first(room)) take(at);
  return out;
}

std::string name_of_place(const FigureKey& key) {
  if (key.code.empty() && key.name.empty()) return {};
  if (key.code == "unknown") return "Not known";
  if (key.code == "erased") return "Erased";
  if (is_nobody(key)) return "Nobody named";
  switch (key.dimension) {
    case Dimension::urgency:
    case Dimension::need_phase:
    case Dimension::need_reason:
    case Dimension::referral_phase:
    case Dimension::outcome:
    case Dimension::reason_code:
    case Dimension::gender:
    case Dimension::lead_phase:
    case Dimension::referrer_type: return label_of(key.name);
    default: return key.name.empty() ? key.code : key.name;
  }
}

std::optional<Rate> rate_in(const Figure& f) {
  return f.suppressed || !f.out_of ? std::nullopt : rate_of(f.count.value_or(0), *f.out_of);
}
ComparedRate between(const Rate& first, const Rate& second) {
  const auto difference = difference_of(first, second);
  return {difference.value, difference.interval.low, difference.interval.high, difference.is_clear};
}

}  // namespace

bool is_nobody(const FigureKey& key) {
  return key.code.empty() || key.code == "unknown" || key.code == "erased" ||
         (key.code == "0" && key.name == "none");
}

std::vector<FigureGroup> with_every_month(const Figures& answer, const AskedDays& period) {
  const auto& groups = answer.groups;
  Date first{}, last{};
  if (groups.empty() || groups[0].places.empty() ||
      groups[0].places[0].dimension != Dimension::month ||
      !parse_date(groups.front().places[0].code, first) ||
      !parse_date(groups.back().places[0].code, last))
    return groups;
  const Date end = period.until ? std::min(period.today, *period.until - days{1}) : period.today;
  last = std::max(last, month_of(end));
  if (period.from && month_of(*period.from) < first &&
      std::ssize(months_between(month_of(*period.from), last)) <= months_max)
    first = month_of(*period.from);
  std::vector<FigureGroup> out;
  auto group = groups.begin();
  for (const Date month : months_between(first, last)) {
    const auto code = format_date(month);
    if (group == groups.end() || group->places[0].code != code)
      out.push_back(empty_group(month, groups.front()));
    for (; group != groups.end() && group->places[0].code == code; ++group) out.push_back(*group);
  }
  out.insert(out.end(), group, groups.end());
  return out;
}

std::vector<FigureGroup> largest_of(std::vector<FigureGroup> groups, std::size_t wanted,
                                    std::int64_t& left_out) {
  std::vector<FigureGroup> out;
  const auto order = ranked(groups, wanted);
  const auto nobodies =
      std::ranges::count_if(groups, [](auto& group) { return is_nobody(group.places[0]); });
  left_out = std::ssize(groups) - std::ssize(order) - nobodies;
  for (const auto at : order) out.push_back(groups[at]);
  for (auto& group : groups)
    if (is_nobody(group.places[0])) out.push_back(std::move(group));
  return out;
}

void PlaceNames::add(const FigureKey& key) {
  codes_[{key.dimension, name_of_place(key)}].insert(key.code);
}

std::string PlaceNames::of(const FigureKey& key) const {
  std::string name = name_of_place(key);
  const auto at = codes_.find({key.dimension, name});
  if (at == codes_.end() || at->second.size() < 2 || is_nobody(key)) return name;
  return name + " (" + key.code + ')';
}

std::vector<std::optional<ComparedRate>> compared_with_others(std::span<const FigureGroup> groups,
                                                              const Figure& all) {
  std::vector<std::optional<ComparedRate>> out(groups.size());
  const auto whole = rate_in(all);
  if (!whole) return out;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto rate = rate_in(*std::ranges::find(groups[i].figures, all.metric, &Figure::metric));
    if (!rate) continue;
    if (const auto others = rate_of(whole->count - rate->count, whole->out_of - rate->out_of))
      out[i] = between(*rate, *others);
  }
  return out;
}

std::optional<ComparedRate> compared(const Figure& first, const Figure& second) {
  const auto one = rate_in(first), other = rate_in(second);
  if (!one || !other) return std::nullopt;
  return between(*one, *other);
}

}  // namespace onward
