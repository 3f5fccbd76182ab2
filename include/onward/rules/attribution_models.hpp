// Every model of attribution by its name: the plain ones, chains and games.
#pragma once

#include "onward/rules/attribution.hpp"

namespace onward {

enum class ComparedModel : std::uint8_t {
  first_touch,
  last_touch,
  last_non_direct_touch,
  linear,
  position_based,
  time_decay,
  markov_1,
  markov_2,
  markov_3,
  shapley_sets,
  shapley_rates
};
template <>
inline constexpr auto names<ComparedModel> = std::array{
    Name{ComparedModel::first_touch, "first_touch", "All to the first touch."},
    Name{ComparedModel::last_touch, "last_touch", "All to the last touch."},
    Name{ComparedModel::last_non_direct_touch, "last_non_direct_touch",
         "All to the last touch that is not direct; to the last one when all are."},
    Name{ComparedModel::linear, "linear", "The same to every touch."},
    Name{ComparedModel::position_based, "position_based",
         "40 % to the first, 40 % to the last, 20 % among those between; halves of two."},
    Name{ComparedModel::time_decay, "time_decay",
         "Half as much for every half-life that a touch lies before the last."},
    Name{ComparedModel::markov_1, "markov_1",
         "By what would be lost without the source; one touch is remembered."},
    Name{ComparedModel::markov_2, "markov_2", "The same; two touches are remembered."},
    Name{ComparedModel::markov_3, "markov_3", "The same; three touches are remembered."},
    Name{ComparedModel::shapley_sets, "shapley_sets",
         "Shapley value of conversions: in equal parts to the different sources of each."},
    Name{ComparedModel::shapley_rates, "shapley_rates",
         "Shapley value of the rate of conversion: leads that were lost count, too."},
};
// Why a model was left out.
enum class Omission : std::uint8_t {
  too_many_sources,
  too_many_states,
  not_settled,
  no_conversion
};
template <>
inline constexpr auto names<Omission> = std::array{
    Name{Omission::too_many_sources, "too_many_sources",
         "Markov chains take 64 sources, and Shapley values of rates 20; compare by type."},
    Name{Omission::too_many_states, "too_many_states", "The chain has over 4,096 states."},
    Name{Omission::not_settled, "not_settled", "The chain was too large to be solved."},
    Name{Omission::no_conversion, "no_conversion", "Nobody converted."},
};

// Units of each source; or why there are none.
struct ModelCredited {
  std::vector<std::int64_t> units{};
  std::optional<Omission> omitted{};
};

// `plain` is of the same paths, and of value or not as is asked.
ModelCredited credit_by(const SoundPaths&, const PlainCredit& plain, ComparedModel,
                        bool of_value = false);

}  // namespace onward
