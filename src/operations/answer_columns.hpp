// Answers of operations as records for columns: which lists there are, and what stands in them.
// Lists are found by the description; figures have lines of their own (answer_figures.hpp).
#pragma once

#include "onward/operation.hpp"
#include "onward/records.hpp"

namespace onward {

using KeptCell = std::variant<std::monostate, std::int64_t, double, std::string>;
using KeptCells = std::vector<KeptCell>;  // of a record

struct AnswerRows {
  std::vector<RecordColumn> columns{};
  std::vector<KeptCells> rows{};
};

// An answer's own way to become records.
struct AnswerShape {
  std::string_view operation{};
  std::string_view list{};  // a member of the answer, or a part of one by its name
  AnswerRows (*rows)(const void* request, const void* response, std::string_view list) = nullptr;
  // Null: the members beside the list.
  std::string (*beside)(const void* response, std::string_view list, bool personal) = nullptr;
};

// What may be read of an operation's answer: members that are lists of records, and parts of one
// that have names of their own. Nothing for an operation that writes. The first one is read when
// none is named, if it has a shape, if it comes in pages, or if there is no other.
struct AnswerLists {
  std::vector<std::string_view> members{}, parts{};
};
AnswerLists lists_of(const Operation&);
// Whether small counts are hidden in what of it leaves as columns or as files, unless it is asked
// otherwise.
bool hides_small_counts(const Operation&);
bool has_pages(const Operation&);

// How one list of an answer is read.
class AnswerPlan {
 public:
  //   refused  not_found at /table; malformed_request at /list
  static Result<AnswerPlan> of(std::string_view operation, std::string_view list);

  const Operation& operation() const { return *operation_; }
  AnswerRows rows(const void* request, const void* response) const;
  // The members beside the list, as a JSON object; those that are personal where it is so.
  std::string beside(const void* response, bool personal) const;
  // With what the next page is asked for, as JSON; empty: there is none.
  std::string next_page(const void* response) const;
  void ask_for(std::string_view page, void* request) const;
  // What leaves as columns hides small counts, unless the request says otherwise.
  void hide_small_counts(void* request) const;

 private:
  const Operation* operation_ = nullptr;
  const Row* list_ = nullptr;
  const AnswerShape* shape_ = nullptr;
  std::string name_{};
};

// The record's members, one cell each.
KeptCells cells_of(Rows, const void* record);
std::vector<RecordColumn> columns_of(Rows);

}  // namespace onward
