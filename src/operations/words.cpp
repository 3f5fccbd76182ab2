#include "operations/words.hpp"

#include "onward/operations/between.hpp"
#include "onward/operations/intake.hpp"
#include "onward/operations/lists.hpp"
#include "onward/operations/referrals.hpp"
#include "operations/access_grounds.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// What a referral's row says in words, and as what its author acted.
struct Text {
  Columns is = 0;
  std::string Referral::* at = nullptr;
  std::optional<Party> by{};
  std::optional<Party> Referral::* by_at = nullptr;  // where either side may have said it

  std::optional<Party> author(const Referral& r) const { return by_at ? r.*by_at : by; }
};
constexpr Text texts[] = {
    {.is = columns<Referral>({"reason_note"}),
     .at = &Referral::reason_note,
     .by_at = &Referral::reason_note_by},
    {.is = columns<Referral>({"outcome_note"}),
     .at = &Referral::outcome_note,
     .by_at = &Referral::outcome_note_by},
    {.is = columns<Referral>({"withdrawal_note"}),
     .at = &Referral::withdrawal_note,
     .by_at = &Referral::withdrawal_note_by},
    {columns<Referral>({"delivered"}), &Referral::delivered, Party::receiver},
    {columns<Referral>({"enrolment_reason"}), &Referral::enrolment_reason, Party::receiver},
    {columns<Referral>({"capacity_override"}), &Referral::capacity_override, Party::receiver},
};
static_assert([] {
  Columns all = 0;
  for (auto& text : texts) all |= text.is;
  return all == words_of_referral;
}());

// Its texts that somebody else wrote than the active organisation. By the row alone: lists ask it
// of every row.
Columns said_by_others(Context& c, const Referral& r) {
  Columns out = 0;
  for (auto& text : texts) {
    if ((r.*text.at).empty()) continue;
    const auto author = text.author(r);
    const bool is_own = author == Party::receiver
                            ? acts_for_receiver(c, r)
                            : author == Party::sender && r.sender_id == c.subject.organization_id;
    if (!is_own) out |= text.is;
  }
  return out;
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
  if (sees_all(c.subject)) return 0;
  const Columns of_others = said_by_others(c, r);
  if (!of_others || sees_client(c, c.tables.known<Need>(r.need_id))) return 0;
  return of_others;
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
