// Sending a need: everything is judged before anything is written.
#pragma once

#include "operations/answers.hpp"
#include "operations/need_group.hpp"
#include "operations/needs.hpp"
#include "operations/shape.hpp"

namespace onward {

// A need and whom it is to be sent to; nothing of it is written yet.
struct Sending {
  NeedGroup group{};
  Event event{};
  std::vector<ReceiverNamed> receivers{};  // resolved, those that are known
  std::optional<QuestionnaireResponse> answers{};  // that go with it
  std::vector<Refusal> problems{};  // all that is in the way, by paths of need.send
};

FrozenPolicy policy_for(Context&, OrganizationId sender, IssueId, Urgency);
// A new need of the active organisation, with the policy that holds for it now.
Need new_need(Context&, ClientId, IssueId, Urgency);
// The need that goes on from another, for the same issue or the one that is named, by the policy
// that holds for it now. Its consent is chosen afterwards.
//   refused  not_found, issue_inactive; at /issue_id, or where none is named at /need_id
Result<Need> continued(Context&, const NeedGroup&, IssueId named);
// A client or consent that is not kept yet may be judged too.
Sending judge_sending(Context&, Need, const Client&, const Consent&,
                      const std::vector<ReceiverNamed>&);
// Writes the need and its referrals.
//   refused  as the first of its problems
Result<NeedRecord> send(Context&, Sending);

// Nobody goes on with what was passed on from a referral that was entered in error, unless they are
// shown the client otherwise: no consent that they recorded before tells them again who it is.
//   refused  disclosure_withheld at /need_id
Refused refuse_struck(Context&, const Need&);

// Who took a consent back is not overruled by another that was recorded before that.
//   refused  consent_withdrawn at /consent_id
//   source   docs/decisions/0029
Refused refuse_overruled(Context&, const Need&, const Consent& named);

// Whom a need is about, under its own consent unless another is named. A need that came from
// somebody else goes on under their consent.
//   refused  disclosure_withheld at /need_id (as refuse_struck), consent_missing and
//   consent_withdrawn
//            (as refuse_overruled) at /consent_id
struct Person {
  Client client{};
  Consent consent{};
};
Result<Person> person_of(Context&, const Need&, ConsentId named);
// Who can be asked for it. Judged by what its sender is shown of the client: who is offered or
// refused, and why, would tell what is withheld.
Ask ask_to_send(Context&, const Need&, const Client&, const Consent&);
// Why it cannot be sent under the consent, whoever is named.
//   refused  consent_*, onward_not_allowed, consent_by_another; in this order
Refused consent_refuses(Context&, const Need&, const Consent&);
std::vector<BlockingCount> blocking_counts(const Explanation&);

// How long an open request stands: until the time for answers has passed since it was offered;
// where policy sets none, the time for the end; or until the consent ends.
Instant open_until(Context&, const Need&, const Consent&, Instant offered_at);
// Offered when it was sent, or when whoever claimed it let go.
Instant open_until(Context&, const NeedGroup&, const Consent&);

// What decoding cannot see of the details.
void look_at(Shape&, Context&, const NeedDetails&, std::string_view at);
void look_at_receivers(Shape&, const std::vector<ReceiverNamed>&, bool open, std::string_view at);
// What a need says to whoever goes on with it: words that they are shown, without a date that has
// passed.
NeedDetails details_to_carry(Context&, const Need&);
//   refused  not_found, issue_inactive
Result<Issue> active_issue(Context&, IssueId);
// A sender shares under what it recorded itself.
//   refused  consent_missing at /consent_id
Result<Consent> recorded_consent(Context&, ConsentId, ClientId, OrganizationId sender);

}  // namespace onward
