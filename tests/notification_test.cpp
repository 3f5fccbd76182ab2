// Who is told of what: every pair of phases, every wish, and every client.
#include "onward/rules/notification.hpp"

#include "catch.hpp"

using namespace onward;

namespace {

Referral referral_in(ReferralPhase phase) { return {.phase = phase}; }
Need need_in(NeedPhase phase, bool reminded = false, bool escalated = false) {
  return {.phase = phase, .escalated = escalated, .reminded = reminded};
}

}  // namespace

TEST_CASE("a write of a referral is one event at most, and the same phase is none") {
  for (auto& from : names<ReferralPhase>)
    for (auto& to : names<ReferralPhase>) {
      const auto before = referral_in(from.value), after = referral_in(to.value);
      const auto events = events_of(&before, after);
      INFO(from.name << " to " << to.name);
      CHECK(events.size() <= 1);
      CHECK((from.value != to.value || events.empty()));
      const bool is_asked = to.value == ReferralPhase::requested && from.value != to.value;
      CHECK((events == std::vector{InboxEvent::submitted}) == is_asked);
      const bool is_closed =
          is_finished(to.value) && !is_finished(from.value) && from.value != ReferralPhase::draft;
      CHECK((events == std::vector{InboxEvent::closed}) == is_closed);
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
  CHECK(events_of(&unresolved, need_in(NeedPhase::unresolved, true)) ==
        std::vector{InboxEvent::reminded});
  CHECK(events_of(&unresolved, need_in(NeedPhase::unresolved, false, true)) ==
        std::vector{InboxEvent::escalated});
  const auto reminded = need_in(NeedPhase::unresolved, true);
  CHECK(events_of(&reminded, reminded).empty());
  // An escalation is remembered when the need goes on, and told once.
  const auto escalated = need_in(NeedPhase::unresolved, true, true);
  CHECK(events_of(&escalated, need_in(NeedPhase::open, true, true)).empty());
}

TEST_CASE("four events are chosen, and the others always told") {
  for (auto& event : names<InboxEvent>) {
    INFO(event.name);
    const bool is_chosen = event.value == InboxEvent::acknowledged ||
                           event.value == InboxEvent::closed || event.value == InboxEvent::note ||
                           event.value == InboxEvent::file;
    CHECK((addressee_of(event.value) == Addressee::subscribers) == is_chosen);
  }
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
      CHECK(news_of(&before, after).has_value() ==
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
