#include "operations/revisions.hpp"

#include "journal_format.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

Referral without_clocks(Referral r) {
  r.revision = 0;
  r.review_due_at = r.send_back_due_at = r.last_update_at = r.reminded_at = std::nullopt;
  r.due_at = never;
  r.overdue = false;
  r.reminders = 0;
  return r;
}

Need without_clocks(Need n) {
  n.revision = 0;
  n.due_at = never;
  n.reminded = false;
  n.reminders = 0;
  return n;
}

template <Kept T> bool stands(Context& c, const T& row, std::int64_t read) {
  if (read == row.revision) return true;
  if (read > row.revision) return false;
  const T now = without_clocks(row);
  bool is_known = false, is_same = true;
  c.tables.transaction().history(noun_of<T>, row.id.value, [&](const Entry& e) {
    T then;
    read_cells(info(noun_of<T>), e.format, e.open, personal_cells(e), &then);
    if (then.revision < read) return true;
    is_known = is_known || then.revision == read;
    is_same = !differs(without_clocks(std::move(then)), now);
    return is_same;
  });
  return is_known && is_same;
}

template <Kept T>
Refused unless_stands(Context& c, const T& row, std::int64_t read, std::string_view what) {
  if (stands(c, row, read)) return std::nullopt;
  return refuse(Reason::revision_changed, "/revision", std::string(what),
                {{"revision", row.revision}});
}

}  // namespace

Refused refuse_changed(Context& c, const Referral& row, const std::optional<std::int64_t>& read) {
  return unless_stands(c, row, read.value_or(row.revision), "the referral has changed");
}
Refused refuse_changed(Context& c, const Need& row, std::int64_t read) {
  return unless_stands(c, row, read, "the need has changed");
}

}  // namespace onward
