// Records that are there already, handed on as cells.
#include "onward/records.hpp"
#include "catch.hpp"
#include "onward/model/client.hpp"

using namespace onward;

TEST_CASE("lines of an answer come as cells, as many as are asked for") {
  RecordList<Consent> list("consents", "Consents.",
                           {{.id = 1, .given_by = "Ann", .issues = {2, 3}},
                            {.id = 2, .expires_on = Date(std::chrono::days(1))},
                            {.id = 3, .onward_allowed = true}});
  const auto columns = list.columns();
  REQUIRE(columns.size() == rows<Consent>.size());
  const auto cell_of = [&](std::string_view name, std::span<const CellView> cells) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i].row->name == name) return cells[i];
    throw std::logic_error("no such column");
  };
  std::int64_t number = 0;
  const auto look = [&](std::span<const CellView> cells) {
    CHECK(cell_of("id", cells) == CellView(++number));
    CHECK(cell_of("given_by", cells) == CellView(std::string_view(number == 1 ? "Ann" : "")));
    CHECK(cell_of("issues", cells) == CellView(std::string_view(number == 1 ? "[2,3]" : "[]")));
    CHECK(cell_of("expires_on", cells) ==
          (number == 2 ? CellView(std::string_view("1970-01-02")) : CellView()));
    CHECK(cell_of("onward_allowed", cells) == CellView(std::int64_t{number == 3}));
  };
  CHECK(list.next(2, look).value());
  CHECK(number == 2);
  CHECK_FALSE(list.next(2, look).value());
  CHECK(number == 3);
  CHECK_FALSE(list.next(2, look).value());
  CHECK(number == 3);
}
