#include "operations/notices.hpp"

#include <algorithm>

#include "onward/rules/notification.hpp"
#include "operations/client_keys.hpp"

namespace onward {

namespace {

struct Happening {
  InboxEvent event{};
  NeedId need_id{};
  ReferralId referral_id{};  // 0: the whole need
  ReferralPhase phase = ReferralPhase::draft;  // of the referral, after it
};

// One happening, its need, and those who hear of it.
class Telling {
 public:
  Telling(Tables& tables, const Journal::Call& call, const Happening& what, const Need& need)
      : tables_(tables), call_(call), what_(what), need_(need) {}

  void organization(OrganizationId id) {
    tell_organization(tables_, call_.time, id, what_.event, what_.need_id, what_.referral_id);
  }

  // Whoever subscribed to the need, or has a wish for all they send; not who did it.
  void subscribers() {
    auto all = tables_.all<Subscription>(by::subscription_need, need_.id);
    for (auto& s :
         tables_.all<Subscription>(by::subscription_need, NeedId(), need_.sender_id, need_.sent_by))
      all.push_back(std::move(s));
    const auto person = [](const Subscription& s) {
      return std::pair(s.organization_id, s.staff_id);
    };
    std::ranges::sort(all, {}, person);
    for (auto at = all.begin(); at != all.end();) {
      const auto end = std::ranges::find_if(
          at, all.end(), [&](const Subscription& s) { return person(s) != person(*at); });
      const auto* holds = holding({at, end}, what_.need_id, what_.referral_id);
      if (wants(holds, what_.event)) one(*holds);
      at = end;
    }
  }

 private:
  void one(const Subscription& s) {
    if (s.staff_id.value == call_.actor) return;
    if (!may_hear(hearer(s.organization_id), what_.event, what_.phase)) return;
    const auto membership =
        tables_.first<Membership>(by::membership_staff, s.staff_id, s.organization_id);
    if (!membership || !membership->active) return;
    InboxItem item{.organization_id = s.organization_id,
                   .staff_id = s.staff_id,
                   .event = what_.event,
                   .need_id = what_.need_id,
                   .referral_id = what_.referral_id,
                   .at = call_.time};
    tables_.insert(item);
  }

  // A receiver hears of its own referrals, and of the whole need while it is asked.
  Hearer hearer(OrganizationId id) {
    if (id == need_.sender_id) return Hearer::sender;
    if (members_.empty()) members_ = tables_.all<Referral>(by::referral_need, need_.id);
    const bool hears = std::ranges::any_of(members_, [&](const Referral& r) {
      if (r.receiver_id != id || r.phase == ReferralPhase::draft) return false;
      if (what_.referral_id) return r.id == what_.referral_id;
      return r.phase != ReferralPhase::superseded && r.phase != ReferralPhase::error;
    });
    return hears ? Hearer::receiver : Hearer::nobody;
  }

  Tables& tables_;
  const Journal::Call& call_;
  const Happening& what_;
  const Need& need_;
  std::vector<Referral> members_{};
};

// Nobody reads there; whoever sent it knows.
bool is_represented(Tables& t, OrganizationId id) {
  return t.known_small<Organization>(id)->represented_by_sender;
}

void tell_of(Tables& t, const Journal::Call& call, const Happening& what, const Need& need,
             OrganizationId receiver) {
  Telling telling(t, call, what, need);
  switch (addressee_of(what.event)) {
    case Addressee::receiver:
      if (!is_represented(t, receiver)) telling.organization(receiver);
      return;
    case Addressee::sender: return telling.organization(need.sender_id);
    case Addressee::administrators:
      return telling.organization(t.known<StoreIdentity>(Id<StoreTag>(1)).first_organization_id);
    case Addressee::subscribers: return telling.subscribers();
  }
}

void queue(Tables& t, Instant now, const Need& need, ReferralId referral, ClientNews news) {
  const auto channel = best_channel(t.known<Client>(need.client_id).details);
  if (!channel) return;
  OutboxItem item{.organization_id = need.sender_id,
                  .client_id = need.client_id,
                  .need_id = need.id,
                  .referral_id = referral,
                  .news = news,
                  .channel = *channel,
                  .queued_at = now,
                  .due_at = now + outbox_queued};
  t.insert(item);
}

}  // namespace

void tell_organization(Tables& t, Instant at, OrganizationId id, InboxEvent event, NeedId need,
                       ReferralId referral) {
  InboxItem item{
      .organization_id = id, .event = event, .need_id = need, .referral_id = referral, .at = at};
  t.insert(item);
}

void tell_of_provider(Tables& t, Instant at, InboxEvent event, const ReferringProvider& provider) {
  InboxItem item{.organization_id = provider.organization_id,
                 .event = event,
                 .at = at,
                 .referring_provider_id = provider.id};
  t.insert(item);
}

void tell(Tables& t, const Journal::Call& call, const Need* before, const Need& after) {
  let_find(t, before, after);
  for (const auto event : events_of(before, after))
    tell_of(t, call, {.event = event, .need_id = after.id}, after, {});
  if (const auto news = news_of(before, after)) queue(t, call.time, after, {}, *news);
}

void tell(Tables& t, const Journal::Call& call, const Referral* before, const Referral& after) {
  let_find(t, before, after);
  const auto events = events_of(before, after);
  const auto news = news_of(before, after);
  if (events.empty() && !news) return;
  const Need need = t.known<Need>(after.need_id);
  for (const auto event : events)
    tell_of(t, call,
            {.event = event, .need_id = need.id, .referral_id = after.id, .phase = after.phase},
            need, after.receiver_id);
  if (news) queue(t, call.time, need, after.id, *news);
}

void tell(Tables& t, const Journal::Call& call, const Note* before, const Note& after) {
  if (before) return;
  const Happening what{InboxEvent::note, after.need_id, after.referral_id};
  tell_of(t, call, what, t.known<Need>(after.need_id), {});
}

void tell(Tables& t, const Journal::Call& call, const Attachment* before, const Attachment& after) {
  if (before) return;
  const Happening what{InboxEvent::file, after.need_id, after.referral_id};
  tell_of(t, call, what, t.known<Need>(after.need_id), {});
}

void choose_channel(OutboxItem& item, const Client& client, Instant now) {
  if (const auto channel = best_channel(client.details))
    item.channel = *channel;
  else
    give_up(item, OutboxFailure::no_channel, now);
}

void give_up(OutboxItem& item, OutboxFailure failure, Instant now) {
  item.phase = OutboxPhase::given_up;
  item.failure = failure;
  item.due_at = never;
  item.finished_at = now;
}

void count_failure(OutboxItem& item, OutboxFailure failure, Instant now) {
  item.attempts += 1;
  item.failure = failure;
  if (failure == OutboxFailure::not_wanted || item.attempts >= outbox_attempts_max)
    return give_up(item, failure, now);
  item.phase = OutboxPhase::waiting;
  item.due_at = outbox_retry_at(now, item.attempts);
}

void update_outbox(Tables& t, OutboxItem& item, Instant now) {
  t.update(item);
  if (item.phase == OutboxPhase::given_up)
    tell_organization(t, now, item.organization_id, InboxEvent::client_not_told, item.need_id,
                      item.referral_id);
}

}  // namespace onward
