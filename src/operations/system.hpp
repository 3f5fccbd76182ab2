// The store itself: its beginning, what it is, and several operations at once.
#pragma once

#include "onward/operations/system.hpp"
#include "operations/row.hpp"

namespace onward {

// Names the first organisation and its administrator; after that everybody else is let in by
// somebody. The secret behind references is made here, and never answered.
//   refused  malformed_request, store_not_empty
//   writes   the organisation, the store's identity, the first roles, the person, their membership
//   source   design 2; the roles: docs/decisions/0007-first-roles.md
Result<StoreCreated> create_store(Context&, const CreateStore&);

Result<StoreStatus> store_status(Context&, const Empty&);

// Every call is checked as if it came alone, in the same session. The first that is refused ends
// the batch, and nothing of it is left.
//   refused  malformed_request (the shape of a call), unknown_operation, batch_refused with the
//            call's number, reason and facts, answer_too_large (8 MiB in all) with the number
//   writes   what its operations write
Result<BatchDone> run_batch(Context&, const Batch&);

template <> struct Again<StoreCreated> {
  static std::vector<std::int64_t> ids(const StoreCreated& created) {
    return {created.organization.id.value, created.staff.id.value};
  }
  static std::optional<StoreCreated> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
