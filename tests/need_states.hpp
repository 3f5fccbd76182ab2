// The states of a need of up to five members; those that differ only in which organisation is
// called the first are one.
#pragma once

#include <algorithm>

#include "onward/rules/grouping.hpp"

namespace onward::tests {

constexpr std::size_t size_max = 5;  // members

// Outcomes steer the rules only where a completed one is positive or not; a withdrawal is asked for
// only before that. An open question steers nothing but its answer.
inline std::uint64_t code_of(const Member& m) {
  const bool well = m.phase == ReferralPhase::completed && is_positive(m.outcome);
  return static_cast<std::uint64_t>(m.phase) << 3 |
         (m.held_from == ReferralPhase::in_progress ? 4u : 0u) |
         (m.confirmed && !is_finished(m.phase) ? 2u : 0u) | (well || m.withdrawal_asked ? 1u : 0u);
}

// One organisation's referrals, oldest first.
struct Block {
  std::uint64_t code = 0;
  std::size_t size = 0;
  std::array<std::size_t, size_max> members{};
};
struct Blocks {
  std::array<Block, size_max> all{};
  std::size_t size = 0;
  std::span<const Block> each() const { return {all.data(), size}; }
};

// Errors count for nobody, so each stands alone. In a cancelled need nothing is asked any more, so
// that it does not matter who is whom; but for one that its sender may recall.
inline Blocks blocks_of(const Group& g) {
  Blocks blocks;
  for (std::size_t i = 0; i < g.members.size(); ++i) {
    const auto& m = g.members[i];
    std::size_t at = blocks.size;
    if (m.phase != ReferralPhase::error && (g.phase != NeedPhase::cancelled || g.recallable))
      for (at = 0; at < blocks.size; ++at) {
        const auto& first = g.members[blocks.all[at].members[0]];
        if (first.receiver == m.receiver && first.phase != ReferralPhase::error) break;
      }
    if (at == blocks.size) ++blocks.size;
    auto& block = blocks.all[at];
    block.code = block.code << 8 | (block.size ? 128u : 0u) | code_of(m);
    block.members[block.size++] = i;
  }
  for (std::size_t i = 1; i < blocks.size; ++i)
    for (auto k = i; k > 0 && blocks.all[k].code < blocks.all[k - 1].code; --k)
      std::swap(blocks.all[k], blocks.all[k - 1]);
  return blocks;
}

inline std::uint64_t key_of(const Group& g, const Blocks& blocks) {
  auto key = (g.withdrawing ? 128u : 0u) | static_cast<std::uint64_t>(g.phase) << 4 |
             static_cast<std::uint64_t>(g.reason);
  for (auto& block : blocks.each()) key = key << (8 * block.size) | block.code;
  return key << 3 | g.members.size();
}

// The one that stands for all states with this key.
inline Group canonical(const Group& g, const Blocks& blocks) {
  Group out{.phase = g.phase,
            .reason = g.reason,
            .claim_on = g.claim_on,
            .on_decline = g.on_decline,
            .confirms_withdrawal = g.confirms_withdrawal,
            .withdrawing = g.withdrawing,
            .recallable = g.recallable};
  std::int64_t receiver = 0;
  for (auto& block : blocks.each()) {
    ++receiver;
    for (std::size_t k = 0; k < block.size; ++k) {
      auto m = g.members[block.members[k]];
      const bool done = m.phase == ReferralPhase::completed;
      m.outcome = !done                    ? Outcome::none
                  : is_positive(m.outcome) ? Outcome::successful
                                           : Outcome::unsuccessful;
      m.confirmed = m.confirmed && !is_finished(m.phase);
      m.reopen_blocked_by = {};
      m.information_asked = false;
      m.receiver = receiver;
      if (g.claimed_by == block.members[k]) out.claimed_by = out.members.size();
      out.outcome = std::max(out.outcome, m.outcome);
      out.members.push_back(m);
    }
  }
  return out;
}

}  // namespace onward::tests
