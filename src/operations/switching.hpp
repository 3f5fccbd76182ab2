// What somebody switched off stays off; what an import did not find comes back with its feed.
#pragma once

#include "journal_format.hpp"
#include "onward/operations/directory.hpp"
#include "operations/shape.hpp"

namespace onward {

// Whether an inactive row is so by somebody's word, rather than by an import that did not find it.
// Somebody may say so later: then an entry changes nothing else.
template <Kept T> bool is_switched_off_by_hand(Context& c, const T& inactive) {
  std::string switched_off_by;
  T before;
  before.active = true;
  c.tables.transaction().history(noun_of<T>, inactive.id.value, [&](const Entry& e) {
    T row;
    read_cells(info(noun_of<T>), e.format, e.open, {}, &row);
    row.revision = before.revision;
    if (!row.active && (before.active || !differs(before, row))) switched_off_by = e.operation;
    before = std::move(row);
    return true;
  });
  return switched_off_by != directory::import::name;
}

// Whether an update has something to write.
template <Kept T>
bool is_to_write(Context& c, const T& before, const T& after, std::optional<bool> active) {
  if (differs(before, after)) return true;
  return active == false && !before.active && !is_switched_off_by_hand(c, before);
}

}  // namespace onward
