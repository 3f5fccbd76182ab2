#include "operations/access_grounds.hpp"

#include "dates.hpp"
#include "onward/rules/consent.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// The need's consent while it covers an organisation; read once, and only when somebody asks.
class Agreed {
 public:
  Agreed(Tables& t, Instant now, const Need& need) : tables_(t), now_(now), need_(need) {}

  const Consent& consent() {
    if (!consent_) {
      consent_ = tables_.known<Consent>(need_.consent_id);
      today_ = today_of(tables_, now_, consent_->organization_id);
    }
    return *consent_;
  }
  bool covers(OrganizationId whom) {
    return !consent_forbids(consent(), need_.issue_id, whom, today_);
  }
  Ground ground(OrganizationId whom, AccessGround is) {
    Ground out{.organization_id = whom,
               .is = is,
               .need_id = need_.id,
               .consent_id = need_.consent_id,
               .ends_on = consent().expires_on,
               .classes = all_classes};
    out.classes.bits &= covered(consent().data_classes).bits;
    return out;
  }

 private:
  Tables& tables_;
  Instant now_;
  const Need& need_;
  std::optional<Consent> consent_{};
  Date today_{};
};

// Who passed it on, or took it over from them, is shown no more than the referral that came to
// them.
DataClasses shown_as_passed_on(Tables& t, const Need& need, DataClasses consented) {
  const auto passed_on = t.known<Referral>(need.forwarded_from);
  const auto policy = t.known<Need>(passed_on.need_id).policy;
  return disclosed(disclosed_as_passed_on(passed_on, policy, need.phase), consented,
                   policy.disclosure_before_acknowledge);
}

// Whether its sender is the one who first sent it: a need that was handed over may come back.
bool is_first_sender(Tables& t, const Need& need) {
  if (!need.transferred_from) return true;
  for (auto& transfer : t.all<Transfer>(by::transfer_need, need.id)) {
    const auto phase = transfer.phase;
    const bool was_accepted = phase == TransferPhase::transferred || phase == TransferPhase::lent ||
                              phase == TransferPhase::returned;
    if (was_accepted) return transfer.from_id == need.sender_id;
  }
  return false;
}

std::optional<Ground> sender_ground(Tables& t, const Need& need, Agreed& agreed) {
  if ((!need.part_of && is_first_sender(t, need)) || !is_shared_onward(need, agreed.consent()))
    return Ground{.organization_id = need.sender_id,
                  .is = AccessGround::sender,
                  .need_id = need.id,
                  .classes = all_classes};
  if (!agreed.covers(need.sender_id)) return std::nullopt;
  Ground out = agreed.ground(need.sender_id, AccessGround::sender);
  if (need.forwarded_from) out.classes = shown_as_passed_on(t, need, out.classes);
  if (out.classes == DataClasses{}) return std::nullopt;
  return out;
}

std::optional<Ground> receiver_ground(const Referral& r, const Need& need, Agreed& agreed) {
  const auto before = need.policy.disclosure_before_acknowledge;
  const auto phase = disclosed_as(r, need.policy);
  if (disclosed(phase, all_classes, before) == DataClasses{}) return std::nullopt;
  if (!agreed.covers(r.receiver_id)) return std::nullopt;
  Ground out = agreed.ground(r.receiver_id, AccessGround::receiver);
  out.referral_id = r.id;
  out.classes = disclosed(phase, out.classes, before);
  return out;
}

// Whether the client came from whoever sent a need first, or knows them from nobody else. Who
// passed one on came to them by the need before, and who took it over did not.
bool is_direct(Context& c, const Client& client, const Ground& ground) {
  auto need = c.tables.known<Need>(ground.need_id);
  if (ground.is == AccessGround::sender && need.part_of && !need.transferred_from)
    need = c.tables.known<Need>(need.part_of);
  return !need.part_of || need.sender_id == client.registered_by;
}

}  // namespace

Date today_of(Tables& t, Instant now, OrganizationId id) {
  const auto organization = t.small<Organization>(id);
  return zone_named(organization ? organization->time_zone : "UTC").local_day(now);
}

bool is_shared_onward(const Need& need, const Consent& consent) {
  return consent.organization_id != need.sender_id;
}

bool each_ground(Tables& t, Instant now, const Need& need, OrganizationId only,
                 FunctionRef<bool(const Ground&)> each) {
  const auto is_meant = [&](OrganizationId who) { return !only || who == only; };
  Agreed agreed(t, now, need);
  if (is_meant(need.sender_id))
    if (const auto ground = sender_ground(t, need, agreed); ground && !each(*ground)) return false;
  bool goes_on = true;
  t.scan<Referral>(
      by::referral_need,
      [&](const Referral& r) {
        if (!is_meant(r.receiver_id)) return true;
        if (const auto ground = receiver_ground(r, need, agreed)) goes_on = each(*ground);
        return goes_on;
      },
      need.id);
  return goes_on;
}

void each_ground(Context& c, const Client& client, OrganizationId only,
                 FunctionRef<bool(const Ground&)> each) {
  if (!only || client.registered_by == only)
    if (!each({.organization_id = client.registered_by, .classes = all_classes})) return;
  for (auto& need : c.tables.all<Need>(by::need_client, client.id))
    if (!each_ground(c, need, only, each)) return;
}

bool names_registrant(Context& c, const Client& client) {
  if (sees_all(c.subject)) return true;
  bool is_named = false;
  each_ground(c, client, c.subject.organization_id, [&](const Ground& ground) {
    is_named = ground.is == AccessGround::owner || is_direct(c, client, ground);
    return !is_named;
  });
  return is_named;
}

void leave_shown(Context& c, Client& client, DataClasses shown) {
  if (!names_registrant(c, client)) client.registered_by = {};
  withhold(client.details, shown);
}

Client as_shown(Context& c, Client client) {
  if (client.id) leave_shown(c, client, classes_shown(c, client));
  return client;
}

bool may_reach(Context& c, const Client& client, OrganizationId who) {
  DataClasses shown;
  const auto is_enough = [&] {
    return shown.has(DataClass::identity) && shown.has(DataClass::contact);
  };
  each_ground(c, client, who, [&](const Ground& ground) {
    shown = shown | ground.classes;
    return !is_enough();
  });
  return is_enough();
}

DataClasses classes_shown(Context& c, const Client& client) {
  if (sees_all(c.subject)) return all_classes;
  DataClasses out;
  each_ground(c, client, c.subject.organization_id, [&](const Ground& ground) {
    out = out | ground.classes;
    return out != all_classes;
  });
  return out;
}

DataClasses classes_shown(Tables& t, Instant now, const Need& need, OrganizationId who) {
  DataClasses out;
  each_ground(t, now, need, who, [&](const Ground& ground) {
    out = out | ground.classes;
    return out != all_classes;
  });
  return out;
}

}  // namespace onward
