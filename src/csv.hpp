// Comma-separated text in, record by record, as RFC 4180 has it and no other way.
//
// Bytes come in pieces of any size; what is handed out does not depend on how they were cut. A
// record that breaks a limit is a problem of its own and the next one is read. So is one with wrong
// quoting: nobody knows where it ends, so that what follows its first line is read as if it had
// ended there. Only where that lies further back than is kept nothing further is read.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace onward {

enum class CsvFault : std::uint8_t {
  wrong_quoting,  // a quote inside an unquoted field, or text after a closing one
  unclosed_quote,  // the text ends inside a quoted field
  nul,  // U+0000
  not_utf8,
  field_too_long,
  record_too_long,
  too_many_fields,
};

struct CsvLimits {
  std::size_t field_bytes = std::size_t{64} << 10;
  std::size_t record_bytes = std::size_t{1} << 20;
  std::size_t fields = 1'000;
};

// The beginning of a record, from which reading can go on.
struct CsvCursor {
  std::int64_t line = 1;  // of the text, from 1: every line end counts, quoted or not
  std::int64_t byte_offset = 0;  // from the text's first byte; a byte order mark counts
};

struct CsvRecord {
  std::int64_t line = 0;  // the record's first
  CsvCursor next{};
  std::span<const std::string> fields{};  // valid for the call
};

struct CsvProblem {
  std::int64_t line = 0;  // the record's first
  CsvFault fault{};
  CsvCursor next{};
};

class CsvReader {
 public:
  using OnRecord = std::function<void(const CsvRecord&)>;
  using OnProblem = std::function<void(const CsvProblem&)>;

  CsvReader(OnRecord, OnProblem, CsvCursor start = {}, CsvLimits = {});
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  void feed(std::span<const char>);
  void finish();  // the text has ended; the last record needs no line end
  bool broken() const;  // nothing further is read
  std::int64_t bytes() const;  // where the next byte stands that is fed

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace onward
