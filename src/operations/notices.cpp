#include "operations/notices.hpp"

#include <algorithm>

#include "onward/rules/access.hpp"
#include "onward/rules/notification.hpp"
#include "operations/inboxes.hpp"
#include "operations/need_reader.hpp"

namespace onward {

namespace {

// Nobody reads there; whoever sent it knows.
bool is_represented(Tables& t, OrganizationId id) {
  return t.known_small<Organization>(id)->represented_by_sender;
}

Sides sides_of(Tables& t, const Referral& r) {
  return {r.sender_id, r.receiver_id, is_represented(t, r.receiver_id)};
}

// Whether they are there, and may read what they are told.
bool reads(Tables& t, StaffId staff, OrganizationId organization) {
  return works_for(t, staff, organization, Permission::referral_read);
}

// Where nobody works, or any more, whoever runs the store is told in their place.
OrganizationId somebody_at(Tables& t, OrganizationId id) {
  return anybody_works_at(t, id) ? id : housekeeper(t);
}

// Those whom a happening may concern, as far as it has them.
struct Circle {
  const Need* need = nullptr;
  const Referral* referral = nullptr;
  const Note* note = nullptr;
  const Attachment* file = nullptr;
  OrganizationId author_organization{};
  StaffId author{};
  std::vector<OrganizationId> others{};
};

// One happening, and those who hear of it.
class Telling {
 public:
  Telling(Tables& tables, const Journal::Call& call, const News& news, const Circle& circle)
      : tables_(tables), call_(call), news_(news), circle_(circle) {}

  void everybody_meant() {
    for (auto& addressee : names<Addressee>)
      if (rule_of(news_.event).to.has(addressee.value)) tell(addressee.value);
  }

 private:
  void tell(Addressee addressee) {
    switch (addressee) {
      case Addressee::subscribers: return subscribers();
      case Addressee::receiver:
        if (!is_represented(tables_, circle_.referral->receiver_id))
          put(circle_.referral->receiver_id, {});
        return;
      case Addressee::sender: return put(circle_.need->sender_id, {});
      case Addressee::administrators: return put(housekeeper(tables_), {});
      case Addressee::worker:
        if (!is_represented(tables_, circle_.referral->receiver_id))
          person(circle_.referral->receiver_id, circle_.referral->assignee_id);
        return;
      case Addressee::assignee:
        if (reads(tables_, circle_.referral->assignee_id, circle_.referral->receiver_id))
          person(circle_.referral->receiver_id, circle_.referral->assignee_id);
        return;
      case Addressee::owner: return person(circle_.need->sender_id, circle_.need->sent_by);
      case Addressee::author: return person(circle_.author_organization, circle_.author);
      case Addressee::other_side:
        for (const auto other : circle_.others)
          if (!is_represented(tables_, other)) organization(other);
    }
  }

  // Who is meant; in the place of somebody who has left, and of nobody, everybody there.
  void person(OrganizationId at, StaffId staff) {
    if (!reads(tables_, staff, at)) return organization(at);
    if (staff.value == call_.actor || is_muted(tables_, at, staff, news_)) return;
    put(at, staff);
  }
  void organization(OrganizationId id) {
    if (id.value == call_.organization || is_muted(tables_, id, {}, news_)) return;
    put(id, {});
  }

  void put(OrganizationId id, StaffId staff) {
    if (!staff) id = somebody_at(tables_, id);
    put_item(tables_, call_.time, id, staff, news_);
  }

  // Whoever subscribed to the need, or has a wish for all they send; not who did it.
  void subscribers() {
    const Need& need = *circle_.need;
    auto all = tables_.all<Subscription>(by::subscription_need, need.id);
    for (auto& s :
         tables_.all<Subscription>(by::subscription_need, NeedId(), need.sender_id, need.sent_by))
      all.push_back(std::move(s));
    const auto whose = [](const Subscription& s) {
      return std::pair(s.organization_id, s.staff_id);
    };
    std::ranges::sort(all, {}, whose);
    for (auto at = all.begin(); at != all.end();) {
      const auto end = std::ranges::find_if(
          at, all.end(), [&](const Subscription& s) { return whose(s) != whose(*at); });
      const auto* holds = holding({at, end}, news_.need_id, news_.referral_id);
      if (wants(holds, news_.event)) one(*holds);
      at = end;
    }
  }

  void one(const Subscription& s) {
    if (s.staff_id.value == call_.actor) return;
    const auto phase = circle_.referral ? circle_.referral->phase : ReferralPhase::draft;
    if (!may_hear(hearer(s.organization_id), news_.event, phase)) return;
    if (reads(tables_, s.staff_id, s.organization_id) && may_read(s.organization_id))
      put_item(tables_, call_.time, s.organization_id, s.staff_id, news_);
  }

  // Of what one does not read one is not told either: it would tell that somebody wrote it.
  bool may_read(OrganizationId id) {
    if (!circle_.note && !circle_.file) return true;
    const NeedReader reader(tables_, call_.time, id, *circle_.need);
    return circle_.note ? reader.may_read(*circle_.note) : reader.may_read(*circle_.file);
  }

  // A receiver hears of its own referrals, and of the whole need while it is asked.
  Hearer hearer(OrganizationId id) {
    if (id == circle_.need->sender_id) return Hearer::sender;
    if (members_.empty()) members_ = tables_.all<Referral>(by::referral_need, circle_.need->id);
    const bool hears = std::ranges::any_of(members_, [&](const Referral& r) {
      if (r.receiver_id != id || !was_sent(r)) return false;
      if (news_.referral_id) return r.id == news_.referral_id;
      return r.phase != ReferralPhase::superseded && r.phase != ReferralPhase::error;
    });
    return hears ? Hearer::receiver : Hearer::nobody;
  }

  Tables& tables_;
  const Journal::Call& call_;
  const News& news_;
  const Circle& circle_;
  std::vector<Referral> members_{};
};

// Of a referral to a specialist its own alerts tell, in more words (decisions/0027).
bool is_told_otherwise(Tables& t, const News& news) {
  return news.event == InboxEvent::overdue &&
         t.first<SpecialistReferral>(by::specialist_referral_referral, news.referral_id);
}

void tell_of(Tables& t, const Journal::Call& call, const News& news, const Circle& circle) {
  if (is_told_otherwise(t, news)) return;
  Telling(t, call, news, circle).everybody_meant();
}

// Of a row that is about one referral: a question, an appointment.
void tell_of(Tables& t, const Journal::Call& call, const std::vector<InboxEvent>& events,
             ReferralId id, StaffId author = {}) {
  if (events.empty()) return;
  const auto referral = t.known<Referral>(id);
  const auto need = t.known<Need>(referral.need_id);
  const Circle circle{.need = &need,
                      .referral = &referral,
                      .author_organization = answering(sides_of(t, referral)),
                      .author = author};
  for (const auto event : events) tell_of(t, call, news_of(event, need.id, id), circle);
}

// Of a row that stands between organisations.
void tell_of(Tables& t, const Journal::Call& call, const std::vector<InboxEvent>& events,
             const News& about, const Circle& circle) {
  for (const auto event : events) {
    News news = about;
    news.event = event;
    tell_of(t, call, news, circle);
  }
}

// What is to be said yet is said by whoever is the sender; a host that has taken an item goes on.
void move_outbox(Tables& t, const Need& need) {
  for (auto& item : t.all<OutboxItem>(by::outbox_client, need.client_id)) {
    if (item.need_id != need.id || item.organization_id == need.sender_id) continue;
    if (item.phase != OutboxPhase::queued && item.phase != OutboxPhase::waiting) continue;
    item.organization_id = need.sender_id;
    t.update(item);
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
  put_item(t, at, somebody_at(t, id), {}, news_of(event, need, referral));
}

void tell_of_provider(Tables& t, Instant at, InboxEvent event, const ReferringProvider& provider) {
  put_item(t, at, somebody_at(t, provider.organization_id), {},
           {.event = event,
            .matter = InboxMatter::referring_provider,
            .matter_id = provider.id.value,
            .referring_provider_id = provider.id});
}

void tell(Tables& t, const Journal::Call& call, const Need* before, const Need& after) {
  if (before) {
    constexpr auto matter = InboxMatter::need;
    settle_items(t, call.time, matter, after.id.value, settled_by(*before, after));
    if (before->sender_id != after.sender_id)
      move_items(t, matter, after.id.value, before->sender_id, after.sender_id);
    if (before->sender_id != after.sender_id) move_outbox(t, after);
  }
  for (const auto event : events_of(before, after))
    tell_of(t, call, news_of(event, after.id, {}), {.need = &after});
  if (const auto news = news_of(before, after)) queue(t, call.time, after, {}, *news);
}

void tell(Tables& t, const Journal::Call& call, const Referral* before, const Referral& after) {
  if (before) {
    constexpr auto matter = InboxMatter::referral;
    const bool by_receiver =
        call.organization != 0 && call.organization == answering(sides_of(t, after)).value;
    auto settled = settled_by(*before, after, by_receiver);
    const bool is_chosen_or_over =
        is_promised(before->phase) && !before->confirmed &&
        (after.confirmed || (is_finished(after.phase) && !is_finished(before->phase)));
    if (is_chosen_or_over) settled.push_back(InboxEvent::confirmation_asked);
    settle_items(t, call.time, matter, after.id.value, settled);
    if (before->sender_id != after.sender_id)
      move_items(t, matter, after.id.value, before->sender_id, after.sender_id);
  }
  const auto events = events_of(before, after, call.time);
  if (events.empty() && after.phase != ReferralPhase::accepted) return;
  const Need need = t.known<Need>(after.need_id);
  const Circle circle{.need = &need, .referral = &after};
  for (const auto event : events) tell_of(t, call, news_of(event, need.id, after.id), circle);
  if (asks_for_choice(before, after, need.policy, call.time))
    tell_of(t, call, news_of(InboxEvent::confirmation_asked, need.id, after.id), circle);
  if (const auto news = news_of(before, after, need.policy))
    queue(t, call.time, need, after.id, *news);
}

void tell(Tables& t, const Journal::Call& call, const Note* before, const Note& after) {
  if (before) return;
  const auto need = t.known<Need>(after.need_id);
  tell_of(t, call, news_of(InboxEvent::note, after.need_id, after.referral_id),
          {.need = &need, .note = &after});
}

void tell(Tables& t, const Journal::Call& call, const Attachment* before, const Attachment& after) {
  if (before || !after.need_id) return;
  const auto need = t.known<Need>(after.need_id);
  tell_of(t, call, news_of(InboxEvent::file, after.need_id, after.referral_id),
          {.need = &need, .file = &after});
}

void tell(Tables& t, const Journal::Call& call, const InformationRequest* before,
          const InformationRequest& after) {
  if (before)
    settle_items(t, call.time, InboxMatter::referral, after.referral_id.value,
                 settled_by(*before, after));
  tell_of(t, call, events_of(before, after), after.referral_id);
}

void tell(Tables& t, const Journal::Call& call, const Appointment* before,
          const Appointment& after) {
  if (before)
    settle_items(t, call.time, InboxMatter::referral, after.referral_id.value,
                 settled_by(*before, after));
  tell_of(t, call, events_of(before, after), after.referral_id, after.scheduled_by);
}

void tell(Tables& t, const Journal::Call& call, const Intake* before, const Intake& after) {
  const News about{.matter = InboxMatter::intake, .matter_id = after.id.value};
  if (before) settle_items(t, call.time, about.matter, about.matter_id, settled_by(*before, after));
  tell_of(t, call, events_of(before, after), about,
          {.author_organization = after.organization_id, .author = after.owner_id});
}

void tell(Tables& t, const Journal::Call& call, const Transfer* before, const Transfer& after) {
  const News about{
      .matter = InboxMatter::transfer, .matter_id = after.id.value, .need_id = after.need_id};
  if (before) settle_items(t, call.time, about.matter, about.matter_id, settled_by(*before, after));
  tell_of(t, call, events_of(before, after), about,
          {.author_organization = after.from_id,
           .author = after.requested_by,
           .others = {after.to_id}});
}

void tell(Tables& t, const Journal::Call& call, const Agreement* before, const Agreement& after) {
  const News about{.matter = InboxMatter::agreement, .matter_id = after.id.value};
  if (before) settle_items(t, call.time, about.matter, about.matter_id, settled_by(*before, after));
  tell_of(t, call, events_of(before, after), about,
          {.others = {after.sender_id, after.receiver_id}});
}

void tell(Tables& t, const Journal::Call& call, const CapacityEnquiry* before,
          const CapacityEnquiry& after) {
  const News about{.matter = InboxMatter::capacity_enquiry, .matter_id = after.id.value};
  if (before) settle_items(t, call.time, about.matter, about.matter_id, settled_by(*before, after));
  tell_of(t, call, events_of(before, after), about,
          {.author_organization = after.sender_id, .author = after.asked_by});
}

// Each receiver is told, and answers, by itself.
void tell(Tables& t, const Journal::Call& call, const CapacityAnswer* before,
          const CapacityAnswer& after) {
  const News about{.matter = InboxMatter::capacity_enquiry, .matter_id = after.enquiry_id.value};
  if (before)
    settle_items(t, call.time, about.matter, about.matter_id, settled_by(*before, after),
                 after.receiver_id);
  const auto events = events_of(before, after);
  if (events.empty()) return;
  const auto enquiry = t.known<CapacityEnquiry>(after.enquiry_id);
  tell_of(t, call, events, about,
          {.author_organization = enquiry.sender_id,
           .author = enquiry.asked_by,
           .others = {after.receiver_id}});
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
  if (item.phase == OutboxPhase::given_up && item.failure != OutboxFailure::outdated)
    tell_organization(t, now, item.organization_id, InboxEvent::client_not_told, item.need_id,
                      item.referral_id);
}

}  // namespace onward
