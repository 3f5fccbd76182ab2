// Who is told of what: every pair of phases, every wish, and every client.
#include "onward/rules/notification.hpp"

#include "catch.hpp"

using namespace onward;

namespace {

Referral referral_in(ReferralPhase phase) { return {.phase = phase}; }
Need need_in(NeedPhase phase, std::int64_t reminders = 0, bool escalated = false) {
  return {.phase = phase, .escalated = escalated, .reminders = reminders};
}

using Events = std::vector<InboxEvent>;

constexpr Instant at_nine{std::chrono::hours(9)}, at_ten{std::chrono::hours(10)};

}  // namespace

TEST_CASE("a write of a referral is one event, and the same phase is none; an end may be another") {
  for (auto& from : names<ReferralPhase>)
    for (auto& to : names<ReferralPhase>) {
      const auto before = referral_in(from.value), after = referral_in(to.value);
      const auto events = events_of(&before, after);
      INFO(from.name << " to " << to.name);
      // Whoever worked on it hears that nothing more is awaited.
      const bool was_held = holds_capacity(from.value);
      const bool is_taken_back =
          was_held && (to.value == ReferralPhase::withdrawn || to.value == ReferralPhase::error);
      const bool is_passed_over = was_held && to.value == ReferralPhase::superseded;
      const bool has_second = is_taken_back || is_passed_over;
      CHECK(events.size() <= (has_second ? 2u : 1u));
      if (has_second)
        CHECK(events.back() == (is_taken_back ? InboxEvent::taken_back : InboxEvent::not_chosen));
      CHECK((from.value != to.value || events.empty()));
      const bool is_asked = to.value == ReferralPhase::requested && from.value != to.value;
      CHECK((events == std::vector{InboxEvent::submitted}) == is_asked);
      const bool is_closed =
          is_finished(to.value) && !is_finished(from.value) && from.value != ReferralPhase::draft;
      CHECK((!events.empty() && events.front() == InboxEvent::closed) == is_closed);
      const bool is_taken = holds_capacity(to.value) && !holds_capacity(from.value);
      CHECK((events == std::vector{InboxEvent::acknowledged}) == is_taken);
    }
  CHECK(events_of(nullptr, referral_in(ReferralPhase::requested)) ==
        std::vector{InboxEvent::submitted});
  CHECK(events_of(nullptr, referral_in(ReferralPhase::draft)).empty());
}

TEST_CASE("whoever sent a need is told when it becomes unresolved, and of nothing else") {
  for (auto& from : names<NeedPhase>)
    for (auto& to : names<NeedPhase>) {
      const auto before = need_in(from.value), after = need_in(to.value);
      INFO(from.name << " to " << to.name);
      const bool is_news = to.value == NeedPhase::unresolved && from.value != to.value;
      CHECK((events_of(&before, after) == std::vector{InboxEvent::unresolved}) == is_news);
      CHECK((is_news || events_of(&before, after).empty()));
    }
  CHECK(events_of(nullptr, need_in(NeedPhase::unresolved)) == std::vector{InboxEvent::unresolved});
  const auto unresolved = need_in(NeedPhase::unresolved);
  CHECK(events_of(&unresolved, need_in(NeedPhase::unresolved, 1)) ==
        std::vector{InboxEvent::reminded});
  CHECK(events_of(&unresolved, need_in(NeedPhase::unresolved, 0, true)) ==
        std::vector{InboxEvent::escalated});
  const auto reminded = need_in(NeedPhase::unresolved, 1);
  CHECK(events_of(&reminded, reminded).empty());
  // As often as its timer strikes, the sender and whoever was called hear of it again.
  const auto escalated = need_in(NeedPhase::unresolved, 2, true);
  CHECK(events_of(&reminded, escalated) == Events{InboxEvent::reminded, InboxEvent::escalated});
  CHECK(events_of(&escalated, need_in(NeedPhase::unresolved, 3, true)) ==
        Events{InboxEvent::reminded, InboxEvent::escalated});
  CHECK(events_of(&escalated, escalated).empty());
  CHECK(events_of(&escalated, need_in(NeedPhase::open, 2, true)).empty());
}

TEST_CASE("a need that goes on settles what called for its sender, and nothing else does") {
  for (auto& from : names<NeedPhase>)
    for (auto& to : names<NeedPhase>) {
      INFO(from.name << " to " << to.name);
      const bool goes_on = from.value == NeedPhase::unresolved && to.value != NeedPhase::unresolved;
      CHECK(settled_by(need_in(from.value), need_in(to.value)).empty() != goes_on);
    }
}

TEST_CASE("four events are chosen; what asks for the client's sake cannot be muted") {
  for (auto& event : names<InboxEvent>) {
    INFO(event.name);
    const bool is_chosen = event.value == InboxEvent::acknowledged ||
                           event.value == InboxEvent::closed || event.value == InboxEvent::note ||
                           event.value == InboxEvent::file;
    const auto& rule = rule_of(event.value);
    CHECK(rule.event == event.value);
    CHECK((rule.to == Addressee::subscribers) == is_chosen);
    CHECK((rule.told == Told::when_chosen) == is_chosen);
    const Subscription wish{.muted = {event.value}};
    CHECK(mutes(&wish, event.value) == (rule.told == Told::unless_muted));
    CHECK_FALSE(mutes(nullptr, event.value));
    CHECK_FALSE(mutes(
        &wish, event.value == InboxEvent::overdue ? InboxEvent::assigned : InboxEvent::overdue));
  }
  for (const auto always : {InboxEvent::submitted, InboxEvent::unresolved, InboxEvent::reminded,
                            InboxEvent::escalated, InboxEvent::consent_withdrawn})
    CHECK(rule_of(always).told == Told::always);
}

TEST_CASE("what happens to a referral beside its phase is told while it is under way") {
  const Instant since = at_nine;
  for (auto& phase : names<ReferralPhase>) {
    INFO(phase.name);
    const Referral before{.phase = phase.value, .due_at = at_nine};
    Referral reminded = before, overdue = before, assigned = before, asked = before;
    reminded.reminders = 1;
    overdue.overdue = true;
    assigned.assignee_id = 3;
    asked.withdrawal_asked_at = since;
    Referral for_client = asked;
    for_client.withdrawal_reason_code = "consent_withdrawn";
    Referral over = asked;
    over.withdrawal_reason_code = "consent_expired";
    const bool is_told = !is_finished(phase.value) && phase.value != ReferralPhase::draft;
    const auto only = [&](InboxEvent event) { return is_told ? Events{event} : Events{}; };
    CHECK(events_of(&before, reminded) == only(InboxEvent::reminded_by_sender));
    CHECK(events_of(&before, overdue) == only(InboxEvent::overdue));
    CHECK(events_of(&before, assigned) == only(InboxEvent::assigned));
    CHECK(events_of(&before, asked) == only(InboxEvent::withdrawal_asked));
    CHECK(events_of(&before, for_client) == only(InboxEvent::consent_withdrawn));
    CHECK(events_of(&before, over) == only(InboxEvent::consent_expired));
    CHECK(events_of(&for_client, before) == only(InboxEvent::withdrawal_refused));
    // Under another consent it is asked no more, which is nobody's refusal.
    Referral renewed = before;
    renewed.consent_ends_on = Date(std::chrono::year(2025) / 6 / 1);
    CHECK(events_of(&for_client, renewed).empty());
    CHECK(events_of(&assigned, before).empty());
    CHECK(events_of(&asked, asked).empty());
    // Overdue still: told again when the timer that was due is set anew, and by no other write.
    Referral later = overdue;
    later.due_at = at_ten + std::chrono::hours(24);
    CHECK(events_of(&overdue, later, at_ten) == only(InboxEvent::overdue));
    CHECK(events_of(&overdue, overdue, at_ten).empty());
    CHECK(events_of(&later, overdue, at_nine).empty());
  }
}

TEST_CASE("who is chosen is told once, until service begins, and clients hear of no other") {
  const Referral waits{.phase = ReferralPhase::accepted};
  Referral chosen = waits, begun = waits;
  chosen.confirmed = begun.confirmed = true;
  begun.phase = ReferralPhase::in_progress;
  CHECK(events_of(&waits, chosen) == Events{InboxEvent::chosen});
  CHECK(events_of(&chosen, chosen).empty());
  CHECK(settled_by(chosen, begun, true) == Events{InboxEvent::chosen});
  CHECK(settled_by(waits, chosen, false).empty());

  const Referral requested{.phase = ReferralPhase::requested};
  Need need{.phase = NeedPhase::open};
  CHECK(news_of(&requested, waits, need.policy) == ClientNews::accepted);
  CHECK(holds_still(ClientNews::accepted, need, &waits));
  need.policy.claim_on = ClaimOn::sender_confirms;
  CHECK_FALSE(news_of(&requested, waits, need.policy));
  CHECK_FALSE(holds_still(ClientNews::accepted, need, &waits));
  CHECK(news_of(&waits, chosen, need.policy) == ClientNews::accepted);
  CHECK_FALSE(news_of(&chosen, chosen, need.policy));
  CHECK(holds_still(ClientNews::accepted, need, &begun));
  for (auto& phase : names<ReferralPhase>) {
    const Referral now{.phase = phase.value, .confirmed = true};
    CHECK(holds_still(ClientNews::accepted, need, &now) ==
          (is_promised(phase.value) || phase.value == ReferralPhase::completed));
  }
  for (auto& phase : names<NeedPhase>) {
    need.phase = phase.value;
    CHECK(holds_still(ClientNews::sent, need, nullptr) ==
          (phase.value == NeedPhase::open || phase.value == NeedPhase::claimed ||
           phase.value == NeedPhase::resolved));
  }
}

TEST_CASE("an end settles all that a referral asked for, and an act only what it answers") {
  Referral asked{.phase = ReferralPhase::accepted,
                 .overdue = true,
                 .assignee_id = 3,
                 .withdrawal_asked_at = at_nine,
                 .reminders = 1};
  const auto has = [](const Events& events, InboxEvent event) {
    return std::ranges::find(events, event) != events.end();
  };
  for (auto& phase : names<ReferralPhase>) {
    Referral after = asked;
    after.phase = phase.value;
    const auto settled = settled_by(asked, after, false);
    for (const auto event : {InboxEvent::overdue, InboxEvent::assigned,
                             InboxEvent::withdrawal_asked, InboxEvent::consent_withdrawn,
                             InboxEvent::consent_expired, InboxEvent::information_given})
      CHECK(has(settled, event) ==
            (is_finished(phase.value) || phase.value == ReferralPhase::draft));
    CHECK(has(settled, InboxEvent::reminded_by_sender) == (phase.value != asked.phase));
  }
  CHECK(settled_by(asked, asked, false).empty());
  CHECK(settled_by(asked, asked, true) == Events{InboxEvent::reminded_by_sender});
  Referral in_time = asked, others = asked, refused = asked;
  in_time.overdue = false;
  others.assignee_id = 4;
  refused.withdrawal_asked_at = std::nullopt;
  CHECK(settled_by(asked, in_time, false) == Events{InboxEvent::overdue});
  CHECK(settled_by(asked, others, false) == Events{InboxEvent::assigned});
  CHECK(settled_by(asked, refused, false) == Events{InboxEvent::withdrawal_asked,
                                                    InboxEvent::consent_withdrawn,
                                                    InboxEvent::consent_expired});
  const Referral requested{.phase = ReferralPhase::requested},
      received{.phase = ReferralPhase::received};
  CHECK(settled_by(requested, received, true) == Events{InboxEvent::submitted});
}

TEST_CASE(
    "a timer that is set anew reminds; one that somebody set does not, and an end settles it") {
  const InformationRequest open{.due_at = at_nine};
  InformationRequest again = open, answered = open, ended = open;
  again.due_at = at_ten;
  answered.closed_at = ended.closed_at = at_nine;
  answered.answered_by = 3;
  CHECK(events_of(nullptr, open) == Events{InboxEvent::information_asked});
  CHECK(events_of(&open, again) == Events{InboxEvent::information_reminded});
  CHECK(events_of(&open, answered) == Events{InboxEvent::information_given});
  CHECK(events_of(&open, ended).empty());
  CHECK(events_of(&answered, answered).empty());
  CHECK(settled_by(open, again).empty());
  CHECK(settled_by(open, ended).size() == 2);

  const Appointment made{.due_at = at_nine};
  Appointment due = made, held = made;
  due.due_at = at_ten;
  held.status = AppointmentStatus::completed;
  held.due_at = never;
  CHECK(events_of(nullptr, made).empty());
  CHECK(events_of(&made, due) == Events{InboxEvent::appointment_reminded});
  CHECK(events_of(&made, held).empty());
  CHECK(settled_by(made, held) == Events{InboxEvent::appointment_reminded});

  const Intake draft{.saved_at = at_nine, .due_at = at_nine};
  Intake left = draft, saved = draft;
  left.due_at = at_ten;
  saved.saved_at = saved.due_at = at_ten;
  CHECK(events_of(&draft, left) == Events{InboxEvent::draft_reminded});
  CHECK(events_of(&draft, saved).empty());
  CHECK(settled_by(draft, left).empty());
  CHECK(settled_by(draft, saved) == Events{InboxEvent::draft_reminded});
}

TEST_CASE(
    "between organisations a question is told, and its answer; who takes back hears nothing") {
  const Transfer asked{};
  CHECK(events_of(nullptr, asked) == Events{InboxEvent::transfer_requested});
  for (auto& phase : names<TransferPhase>) {
    INFO(phase.name);
    Transfer after = asked;
    after.phase = phase.value;
    const bool is_answer =
        phase.value != TransferPhase::requested && phase.value != TransferPhase::cancelled;
    CHECK(events_of(&asked, after).empty() != is_answer);
    CHECK(settled_by(asked, after).empty() == (phase.value == TransferPhase::requested));
  }
  const Agreement proposed{};
  Agreement agreed = proposed, expiring = proposed;
  agreed.phase = expiring.phase = AgreementPhase::agreed;
  expiring.expiring = true;
  CHECK(events_of(nullptr, proposed) == Events{InboxEvent::agreement_proposed});
  CHECK(events_of(&proposed, agreed) == Events{InboxEvent::agreement_changed});
  CHECK(events_of(&agreed, expiring) == Events{InboxEvent::agreement_changed});
  CHECK(events_of(&expiring, expiring).empty());
  CHECK(settled_by(proposed, agreed).front() == InboxEvent::agreement_proposed);
  CHECK(settled_by(agreed, expiring).empty());

  const CapacityAnswer open{};
  CHECK(events_of(nullptr, open) == Events{InboxEvent::enquiry_asked});
  for (auto& phase : names<CapacityAnswerPhase>) {
    INFO(phase.name);
    CapacityAnswer after = open;
    after.phase = phase.value;
    const bool is_said =
        phase.value == CapacityAnswerPhase::offered || phase.value == CapacityAnswerPhase::declined;
    CHECK(events_of(&open, after).empty() != is_said);
    CHECK(settled_by(open, after).empty() == (phase.value == CapacityAnswerPhase::asked));
  }
  const CapacityEnquiry enquiry{};
  CapacityEnquiry closed = enquiry, won = enquiry, expired = enquiry;
  closed.phase = won.phase = EnquiryPhase::closed;
  won.won_by = 2;
  expired.phase = EnquiryPhase::expired;
  CHECK(events_of(nullptr, enquiry).empty());
  CHECK(events_of(&enquiry, expired) == Events{InboxEvent::enquiry_answered});
  CHECK(events_of(&enquiry, closed).empty());
  CHECK(settled_by(enquiry, closed) == Events{InboxEvent::enquiry_answered});
  CHECK(settled_by(enquiry, won).empty());
}

TEST_CASE(
    "to the sender what a claim superseded is no news; whoever is not involved hears nothing") {
  for (auto& event : names<InboxEvent>)
    for (auto& phase : names<ReferralPhase>) {
      CHECK_FALSE(may_hear(Hearer::nobody, event.value, phase.value));
      CHECK(may_hear(Hearer::receiver, event.value, phase.value));
      const bool is_noise =
          event.value == InboxEvent::closed && phase.value == ReferralPhase::superseded;
      CHECK(may_hear(Hearer::sender, event.value, phase.value) == !is_noise);
    }
}

TEST_CASE("the narrower wish holds, in whatever order they are kept") {
  const Subscription all{.id = 1, .events = {InboxEvent::note}};
  const Subscription need{.id = 2, .need_id = 7, .events = {}};
  const Subscription referral{
      .id = 3, .need_id = 7, .referral_id = 9, .events = {InboxEvent::closed}};
  std::vector<Subscription> own{all, need, referral};
  const auto by_id = [](auto& a, auto& b) { return a.id < b.id; };
  do {
    CHECK(holding(own, 7, 9)->id == SubscriptionId(3));
    CHECK(holding(own, 7, 8)->id == SubscriptionId(2));
    CHECK(holding(own, 7, {})->id == SubscriptionId(2));
    CHECK(holding(own, 6, 5)->id == SubscriptionId(1));
  } while (std::ranges::next_permutation(own, by_id).found);
  CHECK(holding({}, 7, 9) == nullptr);
  CHECK_FALSE(wants(nullptr, InboxEvent::note));
  CHECK(wants(&referral, InboxEvent::closed));
  CHECK_FALSE(wants(&referral, InboxEvent::note));
}

TEST_CASE(
    "a client is reached by the first channel they permit that has an address, or not at all") {
  ClientDetails client{.phone = "1", .address = "2 High Street", .postcode = "M1 1AA"};
  CHECK_FALSE(best_channel(client));  // nothing is permitted
  client.contact_permissions = {ContactChannel::email, ContactChannel::post, ContactChannel::sms};
  CHECK(best_channel(client) == ContactChannel::post);
  CHECK(address_of(client, ContactChannel::post) == "2 High Street\nM1 1AA");
  client.no_fixed_abode = true;
  CHECK(best_channel(client) == ContactChannel::sms);
  client.phone.clear();
  CHECK_FALSE(best_channel(client));
  client.alternate_phone = "3";
  CHECK(address_of(client, *best_channel(client)) == "3");
  // Never by a channel that is not in the list.
  for (unsigned permitted = 0; permitted < 32; ++permitted) {
    ClientDetails c{.email = "e", .phone = "p", .address = "a"};
    for (auto& channel : names<ContactChannel>)
      if (permitted >> static_cast<unsigned>(channel.value) & 1)
        c.contact_permissions.push_back(channel.value);
    const auto best = best_channel(c);
    CHECK(best.has_value() == (permitted != 0));
    if (best) CHECK(best == c.contact_permissions.front());
  }
}

TEST_CASE("a client hears of an acceptance once, and of a hold or its end nothing") {
  for (auto& from : names<ReferralPhase>)
    for (auto& to : names<ReferralPhase>) {
      const auto before = referral_in(from.value), after = referral_in(to.value);
      INFO(from.name << " to " << to.name);
      CHECK(news_of(&before, after, FrozenPolicy{}).has_value() ==
            (to.value == ReferralPhase::accepted && !is_promised(from.value)));
    }
  const auto unresolved = need_in(NeedPhase::unresolved), claimed = need_in(NeedPhase::claimed);
  CHECK(news_of(nullptr, need_in(NeedPhase::open)) == ClientNews::sent);
  CHECK(news_of(&unresolved, need_in(NeedPhase::open)) == ClientNews::sent);
  CHECK_FALSE(news_of(&claimed, need_in(NeedPhase::open)));
  CHECK_FALSE(news_of(nullptr, need_in(NeedPhase::unresolved)));
}

TEST_CASE("each try waits twice as long as the one before") {
  const Instant now{};
  CHECK(outbox_retry_at(now, 1) - now == std::chrono::minutes(15));
  for (std::int64_t n = 2; n <= outbox_attempts_max; ++n)
    CHECK(outbox_retry_at(now, n) - now == 2 * (outbox_retry_at(now, n - 1) - now));
}
