#include "operations/open_requests.hpp"

#include "onward/rules/consent.hpp"
#include "operations/columns.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"

namespace onward {

namespace {

// How the active organisation stands to a need that was sent for anyone.
struct Judged {
  ReceiverAssessed assessed{};
  bool has_place = false;
};

// Nothing when it may not know of the need: it is its sender, the consent leaves it out, or it does
// not fit. A want of places alone hides nothing.
std::optional<Judged> judged(Context& c, const Need& need, ReceiverOffers& own_offers) {
  const auto own = c.subject.organization_id;
  if (!need.open_request || need.sender_id == own) return std::nullopt;
  const auto consent = c.tables.known<Consent>(need.consent_id);
  const auto client = c.tables.known<Client>(need.client_id);
  const Ask ask = ask_of(c, client, need.issue_id, need.sender_id, &consent, need.policy);
  if (consent_forbids(consent, need.issue_id, own, ask.referred_on)) return std::nullopt;
  Judged out{.assessed = own_offers.assess(ask)};
  const auto blocking = out.assessed.found.blocking(need.policy.on_unknown);
  out.has_place = blocking.empty();
  Criteria places;
  places.insert(Criterion::capacity);
  if (!out.has_place && blocking != places) return std::nullopt;
  return out;
}

}  // namespace

Result<OpenNeedPage> list_open_needs(Context& c, const ListOpenNeeds& in) {
  auto paging = Paging::from({.name = "need.list_open",
                              .index = &by::need_unassigned,
                              .prefix = {Cell(std::int64_t{true})},
                              .columns = columns<Need>({"id", "issue_id"})},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (in.issue_id && !c.tables.get<Issue>(in.issue_id)) return not_found("/issue_id");
  ReceiverOffers own_offers(c, c.subject.organization_id);
  OpenNeedPage out;
  out.cursor = paging.value().page<Need>(c.tables, [&](const Need& found) {
    if (in.issue_id && found.issue_id != in.issue_id) return false;
    if (!own_offers.gives(found.issue_id)) return false;
    const auto need = c.tables.known<Need>(found.id);
    if (need.due_at <= c.now) return false;
    const auto stands = judged(c, need, own_offers);
    if (!stands || !stands->has_place) return false;
    out.needs.push_back({.need_id = need.id,
                         .issue_id = need.issue_id,
                         .urgency = need.urgency,
                         .sender_id = need.sender_id,
                         .opened_at = need.opened_at,
                         .due_at = need.due_at,
                         .service_id = stands->assessed.service_id,
                         .unknown = listed(stands->assessed.found.unknown)});
    return true;
  });
  return out;
}

Result<NeedRecord> claim_open_need(Context& c, const NeedRef& in) {
  const auto need = c.tables.get<Need>(in.need_id);
  ReceiverOffers own_offers(c, c.subject.organization_id);
  const auto stands = need ? judged(c, *need, own_offers) : std::nullopt;
  if (!stands) return not_found("/need_id");
  const auto own = c.subject.organization_id;
  NeedGroup g = load_group(c, *need);
  const Event take_up{.action = NeedAction::take_up, .by = Party::system, .receivers = {own}};
  if (auto may = apply(g.group, take_up); !may || need->due_at <= c.now) {
    if (g.referrals.empty()) return not_found("/need_id");  // it lapsed, or was taken back
    return refuse(Reason::need_claimed_by_another, "/need_id", "it was claimed before");
  }
  if (!stands->has_place)
    return refuse(Reason::capacity_full, "/need_id", "there is no free place",
                  {{"organization_id", own.value}});
  const ReceiverNamed named{own, stands->assessed.service_id};
  const Event acknowledge{.action = ReferralAction::acknowledge, .by = Party::receiver};
  if (apply_event(c, g, take_up, {}, {&named, 1}) || apply_event(c, g, acknowledge))
    throw std::logic_error("an open request could not be claimed");
  return get_need(c, {.need_id = in.need_id, .reference = {}}).value();
}

}  // namespace onward
