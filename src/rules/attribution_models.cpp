#include "onward/rules/attribution_models.hpp"

#include "onward/rules/attribution_markov.hpp"
#include "onward/rules/attribution_shapley.hpp"

namespace onward {

namespace {

ModelCredited by_markov(const SoundPaths& paths, int order, bool of_value) {
  auto credit = markov_credit(paths, {.order = order, .of_value = of_value});
  if (!credit.fault) return {std::move(credit.units), {}};
  return {{},
          *credit.fault == MarkovFault::too_many_states ? Omission::too_many_states
                                                        : Omission::not_settled};
}

ModelCredited by_rates(const SoundPaths& paths, bool of_value) {
  auto credit = shapley_rate_credit(paths, of_value);
  if (!credit) return {{}, Omission::too_many_sources};
  return {std::move(credit.units), {}};
}

static_assert(
    [] {
      for (auto& model : names<AttributionModel>)
        if (name_of(static_cast<ComparedModel>(model.value)) != model.name) return false;
      return true;
    }(),
    "the plain models come first, in their order");

}  // namespace

ModelCredited credit_by(const SoundPaths& paths, const PlainCredit& plain, ComparedModel model,
                        bool of_value) {
  if (paths.conversions_total() == 0) return {{}, Omission::no_conversion};
  switch (model) {
    case ComparedModel::markov_1: return by_markov(paths, 1, of_value);
    case ComparedModel::markov_2: return by_markov(paths, 2, of_value);
    case ComparedModel::markov_3: return by_markov(paths, 3, of_value);
    case ComparedModel::shapley_sets: return {shapley_set_credit(paths, of_value), {}};
    case ComparedModel::shapley_rates: return by_rates(paths, of_value);
    default: return {plain.by(static_cast<AttributionModel>(model)), {}};
  }
}

}  // namespace onward
