#include "operations/told_by.hpp"

#include "onward/operations/between.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/referrals.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"
#include "operations/words.hpp"

namespace onward {

namespace {

bool tells_client(const Subject& subject, const Referral& referral) {
  return sees_all(subject) || referral.sender_id == subject.organization_id;
}

}  // namespace

void leave_out_told_by(const Subject& subject, Referral& referral) {
  if (!tells_client(subject, referral)) referral.told_by.reset();
}
void leave_out_told_by(const Subject& subject, Forwarded& forwarded) {
  leave_out_told_by(subject, forwarded.referral);
  for (auto& referral : forwarded.referrals) leave_out_told_by(subject, referral);
}
void leave_out_told_by(const Subject& subject, NeedRecord& record) {
  for (auto& referral : record.referrals) leave_out_told_by(subject, referral);
}
void leave_out_told_by(const Subject& subject, ReferralPage& page) {
  for (auto& referral : page.referrals) leave_out_told_by(subject, referral);
}

Withheld withheld(Context& c, const Referral& row) {
  if (!withheld_unless(c, relation_to(c, row))) return std::nullopt;
  const Columns words = withheld_words(c, row);
  return tells_client(c.subject, row) ? words : words | channel_of_referral;
}

}  // namespace onward
