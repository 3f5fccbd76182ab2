// Worklists and histories of needs and referrals.
#include "journal_format.hpp"
#include "operations/needs.hpp"
#include "operations/paging.hpp"
#include "operations/referrals.hpp"
#include "operations/visibility.hpp"

#include <algorithm>

namespace onward {

namespace {

// Where a row stood after an entry; empty for rows without a phase.
std::string phase_after(const Entry& entry) {
  if (entry.noun == Noun::need) {
    Need row;
    read_cells(info(entry.noun), entry.format, entry.open, {}, &row);
    return std::string(name_of(row.phase));
  }
  if (entry.noun == Noun::referral) {
    Referral row;
    read_cells(info(entry.noun), entry.format, entry.open, {}, &row);
    return std::string(name_of(row.phase));
  }
  return {};
}

}  // namespace

Result<NeedPage> list_needs(Context& c, const ListNeeds& in) {
  const auto sender = c.subject.organization_id;
  Paging::List list{.name = "need.list", .index = &by::need_sender, .prefix = {Cell(sender.value)}};
  if (in.client_id) {
    list.index = &by::need_client;
    list.prefix = {Cell(in.client_id.value)};
  } else if (in.phase) {
    list.prefix.push_back(Tables::cell(*in.phase));
  }
  auto paging = Paging::from(std::move(list), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  NeedPage out;
  out.cursor = paging.value().page<Need>(c.tables, [&](Need& need) {
    if (need.sender_id != sender || (in.phase && need.phase != *in.phase)) return false;
    out.needs.push_back(std::move(need));
    return true;
  });
  return out;
}

Result<ReferralPage> list_referrals(Context& c, const ListReferrals& in) {
  const bool received = in.view == ReferralView::received;
  Paging::List list{.name = "referral.list",
                    .index = received ? &by::referral_receiver : &by::referral_sender,
                    .prefix = {Cell(c.subject.organization_id.value)}};
  if (in.phase) list.prefix.push_back(Tables::cell(*in.phase));
  auto paging = Paging::from(std::move(list), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  ReferralPage out;
  out.cursor = paging.value().page<Referral>(c.tables, [&](Referral& referral) {
    if (in.overdue_only && !referral.overdue) return false;
    if (received && referral.phase == ReferralPhase::draft) return false;
    out.referrals.push_back(std::move(referral));
    return true;
  });
  return out;
}

Result<Timeline> need_timeline(Context& c, const NeedRef& in) {
  auto need = visible_need(c, in.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  const bool sees_members =
      sees_all(c.subject) || need.value().sender_id == c.subject.organization_id;
  Timeline out;
  const auto add = [&](Noun noun, std::int64_t id, ReferralId referral) {
    c.tables.transaction().history(noun, id, [&](const Entry& e) {
      out.entries.push_back(
          {e.sequence, e.time, e.organization, e.actor, e.operation, referral, phase_after(e)});
      return true;
    });
  };
  add(Noun::need, in.need_id.value, {});
  for (auto& r : c.tables.all<Referral>(by::referral_need, in.need_id))
    if (sees_members || r.receiver_id == c.subject.organization_id)
      add(Noun::referral, r.id.value, r.id);
  for (auto& n : c.tables.all<Note>(by::note_need, in.need_id))
    if (sees_members || n.organization_id == c.subject.organization_id)
      add(Noun::note, n.id.value, n.referral_id);
  std::ranges::sort(out.entries, {}, &TimelineEntry::sequence);
  return out;
}

}  // namespace onward
