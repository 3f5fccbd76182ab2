#include "operations/answer_sections.hpp"

#include <algorithm>

#include "json.hpp"
#include "operations/report_sections.hpp"

namespace onward {

namespace {

const ReportSection* section_named(const Report& report, std::string_view name) {
  const auto at = std::ranges::find(report.sections, name, &ReportSection::name);
  return at == report.sections.end() ? nullptr : &*at;
}

// Ranked figures and foretold ones are guesses, whatever is counted.
bool is_real(const ReportColumn& column) {
  return column.value == ReportValue::share || column.name == "shrunken" ||
         column.name == "expected";
}

void put_type(JsonWriter& w, const ReportColumn& column) {
  const auto put = [&](std::string_view name, std::string_view value) {
    w.member(name);
    w.text(value);
  };
  switch (column.value) {
    case ReportValue::text: return put("type", "string");
    case ReportValue::day: put("type", "string"); return put("format", "date");
    case ReportValue::count:
    case ReportValue::minutes:
    case ReportValue::share: return put("type", is_real(column) ? "number" : "integer");
    case ReportValue::money:
    case ReportValue::returns: break;
  }
  put("type", "array");
  w.member("items");
  schema(w, column.value == ReportValue::money ? rows_of<Money>() : rows_of<MoneyReturn>());
}

RecordColumn column_of(const ReportColumn& column) {
  RecordColumn out{.nullable = true, .name = column.name};
  JsonWriter w(out.schema);
  w.begin_object(0);
  w.member("description");
  w.text(column.label + '.');
  put_type(w, column);
  w.end_object();
  return out;
}
RecordColumn words_beside(const ReportColumn& column, std::string_view suffix,
                          std::string_view says, Privacy privacy) {
  RecordColumn out{.name = column.name + std::string(suffix), .privacy = privacy};
  JsonWriter w(out.schema);
  w.begin_object(0);
  w.member("description");
  w.text(says);
  w.member("type");
  w.text("string");
  w.end_object();
  return out;
}
RecordColumn mark_beside(const ReportColumn& column) {
  RecordColumn out{.name = column.name + "_mark"};
  JsonWriter w(out.schema);
  w.begin_object(0);
  w.member("description");
  w.text("What has to be known about it.");
  w.member("enum");
  w.begin_array(0);
  for (auto& mark : names<CellMark>) w.text(mark.name);
  w.end_array();
  w.end_object();
  return out;
}

// Providers are people, and their names are personal; the numbers that stand for them are not.
Privacy privacy_of_label(const ReportColumn& column) {
  return column.name == "referring_provider" || column.name == "referring_provider_id"
             ? Privacy::personal
             : Privacy::open;
}

KeptCell cell_of(const ReportColumn& column, const ReportCell& cell) {
  auto document = JsonDocument::parse(cell.value.text);
  if (!document) throw std::logic_error("a report's value is no JSON");
  Reader& value = document.value().root();
  std::int64_t whole = 0;
  double real = 0;
  std::string text;
  Date day{};
  if (value.is_null()) return {};
  switch (column.value) {
    case ReportValue::text:
      if (value.text(text)) return text;
      break;
    case ReportValue::day:
      if (value.date(day)) return cell.value.text.substr(1, cell.value.text.size() - 2);
      if (value.text(text)) return {};  // a day that is not known
      break;
    case ReportValue::count:
    case ReportValue::minutes:
    case ReportValue::share:
      if (!is_real(column) && value.integer(whole)) return whole;
      if (is_real(column) && value.real(real)) return real;
      break;
    case ReportValue::money:
    case ReportValue::returns: return cell.value.text;
  }
  throw std::logic_error("a report's value is of another kind than its column");
}

AnswerRows rows_of_section(const void*, const void* response, std::string_view name) {
  AnswerRows out;
  const auto* section = section_named(*static_cast<const Report*>(response), name);
  if (!section) return out;
  for (auto& column : section->columns) {
    out.columns.push_back(column_of(column));
    if (column.value == ReportValue::text) {
      out.columns.push_back(
          words_beside(column, "_label", "The same for people.", privacy_of_label(column)));
    } else if (column.value != ReportValue::day) {
      out.columns.push_back(words_beside(
          column, "_interval", "Its 95 % interval or its denominator, printed.", Privacy::open));
      out.columns.push_back(mark_beside(column));
    }
  }
  for (auto& line : section->lines) {
    auto& cells = out.rows.emplace_back();
    for (std::size_t i = 0; i < section->columns.size(); ++i) {
      const auto& column = section->columns[i];
      const auto& cell = line.cells[i];
      cells.push_back(cell_of(column, cell));
      if (column.value == ReportValue::text) {
        cells.emplace_back(cell.text);
      } else if (column.value != ReportValue::day) {
        cells.emplace_back(cell.interval);
        cells.emplace_back(std::string(name_of(cell.mark)));
      }
    }
  }
  return out;
}

// What a table needs beside it to be understood: of the section, and of the whole report.
std::string beside_section(const void* response, std::string_view name, bool) {
  const auto& report = *static_cast<const Report*>(response);
  const auto* section = section_named(report, name);
  std::string out;
  JsonWriter w(out);
  w.begin_object(0);
  const auto put = [&](Rows rows, const void* record, auto... left_out) {
    for (auto& row : rows) {
      if (row.privacy != Privacy::open || ((row.name == left_out) || ...)) continue;
      w.member(row.name);
      row.type->write(w, row.at(const_cast<void*>(record)));
    }
  };
  put(rows_of<Report>(), &report, "sections");
  if (section) put(rows_of<ReportSection>(), section, "name", "columns", "lines", "chart");
  w.end_object();
  return out;
}

}  // namespace

void add_section_shapes(std::vector<AnswerShape>& out) {
  for (auto& section : report_sections())
    out.push_back({report::sections::name, section.name, rows_of_section, beside_section});
}

}  // namespace onward
