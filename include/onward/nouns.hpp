// THE table of nouns: what is kept, under which name, with which indexes.
#pragma once

#include "onward/model/access.hpp"
#include "onward/model/attachment.hpp"
#include "onward/model/client.hpp"
#include "onward/model/directory.hpp"
#include "onward/model/inbox.hpp"
#include "onward/model/referral.hpp"
#include "onward/model/system.hpp"

namespace onward {

// Written to the journal: append, never renumber.
enum class Noun : std::uint8_t {
  store,
  organization,
  staff,
  role,
  membership,
  issue,
  location,
  service,
  policy,
  client,
  consent,
  need,
  referral,
  note,
  import,
  import_problem,
  idempotency,
  audit,
  client_key,
  subscription,
  inbox_item,
  outbox_item,
  attachment
};

// An equality prefix and then an order, by member. Members of an index are never null; text
// orders by bytes; rows with equal members order by id.
struct Index {
  Noun noun;
  std::string_view name;  // unique in the store
  std::array<const Row*, 3> members;
  std::size_t size;
  bool unique;
};

struct NounInfo {
  Noun noun;
  std::string_view name;
  int format;       // version of the row in the journal; a changed meaning is a new one
  bool in_tables;   // false: in the journal alone
  bool in_journal;  // false: operational state, not history
  Rows rows;        // begins with id and revision
  std::span<const Index> indexes;
  void* (*make)();
  void (*destroy)(void*);
  void (*copy)(void* to, const void* from);
};

std::span<const NounInfo> nouns();
const NounInfo& info(Noun);

template <class T> inline constexpr std::nullptr_t noun_of = nullptr;
#define ONWARD_NOUN(T, N) template <> inline constexpr Noun noun_of<T> = Noun::N
ONWARD_NOUN(StoreIdentity, store);
ONWARD_NOUN(Organization, organization);
ONWARD_NOUN(Staff, staff);
ONWARD_NOUN(Role, role);
ONWARD_NOUN(Membership, membership);
ONWARD_NOUN(Issue, issue);
ONWARD_NOUN(Location, location);
ONWARD_NOUN(Service, service);
ONWARD_NOUN(Policy, policy);
ONWARD_NOUN(Client, client);
ONWARD_NOUN(Consent, consent);
ONWARD_NOUN(Need, need);
ONWARD_NOUN(Referral, referral);
ONWARD_NOUN(Note, note);
ONWARD_NOUN(Import, import);
ONWARD_NOUN(ImportProblem, import_problem);
ONWARD_NOUN(Idempotency, idempotency);
ONWARD_NOUN(Audit, audit);
ONWARD_NOUN(ClientKey, client_key);
ONWARD_NOUN(Subscription, subscription);
ONWARD_NOUN(InboxItem, inbox_item);
ONWARD_NOUN(OutboxItem, outbox_item);
ONWARD_NOUN(Attachment, attachment);
#undef ONWARD_NOUN

template <class T>
concept Kept = Record<T> && std::is_same_v<std::remove_cv_t<decltype(noun_of<T>)>, Noun>;

// The indexes, to be named in scans.
namespace by {
extern const Index organization_source, organization_name, staff_login, role_name, membership_staff,
    issue_code, location_source, location_organization, service_source, service_organization,
    policy_scope, client_key, consent_client, need_client, need_sender, need_due, referral_need,
    referral_receiver, referral_sender, referral_due, note_need, import_problem_import,
    idempotency_key, idempotency_expiry, subscription_need, inbox_owner, inbox_erase,
    outbox_organization, outbox_due, attachment_need, attachment_digest;
}

}  // namespace onward
