// Who may do what to what: one pure decision.
#pragma once

#include "onward/model/access.hpp"
#include "onward/result.hpp"

namespace onward {

// How an organisation stands to an object; a set of bits.
enum class Relation : std::uint8_t { none = 0, sender = 1, receiver = 2, owner = 4 };
constexpr Relation operator|(Relation a, Relation b) {
  return static_cast<Relation>(static_cast<int>(a) | static_cast<int>(b));
}
constexpr bool any_of(Relation have, Relation wanted) {
  return (static_cast<int>(have) & static_cast<int>(wanted)) != 0;
}
// Both ends of a referral. Where nobody at the receiver uses the network, whoever sends to it says
// what it answers (docs/decisions/0027).
struct Sides {
  OrganizationId sender_id{};
  OrganizationId receiver_id{};
  bool represented = false;  // the receiver, by its sender
};
// Whose turn it is when it is the receiver's.
constexpr OrganizationId answering(const Sides& s) {
  return s.represented ? s.sender_id : s.receiver_id;
}
Relation relation_of(OrganizationId, const Sides&);
constexpr Relation involved = Relation::sender | Relation::receiver | Relation::owner;

// Who acts, as the store knows them at this moment.
struct Subject {
  StaffId staff_id{};
  OrganizationId organization_id{};
  std::uint32_t permissions = 0;  // a bit for each Permission
  bool runs_store = false;        // active in the store's first organisation
  bool has(Permission p) const { return permissions >> static_cast<int>(p) & 1; }
};
std::uint32_t permission_bits(const std::vector<Permission>&);

// What the action asks of its subject. No permission: everybody may, also without an actor.
struct ActionAccess {
  std::optional<Permission> permission{};
  Relation relation = Relation::none;  // none: the object belongs to nobody in particular
};

// Nothing when allowed. Otherwise not_found when the subject's organisation has nothing to do with
// the object (absent and not-yours are one answer), then permission_missing.
//   source   the mission's rules on visibility; design 2, precedence of refusals
std::optional<Reason> decide(const Subject&, const ActionAccess&, Relation object);

// An administrator of the store's first organisation sees every object.
bool sees_all(const Subject&);

}  // namespace onward
