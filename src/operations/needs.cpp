#include "operations/needs.hpp"

#include <algorithm>

#include "onward/operations/referrals.hpp"
#include "onward/rules/consent.hpp"
#include "onward/rules/reference.hpp"
#include "operations/client_merging.hpp"
#include "operations/directory_index.hpp"
#include "operations/need_group.hpp"
#include "operations/policies.hpp"
#include "operations/reference_lookup.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::int64_t degree = 1'000'000;  // in microdegrees

FrozenPolicy policy_for(Context& c, OrganizationId sender, IssueId issue, Urgency urgency) {
  return standing_policies(c, sender, issue).freeze(urgency);
}

Result<Issue> active_issue(Context& c, IssueId id) {
  auto issue = c.tables.get<Issue>(id);
  if (!issue || !issue->active) return not_found("/issue_id");
  return *std::move(issue);
}

std::string receiver_path(std::size_t i) { return "/receivers/" + std::to_string(i); }

std::string listed_names(Criteria criteria) {
  std::string out;
  for (const auto c : listed(criteria)) out.append(out.empty() ? "" : ", ").append(name_of(c));
  return out;
}

// A receiver by its organisation, its service, or both; what is missing is filled in.
Result<ReceiverNamed> resolve(Context& c, const ReceiverNamed& named, std::size_t i) {
  ReceiverNamed out = named;
  if (named.service_id) {
    const auto service = c.tables.get<Service>(named.service_id);
    if (!service) return not_found(receiver_path(i) + "/service_id");
    if (named.organization_id && named.organization_id != service->organization_id)
      return not_found(receiver_path(i) + "/service_id");
    out.organization_id = service->organization_id;
  }
  if (!c.tables.get<Organization>(out.organization_id))
    return not_found(receiver_path(i) + "/organization_id");
  return out;
}

Refused forbids(const Consent& consent, const Ask& ask, const ReceiverNamed& r, std::size_t i) {
  const auto why = consent_forbids(consent, ask.issue_id, r.organization_id, ask.referred_on);
  if (!why) return std::nullopt;
  const bool of_receiver = *why == Reason::consent_out_of_scope;
  return refuse(*why, of_receiver ? receiver_path(i) : "/consent_id",
                "the consent does not allow it", {{"organization_id", r.organization_id.value}});
}

Result<std::vector<ReceiverNamed>> resolve(Context& c, const std::vector<ReceiverNamed>& named) {
  std::vector<ReceiverNamed> out;
  for (std::size_t i = 0; i < named.size(); ++i) {
    const auto resolved = resolve(c, named[i], i);
    if (!resolved) return resolved.refusal();
    out.push_back(resolved.value());
  }
  return out;
}

// Whether every receiver is covered by the consent and eligible now.
Refused unfit(Context& c, const Ask& ask, const Consent& consent,
              const std::vector<ReceiverNamed>& receivers) {
  for (std::size_t i = 0; i < receivers.size(); ++i)
    if (auto refused = forbids(consent, ask, receivers[i], i)) return refused;
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    auto& r = receivers[i];
    const auto blocking =
        assess_receiver(c, ask, r.organization_id, r.service_id).found.blocking(ask.on_unknown);
    if (!blocking.empty())
      return refuse(Reason::receiver_not_eligible, receiver_path(i), "criteria are not met",
                    {{"organization_id", r.organization_id.value},
                     {"service_id", r.service_id.value},
                     {"criteria", listed_names(blocking)}});
  }
  return std::nullopt;
}

// Where a refusal of the grouping rules belongs in a request that names receivers.
Refusal at_receivers(Refusal refusal, const std::vector<ReceiverNamed>& receivers) {
  refusal.path = refusal.reason == Reason::need_not_unresolved ? "/need_id" : "/receivers";
  for (auto& fact : refusal.facts)
    if (fact.name == "organization_id")
      for (std::size_t i = receivers.size(); i-- > 0;)
        if (receivers[i].organization_id.value == std::get<std::int64_t>(fact.value)) {
          refusal.path = receiver_path(i);
          return refusal;
        }
  return refusal;
}

std::vector<OrganizationId> organizations_of(const std::vector<ReceiverNamed>& receivers) {
  std::vector<OrganizationId> out;
  out.reserve(receivers.size());
  for (auto& r : receivers) out.push_back(r.organization_id);
  return out;
}

std::vector<BlockingCount> blocking_counts(const Explanation& why) {
  std::vector<BlockingCount> out;
  out.reserve(why.histogram.size());
  for (auto& blocked : why.histogram)
    out.push_back({std::string(name_of(blocked.criterion)), blocked.services});
  return out;
}

// Nobody is named: right when nobody is eligible, and then the need says what blocked it.
Refused born_unresolved(Context& c, const Ask& ask, Need& need) {
  const auto found = c.directory.find(c.tables, ask, {.limit = 1, .explain = true});
  if (found.eligible_total > 0)
    return refuse(Reason::no_receivers, "/receivers", "somebody is eligible and nobody is named",
                  {{"eligible", found.eligible_total}});
  if (!found.explanation) return std::nullopt;
  need.blocking = blocking_counts(*found.explanation);
  for (const auto criterion : found.explanation->relaxation)
    need.relaxation.emplace_back(name_of(criterion));
  return std::nullopt;
}

// Asks the receivers of a send or an extend: state first, then consent and eligibility.
Refused ask_receivers(Context& c, NeedGroup& g, NeedAction action, Parties by, const Client& client,
                      const Consent& consent, const std::vector<ReceiverNamed>& named) {
  const auto receivers = resolve(c, named);
  if (!receivers) return receivers.refusal();
  const Event event{.action = action, .by = by, .receivers = organizations_of(receivers.value())};
  if (auto may = apply(g.group, event); !may) return at_receivers(may.refusal(), receivers.value());
  Need& need = g.need;
  const Ask ask = ask_of(c, client, need.issue_id, need.sender_id, &consent, need.policy);
  if (const auto why = consent_forbids(consent, need.issue_id, {}, ask.referred_on))
    return refuse(*why, "/consent_id", "the consent does not allow it");
  if (auto refused = unfit(c, ask, consent, receivers.value())) return refused;
  if (named.empty())
    if (auto refused = born_unresolved(c, ask, need)) return refused;
  return apply_event(c, g, event, {}, receivers.value());
}

Result<NeedRecord> send(Context& c, Need need, const Client& client, const Consent& consent,
                        const std::vector<ReceiverNamed>& named) {
  NeedGroup g{.need = std::move(need)};
  g.group.claim_on = g.need.policy.claim_on;
  g.group.on_decline = g.need.policy.on_decline;
  if (auto refused = ask_receivers(c, g, NeedAction::send, Party::sender, client, consent, named))
    return *refused;
  return NeedRecord{std::move(g.need), std::move(g.referrals)};
}

// Of this client, or of another record of the same person that may be seen.
bool is_of(Context& c, const Consent& consent, ClientId client) {
  if (consent.client_id == client) return true;
  const auto records = visible_records(c, client);
  return std::ranges::find(records, consent.client_id) != records.end();
}

// A sender shares under what it recorded itself.
Result<Consent> recorded_consent(Context& c, ConsentId id, ClientId client, OrganizationId sender) {
  auto consent = c.tables.get<Consent>(id);
  if (!consent || consent->organization_id != sender || !is_of(c, *consent, client))
    return refuse(Reason::consent_missing, "/consent_id",
                  "no consent of this client was recorded here");
  return *std::move(consent);
}

struct Person {
  Client client{};
  Consent consent{};
};
// Whom the need is about, under its own consent unless another is named.
Result<Person> person_of(Context& c, const Need& need, ConsentId named) {
  auto client = c.tables.known<Client>(need.client_id);
  auto consent =
      recorded_consent(c, named ? named : need.consent_id, need.client_id, need.sender_id);
  if (!consent) return consent.refusal();
  return Person{std::move(client), std::move(consent.value())};
}

// An act of the sender on the whole need.
Result<NeedGroup> act_on_need(Context& c, NeedId id, NeedAction action, std::string note = {}) {
  auto need = visible_need(c, id, Relation::sender, "/need_id");
  if (!need) return need.refusal();
  NeedGroup g = load_group(c, need.value());
  const Event event{.action = action, .by = parties_of(c.subject, g.need, nullptr)};
  if (!note.empty()) g.need.close_note = std::move(note);
  if (auto refused = apply_event(c, g, event)) {
    refused->path = "/need_id";
    return *refused;
  }
  return g;
}

NeedRecord record_of(NeedGroup g) { return {std::move(g.need), std::move(g.referrals)}; }

Refused shape_of(const FindReceivers& in) {
  Shape shape;
  shape.between(in.limit, 1, page_limit_max, "/limit");
  shape.between(in.latitude_microdegrees, -90 * degree, 90 * degree, "/latitude_microdegrees");
  shape.between(in.longitude_microdegrees, -180 * degree, 180 * degree, "/longitude_microdegrees");
  shape.require(in.latitude_microdegrees.has_value() == in.longitude_microdegrees.has_value(),
                "/latitude_microdegrees", "a place has a latitude and a longitude");
  shape.between(in.distance_limit_meters, 0, count_max, "/distance_limit_meters");
  shape.no_repeats(in.days, "/days");
  return std::move(shape).refused();
}

// What is asked in the name of the active organisation.
Result<Ask> to_ask(Context& c, const FindReceivers& in) {
  const auto sender = c.subject.organization_id;
  const auto client = visible_client(c, in.client_id, involved, "/client_id");
  if (!client) return client.refusal();
  if (const auto issue = active_issue(c, in.issue_id); !issue) return issue.refusal();
  std::optional<Consent> consent;
  if (in.consent_id) {
    auto recorded = recorded_consent(c, in.consent_id, in.client_id, sender);
    if (!recorded) return recorded.refusal();
    consent = std::move(recorded.value());
  }
  const auto policy = policy_for(c, sender, in.issue_id, Urgency::routine);
  Ask ask = ask_of(c, client.value(), in.issue_id, sender, consent ? &*consent : nullptr, policy);
  if (consent)
    if (const auto why = consent_forbids(*consent, in.issue_id, {}, ask.referred_on))
      return refuse(*why, "/consent_id", "the consent does not allow it");
  if (in.latitude_microdegrees && in.longitude_microdegrees)
    ask.place = Point{static_cast<std::int32_t>(*in.latitude_microdegrees),
                      static_cast<std::int32_t>(*in.longitude_microdegrees)};
  ask.distance_limit_meters = in.distance_limit_meters;
  ask.days = in.days;
  return ask;
}

}  // namespace

Result<ReceiversFound> find_receivers(Context& c, const FindReceivers& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  const auto ask = to_ask(c, in);
  if (!ask) return ask.refusal();
  FindOptions options{.limit = static_cast<std::size_t>(in.limit), .explain = in.explain};
  if (!in.rank.empty()) options.rank = in.rank;
  const Found found = c.directory.find(c.tables, ask.value(), options);

  ReceiversFound out{.eligible_total = found.eligible_total};
  out.receivers.reserve(found.receivers.size());
  for (auto& r : found.receivers)
    out.receivers.push_back({r.service_id, r.organization_id, r.distance_meters, r.wait_days,
                             r.capacity, listed(r.unknown)});
  if (!found.explanation) return out;
  out.blocking = blocking_counts(*found.explanation);
  out.relaxation = found.explanation->relaxation;
  out.relaxation_yields = found.explanation->relaxation_yields;
  return out;
}

Result<NeedRecord> send_need(Context& c, const SendNeed& in) {
  auto client = standing_client(c, in.client_id, "/client_id");
  if (!client) return client.refusal();
  if (const auto issue = active_issue(c, in.issue_id); !issue) return issue.refusal();
  const auto sender = c.subject.organization_id;
  const auto consent = recorded_consent(c, in.consent_id, in.client_id, sender);
  if (!consent) return consent.refusal();
  Need need{.client_id = in.client_id,
            .issue_id = in.issue_id,
            .sender_id = sender,
            .sent_by = c.subject.staff_id,
            .urgency = in.urgency,
            .consent_id = in.consent_id,
            .opened_at = c.now,
            .policy = policy_for(c, sender, in.issue_id, in.urgency)};
  return send(c, std::move(need), client.value(), consent.value(), in.receivers);
}

Result<NeedRecord> get_need(Context& c, const GetNeed& in) {
  const auto id = looked_up(c, 'N', in.need_id, in.reference);
  auto need = visible_need(c, id, involved, in.need_id ? "/need_id" : "/reference");
  if (!need) return need.refusal();
  NeedRecord out{need.value(), c.tables.all<Referral>(by::referral_need, id)};
  if (sees_members(c, out.need)) return out;
  std::erase_if(out.referrals, [&](auto& r) { return r.receiver_id != c.subject.organization_id; });
  if (std::ranges::find(out.referrals, out.need.claimed_by, &Referral::id) == out.referrals.end())
    out.need.claimed_by = {};
  if (!sees_client(c, out.need)) out.need.close_note.clear();
  return out;
}

Result<NeedRecord> confirm_need(Context& c, const ConfirmNeed& in) {
  auto need = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!need) return need.refusal();
  NeedGroup g = load_group(c, need.value());
  const auto member = g.index_of(in.referral_id);
  if (!member) return not_found("/referral_id");
  const Event event{.action = NeedAction::confirm,
                    .by = parties_of(c.subject, g.need, nullptr),
                    .member = *member};
  judge_members(c, g, event);
  if (auto refused = apply_event(c, g, event)) {
    refused->path = refused->reason == Reason::confirm_not_needed ? "/need_id" : "/referral_id";
    return *refused;
  }
  return record_of(std::move(g));
}

Result<NeedRecord> extend_need(Context& c, const ExtendNeed& in) {
  auto need = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!need) return need.refusal();
  NeedGroup g = load_group(c, need.value());
  const auto person = person_of(c, g.need, in.consent_id);
  if (!person) return person.refusal();
  const auto& [client, consent] = person.value();
  g.need.consent_id = consent.id;
  if (auto refused = ask_receivers(c, g, NeedAction::extend, parties_of(c.subject, g.need, nullptr),
                                   client, consent, in.receivers))
    return *refused;
  return record_of(std::move(g));
}

Result<NeedRecord> re_refer_need(Context& c, const ReReferNeed& in) {
  auto old = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!old) return old.refusal();
  const NeedGroup before = load_group(c, old.value());
  const Event event{.action = NeedAction::re_refer,
                    .by = parties_of(c.subject, before.need, nullptr)};
  if (auto may = apply(before.group, event); !may) {
    Refusal refused = may.refusal();
    refused.path = "/need_id";
    return refused;
  }
  const auto issue = in.issue_id ? in.issue_id : before.need.issue_id;
  if (const auto found = active_issue(c, issue); !found) return found.refusal();
  const auto person = person_of(c, before.need, in.consent_id);
  if (!person) return person.refusal();
  const auto& [client, consent] = person.value();
  Need need{.client_id = before.need.client_id,
            .issue_id = issue,
            .sender_id = before.need.sender_id,
            .sent_by = c.subject.staff_id,
            .urgency = before.need.urgency,
            .follows = before.need.id,
            .consent_id = consent.id,
            .opened_at = c.now,
            .policy = policy_for(c, before.need.sender_id, issue, before.need.urgency)};
  return send(c, std::move(need), client, consent, in.receivers);
}

Result<Need> escalate_need(Context& c, const NeedRef& in) {
  auto g = act_on_need(c, in.need_id, NeedAction::escalate);
  if (!g) return g.refusal();
  return g.value().need;
}

Result<NeedRecord> withdraw_need(Context& c, const EndNeed& in) {
  auto g = act_on_need(c, in.need_id, NeedAction::withdraw, in.note);
  if (!g) return g.refusal();
  return record_of(std::move(g.value()));
}

Result<Need> close_need_unmet(Context& c, const EndNeed& in) {
  auto g = act_on_need(c, in.need_id, NeedAction::close_unmet, in.note);
  if (!g) return g.refusal();
  return g.value().need;
}

}  // namespace onward
