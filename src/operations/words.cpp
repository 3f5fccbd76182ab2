#include "operations/words.hpp"

#include "onward/operations/between.hpp"
#include "onward/operations/intake.hpp"
#include "onward/operations/lists.hpp"
#include "operations/access_grounds.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

bool hides_draft(Context& c, const Intake& intake) {
  const ClientId named = intake.draft.client_id;
  if (!named || sees_all(c.subject)) return false;
  const auto client = c.tables.get<Client>(named);
  return client && !classes_shown(c, *client).has(DataClass::identity);
}

void leave_out_words(Context& c, Need& need) {
  if (!sees_client(c, need)) need.details = {};
}
void leave_out_words(Context& c, NeedRecord& record) { leave_out_words(c, record.need); }
void leave_out_words(Context& c, NeedPage& page) {
  for (auto& need : page.needs) leave_out_words(c, need);
}
void leave_out_words(Context& c, Forwarded& forwarded) { leave_out_words(c, forwarded.need); }

void leave_out_words(Context& c, Intake& intake) {
  if (hides_draft(c, intake)) intake.draft = {};
}
void leave_out_words(Context& c, IntakeShown& shown) { leave_out_words(c, shown.intake); }
void leave_out_words(Context& c, IntakePage& page) {
  for (auto& intake : page.intakes) leave_out_words(c, intake);
}

Withheld withheld(Context& c, const Intake& row) {
  if (row.organization_id != c.subject.organization_id) return std::nullopt;
  return hides_draft(c, row) ? may_be_withheld<Intake> : Columns{0};
}

}  // namespace onward
