// Everything that happened to one client, as far as one may see it.
#include <algorithm>

#include "operations/access_grounds.hpp"
#include "operations/client_merging.hpp"
#include "operations/timeline.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// What is written down of the person apart from needs: of each row one is shown all entries or
// none.
class OfClient {
 public:
  OfClient(Context& c, TimelinePage& page) : c_(c), page_(page) {}

  void add(const Client& client) {
    registered_by_ = names_registrant(c_, client) ? client.registered_by : OrganizationId();
    add_row(client, {});
    // Also those that a need was sent under whose sender one is since.
    for (auto& consent : c_.tables.all<Consent>(by::consent_client, client.id))
      if (seen(c_, consent.id)) add_row(consent, {});
    each<LoggedReferral>(by::logged_referral_client, client.id);
    each<OutboxItem>(by::outbox_client, client.id);
    AnswerSight sight(c_, client.id);
    for (auto& r :
         c_.tables.all<QuestionnaireResponse>(by::questionnaire_response_client, client.id))
      if (sees_all(c_.subject) || sight.relation_to(r) != Relation::none)
        add_row(r, {.need_id = r.need_id});
    for (auto& lead : c_.tables.all<Lead>(by::lead_client, client.id))
      if (is_own(lead.organization_id)) {
        add_row(lead, {});
        each<Touchpoint>(by::touchpoint_lead, lead.id);
        each<Attribution>(by::attribution_lead, lead.id);
      }
    if (sees_all(c_.subject)) add_links(client.id);
  }

  void add(const Need& need) {
    page_.add_need(need);
    for (auto& r : c_.tables.all<Referral>(by::referral_need, need.id))
      for (auto& row : c_.tables.all<SpecialistReferral>(by::specialist_referral_referral, r.id))
        if (is_own(row.organization_id)) add_row(row, {.referral_id = r.id, .need_id = need.id});
  }

 private:
  bool is_own(OrganizationId whose) const {
    return whose == c_.subject.organization_id || sees_all(c_.subject);
  }

  template <Kept T> void add_row(const T& row, const TimelineEntry& belongs) {
    page_.add(noun_of<T>, row.id.value, belongs, [&](OrganizationId who) { return names(who); });
  }

  // Rows that are their organisation's alone.
  template <Kept T, class Key> void each(const Index& index, Key key) {
    for (auto& row : c_.tables.all<T>(index, key))
      if (is_own(row.organization_id)) {
        TimelineEntry belongs;
        if constexpr (std::is_same_v<T, OutboxItem>)
          belongs = {.referral_id = row.referral_id, .need_id = row.need_id};
        add_row(row, belongs);
      }
  }

  // What administrators said of the record.
  void add_links(ClientId id) {
    for (auto* index : {&by::client_link_first, &by::client_link_second})
      for (auto& link : c_.tables.all<ClientLink>(*index, id)) add_row(link, {});
    for (auto* index : {&by::client_merge_client, &by::client_merge_survivor})
      for (auto& merge : c_.tables.all<ClientMerge>(*index, id)) add_row(merge, {});
  }

  // Receivers are not told of each other, as in client.history.
  bool names(OrganizationId who) const { return is_own(who) || who == registered_by_; }

  Context& c_;
  TimelinePage& page_;
  OrganizationId registered_by_{};
};

}  // namespace

Result<ClientTimeline> client_timeline(Context& c, const ListClientTimeline& in) {
  const auto paging = Paging::from({.name = "client.timeline",
                                    .index = &client_timeline_order,
                                    .prefix = {Cell(in.client_id.value)}},
                                   in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto client = visible_client(c, in.client_id, involved, "/client_id");
  if (!client) return client.refusal();
  std::vector<Client> records;
  std::vector<Need> needs;
  for (const auto record : visible_records(c, in.client_id)) {
    records.push_back(c.tables.known<Client>(record));
    for (auto& need : c.tables.all<Need>(by::need_client, record))
      if (sees_all(c.subject) || relation_to(c, need) != Relation::none)
        needs.push_back(std::move(need));
  }
  TimelinePage page(c, paging.value(), std::ssize(needs));
  OfClient of_client(c, page);
  for (auto& record : records) of_client.add(record);
  for (auto& need : needs) of_client.add(need);
  ClientTimeline out{.client_id = in.client_id};
  out.cursor = page.page(out.entries);
  return out;
}

}  // namespace onward
