#include "operations/visibility.hpp"

#include "dates.hpp"
#include "onward/rules/consent.hpp"

namespace onward {

namespace {

// Whether a referral in this phase lets its receiver see the client.
bool shows_client(ReferralPhase phase) {
  return phase != ReferralPhase::draft && phase != ReferralPhase::superseded &&
         phase != ReferralPhase::error;
}

// Whether one of the need's members is the subject's, in a phase of which `counts` holds.
bool is_receiver(Context& c, const Need& need, FunctionRef<bool(ReferralPhase)> counts) {
  bool found = false;
  c.tables.scan<Referral>(
      by::referral_need,
      [&](const Referral& r) {
        found = r.receiver_id == c.subject.organization_id && counts(r.phase);
        return !found;
      },
      need.id);
  return found;
}

bool shows_client(Context& c, const Need& need) {
  if (!is_receiver(c, need, [](ReferralPhase phase) { return shows_client(phase); })) return false;
  const auto consent = c.tables.get<Consent>(need.consent_id);
  return consent && !consent_forbids(*consent, need.issue_id, c.subject.organization_id,
                                     today_of(c, consent->organization_id));
}

Refusal permission_missing(std::optional<Permission> permission, std::string path) {
  return refuse(Reason::permission_missing, std::move(path), "the role lacks the permission",
                {{"permission", std::string(permission ? name_of(*permission) : "")}});
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

Relation relation_to(Context& c, const Need& need) {
  Relation out = Relation::none;
  if (need.sender_id == c.subject.organization_id) out = out | Relation::sender;
  const auto was_sent = [](ReferralPhase phase) { return phase != ReferralPhase::draft; };
  if (is_receiver(c, need, was_sent)) out = out | Relation::receiver;
  return out;
}

Relation relation_to(Context& c, const Referral& referral) {
  Relation out = Relation::none;
  if (referral.sender_id == c.subject.organization_id) out = out | Relation::sender;
  if (referral.receiver_id == c.subject.organization_id && referral.phase != ReferralPhase::draft)
    out = out | Relation::receiver;
  return out;
}

Relation relation_to(Context& c, const Client& client, Relation enough) {
  Relation out = Relation::none;
  if (client.registered_by == c.subject.organization_id) out = Relation::owner;
  if (any_of(out, enough)) return out;
  for (auto& need : c.tables.all<Need>(by::need_client, client.id)) {
    if (need.sender_id == c.subject.organization_id) out = out | Relation::sender;
    if (any_of(out, enough)) break;
    if (!any_of(out, Relation::receiver) && shows_client(c, need)) out = out | Relation::receiver;
    if (any_of(out, enough)) break;
  }
  return out;
}

Relation relation_to(Context& c, const Consent& consent) {
  return consent.organization_id == c.subject.organization_id ? Relation::owner : Relation::none;
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
  return value_of(visible_client(c, id, involved, {}));
}
std::optional<Consent> seen(Context& c, ConsentId id) {
  return value_of(visible_consent(c, id, involved, {}));
}

bool sees(Context& c, const Client& client) {
  return sees_all(c.subject) || any_of(relation_to(c, client, involved), involved);
}

Refused store_administrators_only(Context& c, std::string path) {
  if (sees_all(c.subject)) return std::nullopt;
  return permission_missing(Permission::referral_admin, std::move(path));
}

Date today_of(Context& c, OrganizationId id) {
  const auto organization = c.tables.get<Organization>(id);
  const TimeZone* zone = organization ? find_zone(organization->time_zone) : nullptr;
  return (zone ? zone : find_zone("UTC"))->local_day(c.now);
}

}  // namespace onward
