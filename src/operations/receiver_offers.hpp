// What is asked of receivers for a client, and how one of them stands to it now.
#pragma once

#include "onward/rules/eligibility.hpp"
#include "operations/context.hpp"

#include <map>

namespace onward {

// How the named receiver stands to the client's criteria now. Without a service named, the one of
// its services that gives the issue and fits best answers, if any does (decisions/0002).
struct ReceiverAssessed {
  ServiceId service_id{};  // which was assessed; 0 for the organisation itself
  Assessment found{};
};
ReceiverAssessed assess_receiver(Context&, const Ask&, OrganizationId, ServiceId);

// The same of one receiver for many asks of one call: what it offers is read once.
class ReceiverOffers {
 public:
  ReceiverOffers(Context&, OrganizationId);
  // False when nobody can have this help there today, whoever they are: no service gives it, or
  // what gives it is closed, paused or full.
  bool has_place(IssueId);
  // False when what is known already leaves no place for them, whatever is unknown.
  bool may_take(const Ask&);
  ReceiverAssessed assess(const Ask&);

 private:
  const std::vector<Offer>& offers(IssueId);

  Context& c_;
  std::shared_ptr<const Organization> organization_;
  std::vector<Service> services_;
  std::map<IssueId, std::vector<Offer>> offers_{};
  std::map<IssueId, bool> has_place_{};
};
Ask ask_of(Context&, const Client&, IssueId, OrganizationId sender, const Consent*,
           const FrozenPolicy&);
// The same in parts, for many needs of one sender: what it asks of every client of an issue, to be
// filled in by ask_for; under their consent, and as the need's policy has it.
Ask ask_of_sender(Context&, IssueId, OrganizationId sender);
void put_terms(Ask&, const Consent*, const FrozenPolicy&);

}  // namespace onward
