// The outbox: what the host is to say to clients, by a channel they permit.
#pragma once

#include "onward/model/inbox.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct ListOutbox {
  std::optional<OutboxPhase> phase{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListOutbox> = std::array{
    row<&ListOutbox::phase>(1, "phase", "Only items in this phase; absent for all."),
    row<&ListOutbox::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.", may_be_absent),
    row<&ListOutbox::cursor>(3, "cursor", "From the page before; absent for the first.",
                             may_be_absent),
};
ONWARD_RECORD(ListOutbox);
struct OutboxPage {
  std::vector<OutboxItem> items{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<OutboxPage> = std::array{
    row<&OutboxPage::items>(1, "items", "Of the active organisation; by phase, then oldest first."),
    row<&OutboxPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(OutboxPage);
struct OutboxItemRef {
  OutboxItemId item_id{};
};
template <>
inline constexpr auto rows<OutboxItemRef> = std::array{
    row<&OutboxItemRef::item_id>(1, "item_id", "The item meant."),
};
ONWARD_RECORD(OutboxItemRef);
struct OutboxTaken {
  OutboxItem item{};
  std::string name{};
  std::string address{};
  std::string language{};
};
template <>
inline constexpr auto rows<OutboxTaken> = std::array{
    row<&OutboxTaken::item>(1, "item",
                            "Taken for an hour; given_up when the client permits no channel now."),
    row<&OutboxTaken::name>(2, "name", "How to address the client; empty when given up.",
                            is_personal),
    row<&OutboxTaken::address>(3, "address",
                               "Where the channel reaches them, as it is now; empty when given up.",
                               {.privacy = Privacy::personal, .limit = 2 * text_limit_default}),
    row<&OutboxTaken::language>(4, "language", "Language they speak best, ISO 639; empty unknown.",
                                is_personal),
};
ONWARD_RECORD(OutboxTaken);
struct FailOutboxItem {
  OutboxItemId item_id{};
  OutboxFailure failure = OutboxFailure::none;
};
template <>
inline constexpr auto rows<FailOutboxItem> = std::array{
    row<&FailOutboxItem::item_id>(1, "item_id", "The item meant."),
    row<&FailOutboxItem::failure>(
        2, "failure",
        "Unreachable, address_wrong, not_wanted or host_failed; the last two words "
        "are the system's own."),
};
ONWARD_RECORD(FailOutboxItem);

namespace outbox {
using list = Tag<"outbox.list", ListOutbox, OutboxPage>;
using take = Tag<"outbox.take", OutboxItemRef, OutboxTaken>;
using done = Tag<"outbox.done", OutboxItemRef, OutboxItem>;
using failed = Tag<"outbox.failed", FailOutboxItem, OutboxItem>;
}  // namespace outbox

}  // namespace onward
