// THE table of tables: what can be read as columns, and as whose row.
#pragma once

#include "operations/table_rules.hpp"

namespace onward {

struct TableView {
  std::string_view name;  // "referrals"; never renamed
  std::string_view doc;
  Noun noun;
  std::string_view operation;  // answers such a row: its permission is asked here, too
  enum class Whole : std::uint8_t { nobody, administrators, everybody } whole;  // for whom no rule
  Columns offered;
  Columns may_be_withheld;
  Withheld (*withheld)(Context&, const void* row);
  // Each look leaves an entry, whichever columns it is at: of the practice's directory, and of who
  // is credited with what. Of others, open columns leave none (docs/decisions/0035, 0041).
  bool audited = false;
};

std::span<const TableView> table_views();
const TableView* find_table(std::string_view name);
bool sees_whole(const Subject&, const TableView&);

}  // namespace onward
