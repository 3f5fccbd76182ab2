#include "interchange/fhir_reading.hpp"

#include <cmath>

#include "dates.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::size_t offset_bytes = 6;  // "+01:00"

// Minutes east of Greenwich, up to fourteen hours as FHIR has them.
std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
  if (text.size() != offset_bytes || text[3] != ':') return std::nullopt;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  int digits[4] = {};
  for (std::size_t d = 0, at = 1; d < 4; ++d, ++at) {
    if (at == 3) ++at;
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    digits[d] = text[at] - '0';
  }
  const int hours = 10 * digits[0] + digits[1], minutes = 10 * digits[2] + digits[3];
  if (minutes > 59 || 60 * hours + minutes > 14 * 60) return std::nullopt;
  return std::chrono::minutes((text[0] == '-' ? -1 : 1) * (60 * hours + minutes));
}

}  // namespace

bool parse_fhir_instant(std::string_view text, Instant& out) {
  if (text.ends_with('Z')) return parse_instant(text, out);
  if (text.size() <= offset_bytes) return false;
  const auto offset = parse_offset(text.substr(text.size() - offset_bytes));
  Instant local;
  if (!offset ||
      !parse_instant(std::string(text.substr(0, text.size() - offset_bytes)) + 'Z', local))
    return false;
  constexpr auto first = std::chrono::sys_days{std::chrono::year{1} / 1 / 2};
  constexpr auto last = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31};
  if (local < first || local >= last) return false;  // the offset would lead out of the calendar
  out = local - *offset;
  return true;
}

bool FhirReading::object(Reader& r, const Path& path, Member member) {
  const bool is_object = r.object([&](Reader& value, std::string_view name, int) {
    const Path here{&path, name};
    if (name == "modifierExtension" || name == "implicitRules")
      refuse(here, "changes the meaning, and is not understood");
    else if (!member(name, value, here))
      leave_out(here);
  });
  if (!is_object) refuse(path, "expected an object");
  return true;
}

bool FhirReading::array(Reader& r, const Path& path, Item item) {
  const bool is_array =
      r.array([&](Reader& value, std::size_t index) { item(value, Path{&path, {}, index}); });
  if (!is_array) refuse(path, "expected an array");
  return true;
}

bool FhirReading::text(Reader& r, const Path& path, std::string& out, std::int64_t limit) {
  if (!r.text(out))
    refuse(path, "expected text");
  else if (!is_text(out))
    refuse(path, "U+0000 cannot stand in a text");
  else if (out.size() > static_cast<std::size_t>(limit))
    refuse(path, "has over " + std::to_string(limit) + " bytes");
  return true;
}

bool FhirReading::boolean(Reader& r, const Path& path, bool& out) {
  if (!r.boolean(out)) refuse(path, "expected true or false");
  return true;
}

bool FhirReading::integer(Reader& r, const Path& path, std::int64_t& out) {
  if (!r.integer(out)) refuse(path, "expected a whole number");
  return true;
}

bool FhirReading::coding(Reader& r, const Path& path, Coding& out, Points* points_out) {
  return object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
    if (name == "system") return text(value, here, out.system);
    if (name == "code") return text(value, here, out.code);
    if (name == "display") return text(value, here, out.display);
    if (name == "extension" && points_out) return points(value, here, *points_out);
    return false;
  });
}

bool FhirReading::codings(Reader& r, const Path& path, std::vector<Coding>& out) {
  return array(r, path,
               [&](Reader& item, const Path& here) { coding(item, here, out.emplace_back()); });
}

bool FhirReading::points(Reader& r, const Path& path, Points& out) {
  return array(r, path, [&](Reader& extension, const Path& here) {
    std::string url;
    extension.object([&](Reader& value, std::string_view name, int) {
      if (name == "url") value.text(url);
    });
    if (url == fhir_ordinal_value)
      ordinal(extension, here, out);
    else
      leave_out(here);
  });
}

// Points are whole here; leaving out half a point would falsify a score.
void FhirReading::ordinal(Reader& r, const Path& path, Points& out) {
  object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
    if (name == "url") return true;
    if (name != "valueDecimal") return false;
    double found = 0;
    if (!value.real(found) || std::trunc(found) != found ||
        std::abs(found) > static_cast<double>(questionnaire_points_max))
      refuse(here, "points are whole numbers from -10,000 to 10,000");
    else if (out && static_cast<double>(*out) != found)
      refuse(here, "the same answer has other points");
    else
      out = static_cast<std::int64_t>(found);
    return true;
  });
}

void FhirReading::quantity(Reader& r, const Path& path, Quantity& out) {
  object(r, path, [&](std::string_view name, Reader& value, const Path& here) {
    if (name == "unit") return text(value, here, out.unit);
    if (name == "system") return text(value, here, out.system);
    if (name == "code") return text(value, here, out.code);
    if (name == "comparator") refuse(here, "a bound has no place here, only a number");
    if (name == "value" && !value.real(out.value)) refuse(here, "expected a number");
    return name == "value" || name == "comparator";
  });
}

bool FhirReading::value(std::string_view name, std::string_view prefix, Reader& r, const Path& path,
                        AnswerValue& out, Points* points_out) {
  if (!name.starts_with(prefix)) return false;
  const auto type = name.substr(prefix.size());
  if (type == "Boolean") return boolean(r, path, out.boolean.emplace());
  if (type == "Integer") return integer(r, path, out.integer.emplace());
  if (type == "Time") return text(r, path, out.time.emplace());
  if (type == "String" || type == "Uri") return text(r, path, out.text.emplace(), text_limit_long);
  if (type == "Coding") return coding(r, path, out.coding.emplace(), points_out);
  if (type == "Quantity") {
    quantity(r, path, out.quantity.emplace());
  } else if (type == "Decimal") {
    if (!r.real(out.decimal.emplace())) refuse(path, "expected a number");
  } else if (type == "Date") {
    if (!r.date(out.date.emplace())) refuse(path, "expected a date with its day");
  } else if (type == "DateTime") {
    std::string found;
    text(r, path, found);
    if (!parse_fhir_instant(found, out.date_time.emplace()))
      refuse(path, "expected a date with its time and offset");
  } else if (type == "Attachment" || type == "Reference") {
    refuse(path, "attachments and references have no place here");
  } else {
    return false;
  }
  return true;
}

}  // namespace onward
