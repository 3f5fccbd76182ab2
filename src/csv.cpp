#include "csv.hpp"

#include <csv.h>

#include <algorithm>
#include <exception>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "text.hpp"

namespace onward {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
// Bytes given to libcsv at once: bounds what a field can grow before its length is looked at.
constexpr std::size_t piece_bytes = 4'096;
// Of a record, what stands behind its first line: it is read again when its quotes do not match.
constexpr std::size_t kept_bytes_max = std::size_t{32} << 20;

bool is_line_end(char c) { return c == '\n' || c == '\r'; }
int is_never(unsigned char) { return 0; }  // libcsv would strip what is called space

}  // namespace

struct CsvReader::State {
  OnRecord on_record;
  OnProblem on_problem;
  CsvLimits limits;
  csv_parser parser{};

  CsvCursor here{};        // after the last byte that libcsv has seen
  char last = 0;           // that byte
  std::string mark;        // bytes that may be a byte order mark
  bool mark_possible = false;
  bool broken = false;
  bool finished = false;

  bool in_record = false;
  bool row_ended = false;  // but a line feed may still belong to it
  std::int64_t line = 0;   // the record's first
  std::vector<std::string> fields;
  std::size_t count = 0;
  std::size_t bytes = 0;  // of the record's fields
  std::optional<CsvFault> fault;
  std::exception_ptr thrown;  // must not fly through C

  bool skips_line = false;  // the rest of one with wrong quoting
  struct Mark {
    CsvCursor at{};
    char last = 0;
  };
  std::optional<Mark> second_line{};  // of a record that has one
  std::string kept{};                 // what stands from there on
  bool reads_again = false;           // from there, for which all else is set

  State() { start(); }
  ~State() { csv_free(&parser); }
  State(const State&) = delete;
  void start();
  void parse(std::span<const char>);
  std::size_t parse_lines(std::span<const char>);
  void parse_again();
  void parse_piece(std::span<const char>);
  void count_lines(std::span<const char>);
  void keep(std::span<const char>);
  void skip_line();
  void give_up_record(CsvFault);
  void end_record();
  void stop(CsvFault);
  void rethrow();
  void found(CsvFault f) {
    if (!fault) fault = f;
  }
  void take_field(std::string_view);

  // libcsv's callbacks.
  static void field(void* text, std::size_t size, void* state) noexcept {
    auto& self = *static_cast<State*>(state);
    try {
      self.take_field({static_cast<const char*>(text), size});
    } catch (...) { self.thrown = std::current_exception(); }
  }
  static void row(int, void* state) noexcept { static_cast<State*>(state)->row_ended = true; }
};

CsvReader::CsvReader(OnRecord on_record, OnProblem on_problem, CsvCursor start, CsvLimits limits)
    : state_(std::make_unique<State>()) {
  state_->on_record = std::move(on_record);
  state_->on_problem = std::move(on_problem);
  state_->limits = limits;
  state_->here = start;
  state_->mark_possible = start.byte_offset == 0;
}

CsvReader::~CsvReader() = default;
bool CsvReader::broken() const { return state_->broken; }
std::int64_t CsvReader::bytes() const {
  return state_->here.byte_offset + static_cast<std::int64_t>(state_->mark.size());
}

void CsvReader::feed(std::span<const char> bytes) {
  auto& s = *state_;
  while (s.mark_possible && !bytes.empty()) {
    s.mark += bytes.front();
    bytes = bytes.subspan(1);
    if (s.mark == byte_order_mark) {
      s.here.byte_offset += static_cast<std::int64_t>(s.mark.size());
      s.mark.clear();
      s.mark_possible = false;
    } else if (!byte_order_mark.starts_with(s.mark)) {
      s.mark_possible = false;
      const std::string text = std::exchange(s.mark, {});
      s.parse(text);
    }
  }
  s.parse(bytes);
}

void CsvReader::finish() {
  auto& s = *state_;
  if (std::exchange(s.finished, true)) return;
  s.mark_possible = false;
  const std::string text = std::exchange(s.mark, {});
  s.parse(text);
  while (!s.broken) {
    if (s.row_ended || s.skips_line) s.end_record();
    if (csv_fini(&s.parser, State::field, State::row, &s) == 0) break;
    s.give_up_record(CsvFault::unclosed_quote);
    s.parse_again();
  }
  s.rethrow();
  if (s.row_ended) s.end_record();
}

void CsvReader::State::start() {
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_space_func(&parser, is_never);
}

void CsvReader::State::parse(std::span<const char> text) {
  while (!text.empty() && !broken) {
    text = text.subspan(parse_lines(text));
    parse_again();
  }
}

// What was kept of records that were given up.
void CsvReader::State::parse_again() {
  if (!reads_again) return;
  const std::string text = std::exchange(kept, {});
  const auto begin = here.byte_offset;
  reads_again = false;
  for (std::size_t at = 0; at < text.size() && !broken;) {
    at += parse_lines(std::span(text).subspan(at));
    if (!std::exchange(reads_again, false)) continue;
    at = static_cast<std::size_t>(here.byte_offset - begin);
    kept.clear();
  }
}

// Cuts after every line end, so that a record's last byte is the last one that libcsv has seen.
// Answers how far it came: to the end, or to where a record was given up.
std::size_t CsvReader::State::parse_lines(std::span<const char> all) {
  auto text = all;
  while (!text.empty() && !broken && !reads_again) {
    if (row_ended && !(last == '\r' && text.front() == '\n')) end_record();
    const auto most = text.first(std::min(text.size(), piece_bytes));
    const auto end = std::find_if(most.begin(), most.end(), is_line_end);
    const auto size = static_cast<std::size_t>(end - most.begin()) + (end != most.end() ? 1 : 0);
    parse_piece(text.first(size));
    text = text.subspan(size);
    if (row_ended && last == '\n') end_record();
  }
  return all.size() - text.size();
}

void CsvReader::State::parse_piece(std::span<const char> piece) {
  const bool ends_first_line = second_line && kept.empty() && last == '\r' && piece.front() == '\n';
  if (!ends_first_line) keep(piece);
  if (!in_record && !is_line_end(piece.front())) {
    in_record = true;
    line = here.line;
  }
  const auto used =
      skips_line ? piece.size() : csv_parse(&parser, piece.data(), piece.size(), field, row, this);
  rethrow();
  if (used < piece.size()) {
    if (csv_error(&parser) != CSV_EPARSE) throw std::bad_alloc();
    if (second_line) return give_up_record(CsvFault::wrong_quoting);
    skip_line();
  }
  count_lines(piece);
  const bool ends_line = is_line_end(piece.back());
  if (ends_line && std::exchange(skips_line, false)) row_ended = true;
  if (ends_first_line || (ends_line && in_record && !row_ended && !second_line))
    second_line = {here, last};
  // libcsv counts a quote that may close the field, hence one byte more. What is cut off belongs to
  // a record that is refused; half of it stays because libcsv takes that quote back.
  if (parser.entry_pos > limits.field_bytes + 1) {
    found(CsvFault::field_too_long);
    parser.entry_pos = limits.field_bytes / 2 + 1;
  }
}

void CsvReader::State::count_lines(std::span<const char> piece) {
  const char end = piece.back();
  const char before = piece.size() > 1 ? piece[piece.size() - 2] : last;
  if (is_line_end(end) && !(end == '\n' && before == '\r')) ++here.line;
  here.byte_offset += static_cast<std::int64_t>(piece.size());
  last = end;
}

void CsvReader::State::keep(std::span<const char> piece) {
  if (!second_line) return;
  if (kept.size() > kept_bytes_max) return;
  kept.append(piece.begin(), piece.end());
}

// A record with wrong quoting in its first line ends there.
void CsvReader::State::skip_line() {
  csv_free(&parser);
  start();
  count = bytes = 0;
  fault = CsvFault::wrong_quoting;
  skips_line = true;
}

// A record whose quotes do not match ends with its first line, too, and the others are read again.
void CsvReader::State::give_up_record(CsvFault f) {
  if (!second_line || kept.size() > kept_bytes_max) return stop(f);
  csv_free(&parser);
  start();
  count = bytes = 0;
  fault.reset();
  in_record = row_ended = false;
  here = second_line->at;
  last = second_line->last;
  second_line.reset();
  reads_again = true;
  on_problem(CsvProblem{line, f, here});
}

void CsvReader::State::take_field(std::string_view text) {
  if (text.size() > limits.field_bytes) return found(CsvFault::field_too_long);
  if (bytes + text.size() > limits.record_bytes) return found(CsvFault::record_too_long);
  if (count == limits.fields) return found(CsvFault::too_many_fields);
  if (!is_utf8(text)) return found(CsvFault::not_utf8);  // UTF-16 too, whose letters hold U+0000
  if (text.find('\0') != text.npos) return found(CsvFault::nul);
  bytes += text.size();
  if (count == fields.size()) fields.emplace_back();
  fields[count++].assign(text);
}

void CsvReader::State::end_record() {
  const auto next = here;
  const auto what = std::exchange(fault, std::nullopt);
  const auto size = std::exchange(count, 0);
  bytes = 0;
  in_record = row_ended = skips_line = false;
  second_line.reset();
  kept.clear();
  if (what)
    on_problem(CsvProblem{line, *what, next});
  else
    on_record(CsvRecord{line, next, std::span(fields).first(size)});
}

void CsvReader::State::stop(CsvFault f) {
  broken = true;
  row_ended = false;
  on_problem(CsvProblem{line, f, here});
}

void CsvReader::State::rethrow() {
  if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
}

}  // namespace onward
