#include "operations/words.hpp"

#include "journal_format.hpp"
#include "onward/operations/between.hpp"
#include "onward/operations/intake.hpp"
#include "onward/operations/lists.hpp"
#include "onward/operations/referrals.hpp"
#include "operations/access_grounds.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// What a referral's row says in words.
struct Text {
  Columns is = 0;
  std::string Referral::* at = nullptr;
};
constexpr Text texts[] = {
    {columns<Referral>({"reason_note"}), &Referral::reason_note},
    {columns<Referral>({"outcome_note"}), &Referral::outcome_note},
    {columns<Referral>({"delivered"}), &Referral::delivered},
    {columns<Referral>({"enrolment_reason"}), &Referral::enrolment_reason},
    {columns<Referral>({"capacity_override"}), &Referral::capacity_override},
};
static_assert([] {
  Columns all = 0;
  for (auto& text : texts) all |= text.is;
  return all == words_of_referral;
}());

Columns said(const Referral& r) {
  Columns out = 0;
  for (auto& text : texts)
    if (!(r.*text.at).empty()) out |= text.is;
  return out;
}

// Those of its texts that another organisation wrote: either side gives reasons and outcomes, and
// the row does not keep which of them did.
Columns said_by_others(Context& c, const Referral& r) {
  const Columns all = said(r);
  if (!all) return 0;
  Columns own = 0;
  Referral before;
  c.tables.transaction().history(Noun::referral, r.id.value, [&](const Entry& e) {
    const std::string_view personal = e.personal;
    Referral after;
    read_cells(info(Noun::referral), e.format, e.open,
               personal.size() > salt_size ? personal.substr(salt_size) : std::string_view(),
               &after, words_of_referral);
    const bool is_own = e.organization == c.subject.organization_id.value;
    for (auto& text : texts)
      if (after.*text.at != before.*text.at) own = is_own ? own | text.is : own & ~text.is;
    before = std::move(after);
    return true;
  });
  return all & ~own;
}

void leave_out(Referral& r, Columns words) {
  for (auto& text : texts)
    if (words & text.is) (r.*text.at).clear();
}

}  // namespace

bool hides_draft(Context& c, const Intake& intake) {
  const ClientId named = intake.draft.client_id;
  if (!named || sees_all(c.subject)) return false;
  const auto client = c.tables.get<Client>(named);
  return client && !classes_shown(c, *client).has(DataClass::identity);
}

void leave_out_words(Context& c, Need& need) {
  if (!sees_client(c, need)) need.details = {};
}
void leave_out_words(Context& c, NeedRecord& record) {
  if (sees_client(c, record.need)) return;
  record.need.details = {};
  for (auto& referral : record.referrals) leave_out(referral, said_by_others(c, referral));
}
void leave_out_words(Context& c, NeedPage& page) {
  for (auto& need : page.needs) leave_out_words(c, need);
}
void leave_out_words(Context& c, Forwarded& forwarded) {
  leave_out_words(c, forwarded.referral);
  leave_out_words(c, forwarded.need);
  for (auto& referral : forwarded.referrals) leave_out_words(c, referral);
}

Columns withheld_words(Context& c, const Referral& r) {
  if (!said(r) || sees_all(c.subject) || sees_client(c, c.tables.known<Need>(r.need_id))) return 0;
  return said_by_others(c, r);
}
void leave_out_words(Context& c, Referral& r) { leave_out(r, withheld_words(c, r)); }
void leave_out_words(Context& c, ReferralPage& page) {
  for (auto& referral : page.referrals) leave_out_words(c, referral);
}

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
