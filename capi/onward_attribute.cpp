// Attribution of paths that come as columns and go as columns.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "json.hpp"
#include "onward/operations/attribution_columns.hpp"
#include "onward_answers.hpp"
#include "onward_arrow_in.hpp"
#include "onward_arrow_out.hpp"

namespace {

using namespace onward_capi;
using onward::Refusal, onward::Result;

constexpr std::size_t columns_count = 5;
constexpr std::string_view column_names[columns_count] = {"path", "touched_at", "conversions",
                                                          "nulls", "value"};
enum Column : std::size_t {
  path_column,
  time_column,
  conversion_column,
  null_column,
  value_column
};

std::string place(Column column, std::int64_t row) {
  return '/' + std::string(column_names[column]) + '/' + std::to_string(row);
}
std::string place(Column column, std::int64_t row, std::int64_t touch) {
  return place(column, row) + '/' + std::to_string(touch);
}

std::string_view text(const char* t) { return t ? t : ""; }

// What of the table is read, and where it stands in it; below 0 for columns that are not there.
class Table {
 public:
  explicit Table(const ArrowSchema& schema) : schema_(schema) { at_.fill(-1); }

  void look_at(Faults& faults) {
    if (!schema_.release) return faults.add("", "the schema was released");
    if (text(schema_.format) != "+s" || schema_.n_children < 0 ||
        (schema_.n_children > 0 && !schema_.children))
      return faults.add("", "expected a table: a struct with a child for each column");
    for (std::int64_t i = 0; i < schema_.n_children; ++i) find(i, faults);
    for (const auto needed : {path_column, conversion_column})
      if (!has(needed)) faults.add('/' + std::string(column_names[needed]), "is missing");
  }
  bool has(Column column) const { return at_[column] >= 0; }
  std::int64_t children() const { return schema_.n_children; }
  std::int64_t at(Column column) const { return at_[column]; }
  const ArrowSchema& of(Column column) const { return *schema_.children[at_[column]]; }

 private:
  void find(std::int64_t i, Faults& faults) {
    const ArrowSchema* child = schema_.children[i];
    if (!child) return faults.add("", "the schema has a child that is NULL");
    const auto name = text(child->name);
    const auto known = std::ranges::find(column_names, name);
    const auto where = '/' + std::string(name);
    if (known == std::end(column_names)) return faults.add(where, "is not known here");
    const auto column = static_cast<Column>(known - std::begin(column_names));
    if (has(column)) return faults.add(where, "is there twice");
    at_[column] = i;
    if (!fits(column, *child)) faults.add(where, wanted(column));
  }
  static bool fits(Column column, const ArrowSchema& s) {
    if (column != path_column && column != time_column)
      return !s.dictionary && Numbers::is_format(text(s.format));
    if (!Lists::is_format(text(s.format)) || s.n_children != 1 || !s.children || !s.children[0])
      return false;
    const ArrowSchema& entry = *s.children[0];
    if (column == path_column) return NamesInChunk::is_format(entry);
    return !entry.dictionary && Times::is_format(text(entry.format));
  }
  static std::string wanted(Column column) {
    if (column == path_column) return "expected lists of text, or of text in a dictionary";
    if (column == time_column) return "expected lists of timestamps or dates";
    return "expected whole numbers";
  }

  const ArrowSchema& schema_;
  std::array<std::int64_t, columns_count> at_{};
};

// The arrays that rules of attribution take.
struct Paths {
  std::vector<std::uint32_t> offsets{0}, sources{};
  std::vector<std::int64_t> touched_at_seconds{}, conversions{}, nulls{}, value{};
  Names names{};
};

// One chunk of the table, column by column.
class ChunkReader {
 public:
  ChunkReader(const Table& table, const ArrowArray& chunk, std::int64_t first_row, Paths& into,
              Faults& faults)
      : table_(table), chunk_(chunk), first_row_(first_row), into_(into), faults_(faults) {}

  void read() {
    if (!is_sound(chunk_, 0, table_.children(), "", faults_)) return;
    for (std::int64_t i = 0; i < chunk_.length; ++i)
      if (is_null_row(i))
        return faults_.add("", "row " + std::to_string(first_row_ + i) + " is null");
    read_paths();
    if (table_.has(time_column)) read_times();
    read_numbers(conversion_column, into_.conversions);
    if (table_.has(null_column)) read_numbers(null_column, into_.nulls);
    if (table_.has(value_column)) read_numbers(value_column, into_.value);
  }

 private:
  bool is_null_row(std::int64_t i) const {
    if (chunk_.null_count == 0 || chunk_.n_buffers < 1 || !chunk_.buffers || !chunk_.buffers[0])
      return false;
    const auto bit = chunk_.offset + i;
    return (static_cast<const std::uint8_t*>(chunk_.buffers[0])[bit / 8] >> (bit % 8) & 1) == 0;
  }
  // Where a row's cell stands in its column: the table may begin further on.
  std::int64_t cell(std::int64_t row) const { return chunk_.offset + row; }
  std::int64_t number(std::int64_t row) const { return first_row_ + row; }

  // The column as such cells; none where it is not sound, or ends before the table does.
  template <class C> std::optional<C> column(Column which) {
    const ArrowArray& array = *chunk_.children[table_.at(which)];
    const auto where = '/' + std::string(column_names[which]);
    auto out = C::of(table_.of(which), array, where, faults_);
    if (!out || out->size() >= chunk_.offset + chunk_.length) return out;
    faults_.add(where, "the array is shorter than the table");
    return std::nullopt;
  }
  template <class C> std::optional<C> entries(Column which, const Lists& lists) {
    return C::of(*table_.of(which).children[0], lists.entries(),
                 '/' + std::string(column_names[which]), faults_);
  }
  // Of a row whose list can be read.
  std::optional<Lists::Span> span_of(const Lists& lists, Column which, std::int64_t row) {
    if (lists.is_null(cell(row))) {
      faults_.add(place(which, number(row)), "is null");
      return std::nullopt;
    }
    const auto span = lists[cell(row)];
    if (!span)
      faults_.add(place(which, number(row)), "its offsets fall, or reach beyond the entries");
    return span;
  }

  void read_paths() {
    const auto lists = column<Lists>(path_column);
    if (!lists) return;
    auto touches = entries<NamesInChunk>(path_column, *lists);
    if (!touches) return;
    for (std::int64_t row = 0; row < chunk_.length && !faults_.are_enough(); ++row) {
      const auto span = span_of(*lists, path_column, row);
      if (!span) continue;
      if (span->size() == 0)
        faults_.add(place(path_column, number(row)),
                    "has no touch; who came from nowhere known has a source of that name");
      for (auto i = span->begin; i < span->end; ++i) {
        std::uint32_t source = 0;
        if (const char* fault = touches->read(i, into_.names, source))
          faults_.add(place(path_column, number(row), i - span->begin), fault);
        into_.sources.push_back(source);
      }
      if (into_.sources.size() > std::numeric_limits<std::uint32_t>::max())
        return faults_.add("/path", "has more touches than can be counted with 32 bits");
      into_.offsets.push_back(static_cast<std::uint32_t>(into_.sources.size()));
    }
  }

  void read_times() {
    const auto lists = column<Lists>(time_column);
    if (!lists) return;
    const auto times = entries<Times>(time_column, *lists);
    if (!times) return;
    for (std::int64_t row = 0; row < chunk_.length && !faults_.are_enough(); ++row) {
      const auto span = span_of(*lists, time_column, row);
      if (!span) continue;
      const auto at = static_cast<std::size_t>(number(row));
      const auto touches =
          at + 1 < into_.offsets.size() ? into_.offsets[at + 1] - into_.offsets[at] : 0;
      if (span->size() != touches && !faults_.any())
        faults_.add(place(time_column, number(row)), "has " + std::to_string(span->size()) +
                                                         " times for " + std::to_string(touches) +
                                                         " touches");
      for (auto i = span->begin; i < span->end; ++i) {
        if (times->is_null(i))
          faults_.add(place(time_column, number(row), i - span->begin), "is null");
        else if (i > span->begin && (*times)[i] < (*times)[i - 1])
          faults_.add(place(time_column, number(row), i - span->begin),
                      "is earlier than the touch before it");
        into_.touched_at_seconds.push_back(times->seconds(i));
      }
    }
  }

  void read_numbers(Column which, std::vector<std::int64_t>& into) {
    const auto numbers = column<Numbers>(which);
    if (!numbers) return;
    for (std::int64_t row = 0; row < chunk_.length && !faults_.are_enough(); ++row) {
      const bool is_null = numbers->is_null(cell(row));
      into.push_back(is_null ? 0 : (*numbers)[cell(row)]);
      if (is_null) faults_.add(place(which, number(row)), "is null");
      if (into.back() < 0)
        faults_.add(place(which, number(row)), "is below 0, or beyond the greatest number");
    }
  }

  const Table& table_;
  const ArrowArray& chunk_;
  std::int64_t first_row_;
  Paths& into_;
  Faults& faults_;
};

Result<Paths> paths_of(const ArrowSchema& schema, std::span<const ArrowArray* const> chunks,
                       bool of_value) {
  Faults faults;
  Table table(schema);
  table.look_at(faults);
  if (of_value && !faults.any() && !table.has(value_column))
    faults.add("/value", "is missing, and is to be shared");
  Paths out;
  std::int64_t rows = 0;
  for (const ArrowArray* chunk : chunks) {
    if (!chunk) faults.add("", "a chunk is NULL");
    if (faults.any()) break;
    ChunkReader(table, *chunk, rows, out, faults).read();
    rows += std::max<std::int64_t>(chunk->length, 0);
  }
  if (faults.any()) return faults.refusal();
  return out;
}

// Numbers follow from the names alone, so that the order of rows decides nothing, not even who gets
// what is left over of equal parts.
std::vector<std::string> number_by_name(Paths& paths) {
  std::vector<std::uint32_t> place_of;
  auto out = paths.names.sorted(place_of);
  for (auto& source : paths.sources) source = place_of[source];
  return out;
}

std::vector<std::uint8_t> directness(const std::vector<std::string>& names,
                                     const std::vector<std::string>& direct) {
  std::vector<std::uint8_t> out(names.size());
  for (auto& name : direct) {
    const auto found = std::ranges::lower_bound(names, name);
    if (found != names.end() && *found == name)
      out[static_cast<std::size_t>(found - names.begin())] = 1;
  }
  return out;
}

Result<onward::AttributionOptions> options_of(const onward::AttributionColumns& in) {
  constexpr double seconds_a_day = 86'400, days_max = 36'500;  // a century
  onward::AttributionOptions out{.of_value = in.of_value};
  if (!in.half_life_days) return out;
  if (!(*in.half_life_days > 0 && *in.half_life_days <= days_max))
    return malformed("/half_life_days", "expected days above 0, and at most 36500");
  out.half_life_seconds =
      std::max<std::int64_t>(1, std::llround(*in.half_life_days * seconds_a_day));
  return out;
}

std::vector<onward::ComparedModel> models_of(std::vector<onward::ComparedModel> asked) {
  if (asked.empty())
    for (auto& model : onward::names<onward::ComparedModel>) asked.push_back(model.value);
  return asked;
}

// Which column makes the totals too large.
onward::Problem too_large(const Paths& paths) {
  double worth = 0;
  for (std::size_t i = 0; i < paths.value.size(); ++i)
    worth += static_cast<double>(paths.offsets[i + 1] - paths.offsets[i]) *
             static_cast<double>(paths.value[i]);
  const bool is_value = worth > 4.6e18;  // as rules/attribution.cpp has it
  return {is_value ? "/value" : "/conversions",
          "totals_too_large: the numbers, each times the touches of its path, add up to more than "
          "can be shared exactly; attribute fewer paths at once"};
}

// What is found of paths as a whole; whatever is wrong with one was found when it was read.
Refusal unsound(const std::vector<onward::AttributionProblem>& problems, const Paths& paths) {
  std::vector<onward::Problem> out;
  for (auto& problem : problems)
    if (problem.fault == onward::AttributionFault::totals_too_large)
      out.push_back(too_large(paths));
    else
      out.push_back(
          {problem.fault == onward::AttributionFault::value_without_conversion
               ? place(value_column, static_cast<std::int64_t>(problem.at))
               : "",
           std::string(onward::name_of(problem.fault)) + " at " + std::to_string(problem.at)});
  return onward::malformed(std::move(out));
}

Result<onward::ColumnsAttributed> attribute(const onward::AttributionColumns& in, Paths& paths,
                                            ArrowTable& credit) {
  const auto options = options_of(in);
  if (!options) return options.refusal();
  const auto names = number_by_name(paths);
  const auto is_direct = directness(names, in.direct);
  const auto checked = onward::check({.offsets = paths.offsets,
                                      .sources = paths.sources,
                                      .touched_at_seconds = paths.touched_at_seconds,
                                      .conversions = paths.conversions,
                                      .nulls = paths.nulls,
                                      .value_minor_units = paths.value,
                                      .sources_total = static_cast<std::uint32_t>(names.size()),
                                      .is_direct = is_direct});
  if (!checked) return unsound(checked.problems, paths);
  const onward::SoundPaths& sound = *checked.paths;
  const auto plain = plain_credit(sound, options.value());
  onward::ColumnsAttributed out{.paths = std::ssize(paths.conversions),
                                .touches = std::ssize(paths.sources),
                                .conversions = sound.conversions_total(),
                                .value = sound.value_total_minor_units()};
  constexpr int digits_of_units = 6;
  static_assert(onward::attribution_units_per_conversion == 1'000'000);
  credit.add_texts("source", names);
  for (const auto model : models_of(in.models)) {
    auto credited = credit_by(sound, plain, model, in.of_value);
    const std::string name(onward::name_of(model));
    if (credited.omitted)
      out.omitted.push_back({model, *credited.omitted});
    else if (in.of_value)
      credit.add_whole(name, std::move(credited.units));
    else
      credit.add_decimals(name, credited.units, digits_of_units);
  }
  return out;
}

// Released, unless it was passed on.
struct Given {
  ArrowSchema schema{};
  ArrowArray array{};
  ~Given() {
    if (schema.release) schema.release(&schema);
    if (array.release) array.release(&array);
  }
};

std::optional<Refusal> models_refused(const std::vector<onward::ComparedModel>& models) {
  for (auto at = models.begin(); at != models.end(); ++at)
    if (std::find(models.begin(), at, *at) != at)
      return malformed("/models/" + std::to_string(at - models.begin()), "is there twice");
  return std::nullopt;
}

}  // namespace

onward_status onward_attribute(const char* options, std::size_t size, const ArrowSchema* schema,
                               const ArrowArray* const* chunks, std::size_t chunks_count,
                               ArrowSchema* credit_schema, ArrowArray* credit, onward_text** out) {
  if (credit_schema) credit_schema->release = nullptr;
  if (credit) credit->release = nullptr;
  return guarded(out, [&] {
    if (!credit_schema || !credit)
      return answer(out, malformed("", "the place for the credit is NULL"));
    if (!schema) return answer(out, malformed("", "the schema is NULL"));
    if (!chunks && chunks_count > 0) return answer(out, malformed("", "the chunks are NULL"));
    if (!readable(options, size)) return answer(out, malformed("", "the options are NULL"));
    const auto read = onward::read_json<onward::AttributionColumns>(text_of(options, size));
    if (!read) return answer(out, read.refusal());
    if (const auto refused = models_refused(read.value().models)) return answer(out, *refused);
    auto paths = paths_of(*schema, {chunks, chunks_count}, read.value().of_value);
    if (!paths) return answer(out, paths.refusal());
    ArrowTable table;
    const auto told = attribute(read.value(), paths.value(), table);
    if (!told) return answer(out, told.refusal());
    Given given;
    std::move(table).give(&given.schema, &given.array);
    const auto status = answer(out, ONWARD_OK, onward::json_of(told.value()));
    *credit_schema = std::exchange(given.schema, {});
    *credit = std::exchange(given.array, {});
    return status;
  });
}
