// What members of staff might ask about needs and referrals that are underway.
#include "onward/operations/attachments.hpp"
#include "onward/operations/consent_renewal.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/inbox.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/outbox.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/rules/reason_codes.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

constexpr auto remarks = std::array{"", "", "We call tomorrow.", "Früh \"morgens\"", "-"};

// A need in one of these phases, if some are tried; otherwise any.
const Need* some_need(Maker m, std::initializer_list<NeedPhase> phases) {
  if (m.world.need_ids.empty()) return nullptr;
  for (int tries = 0;; ++tries) {
    const auto at = m.world.needs.find(m.chance.recent_of(m.world.need_ids));
    if (tries >= 20 || phases.size() == 0 || std::ranges::count(phases, at->second.phase))
      return &at->second;
  }
}

// Others than the sender, who cannot be asked by itself.
std::vector<ReceiverNamed> receivers(Maker m, OrganizationId sender) {
  std::vector<ReceiverNamed> out;
  const auto size = m.chance.percent(4) ? 0 : m.chance.between(1, 4);
  for (int tries = 0; std::ssize(out) < size && tries < 20; ++tries) {
    const auto& offer = m.chance.one_of(m.world.offers);
    const bool is_asked = std::ranges::any_of(
        out, [&](auto& r) { return r.organization_id == offer.organization_id; });
    if (!offer.is_for_everybody && m.chance.percent(96)) continue;
    const bool is_staffed = std::ranges::count(m.world.members, offer.organization_id,
                                               &World::Member::organization_id) > 0;
    const bool is_sender = offer.organization_id == sender;
    if ((is_asked || is_sender || !is_staffed) && m.chance.percent(95)) continue;
    out.push_back({offer.organization_id, offer.service_id});
  }
  for (auto& r : out) {
    if (m.chance.percent(50)) r.organization_id = {};
    if (r.organization_id && m.chance.percent(30)) r.service_id = {};
    if (r.service_id) r.service_id = m.slip(r.service_id.value);
  }
  return out;
}

Made send(Maker m) {
  if (m.world.agreements.empty() || m.world.offers.empty()) return std::nullopt;
  const auto& a = m.chance.recent_of(m.world.agreements, 10);
  return m.as(m.someone(a.organization_id, caseworker))
      .say<need::send>({.client_id = m.slip(a.client_id.value),
                        .issue_id = m.slip(m.issue().value),
                        .consent_id = m.slip(a.consent_id.value),
                        .receivers = receivers(m, a.organization_id),
                        .urgency = m.any_of<Urgency>()});
}

Made confirm(Maker m) {
  for (int tries = 0; tries < 30; ++tries) {
    const Need* n = some_need(m, {NeedPhase::open});
    const auto sender_confirms = ClaimOn::sender_confirms;
    if (!n || (n->policy.claim_on != sender_confirms && !m.chance.percent(3))) continue;
    for (auto& [id, r] : m.world.referrals)
      if (r.need_id == n->id && (r.phase == ReferralPhase::accepted || m.chance.percent(5)))
        return m.as(m.someone(n->sender_id, caseworker)).say<need::confirm>({n->id, m.slip(id)});
  }
  return std::nullopt;
}

// Another consent for what is under way: of its client, if there is one.
Made renew(Maker m) {
  const Need* n = some_need(m, {NeedPhase::open, NeedPhase::claimed});
  if (!n || m.world.agreements.empty()) return std::nullopt;
  ConsentId named = m.chance.recent_of(m.world.agreements, 10).consent_id;
  for (auto& a : m.world.agreements)
    if (a.client_id == n->client_id && a.organization_id == n->sender_id) named = a.consent_id;
  const Maker by = m.as(m.someone(n->sender_id, caseworker));
  return by.say<need::renew_consent>({m.slip(n->id.value), m.slip(named.value)});
}

struct Act {
  ReferralPhase phase;
  std::string_view operation;
  std::int64_t weight;
};
using enum ReferralPhase;
// clang-format off
constexpr Act acts[] = {
    {requested, "referral.acknowledge", 30}, {requested, "referral.accept", 20},
    {requested, "referral.decline", 14},     {requested, "referral.open", 8},
    {requested, "referral.withdraw", 4},     {requested, "referral.start", 1},
    {requested, "referral.mark_error", 1},
    {received, "referral.accept", 30},       {received, "referral.decline", 15},
    {received, "referral.open", 3},          {received, "referral.withdraw", 3},
    {received, "referral.complete", 1},      {received, "referral.mark_error", 1},
    {accepted, "referral.start", 30},        {accepted, "referral.hold", 10},
    {accepted, "referral.complete", 10},     {accepted, "referral.fail", 8},
    {accepted, "referral.decline", 5},       {accepted, "referral.withdraw", 2},
    {accepted, "referral.mark_error", 1},
    {in_progress, "referral.complete", 30},  {in_progress, "referral.hold", 10},
    {in_progress, "referral.fail", 8},       {in_progress, "referral.withdraw", 2},
    {on_hold, "referral.resume", 30},        {on_hold, "referral.complete", 5},
    {on_hold, "referral.fail", 5},           {on_hold, "referral.hold", 2},
    {completed, "outcome.record", 20},       {completed, "referral.reopen", 3},
    {completed, "referral.mark_error", 1},
    {declined, "referral.reopen", 5},       {declined, "referral.decline", 2},
    {withdrawn, "referral.reopen", 10},      {withdrawn, "outcome.record", 5},
    {superseded, "referral.acknowledge", 10}, {superseded, "referral.reopen", 4},
    {expired, "referral.reopen", 20},        {expired, "referral.accept", 5},
    {failed, "outcome.record", 20},          {failed, "referral.reopen", 10},
    {error, "referral.reopen", 5},
    {draft, "referral.acknowledge", 20},     {draft, "referral.withdraw", 1},
};
// clang-format on

std::string_view some_act(Maker m, ReferralPhase phase) {
  std::int64_t total = 0;
  for (auto& act : acts) total += act.phase == phase ? act.weight : 0;
  std::int64_t at = m.chance.below(total);
  for (auto& act : acts) {
    if (act.phase != phase) continue;
    if (at < act.weight) return act.operation;
    at -= act.weight;
  }
  return acts[0].operation;
}

std::string some_reason(Maker m, std::string_view operation) {
  const auto action = named<ReferralAction>(operation.substr(operation.find('.') + 1));
  std::vector<std::string_view> codes;
  for (auto& r : reason_codes())
    if (m.chance.below(200) == 0 || (action && r.of.has(*action))) codes.push_back(r.code);
  return std::string(codes.empty() ? "other" : m.chance.one_of(codes));
}

bool is_senders(std::string_view operation) {
  return operation == referral::withdraw::name || operation == referral::reopen::name ||
         operation == referral::mark_error::name;
}

}  // namespace

Made make_need_act(Maker m) {
  if (m.world.offers.empty()) return std::nullopt;
  const auto kind = m.chance.below(100);
  if (kind < 55) return send(m);
  if (kind < 63) return confirm(m);
  if (kind < 66) return renew(m);
  const bool ends_early = kind < 70;
  const Need* n = ends_early
                      ? some_need(m, {NeedPhase::open, NeedPhase::claimed, NeedPhase::unresolved})
                      : some_need(m, {NeedPhase::unresolved});
  if (!n) return std::nullopt;
  const NeedId id = m.slip(n->id.value);
  const Maker by = m.as(m.someone(n->sender_id, caseworker));
  if (ends_early) return by.say<need::withdraw>({id, m.chance.one_of(remarks)});
  if (kind < 80) return by.say<need::extend>({id, receivers(m, n->sender_id)});
  if (kind < 88)
    return by.say<need::re_refer>(
        {id, m.chance.percent(30) ? m.issue() : IssueId{}, receivers(m, n->sender_id)});
  if (kind < 93) return by.say<need::escalate>({id});
  return by.say<need::close_unmet>({id, m.chance.one_of(remarks)});
}

Made make_need_look(Maker m) {
  const auto kind = m.chance.below(100);
  if (kind < 18) {
    if (m.world.people.empty()) return std::nullopt;
    const auto& p = m.chance.recent_of(m.world.people);
    FindReceivers in{.client_id = m.slip(p.client_id.value),
                     .issue_id = m.slip(m.issue().value),
                     .limit = m.page_limit(),
                     .explain = m.chance.percent(40)};
    if (m.chance.percent(30)) in.rank = {m.any_of<RankKey>()};
    if (m.chance.percent(30)) {
      in.latitude_microdegrees = 26'650'000;
      in.longitude_microdegrees = -81'850'000;
      in.distance_limit_meters = m.perhaps<std::int64_t>(50, m.chance.below(20'000));
    }
    return m.as(m.someone(p.organization_id, caseworker)).say<need::find_receivers>(in);
  }
  if (const Need* unmet = some_need(m, {NeedPhase::unresolved}); unmet && m.chance.percent(8))
    return m.as(m.someone(unmet->sender_id, caseworker))
        .say<need::find_receivers>({.limit = m.page_limit(),
                                    .explain = m.chance.percent(50),
                                    .need_id = m.slip(unmet->id.value)});
  const Need* n = some_need(m, {});
  if (!n || m.world.referral_ids.empty()) return std::nullopt;
  const auto& r = m.world.referrals.at(m.chance.recent_of(m.world.referral_ids));
  if (kind < 45) {
    GetNeed in{.need_id = m.slip(n->id.value)};
    if (m.chance.percent(10)) in = {.reference = n->reference};
    return m.as(m.someone(n->sender_id, anybody)).say<need::get>(in);
  }
  if (kind < 55) {
    GetReferral in{.referral_id = m.slip(r.id.value)};
    if (m.chance.percent(10)) in = {.reference = r.reference};
    return m.as(m.someone(r.receiver_id, anybody)).say<referral::get>(in);
  }
  if (kind < 65)
    return m.as(m.someone(m.chance.percent(60) ? r.receiver_id : r.sender_id, anybody))
        .say<referral::actions>({m.slip(r.id.value)});
  if (kind < 72)
    return m.as(m.someone(n->sender_id, anybody)).say<need::timeline>({m.slip(n->id.value)});
  if (kind < 80)
    return m.as(m.someone(n->sender_id, anybody))
        .say<need::list>({.phase = m.perhaps(50, m.any_of<NeedPhase>()),
                          .client_id = m.chance.percent(20) ? n->client_id : ClientId{},
                          .limit = m.page_limit(),
                          .unfinished_only = m.chance.percent(20),
                          .urgency = m.perhaps(10, m.any_of<Urgency>()),
                          .reason = m.perhaps(10, m.any_of<NeedReason>()),
                          .consent = m.perhaps(10, m.any_of<ConsentWarning>()),
                          .issue_id = m.chance.percent(10) ? m.issue() : IssueId{},
                          .from = m.perhaps<Instant>(10, m.day()),
                          .until = m.perhaps<Instant>(10, m.day()),
                          .order = m.any_of<ListOrder>(),
                          .whole_store = m.chance.percent(5),
                          .confirmation_asked_only = m.chance.percent(10)});
  if (kind < 88)
    return m.as(m.anyone())
        .say<referral::list>({.view = m.any_of<ReferralView>(),
                              .phase = m.perhaps(50, m.any_of<ReferralPhase>()),
                              .overdue_only = m.chance.percent(20),
                              .limit = m.page_limit(),
                              .unfinished_only = m.chance.percent(20),
                              .urgency = m.perhaps(10, m.any_of<Urgency>()),
                              .consent = m.perhaps(10, m.any_of<ConsentWarning>()),
                              .issue_id = m.chance.percent(10) ? m.issue() : IssueId{},
                              .client_id = m.chance.percent(20) ? n->client_id : ClientId{},
                              .from = m.perhaps<Instant>(10, m.day()),
                              .until = m.perhaps<Instant>(10, m.day()),
                              .order = m.any_of<ListOrder>()});
  if (kind < 93) return m.as(m.someone(n->sender_id, anybody)).say<note::list>({n->id});
  AddNote note{.text = m.chance.one_of(remarks)};
  (m.chance.percent(50) ? note.need_id.value : note.referral_id.value) =
      m.chance.percent(50) ? n->id.value : r.id.value;
  return m.as(m.someone(note.need_id ? n->sender_id : r.receiver_id, anybody)).say<note::add>(note);
}

namespace {

Made make_attachment(Maker m, const Need& n, const Referral& r) {
  const AttachmentId id = 1 + m.chance.below(4);
  const auto by = m.as(m.chance.percent(70) ? m.first() : m.someone(r.receiver_id, anybody));
  switch (m.chance.below(8)) {
    case 0: return by.say<attachment::list>({.need_id = n.id, .limit = m.page_limit()});
    case 1: return by.say<attachment::get>({id});
    case 2: return by.say<attachment::remove>({id});
    case 3: return by.say<attachment::mark_error>({id});
    default: break;
  }
  return m.as(m.first()).say<attachment::add>(
      {.need_id = n.id,
       .blob = "letter" + std::to_string(m.chance.below(letters)),
       .given_name = m.chance.one_of(remarks)});
}

Made make_outbox(Maker m, const Need& n) {
  if (!m.world.taken.empty() && m.chance.percent(80)) {  // the host says how it went
    const auto& item = m.chance.recent_of(m.world.taken, 1);
    const auto by = m.as(m.someone(item.organization_id, caseworker));
    if (m.chance.percent(50)) return by.say<outbox::done>({item.id});
    return by.say<outbox::failed>({item.id, OutboxFailure::unreachable});
  }
  if (!m.world.queued.empty() && m.chance.percent(85)) {
    const auto& item = m.chance.recent_of(m.world.queued, 3);
    return m.as(m.someone(item.organization_id, caseworker)).say<outbox::take>({item.id});
  }
  const OutboxItemId id = 1 + m.chance.below(30);
  const auto by = m.as(m.someone(n.sender_id, caseworker));
  switch (m.chance.below(5)) {
    case 0:
      return by.say<outbox::list>(
          {.phase = m.perhaps(50, m.any_of<OutboxPhase>()), .limit = m.page_limit()});
    case 1: return by.say<outbox::done>({id});
    case 2: return by.say<outbox::failed>({id, m.any_of<OutboxFailure>()});
    default: return by.say<outbox::take>({id});
  }
}

}  // namespace

Made make_told(Maker m) {
  const Need* n = some_need(m, {});
  if (!n || m.world.referral_ids.empty()) return std::nullopt;
  const auto& r = m.world.referrals.at(m.chance.recent_of(m.world.referral_ids));
  const auto kind = m.chance.below(100);
  if (kind < 20) return make_attachment(m, *n, r);
  if (kind < 45) return make_outbox(m, *n);
  const auto by = m.as(m.someone(m.chance.percent(50) ? r.receiver_id : r.sender_id, anybody));
  if (kind < 55) return by.say<dashboard::counts>({.whole_store = m.chance.percent(10)});
  if (kind < 60) return m.as(m.first()).say<system_::stuck>({.limit = m.page_limit()});
  if (kind < 70)
    return by.say<inbox::list>({.inbox = m.any_of<InboxOf>(),
                                .unread_only = m.chance.percent(30),
                                .limit = m.page_limit()});
  if (kind < 75) return by.say<inbox::counts>({});
  if (kind < 80)
    return by.say<inbox::subscription>(
        {.referral_id = m.slip(r.id.value), .inbox = m.any_of<InboxOf>()});
  if (kind < 90) return by.say<inbox::mark_read>({{InboxItemId(1 + m.chance.below(60))}});
  Subscribe wish{};
  (m.chance.percent(60) ? wish.muted : wish.events) = {m.any_of<InboxEvent>()};
  if (m.chance.percent(20)) wish.inbox = InboxOf::organization;
  if (m.chance.percent(40)) wish.need_id = m.slip(n->id.value);
  if (m.chance.percent(40)) wish.referral_id = m.slip(r.id.value);
  return by.say<inbox::subscribe>(wish);
}

Made make_referral_act(Maker m) {
  if (m.world.referral_ids.empty()) return std::nullopt;
  const Referral* r = nullptr;
  for (int tries = 0; tries < 40 && (!r || is_finished(r->phase)); ++tries) {
    if (r && m.chance.percent(2)) break;
    r = &m.world.referrals.at(m.chance.recent_of(m.world.referral_ids, 60));
  }
  const auto operation = some_act(m, r->phase);
  const Maker by =
      m.as(m.someone(is_senders(operation) ? r->sender_id : r->receiver_id, caseworker));
  const ReferralId id = m.slip(r->id.value);
  const auto revision = m.perhaps(20, r->revision);
  if (operation == referral::complete::name || operation == outcome::record::name) {
    const bool good = m.chance.percent(60);
    return by.say(operation,
                  CompleteReferral{.referral_id = id,
                                   .revision = revision,
                                   .outcome = good ? Outcome::successful : m.any_of<Outcome>(),
                                   .note = m.chance.one_of(remarks)});
  }
  const bool says_why = is_senders(operation) || operation == referral::hold::name ||
                        operation == referral::decline::name || operation == referral::fail::name;
  if (operation == referral::acknowledge::name || operation == referral::accept::name)
    return by.say(operation,
                  TakeReferral{.referral_id = id,
                               .revision = revision,
                               .capacity_override = m.chance.percent(20) ? "They rang." : ""});
  if (!says_why) return by.say(operation, ActOnReferral{.referral_id = id, .revision = revision});
  return by.say(operation, EndReferral{.referral_id = id,
                                       .revision = revision,
                                       .reason_code = some_reason(m, operation),
                                       .note = m.chance.one_of(remarks)});
}

}  // namespace onward::tests
