// What an administrator may tune: claims, declines, reasons and timeframes.
#pragma once

#include "onward/model/ids.hpp"

namespace onward {

// Which act takes a need off the market.
enum class ClaimOn : std::uint8_t { acknowledge, accept, sender_confirms };
template <>
inline constexpr auto names<ClaimOn> = std::array{
    Name{ClaimOn::acknowledge, "acknowledge", "The first to acknowledge is responsible."},
    Name{ClaimOn::accept, "accept", "Several may evaluate; the first to accept is responsible."},
    Name{ClaimOn::sender_confirms, "sender_confirms",
         "Several may accept; the sender confirms one."},
};

// What becomes of superseded siblings when a claim ends without service.
enum class DeclinePolicy : std::uint8_t { reopen, latch, ask_sender };
template <>
inline constexpr auto names<DeclinePolicy> = std::array{
    Name{DeclinePolicy::reopen, "reopen", "Siblings that are still eligible are asked again."},
    Name{DeclinePolicy::latch, "latch", "Siblings stay closed."},
    Name{DeclinePolicy::ask_sender, "ask_sender",
         "Siblings stay closed until the sender extends or refers again."},
};

enum class OnUnknown : std::uint8_t { exclude, include_flagged };
template <>
inline constexpr auto names<OnUnknown> = std::array{
    Name{OnUnknown::exclude, "exclude", "Who may not qualify is not offered."},
    Name{OnUnknown::include_flagged, "include_flagged", "Who may qualify is offered, and flagged."},
};

// How much of a client a receiver is shown before it acknowledges.
enum class DisclosureBefore : std::uint8_t { minimal, full };
template <>
inline constexpr auto names<DisclosureBefore> = std::array{
    Name{DisclosureBefore::minimal, "minimal", "What is needed to evaluate, and no name."},
    Name{DisclosureBefore::full, "full", "All that the consent covers."},
};

enum class PolicyScope : std::uint8_t { store, organization, issue };
template <>
inline constexpr auto names<PolicyScope> = std::array{
    Name{PolicyScope::store, "store", "Holds everywhere."},
    Name{PolicyScope::organization, "organization", "Holds for needs this organisation sends."},
    Name{PolicyScope::issue, "issue", "Holds for needs of this issue."},
};

// The knobs; each absent one is taken from the wider scope, and at last from policy_default.
struct PolicyKnobs {
  std::optional<ClaimOn> claim_on{};
  std::optional<DeclinePolicy> on_decline{};
  std::optional<OnUnknown> on_unknown{};
  std::optional<std::int64_t> review_working_days{};
  std::optional<std::int64_t> close_working_days{};
  std::optional<std::int64_t> urgent_review_working_days{};
  std::optional<std::int64_t> urgent_close_working_days{};
  std::optional<std::int64_t> no_response_working_days{};
  std::optional<std::int64_t> unresolved_reminder_working_days{};
  std::optional<std::int64_t> capacity_fresh_days{};
  std::optional<bool> client_requires_referral{};
  std::optional<std::int64_t> send_back_working_days{};
  std::optional<bool> withdrawal_confirmed_by_receiver{};
  std::optional<DisclosureBefore> disclosure_before_acknowledge{};
  std::optional<bool> birth_date_required{};
  std::optional<std::int64_t> soon_review_working_days{};
  std::optional<std::int64_t> soon_close_working_days{};
};
template <>
inline constexpr auto rows<PolicyKnobs> = std::array{
    row<&PolicyKnobs::claim_on>(1, "claim_on", "Which act takes a need off the market."),
    row<&PolicyKnobs::on_decline>(2, "on_decline",
                                  "What becomes of siblings when a claim ends without service."),
    row<&PolicyKnobs::on_unknown>(3, "on_unknown", "Whether a possible yes is offered."),
    row<&PolicyKnobs::review_working_days>(
        4, "review_working_days", "Working days for the receiver's first answer or next update."),
    row<&PolicyKnobs::close_working_days>(5, "close_working_days",
                                          "Working days from sending to the end."),
    row<&PolicyKnobs::urgent_review_working_days>(6, "urgent_review_working_days",
                                                  "The same for an urgent need; tighter."),
    row<&PolicyKnobs::urgent_close_working_days>(7, "urgent_close_working_days",
                                                 "The same for an urgent need; tighter."),
    row<&PolicyKnobs::no_response_working_days>(
        8, "no_response_working_days",
        "Working days after which an unanswered referral expires; 0 is never."),
    row<&PolicyKnobs::unresolved_reminder_working_days>(
        9, "unresolved_reminder_working_days",
        "Working days after which the sender of an unresolved need is reminded, and again each "
        "time as many have passed; so is whoever owes an answer, or has an overdue referral."),
    row<&PolicyKnobs::capacity_fresh_days>(
        10, "capacity_fresh_days", "Days for which a reported capacity is trusted; 0 is for ever."),
    row<&PolicyKnobs::client_requires_referral>(
        11, "client_requires_referral", "True when a client is only created inside a referral."),
    row<&PolicyKnobs::send_back_working_days>(
        12, "send_back_working_days",
        "Working days without a sign of life after which a referral that was acknowledged or "
        "assigned goes back to the queue; 0 is never."),
    row<&PolicyKnobs::withdrawal_confirmed_by_receiver>(
        13, "withdrawal_confirmed_by_receiver",
        "True when a receiver that has acknowledged confirms a withdrawal."),
    row<&PolicyKnobs::disclosure_before_acknowledge>(
        15, "disclosure_before_acknowledge",
        "How much of a client a receiver is shown before it acknowledges."),
    row<&PolicyKnobs::birth_date_required>(
        20, "birth_date_required", "True when nobody is registered without a date of birth."),
    row<&PolicyKnobs::soon_review_working_days>(31, "soon_review_working_days",
                                                "The same for a need that is wanted soon."),
    row<&PolicyKnobs::soon_close_working_days>(32, "soon_close_working_days",
                                               "The same for a need that is wanted soon."),
};
ONWARD_RECORD(PolicyKnobs);

struct Policy {
  PolicyId id{};
  std::int64_t revision = 0;
  PolicyScope scope = PolicyScope::store;
  OrganizationId organization_id{};
  IssueId issue_id{};
  PolicyKnobs knobs{};
};
template <>
inline constexpr auto rows<Policy> = std::array{
    row<&Policy::id>(1, "id", "Given by the store; never reused."),
    row<&Policy::revision>(2, "revision", "The policy's version, from 1."),
    row<&Policy::scope>(3, "scope", "How widely it holds; the narrower scope wins."),
    row<&Policy::organization_id>(4, "organization_id", "The sender meant; 0 for other scopes."),
    row<&Policy::issue_id>(5, "issue_id", "The issue meant; 0 for other scopes."),
    row<&Policy::knobs>(6, "knobs", "What is tuned here."),
};
ONWARD_RECORDS(Policy);

struct Timeframes {
  std::int64_t review_working_days = 1;
  std::int64_t close_working_days = 5;
};
template <>
inline constexpr auto rows<Timeframes> = std::array{
    row<&Timeframes::review_working_days>(1, "review_working_days",
                                          "Working days for an answer or an update."),
    row<&Timeframes::close_working_days>(2, "close_working_days",
                                         "Working days from sending to the end."),
};
ONWARD_RECORD(Timeframes);

// Those of each urgency; none is longer than that of a lesser one.
struct TimeframesByUrgency {
  Timeframes routine{3, 20};
  Timeframes soon{2, 10};
  Timeframes urgent{1, 5};
};
template <>
inline constexpr auto rows<TimeframesByUrgency> = std::array{
    row<&TimeframesByUrgency::routine>(1, "routine", "The usual ones."),
    row<&TimeframesByUrgency::soon>(2, "soon", "Those of what is wanted soon."),
    row<&TimeframesByUrgency::urgent>(3, "urgent", "Those of what is urgent."),
};
ONWARD_RECORD(TimeframesByUrgency);

// A need's policy as it was when the need was sent; nothing is absent here.
struct FrozenPolicy {
  ClaimOn claim_on = ClaimOn::acknowledge;
  DeclinePolicy on_decline = DeclinePolicy::reopen;
  OnUnknown on_unknown = OnUnknown::exclude;
  std::int64_t review_working_days = 3;
  std::int64_t close_working_days = 20;
  std::int64_t no_response_working_days = 0;
  std::int64_t unresolved_reminder_working_days = 5;
  std::int64_t capacity_fresh_days = 0;
  std::int64_t store_version = 0;
  std::int64_t organization_version = 0;
  std::int64_t issue_version = 0;
  std::int64_t send_back_working_days = 0;
  bool withdrawal_confirmed_by_receiver = false;
  DisclosureBefore disclosure_before_acknowledge = DisclosureBefore::minimal;
  TimeframesByUrgency timeframes{};
};
template <>
inline constexpr auto rows<FrozenPolicy> = std::array{
    row<&FrozenPolicy::claim_on>(1, "claim_on", "Which act takes the need off the market."),
    row<&FrozenPolicy::on_decline>(2, "on_decline", "What becomes of siblings after a decline."),
    row<&FrozenPolicy::on_unknown>(3, "on_unknown", "Whether a possible yes is offered."),
    row<&FrozenPolicy::review_working_days>(4, "review_working_days",
                                            "Working days for an answer or an update."),
    row<&FrozenPolicy::close_working_days>(5, "close_working_days",
                                           "Working days from sending to the end."),
    row<&FrozenPolicy::no_response_working_days>(
        6, "no_response_working_days", "Working days until silence expires it; 0 is never."),
    row<&FrozenPolicy::unresolved_reminder_working_days>(
        7, "unresolved_reminder_working_days", "Working days until the sender is reminded."),
    row<&FrozenPolicy::capacity_fresh_days>(
        8, "capacity_fresh_days", "Days for which a reported capacity is trusted; 0 for ever."),
    row<&FrozenPolicy::store_version>(9, "store_version", "Version of the store's policy, or 0."),
    row<&FrozenPolicy::organization_version>(10, "organization_version",
                                             "Version of the sender's policy, or 0."),
    row<&FrozenPolicy::issue_version>(11, "issue_version", "Version of the issue's policy, or 0."),
    row<&FrozenPolicy::send_back_working_days>(
        12, "send_back_working_days",
        "Working days until silence sends it back to the queue; 0 is never."),
    row<&FrozenPolicy::withdrawal_confirmed_by_receiver>(
        13, "withdrawal_confirmed_by_receiver",
        "Whether a receiver that has acknowledged confirms a withdrawal."),
    row<&FrozenPolicy::disclosure_before_acknowledge>(
        15, "disclosure_before_acknowledge", "How much is shown before a receiver acknowledges."),
    row<&FrozenPolicy::timeframes>(
        31, "timeframes",
        "Of each urgency: that of a referral may become another than its need's."),
};
ONWARD_RECORD(FrozenPolicy);

}  // namespace onward
