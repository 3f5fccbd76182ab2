#include "operations/needs.hpp"

#include <algorithm>

#include "onward/operations/referrals.hpp"
#include "onward/rules/reference.hpp"
#include "operations/access_grounds.hpp"
#include "operations/answers.hpp"
#include "operations/attachments.hpp"
#include "operations/chain.hpp"
#include "operations/client_merging.hpp"
#include "operations/directory_index.hpp"
#include "operations/open_requests.hpp"
#include "operations/policies.hpp"
#include "operations/reference_lookup.hpp"
#include "operations/sending.hpp"
#include "operations/table_rules.hpp"
#include "operations/transfers.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

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
  if (!c.tables.small<Organization>(out.organization_id))
    return not_found(receiver_path(i) + "/organization_id");
  return out;
}

Refused forbids(Context& c, const Consent& consent, const Ask& ask, const ReceiverNamed& r,
                std::size_t i) {
  const auto why = consent_forbids_now(c, consent, ask.issue_id, r.organization_id);
  if (!why) return std::nullopt;
  const bool of_receiver = *why == Reason::consent_out_of_scope;
  return refuse(*why, of_receiver ? receiver_path(i) : "/consent_id",
                "the consent does not allow it", {{"organization_id", r.organization_id.value}});
}

// The receivers that are known, and where each stands in the request.
struct Known {
  std::vector<ReceiverNamed> receivers{};
  std::vector<std::size_t> at{};
};
Known resolve(Context& c, const std::vector<ReceiverNamed>& named, std::vector<Refusal>& problems) {
  Known out;
  for (std::size_t i = 0; i < named.size(); ++i) {
    const auto resolved = resolve(c, named[i], i);
    if (resolved) {
      out.receivers.push_back(resolved.value());
      out.at.push_back(i);
    } else {
      problems.push_back(resolved.refusal());
    }
  }
  return out;
}

// Receivers that the consent leaves out, and then those that are not eligible now. Of whom more is
// wrong already that is enough; without a consent it is as if one covered everything.
void add_unfit(Context& c, const Ask& ask, const Consent* consent, const Known& known,
               std::vector<Refusal>& problems) {
  const auto is_told = [&, before = problems](std::size_t i) {
    return std::ranges::find(before, receiver_path(i), &Refusal::path) != before.end();
  };
  std::vector<Refusal> blocked;
  for (std::size_t n = 0; n < known.at.size(); ++n) {
    const auto& r = known.receivers[n];
    const std::size_t i = known.at[n];
    if (is_told(i)) continue;
    if (auto refused = consent ? forbids(c, *consent, ask, r, i) : std::nullopt) {
      problems.push_back(*std::move(refused));
      continue;
    }
    const auto blocking =
        assess_receiver(c, ask, r.organization_id, r.service_id).found.blocking(ask.on_unknown);
    if (!blocking.empty())
      blocked.push_back(refuse(Reason::receiver_not_eligible, receiver_path(i),
                               "criteria are not met",
                               {{"organization_id", r.organization_id.value},
                                {"service_id", r.service_id.value},
                                {"criteria", listed_names(blocking)}}));
  }
  std::ranges::move(blocked, std::back_inserter(problems));
}

// The one that a refusal of the grouping rules means, the last when it is named twice.
std::optional<std::size_t> meant_by(const Refusal& refusal,
                                    const std::vector<OrganizationId>& receivers) {
  for (auto& fact : refusal.facts)
    if (fact.name == "organization_id")
      for (std::size_t n = receivers.size(); n-- > 0;)
        if (receivers[n].value == std::get<std::int64_t>(fact.value)) return n;
  return std::nullopt;
}

bool is_of_need(Reason reason) {
  return reason == Reason::need_not_unresolved || reason == Reason::permission_missing ||
         reason == Reason::need_claimed_by_another;
}

// What the group says, of the need and of each receiver that may not be added.
void add_refusals(const Group& group, Event event, std::vector<std::size_t> at,
                  std::vector<Refusal>& problems) {
  for (;;) {
    auto may = apply(group, event);
    if (may) return;
    Refusal refusal = may.refusal();
    const auto meant = meant_by(refusal, event.receivers);
    refusal.path = meant                        ? receiver_path(at[*meant])
                   : is_of_need(refusal.reason) ? "/need_id"
                                                : "/receivers";
    problems.push_back(std::move(refusal));
    if (!meant || event.receivers.size() == 1) return;
    event.receivers.erase(event.receivers.begin() + static_cast<std::ptrdiff_t>(*meant));
    at.erase(at.begin() + static_cast<std::ptrdiff_t>(*meant));
  }
}

std::vector<OrganizationId> organizations_of(const std::vector<ReceiverNamed>& receivers) {
  std::vector<OrganizationId> out;
  out.reserve(receivers.size());
  for (auto& r : receivers) out.push_back(r.organization_id);
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

// Anyone who is eligible may claim it. Where nobody is, it is no open request (decisions/0018).
bool post(Context& c, const Ask& ask, NeedGroup& g) {
  if (c.directory.find(c.tables, ask, {.limit = 1}).eligible_total == 0) return false;
  g.group.unassigned = true;
  return true;
}

// The answers that go with the need; nobody is asked for help before those that must be there.
Result<std::optional<QuestionnaireResponse>> answers_to_give(Context& c, const Need& need) {
  auto answers = answers_for(c, need);
  if (answers) return answers;
  Refusal refusal = answers.refusal();
  refusal.path = need.id || need.follows ? "/need_id" : need.part_of ? "/referral_id" : "/issue_id";
  return refusal;
}

// All that is in the way of a send or an extend: state first, then consent and eligibility, and the
// issue's questionnaire last: it is for those who are asked.
Sending judge(Context& c, NeedGroup g, NeedAction action, Parties by, const Client& client,
              const Consent& consent, const std::vector<ReceiverNamed>& named) {
  Sending out{.group = std::move(g)};
  const Known known = resolve(c, named, out.problems);
  if (known.at.empty() && !named.empty()) return out;
  out.receivers = known.receivers;
  out.event = {.action = action, .by = by, .receivers = organizations_of(out.receivers)};
  Need& need = out.group.need;
  const bool is_for_anyone = named.empty() && need.open_request;
  Ask ask = ask_to_send(c, need, is_for_anyone ? as_offered(client, consent) : client, consent);
  add_refusals(out.group.group, out.event, known.at, out.problems);
  auto forbidden = consent_refuses(c, need, consent);
  const bool covers = !forbidden;
  if (forbidden) {
    out.problems.push_back(*std::move(forbidden));
    ask.consent_issues.clear();
    ask.consent_receivers.clear();
  }
  if (named.empty()) {
    if (!out.problems.empty()) return out;
    if (!is_for_anyone || !post(c, ask, out.group)) {
      if (auto refused = born_unresolved(c, ask, need)) out.problems.push_back(*std::move(refused));
      return out;
    }
  }
  for (const auto n : came_through(c, need, known.receivers))
    out.problems.push_back(refuse(Reason::already_in_chain, receiver_path(known.at[n]),
                                  "the need came through it",
                                  {{"organization_id", known.receivers[n].organization_id.value}}));
  add_unfit(c, ask, covers ? &consent : nullptr, known, out.problems);
  if (auto answers = answers_to_give(c, need))
    out.answers = std::move(answers.value());
  else
    out.problems.push_back(answers.refusal());
  return out;
}

// Of this client, or of another record of the same person that may be seen.
bool is_of(Context& c, const Consent& consent, ClientId client) {
  if (consent.client_id == client) return true;
  const auto records = visible_records(c, client);
  return std::ranges::find(records, consent.client_id) != records.end();
}

NeedRecord record_of(NeedGroup g) { return {std::move(g.need), std::move(g.referrals)}; }

}  // namespace

void look_at(Shape& shape, Context& c, const NeedDetails& details, std::string_view at) {
  const Date today = today_of(c, c.subject.organization_id);
  shape.require(!details.preferred_date || *details.preferred_date >= today,
                std::string(at) + "/preferred_date", "is past");
}

void look_at_receivers(Shape& shape, const std::vector<ReceiverNamed>& named, bool open,
                       std::string_view at) {
  shape.require(!open || named.empty(), std::string(at) + "/receivers",
                "an open request names none");
}

Result<Issue> active_issue(Context& c, IssueId id) {
  auto issue = c.tables.get<Issue>(id);
  if (!issue) return not_found("/issue_id");
  if (!issue->active) return refuse(Reason::issue_inactive, "/issue_id", "it is switched off");
  return *std::move(issue);
}

Refused refuse_struck(Context& c, const Need& need) {
  if (!need.forwarded_from) return std::nullopt;
  const auto passed_on = c.tables.known<Referral>(need.forwarded_from);
  const auto client = c.tables.known<Client>(need.client_id);
  if (passed_on.phase != ReferralPhase::error || classes_shown(c, client).has(DataClass::identity))
    return std::nullopt;
  return refuse(Reason::disclosure_withheld, "/need_id",
                "the referral that it was passed on from was entered in error");
}

Refused refuse_overruled(Context& c, const Need& need, const Consent& named) {
  const auto ended = c.tables.known<Consent>(need.consent_id).withdrawn_at;
  if (!ended || named.recorded_at >= *ended) return std::nullopt;
  return refuse(Reason::consent_withdrawn, "/consent_id", "the client has spoken since");
}

Result<Person> person_of(Context& c, const Need& need, ConsentId named) {
  if (auto refused = refuse_struck(c, need)) return *std::move(refused);
  auto client = c.tables.known<Client>(need.client_id);
  if (!named && (need.part_of || need.transferred_from))
    return Person{std::move(client), c.tables.known<Consent>(need.consent_id)};
  auto consent =
      recorded_consent(c, named ? named : need.consent_id, need.client_id, need.sender_id);
  if (!consent) return consent.refusal();
  if (auto refused = refuse_overruled(c, need, consent.value())) return *std::move(refused);
  return Person{std::move(client), std::move(consent.value())};
}

Ask ask_to_send(Context& c, const Need& need, const Client& client, const Consent& consent) {
  Ask ask = ask_of(c, as_shown(c, client), need.issue_id, need.sender_id, &consent, need.policy);
  ask.senders_before = senders_before(c, need);
  if (const auto lender = lender_of(c, need)) ask.senders_before.push_back(lender);
  return ask;
}

Refused consent_refuses(Context& c, const Need& need, const Consent& consent) {
  if (const auto why = consent_forbids_now(c, consent, need.issue_id, {}))
    return refuse(*why, "/consent_id", "the consent does not allow it");
  if (is_shared_onward(need, consent) && !consent.onward_allowed)
    return refuse(Reason::onward_not_allowed, "/consent_id", "the consent ends with its receivers");
  if (need.self_referral && !consent.given_by.empty())
    return refuse(Reason::consent_by_another, "/consent_id",
                  "a self-referral is sent under the client's own consent");
  return std::nullopt;
}

std::vector<BlockingCount> blocking_counts(const Explanation& why) {
  std::vector<BlockingCount> out;
  out.reserve(why.histogram.size());
  for (auto& blocked : why.histogram)
    out.push_back({std::string(name_of(blocked.criterion)), blocked.services});
  return out;
}

Result<Consent> recorded_consent(Context& c, ConsentId id, ClientId client, OrganizationId sender) {
  auto consent = c.tables.get<Consent>(id);
  if (!consent || consent->organization_id != sender || !is_of(c, *consent, client))
    return refuse(Reason::consent_missing, "/consent_id",
                  "no consent of this client was recorded here");
  return *std::move(consent);
}

Instant open_until(Context& c, const Need& need, const Consent& consent, Instant offered_at) {
  const auto answer_days = need.policy.no_response_working_days;
  const OwnDays days = own_days(c, need.sender_id);
  const Instant unanswered =
      due_after(offered_at, answer_days > 0 ? answer_days : need.policy.close_working_days,
                days.calendar(), *days.zone);
  if (!consent.expires_on) return unanswered;
  return std::min(unanswered, end_of(c, consent, *consent.expires_on));
}

Instant open_until(Context& c, const NeedGroup& g, const Consent& consent) {
  Instant offered_at = g.need.opened_at;
  for (auto& r : g.referrals)
    offered_at = std::max({offered_at, r.requested_at, r.finished_at.value_or(offered_at)});
  return open_until(c, g.need, consent, offered_at);
}

FrozenPolicy policy_for(Context& c, OrganizationId sender, IssueId issue, Urgency urgency) {
  return standing_policies(c, sender, issue).freeze(urgency);
}

Need new_need(Context& c, ClientId client, IssueId issue, Urgency urgency) {
  const auto sender = c.subject.organization_id;
  return {.client_id = client,
          .issue_id = issue,
          .sender_id = sender,
          .sent_by = c.subject.staff_id,
          .urgency = urgency,
          .opened_at = c.now,
          .policy = policy_for(c, sender, issue, urgency)};
}

Result<Need> continued(Context& c, const NeedGroup& g, IssueId named) {
  const Need& need = g.need;
  const IssueId issue = named ? named : need.issue_id;
  if (const auto found = active_issue(c, issue); !found) {
    Refusal refused = found.refusal();
    if (!named) refused.path = "/need_id";
    return refused;
  }
  Urgency urgency = need.urgency;  // or more, as somebody who looked at it has found
  for (auto& r : g.referrals)
    if (r.received_at) urgency = std::max(urgency, r.urgency);
  return Need{.client_id = need.client_id,
              .issue_id = issue,
              .sender_id = need.sender_id,
              .sent_by = c.subject.staff_id,
              .urgency = urgency,
              .follows = need.id,
              .opened_at = c.now,
              .policy = policy_for(c, need.sender_id, issue, urgency),
              .details = details_to_carry(c, need),
              .self_referral = need.self_referral,
              .part_of = need.part_of,
              .forwarded_from = need.forwarded_from,
              .transferred_from = need.transferred_from};
}

NeedDetails details_to_carry(Context& c, const Need& need) {
  if (!sees_client(c, need)) return {};
  NeedDetails out = need.details;
  if (out.preferred_date && *out.preferred_date < today_of(c, c.subject.organization_id))
    out.preferred_date.reset();
  return out;
}

Sending judge_sending(Context& c, Need need, const Client& client, const Consent& consent,
                      const std::vector<ReceiverNamed>& named) {
  NeedGroup g{.need = std::move(need)};
  g.group.claim_on = g.need.policy.claim_on;
  g.group.on_decline = g.need.policy.on_decline;
  return judge(c, std::move(g), NeedAction::send, Party::sender, client, consent, named);
}

Result<NeedRecord> send(Context& c, Sending s) {
  if (!s.problems.empty()) return std::move(s.problems.front());
  if (auto refused = apply_event(c, s.group, s.event, {}, s.receivers)) return *refused;
  if (s.answers) give(c, *std::move(s.answers), s.group.need);
  return record_of(std::move(s.group));
}

Result<NeedRecord> send_need(Context& c, const SendNeed& in) {
  Shape shape;
  look_at(shape, c, in.details, "");
  look_at_receivers(shape, in.receivers, in.open, "");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto client = standing_client(c, in.client_id, "/client_id");
  if (!client) return client.refusal();
  if (const auto issue = active_issue(c, in.issue_id); !issue) return issue.refusal();
  const auto consent = recorded_consent(c, in.consent_id, in.client_id, c.subject.organization_id);
  if (!consent) return consent.refusal();
  Need need = new_need(c, in.client_id, in.issue_id, in.urgency);
  need.consent_id = in.consent_id;
  need.details = in.details;
  need.self_referral = in.self_referral;
  need.open_request = in.open;
  return send(c, judge_sending(c, std::move(need), client.value(), consent.value(), in.receivers));
}

Result<NeedRecord> get_need(Context& c, const GetNeed& in) {
  if (auto refused = one_named(in.need_id.value != 0, !in.reference.empty()))
    return *std::move(refused);
  const auto id = looked_up(c, 'N', in.need_id, in.reference);
  auto need = visible_need(c, id, involved, in.need_id ? "/need_id" : "/reference");
  if (!need) return need.refusal();
  NeedRecord out{need.value(), c.tables.all<Referral>(by::referral_need, id)};
  if (sees_members(c, out.need)) return out;
  std::erase_if(out.referrals, [&](auto& r) { return r.receiver_id != c.subject.organization_id; });
  if (std::ranges::find(out.referrals, out.need.claimed_by, &Referral::id) == out.referrals.end())
    out.need.claimed_by = {};
  if (std::ranges::none_of(out.referrals,
                           [](auto& r) { return r.withdrawal_asked_at.has_value(); }))
    out.need.withdrawing = false;
  out.need.reason_code.clear();
  out.need.confirmation_asked_at = std::nullopt;
  out.need.onward_outcome = {};
  out.need.transferred_from = {};
  if (!sees_client(c, out.need)) {
    out.need.close_note.clear();
    out.need.details = {};
  }
  return out;
}

Result<NeedRecord> confirm_need(Context& c, const ConfirmNeed& in) {
  auto need = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!need) return need.refusal();
  NeedGroup g = load_group(c, need.value());
  const auto member = g.index_of(in.referral_id);
  if (!member) return not_found("/referral_id");
  const Event event{
      .action = NeedAction::confirm, .by = parties_of(c, g.need, nullptr), .member = *member};
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
  const auto by = parties_of(c, g.need, nullptr);
  return send(c, judge(c, std::move(g), NeedAction::extend, by, client, consent, in.receivers));
}

Result<NeedRecord> re_refer_need(Context& c, const ReReferNeed& in) {
  auto old = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!old) return old.refusal();
  NeedGroup before = load_group(c, old.value());
  const Event event{.action = NeedAction::re_refer, .by = parties_of(c, before.need, nullptr)};
  if (auto may = apply(before.group, event); !may) {
    Refusal refused = may.refusal();
    refused.path = "/need_id";
    return refused;
  }
  auto need = continued(c, before, in.issue_id);
  if (!need) return need.refusal();
  const auto person = person_of(c, before.need, in.consent_id);
  if (!person) return person.refusal();
  const auto& [client, consent] = person.value();
  need.value().consent_id = consent.id;
  auto sent = send(c, judge_sending(c, std::move(need.value()), client, consent, in.receivers));
  if (!sent) return sent;
  carry_attachments(c, before.need, {.need_id = sent.value().need.id});
  if (apply_event(c, before, event))
    throw std::logic_error("a need that may be continued could not be settled");
  lend_on(c, before.need, sent.value().need);
  return sent;
}

Withheld withheld(Context& c, const Need& row) {
  if (!withheld_unless(c, relation_to(c, row))) return std::nullopt;
  if (sees_members(c, row)) return sees_client(c, row) ? Columns{0} : details_of_need;
  Columns out = may_be_withheld<Need>;
  for (auto& r : c.tables.all<Referral>(by::referral_need, row.id)) {
    if (r.receiver_id != c.subject.organization_id) continue;
    if (r.id == row.claimed_by) out &= ~columns<Need>({"claimed_by"});
    if (r.withdrawal_asked_at) out &= ~columns<Need>({"withdrawing"});
  }
  return sees_client(c, row) ? out & ~words_of_client : out;
}

}  // namespace onward
