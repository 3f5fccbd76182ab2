#include "operations/open_requests.hpp"

#include <algorithm>

#include "onward/rules/disclosure.hpp"
#include "operations/columns.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/referrals.hpp"
#include "operations/shape.hpp"
#include "operations/table_rules.hpp"
#include "operations/transfers.hpp"

namespace onward {

namespace {

// How the active organisation stands to a need that was sent for anyone.
struct Judged {
  ReceiverAssessed assessed{};
  bool has_place = false;
};

// Whether it was asked before, or let go of it; then it is not offered it again.
std::optional<ReferralPhase> came_before(Context& c, const Need& need) {
  std::optional<ReferralPhase> out;
  c.tables.scan<Referral>(
      by::referral_need,
      [&](const Referral& r) {
        if (r.receiver_id == c.subject.organization_id) out = r.phase;
        return true;
      },
      need.id);
  return out;
}

// Nothing when it may not know of the need: it is its sender, the consent leaves it out, no service
// of it gives the help, or none fits. A want of places alone hides nothing. Somebody may send to an
// organisation that lists no service; "anyone" is no such word. `asked` says nothing of the client.
std::optional<Judged> judged(Context& c, const Need& need, Client client, Ask asked,
                             ReceiverOffers& own_offers) {
  const auto own = c.subject.organization_id;
  if (!need.open_request || need.sender_id == own || lender_of(c, need) == own) return std::nullopt;
  const auto consent = c.tables.known<Consent>(need.consent_id);
  Ask ask = ask_for(as_offered(std::move(client), consent), std::move(asked));
  if (consent_forbids_now(c, consent, need.issue_id, own)) return std::nullopt;
  put_terms(ask, &consent, need.policy);
  Judged out{.assessed = own_offers.assess(ask)};
  if (!out.assessed.service_id) return std::nullopt;
  const auto blocking = out.assessed.found.blocking(need.policy.on_unknown);
  out.has_place = blocking.empty();
  Criteria places;
  places.insert(Criterion::capacity);
  if (!out.has_place && blocking != places) return std::nullopt;
  return out;
}

std::optional<Judged> judged(Context& c, const Need& need, ReceiverOffers& own_offers) {
  return judged(c, need, c.tables.known<Client>(need.client_id),
                ask_of_sender(c, need.issue_id, need.sender_id), own_offers);
}

// The open requests of a page. Most of them are for others, so each is looked at in steps: what
// stands in the index, then what is asked for the client, which leaves few; their consent last.
class OpenRequests {
 public:
  OpenRequests(Context& c, const ListOpenNeeds& in, const Paging& paging)
      : c_(c), in_(in), paging_(paging), offers_(c, c.subject.organization_id) {}

  // Answers the next page's cursor.
  std::string page(std::vector<OpenNeed>& out) {
    std::optional<Position> after = paging_.after();
    for (std::int64_t room = page_visits_max; room > 0;) {
      const auto end = look(after, room);
      room -= clients_cost * std::ssize(found_);
      skip_misfits();
      for (auto& one : found_) {
        const Position here{{Tables::cell(one.opened_at)}, one.id.value};
        if (add(std::move(one), out) && std::ssize(out) == in_.limit)
          return paging_.cursor_at(here);
      }
      if (end.exhausted) return {};
      after = end.last;
    }
    return paging_.cursor_at(*after);
  }

 private:
  // Reading a client takes as long as so many entries of the index.
  static constexpr std::int64_t clients_cost = 5;

  struct Found {
    NeedId id{};
    IssueId issue_id{};
    ClientId client_id{};
    OrganizationId sender_id{};
    ConsentId consent_id{};
    Instant opened_at{};
    Client client{};
  };

  // Those of others to which the organisation might give help, from a position on.
  ScanEnd look(const std::optional<Position>& after, std::int64_t& room) {
    constexpr std::size_t at_once = 100;
    found_.clear();
    const std::array<Cell, 1> prefix{Cell(std::int64_t{true})};
    const Scan scan{.index = &by::need_unassigned,
                    .prefix = prefix,
                    .after = after ? &*after : nullptr,
                    .limit = room};
    return c_.tables.transaction().scan(
        scan,
        columns<Need>({"id", "issue_id", "client_id", "sender_id", "consent_id", "opened_at"}),
        [&](const void* row) {
          const auto& need = *static_cast<const Need*>(row);
          --room;
          const bool is_asked = (!in_.issue_id || need.issue_id == in_.issue_id) &&
                                need.sender_id != c_.subject.organization_id;
          if (is_asked && offers_.has_place(need.issue_id))
            found_.push_back({need.id,
                              need.issue_id,
                              need.client_id,
                              need.sender_id,
                              need.consent_id,
                              need.opened_at,
                              {}});
          return found_.size() < at_once;
        });
  }

  // What is asked for each, as far as the client says it.
  void skip_misfits() {
    std::vector<std::int64_t> clients;
    for (const auto& one : found_) clients.push_back(one.client_id.value);
    std::vector<Found> fit;
    auto one = found_.begin();
    c_.tables.transaction().get(Noun::client, clients, facts_of_client, [&](const void* row) {
      const auto& client = *static_cast<const Client*>(row);
      while (one->client_id != client.id) ++one;
      if (may_fit(*one, client)) {
        one->client = client;
        fit.push_back(std::move(*one));
      }
      ++one;
      return true;
    });
    found_ = std::move(fit);
  }

  // The consent is read of those whom only what it may leave out keeps away.
  bool may_fit(const Found& one, const Client& client) {
    const Ask& asked = asked_by(one.sender_id, one.issue_id);
    if (offers_.may_take(ask_for(client, asked))) return true;
    Client least = client;
    withhold(least.details, DataClass::evaluation);
    if (!offers_.may_take(ask_for(least, asked))) return false;
    const auto consent = c_.tables.known<Consent>(one.consent_id);
    return offers_.may_take(ask_for(as_offered(client, consent), asked));
  }

  const Ask& asked_by(OrganizationId sender, IssueId issue) {
    const auto [found, is_new] = senders_.try_emplace({sender, issue});
    if (is_new) found->second = ask_of_sender(c_, issue, sender);
    return found->second;
  }

  bool add(Found one, std::vector<OpenNeed>& out) {
    const auto need = c_.tables.known<Need>(one.id);
    if (need.due_at <= c_.now || came_before(c_, need)) return false;
    const auto stands =
        judged(c_, need, std::move(one.client), asked_by(one.sender_id, one.issue_id), offers_);
    if (!stands || !stands->has_place) return false;
    out.push_back({.need_id = need.id,
                   .issue_id = need.issue_id,
                   .urgency = need.urgency,
                   .sender_id = need.sender_id,
                   .opened_at = need.opened_at,
                   .due_at = need.due_at,
                   .service_id = stands->assessed.service_id,
                   .unknown = listed(stands->assessed.found.unknown)});
    return true;
  }

  // All that ask_for reads of a client.
  static constexpr Columns facts_of_client = columns<Client>(
      {"id", "birth_date", "gender", "locality", "language", "income_percent", "populations",
       "attributes", "latitude_microdegrees", "longitude_microdegrees"});

  Context& c_;
  const ListOpenNeeds& in_;
  const Paging& paging_;
  ReceiverOffers offers_;
  std::map<std::pair<OrganizationId, IssueId>, Ask> senders_{};
  std::vector<Found> found_{};
};

}  // namespace

Client as_offered(Client client, const Consent& consent) {
  withhold(client.details, covered(consent.data_classes));
  return client;
}

Result<OpenNeedPage> list_open_needs(Context& c, const ListOpenNeeds& in) {
  const auto paging = Paging::from({.name = "need.list_open",
                                    .index = &by::need_unassigned,
                                    .prefix = {Cell(std::int64_t{true})}},
                                   in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (in.issue_id && !c.tables.get<Issue>(in.issue_id)) return not_found("/issue_id");
  OpenNeedPage out;
  out.cursor = OpenRequests(c, in, paging.value()).page(out.needs);
  return out;
}

Result<NeedRecord> claim_open_need(Context& c, const ClaimOpenNeed& in) {
  Shape shape;
  if (!in.capacity_override.empty()) shape.named(in.capacity_override, "/capacity_override");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto need = c.tables.get<Need>(in.need_id);
  ReceiverOffers own_offers(c, c.subject.organization_id);
  const auto stands = need ? judged(c, *need, own_offers) : std::nullopt;
  if (!stands) return not_found("/need_id");
  const bool overrides = !in.capacity_override.empty();
  if (overrides && !c.subject.has(keeps_services))
    return permission_missing(keeps_services, "/capacity_override");
  const auto own = c.subject.organization_id;
  NeedGroup g = load_group(c, *need);
  const Event take_up{.action = NeedAction::take_up, .by = Party::system, .receivers = {own}};
  if (const auto before = came_before(c, *need))
    return refuse(Reason::phase_forbids, "/need_id", "it was asked, or let go of it, before",
                  {{"need_phase", std::string(name_of(need->phase))},
                   {"phase", std::string(name_of(*before))}});
  if (!apply(g.group, take_up) || need->due_at <= c.now) {
    const auto has_it = [](const Referral& r) {
      return !is_finished(r.phase) || r.phase == ReferralPhase::completed;
    };
    if (std::ranges::none_of(g.referrals, has_it))
      return not_found("/need_id");  // it lapsed, or was taken back
    return refuse(Reason::need_claimed_by_another, "/need_id", "it was claimed before");
  }
  Remark said;
  if (!stands->has_place && overrides)
    said.change = [&](Referral& r) { r.capacity_override = in.capacity_override; };
  else if (!stands->has_place)
    return refuse(Reason::capacity_full, "/need_id", "there is no free place",
                  {{"organization_id", own.value}});
  const ReceiverNamed named{own, stands->assessed.service_id};
  const Event acknowledge{.action = ReferralAction::acknowledge,
                          .by = Party::receiver,
                          .member = g.referrals.size()};  // the one that is added
  if (apply_event(c, g, take_up, {}, {&named, 1}) || apply_event(c, g, acknowledge, said))
    throw std::logic_error("an open request could not be claimed");
  return get_need(c, {.need_id = in.need_id, .reference = {}}).value();
}

}  // namespace onward
