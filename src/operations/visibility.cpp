#include "operations/visibility.hpp"

#include "onward/rules/consent.hpp"
#include "operations/access_grounds.hpp"
#include "operations/client_merging.hpp"

namespace onward {

namespace {

// Whether one of the need's members that were sent is the subject's.
bool is_receiver(Context& c, const Need& need) {
  bool found = false;
  c.tables.scan<Referral>(
      by::referral_need,
      [&](const Referral& r) {
        found = was_sent(r) && acts_for_receiver(c, r);
        return !found;
      },
      need.id);
  return found;
}

Relation relation_of(AccessGround ground) {
  switch (ground) {
    case AccessGround::administrator:
    case AccessGround::portal: break;  // people of other roles see through the practice
    case AccessGround::owner: return Relation::owner;
    case AccessGround::sender: return Relation::sender;
    case AccessGround::receiver: return Relation::receiver;
  }
  return Relation::none;
}

Refused hides(Context& c, Relation wanted, Relation has, std::string path) {
  const auto reason = decide(c.subject, {c.permission, wanted}, has);
  if (!reason) return std::nullopt;
  if (*reason == Reason::not_found) return not_found(std::move(path));
  return permission_missing(c.permission, "");
}

template <class T, class Tag>
Result<T> visible(Context& c, Id<Tag> id, Relation wanted, std::string path) {
  auto row = c.tables.get<T>(id);
  if (!row) return not_found(std::move(path));
  Relation has;
  if constexpr (std::is_same_v<T, Client>)
    has = relation_to(c, *row, wanted);
  else
    has = relation_to(c, *row);
  if (auto refused = hides(c, wanted, has, std::move(path))) return *std::move(refused);
  return *std::move(row);
}

}  // namespace

Refusal permission_missing(std::optional<Permission> permission, std::string path) {
  return refuse(Reason::permission_missing, std::move(path), "the role lacks the permission",
                {{"permission", std::string(permission ? name_of(*permission) : "")}});
}

Sides sides_of(Context& c, const Referral& r) {
  const auto receiver = c.tables.small<Organization>(r.receiver_id);
  return {r.sender_id, r.receiver_id, receiver && receiver->represented_by_sender};
}

bool acts_for_receiver(Context& c, const Referral& r) {
  const auto own = c.subject.organization_id;
  if (own != r.sender_id && own != r.receiver_id) return false;
  return any_of(relation_of(own, sides_of(c, r)), Relation::receiver);
}

Relation relation_to(Context& c, const Need& need) {
  Relation out = Relation::none;
  if (need.sender_id == c.subject.organization_id) out = out | Relation::sender;
  if (is_receiver(c, need)) out = out | Relation::receiver;
  return out;
}

Relation relation_to(Context& c, const Referral& referral) {
  const auto own = c.subject.organization_id;
  if (was_sent(referral)) return relation_of(own, sides_of(c, referral));
  return referral.sender_id == own ? Relation::sender : Relation::none;
}

Relation relation_to(Context& c, const Client& client, Relation enough) {
  Relation out = Relation::none;
  each_ground(c, client, c.subject.organization_id, [&](const Ground& ground) {
    out = out | relation_of(ground.is);
    return !any_of(out, enough);
  });
  return out;
}

Relation relation_to(Context& c, const Consent& consent) {
  const auto own = c.subject.organization_id;
  if (consent.organization_id == own) return Relation::owner;
  for (const auto client : records_of_person(c, consent.client_id, Merges::also_undone))
    for (auto& need : c.tables.all<Need>(by::need_client, client))
      if (need.consent_id == consent.id && need.sender_id == own && !need.part_of)
        return Relation::sender;
  return Relation::none;
}

Result<Need> visible_need(Context& c, NeedId id, Relation wanted, std::string path) {
  return visible<Need>(c, id, wanted, std::move(path));
}
Result<Referral> visible_referral(Context& c, ReferralId id, Relation wanted, std::string path) {
  return visible<Referral>(c, id, wanted, std::move(path));
}
Result<Client> visible_client(Context& c, ClientId id, Relation wanted, std::string path) {
  return visible<Client>(c, id, wanted, std::move(path));
}
Result<Consent> visible_consent(Context& c, ConsentId id, Relation wanted, std::string path) {
  return visible<Consent>(c, id, wanted, std::move(path));
}

namespace {

template <class T> std::optional<T> value_of(Result<T> row) {
  return row ? std::optional<T>(std::move(row.value())) : std::nullopt;
}

}  // namespace

std::optional<Need> seen(Context& c, NeedId id) {
  return value_of(visible_need(c, id, involved, {}));
}
std::optional<Referral> seen(Context& c, ReferralId id) {
  return value_of(visible_referral(c, id, involved, {}));
}
std::optional<Client> seen(Context& c, ClientId id) {
  auto client = value_of(visible_client(c, id, involved, {}));
  if (client) leave_shown(c, *client, classes_shown(c, *client));
  return client;
}
std::optional<Consent> seen(Context& c, ConsentId id) {
  return value_of(visible_consent(c, id, involved, {}));
}

Result<Client> known_client(Context& c, ClientId id, std::string path) {
  auto client = visible_client(c, id, involved, path);
  if (client && !classes_shown(c, client.value()).has(DataClass::identity))
    return refuse(Reason::disclosure_withheld, std::move(path), "who they are is not shown yet");
  return client;
}

bool sees_members(Context& c, const Need& need) {
  return sees_all(c.subject) || need.sender_id == c.subject.organization_id;
}

bool sees_client(Context& c, const Need& need) { return is_shown(c, need, DataClass::words); }

bool is_shown(Context& c, const Need& need, DataClass of) {
  if (sees_all(c.subject)) return true;
  bool found = false;
  each_ground(c, need, c.subject.organization_id, [&](const Ground& ground) {
    found = ground.classes.has(of);
    return !found;
  });
  return found;
}

Refused store_administrators_only(Context& c, std::string path) {
  if (sees_all(c.subject)) return std::nullopt;
  return permission_missing(Permission::referral_admin, std::move(path));
}

std::optional<Reason> consent_forbids_now(Context& c, const Consent& consent, IssueId issue,
                                          OrganizationId receiver) {
  return consent_forbids(consent, issue, receiver, today_of(c, consent.organization_id));
}

Date today_of(Context& c, OrganizationId id) { return today_of(c.tables, c.now, id); }

}  // namespace onward
