#include "operations/receiver_offers.hpp"

#include <algorithm>

#include "onward/rules/partners.hpp"
#include "operations/directory_index.hpp"
#include "operations/need_group.hpp"

namespace onward {

Ask ask_of_sender(Context& c, IssueId issue, OrganizationId sender) {
  const OwnDays days = own_days(c, sender);
  Ask ask{.issue_id = issue,
          .sender_id = sender,
          .referred_on = days.zone->local_day(c.now),
          .now = c.now,
          .partners_required = days.organization->partners_required,
          .send_to = days.organization->send_to};
  ask.agreed = agreed_receivers(c.tables.all<Agreement>(by::agreement_sender, sender), issue,
                                ask.referred_on);
  return ask;
}

void put_terms(Ask& ask, const Consent* consent, const FrozenPolicy& policy) {
  ask.on_unknown = policy.on_unknown;
  ask.capacity_fresh_days = policy.capacity_fresh_days;
  if (!consent) return;
  ask.consent_issues = consent->issues;
  ask.consent_receivers = consent->receivers;
}

Ask ask_of(Context& c, const Client& client, IssueId issue, OrganizationId sender,
           const Consent* consent, const FrozenPolicy& policy) {
  Ask ask = ask_for(client, ask_of_sender(c, issue, sender));
  put_terms(ask, consent, policy);
  return ask;
}

ReceiverAssessed assess_receiver(Context& c, const Ask& ask, OrganizationId receiver,
                                 ServiceId service_id) {
  if (!service_id) return ReceiverOffers(c, receiver).assess(ask);
  const auto organization = c.tables.known_small<Organization>(receiver);
  const auto service = c.tables.known<Service>(service_id);
  return {service_id, assess(offer_now(c.tables.transaction(), service, *organization), ask)};
}

ReceiverOffers::ReceiverOffers(Context& c, OrganizationId receiver)
    : c_(c),
      organization_(c.tables.known_small<Organization>(receiver)),
      services_(c.tables.all<Service>(by::service_organization, receiver)) {}

const std::vector<Offer>& ReceiverOffers::offers(IssueId issue) {
  const auto [found, is_new] = offers_.try_emplace(issue);
  if (!is_new) return found->second;
  const auto add = [&](const Service& service) {
    found->second.push_back(offer_now(c_.tables.transaction(), service, *organization_));
  };
  // Its services say which help it gives, if it has any.
  if (services_.empty()) add({.organization_id = organization_->id, .issues = {issue}});
  for (const Service& service : services_)
    if (std::ranges::find(service.issues, issue) != service.issues.end()) add(service);
  return found->second;
}

bool ReceiverOffers::has_place(IssueId issue) {
  const auto [found, is_new] = has_place_.try_emplace(issue);
  if (is_new) {  // whoever asks, and from whom
    constexpr Criterion of_offer[] = {Criterion::active, Criterion::accepting, Criterion::capacity};
    found->second =
        !services_.empty() && std::ranges::any_of(offers(issue), [&](const Offer& offer) {
          return std::ranges::none_of(of_offer, [&](Criterion criterion) {
            return check(offer, {}, criterion) == Truth::no;
          });
        });
  }
  return found->second;
}

bool ReceiverOffers::may_take(const Ask& ask) {
  return std::ranges::any_of(offers(ask.issue_id), [&](const Offer& offer) {
    return std::ranges::none_of(names<Criterion>, [&](auto& criterion) {
      return check(offer, ask, criterion.value) == Truth::no;
    });
  });
}

ReceiverAssessed ReceiverOffers::assess(const Ask& ask) {
  const auto& giving = offers(ask.issue_id);
  if (const auto best = best_fit(giving, ask))
    return {giving[*best].service_id, onward::assess(giving[*best], ask)};
  const Service own{.organization_id = organization_->id};
  return {{}, onward::assess(offer_now(c_.tables.transaction(), own, *organization_), ask)};
}

}  // namespace onward
