#include "operations/answer_figures.hpp"

#include <algorithm>
#include <map>

#include "dates.hpp"
#include "json.hpp"
#include "onward/operations/metric_states.hpp"
#include "operations/answer_sections.hpp"

namespace onward {

namespace {

// Places whose codes are identifiers: people want their names.
bool has_name(Dimension d) {
  switch (d) {
    case Dimension::sender:
    case Dimension::receiver:
    case Dimension::service:
    case Dimension::issue:
    case Dimension::practice:
    case Dimension::referring_provider:
    case Dimension::referral_source: return true;
    default: return false;
  }
}

// Organisations, services and sources are no people; providers are.
Privacy privacy_of_name(Dimension d) {
  return d == Dimension::referring_provider ? Privacy::personal : Privacy::open;
}

// A column whose values stand once, in the order in which they came.
class CodeColumn {
 public:
  CodeColumn(std::string name, std::string doc, Privacy privacy)
      : name_(std::move(name)), doc_(std::move(doc)), privacy_(privacy) {}

  KeptCell cell(const std::string& code) {
    if (seen_.emplace(code, seen_.size()).second) codes_.push_back(code);
    return code;
  }
  RecordColumn column() const {
    RecordColumn out{.name = name_, .privacy = privacy_};
    JsonWriter w(out.schema);
    w.begin_object(0);
    w.member("description");
    w.text(doc_);
    w.member("type");
    w.text("string");
    w.member("enum");
    w.begin_array(0);
    for (auto& code : codes_) w.text(code);
    w.end_array();
    w.member("x-codes");  // any number of them
    w.text("many");
    w.end_object();
    return out;
  }

 private:
  std::string name_, doc_;
  Privacy privacy_;
  std::vector<std::string> codes_{};
  std::map<std::string, std::size_t> seen_{};
};

RecordColumn period_column(Dimension d) {
  RecordColumn out{.nullable = true, .name = std::string(name_of(d))};
  JsonWriter w(out.schema);
  w.begin_object(0);
  w.member("description");
  w.text("First day of the " + std::string(name_of(d)) + "; absent when it is not known.");
  w.member("type");
  w.text("string");
  w.member("format");
  w.text("date");
  w.end_object();
  return out;
}

// The places of each line: a column a dimension, and one of names where codes are identifiers.
class PlaceColumns {
 public:
  // Of a place along each dimension, in their order.
  void add(KeptCells& cells, std::span<const FigureKey> places) {
    for (auto& key : places) {
      if (is_period(key.dimension)) {
        Date first{};
        KeptCell day;
        if (parse_date(key.code, first)) day = key.code;
        cells.push_back(std::move(day));
        continue;
      }
      cells.push_back(codes_of(key.dimension).cell(key.code));
      if (has_name(key.dimension)) cells.push_back(names_of(key.dimension).cell(key.name));
    }
  }
  std::vector<RecordColumn> columns(std::span<const Dimension> dimensions) {
    std::vector<RecordColumn> out;
    for (const auto d : dimensions) {
      out.push_back(is_period(d) ? period_column(d) : codes_of(d).column());
      if (has_name(d)) out.push_back(names_of(d).column());
    }
    return out;
  }

 private:
  CodeColumn& codes_of(Dimension d) {
    const std::string says(names<Dimension>[static_cast<std::size_t>(d)].doc);
    return codes_.try_emplace(d, std::string(name_of(d)), says, Privacy::open).first->second;
  }
  CodeColumn& names_of(Dimension d) {
    return names_
        .try_emplace(d, std::string(name_of(d)) + "_name", "The same for people.",
                     privacy_of_name(d))
        .first->second;
  }
  std::map<Dimension, CodeColumn> codes_{}, names_{};
};

void append(std::vector<RecordColumn>& columns, std::vector<RecordColumn> more) {
  columns.insert(columns.end(), more.begin(), more.end());
}
template <Record T> void append(KeptCells& cells, const T& record) {
  auto more = cells_of(rows_of<T>(), &record);
  cells.insert(cells.end(), more.begin(), more.end());
}

// A line, and of money one for each currency.
std::vector<FigureLine> lines_of(const Figure& f) {
  FigureLine line{.metric = f.metric,
                  .numerator = f.count,
                  .denominator = f.out_of,
                  .low = f.low,
                  .high = f.high,
                  .wait = f.wait,
                  .pending = f.pending,
                  .suppressed = f.suppressed,
                  .immature = f.immature};
  const auto real = [](std::optional<std::int64_t> v) {
    return v ? std::optional(static_cast<double>(*v)) : std::nullopt;
  };
  line.value = f.out_of ? f.rate : real(f.count);
  if (f.wait) {
    line.numerator = f.wait->reached;
    line.value = real(f.wait->median_minutes);
    line.low = real(f.wait->median_low_minutes);
    line.high = real(f.wait->median_high_minutes);
  }
  if (f.amounts.empty() && f.returns.empty()) return {line};
  std::vector<FigureLine> out;
  for (auto& back : f.returns) {
    line.currency = back.currency;
    line.minor_units = back.gained_minor_units;
    line.spent_minor_units = back.spent_minor_units;
    line.value = std::nullopt;
    if (back.gained_minor_units && back.spent_minor_units)
      line.value = static_cast<double>(*back.gained_minor_units) /
                   static_cast<double>(*back.spent_minor_units);
    out.push_back(line);
  }
  for (auto& amount : f.amounts) {
    line.minor_units = amount.minor_units;
    line.currency = amount.currency;
    out.push_back(line);
  }
  return out;
}

AnswerRows rows_of_figures(const std::vector<Dimension>& group_by, const void* response) {
  const auto& answer = *static_cast<const Figures*>(response);
  PlaceColumns places;
  AnswerRows out;
  for (auto& group : answer.groups)
    for (auto& figure : group.figures)
      for (auto& line : lines_of(figure)) {
        KeptCells cells;
        places.add(cells, group.places);
        append(cells, line);
        out.rows.push_back(std::move(cells));
      }
  out.columns = places.columns(group_by);
  append(out.columns, columns_of(rows_of<FigureLine>()));
  return out;
}
AnswerRows rows_of_query(const void* request, const void* response, std::string_view) {
  return rows_of_figures(static_cast<const AskFigures*>(request)->group_by, response);
}
AnswerRows rows_of_merge(const void* request, const void* response, std::string_view) {
  return rows_of_figures(static_cast<const MergeStates*>(request)->states[0].group_by, response);
}

AnswerRows rows_of_trend(const void* request, const void* response, std::string_view) {
  const auto& answer = *static_cast<const Trend*>(response);
  PlaceColumns places;
  AnswerRows out;
  for (auto& point : answer.points)
    for (auto& line : lines_of(point.figure)) {
      KeptCells cells;
      places.add(cells, {&point.period, 1});
      append(cells, line);
      append(cells, TrendMarks{.partial = point.partial,
                               .change_from_previous = point.change_from_previous,
                               .change_from_year_before = point.change_from_year_before,
                               .previous_low = point.previous_low,
                               .previous_high = point.previous_high,
                               .previous_is_noise = point.previous_is_noise,
                               .year_before_low = point.year_before_low,
                               .year_before_high = point.year_before_high,
                               .year_before_is_noise = point.year_before_is_noise});
      out.rows.push_back(std::move(cells));
    }
  out.columns = places.columns({{static_cast<const AskTrend*>(request)->period}});
  append(out.columns, columns_of(rows_of<FigureLine>()));
  append(out.columns, columns_of(rows_of<TrendMarks>()));
  return out;
}

AnswerRows rows_of_ranking(const void* request, const void* response, std::string_view) {
  const auto& answer = *static_cast<const RankedFigures*>(response);
  PlaceColumns places;
  AnswerRows out;
  for (auto& r : answer.ranking) {
    RankLine line{.metric = answer.definition.metric,
                  .rank = r.rank,
                  .rank_best = r.rank_best,
                  .rank_worst = r.rank_worst,
                  .value = r.shrunken,
                  .numerator = r.count,
                  .denominator = r.out_of,
                  .low = r.low,
                  .high = r.high,
                  .above_next = r.above_next,
                  .tied_with_next = r.tied_with_next,
                  .pending = r.pending,
                  .immature = r.immature};
    if (r.amount) {
      line.minor_units = r.amount->minor_units;
      line.currency = r.amount->currency;
    }
    KeptCells cells;
    places.add(cells, {&r.key, 1});
    append(cells, line);
    out.rows.push_back(std::move(cells));
  }
  out.columns = places.columns({{static_cast<const AskRanking*>(request)->dimension}});
  append(out.columns, columns_of(rows_of<RankLine>()));
  return out;
}

}  // namespace

std::span<const AnswerShape> answer_shapes() {
  static const auto all = [] {
    std::vector<AnswerShape> out{
        {metric::query::name, "groups", rows_of_query, nullptr},
        {metric::merge::name, "groups", rows_of_merge, nullptr},
        {metric::trend::name, "points", rows_of_trend, nullptr},
        {metric::rank::name, "ranking", rows_of_ranking, nullptr},
    };
    add_section_shapes(out);
    return out;
  }();
  return all;
}

}  // namespace onward
