// The outbox: nothing is sent from here; the host takes an item, says it, and tells how it went.
#pragma once

#include "onward/operations/outbox.hpp"
#include "operations/row.hpp"

namespace onward {

//   refused  malformed_request, cursor_invalid
Result<OutboxPage> list_outbox(Context&, const ListOutbox&);
// The best channel that the client permits now; given up when there is none, when what was to be
// said is not so any more, and when the sender is not shown how to reach the client. Unless the
// host says how it went, a tick counts a failure after an hour.
//   refused  not_found, phase_forbids
//   writes   the item
Result<OutboxTaken> take_outbox(Context&, const OutboxItemRef&);
//   refused  not_found, phase_forbids
//   writes   the item
Result<OutboxItem> outbox_done(Context&, const OutboxItemRef&);
// Waits for another try: 15 minutes, then twice as long each time. After five, or when the client
// did not want it, it is given up, and the organisation's inbox says so.
//   refused  malformed_request, not_found, phase_forbids
//   writes   the item
Result<OutboxItem> outbox_failed(Context&, const FailOutboxItem&);

// A timer of an item: one that was taken failed, one that waited is queued again, and one that
// nobody took for three days is given up.
void do_due(Context&, OutboxItem);

// While the organisation may see the client, a repeated key gives the address again.
template <> struct Again<OutboxTaken> {
  static std::vector<std::int64_t> ids(const OutboxTaken& taken) { return {taken.item.id.value}; }
  static std::optional<OutboxTaken> load(Context&, std::span<const std::int64_t>);
};

}  // namespace onward
