#include "onward/rules/access.hpp"

namespace onward {

std::uint32_t permission_bits(const std::vector<Permission>& permissions) {
  std::uint32_t bits = 0;
  for (const auto p : permissions) bits |= std::uint32_t{1} << static_cast<int>(p);
  return bits;
}

Relation relation_of(OrganizationId who, const Sides& sides) {
  Relation out = Relation::none;
  if (who == sides.sender_id) out = out | Relation::sender;
  if (who == sides.receiver_id || who == answering(sides)) out = out | Relation::receiver;
  return out;
}

bool sees_all(const Subject& s) { return s.runs_store && s.has(Permission::referral_admin); }

std::optional<Reason> decide(const Subject& subject, const ActionAccess& action, Relation object) {
  const bool reaches = action.relation == Relation::none || any_of(object, action.relation);
  if (!reaches && !sees_all(subject)) return Reason::not_found;
  if (action.permission && !subject.has(*action.permission)) return Reason::permission_missing;
  return std::nullopt;
}

}  // namespace onward
