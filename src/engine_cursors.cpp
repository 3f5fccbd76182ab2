#include "engine_cursors.hpp"

#include <algorithm>

#include "hash.hpp"
#include "journal_format.hpp"

namespace onward {

namespace {

constexpr std::size_t binding_digits = 16;
constexpr std::string_view no_cursor = "?";

// What says how much of a page is told, and not which rows stand in the list.
constexpr std::string_view of_the_page[] = {"cursor", "limit", "with_facets"};

const Row* member(Rows rows, std::string_view name) {
  const auto found = std::ranges::find(rows, name, &Row::name);
  return found == rows.end() ? nullptr : &*found;
}

std::string& text(const Row& row, void* object) {
  return *static_cast<std::string*>(row.at(object));
}

std::string cells_of(Rows rows, const void* request) {
  std::string out;
  CellWriter cells(out);
  write(cells, rows, request);
  return out;
}

void copy_request(const Operation& op, const void* request, void* copy) {
  const std::string cells = cells_of(op.request, request);
  CellReader reader(cells);
  std::vector<Problem> problems;
  read(reader, op.request, copy, {}, problems);
  if (!problems.empty()) throw std::logic_error("a request could not be copied");
}

// Digits of all that was asked but for the page itself.
std::string binding_of(const Operation& op, const void* request) {
  std::vector<Row> asked;
  std::ranges::copy_if(op.request, std::back_inserter(asked), [](const Row& row) {
    return std::ranges::find(of_the_page, row.name) == std::end(of_the_page);
  });
  const std::string cells = cells_of(asked, request);
  auto out = to_hex(sha256(std::as_bytes(std::span(cells))));
  out.resize(binding_digits);
  return out;
}

std::string unbound(std::string_view cursor, std::string_view binding) {
  const bool is_bound = cursor.size() > binding.size() && cursor.ends_with(binding);
  return std::string(is_bound ? cursor.substr(0, cursor.size() - binding.size()) : no_cursor);
}

}  // namespace

Refused run_page(Context& c, const Operation& op, const void* request, void* response) {
  const Row* next = member(op.response, "cursor");
  const Row* asked = next ? member(op.request, "cursor") : nullptr;
  if (!asked) return op.run(c, request, response);
  const std::string& cursor = text(*asked, const_cast<void*>(request));
  Refused refused;
  if (cursor.empty()) {
    refused = op.run(c, request, response);
  } else {
    op.frame([&](void* copy, void*) {
      copy_request(op, request, copy);
      text(*asked, copy) = unbound(cursor, binding_of(op, request));
      refused = op.run(c, copy, response);
    });
  }
  if (!refused && !text(*next, response).empty()) text(*next, response) += binding_of(op, request);
  return refused;
}

}  // namespace onward
