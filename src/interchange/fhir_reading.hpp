// FHIR JSON, read member by member: what has no place is noted by its path, what cannot be left out
// without changing the meaning is a problem.
#pragma once

#include "onward/model/questionnaire.hpp"

namespace onward {

constexpr std::string_view fhir_ordinal_value =
    "http://hl7.org/fhir/StructureDefinition/ordinalValue";  // R4; points of a coding

// A code of FHIR's and what it is here.
template <class E> struct FhirCode {
  std::string_view code;
  E value;
};

// Instants with any offset; a date without a time is no instant.
bool parse_fhir_instant(std::string_view, Instant&);

// Readers of one member answer true: it was looked at, and a wrong shape is a problem.
class FhirReading {
 public:
  using Member = FunctionRef<bool(std::string_view name, Reader&, const Path&)>;  // false: unknown
  using Item = FunctionRef<void(Reader&, const Path&)>;

  std::vector<Problem> problems{};
  std::vector<std::string> left_out{};  // JSON pointers

  void leave_out(const Path& path) { left_out.push_back(path.pointer()); }
  void refuse(const Path& path, std::string message) {
    problems.push_back({path.pointer(), std::move(message)});
  }

  bool object(Reader&, const Path&, Member);
  bool array(Reader&, const Path&, Item);
  bool text(Reader&, const Path&, std::string&, std::int64_t limit = text_limit_default);
  bool boolean(Reader&, const Path&, bool&);
  bool integer(Reader&, const Path&, std::int64_t&);
  template <class E, std::size_t N>
  bool code(Reader& r, const Path& path, const std::array<FhirCode<E>, N>& codes, E& out) {
    std::string found;
    text(r, path, found);
    for (auto& c : codes)
      if (c.code == found) {
        out = c.value;
        return true;
      }
    refuse(path, "is not known here");
    return true;
  }

  using Points = std::optional<std::int64_t>;
  bool coding(Reader&, const Path&, Coding&, Points* = nullptr);
  bool codings(Reader&, const Path&, std::vector<Coding>&);
  bool points(Reader&, const Path& extensions, Points&);  // others are left out
  // `name` is value, answer or initial and then the type, as in valueString; false when it is not.
  bool value(std::string_view name, std::string_view prefix, Reader&, const Path&, AnswerValue&,
             Points* = nullptr);

 private:
  void quantity(Reader&, const Path&, Quantity&);
  void ordinal(Reader&, const Path&, Points&);
};

}  // namespace onward
