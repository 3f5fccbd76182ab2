// Weights of matching, learned from the store's own clients.
#pragma once

#include "onward/operations/duplicates.hpp"
#include "operations/row.hpp"

namespace onward {

// Begins to learn, or goes on: looks at so many clients, at most 20,000 in all, spread over the
// store. What the last slice finds holds from then on, if enough of the pairs were one person; a
// store of another kind of clients keeps what it had.
//   refused  malformed_request, permission_missing (only administrators of the store),
//            too_few_clients (fewer than 100); in this order
//   writes   the training between its slices; at its end the weights
//   source   docs/decisions/0009 and 0021
Result<TrainingProgress> train_matching(Context&, const TrainMatching&);

//   refused  permission_missing (only administrators of the store)
Result<WeightsInForce> matching_weights(Context&, const Empty&);

template <> struct Again<TrainingProgress> : KeptAnswer {};

}  // namespace onward
