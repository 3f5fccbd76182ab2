// What counting asks of facts of any kind.
#pragma once

#include "onward/rules/facts.hpp"

namespace onward {

inline bool is_of(FactId organization, const NeedFact& n) { return n.sender_id == organization; }
inline bool is_of(FactId organization, const ReferralFact& r) {
  return r.sender_id == organization || r.receiver_id == organization;
}
inline bool is_of(FactId organization, const LeadFact& l) {
  return l.organization_id == organization;
}
inline bool is_of(FactId organization, const TouchFact& t) {
  return t.organization_id == organization;
}
inline bool is_of(FactId organization, const CostFact& c) {
  return c.organization_id == organization;
}

inline std::uint32_t currency_of(const LeadFact& l) { return l.currency; }
inline std::uint32_t currency_of(const TouchFact& t) { return t.currency; }
inline std::uint32_t currency_of(const CostFact& c) { return c.currency; }
inline std::uint32_t currency_of(const NeedFact&) { return 0; }
inline std::uint32_t currency_of(const ReferralFact&) { return 0; }

}  // namespace onward
