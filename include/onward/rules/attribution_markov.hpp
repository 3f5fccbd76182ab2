// Credit by removal: how many conversions would be lost if a source were never met.
//
// Paths are read as walks of one chain: from the start through states, which are the last touches,
// to a conversion or to none. Without a source, whoever would meet it does not convert.
//   source   E. Anderl, I. Becker, F. von Wangenheim, J. Schumann, Mapping the Customer Journey
//            (2016); lifecycles B.9
#pragma once

#include "onward/rules/attribution.hpp"

namespace onward {

enum class MarkovFault : std::uint8_t { order_unknown, too_many_states, not_settled };
template <>
inline constexpr auto names<MarkovFault> = std::array{
    Name{MarkovFault::order_unknown, "order_unknown", "The order is 1, 2 or 3."},
    Name{MarkovFault::too_many_states, "too_many_states",
         "The chain has over 4,096 states, and over 64 sources."},
    Name{MarkovFault::not_settled, "not_settled",
         "The chain is too large to be solved at once, and repeating did not settle it."},
};

constexpr std::size_t markov_states_max = 4'096;  // 2 n^3 steps and 24 n^2 bytes
constexpr std::size_t markov_sources_max = 64;    // with these, any number of states

struct MarkovOptions {
  int order = 1;  // how many last touches a state remembers, 1 to 3
  bool of_value = false;
  std::size_t at_once_max = 512;  // chains of more states are solved by repetition
};

struct MarkovCredit {
  std::vector<std::int64_t> units{};     // of each source
  std::vector<double> removal_effects{};  // of each source: the share of conversions lost, 0 to 1
  double conversion_probability = 0;  // of a walk from the start
  std::size_t states = 0;
  std::optional<MarkovFault> fault{};  // then there is nothing else
  explicit operator bool() const { return !fault; }
};

// Removal effects 1 - P(conversion without the source) / P(conversion), solved and not simulated;
// units are shared by them. With N the inverse of I - Q, v the visits N^T s from the start s, h = N
// r the conversions from each state, and G the states that end with a source, v_G N_GG^-1 h_G is
// what is lost without it: one inverse serves all sources. Chains of more than `at_once_max` states
// with up to 64 sources are solved once for each source instead, in rounds that rise until no bit
// changes. A touch of the source just left is a step like others. Value is shared by the removal
// effects of conversions.
MarkovCredit markov_credit(const SoundPaths&, const MarkovOptions& = {});

}  // namespace onward
