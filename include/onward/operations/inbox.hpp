// Inboxes: what staff and organisations are told, and what they ask to be told.
#pragma once

#include "onward/model/inbox.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

enum class InboxOf : std::uint8_t { own, organization };
template <>
inline constexpr auto names<InboxOf> = std::array{
    Name{InboxOf::own, "own", "One's own, for the active organisation."},
    Name{InboxOf::organization, "organization", "Everybody's in the active organisation."},
};

struct Subscribe {
  NeedId need_id{};
  ReferralId referral_id{};
  std::vector<InboxEvent> events{};
  std::vector<InboxEvent> muted{};
  InboxOf inbox = InboxOf::own;
};
template <>
inline constexpr auto rows<Subscribe> = std::array{
    row<&Subscribe::need_id>(1, "need_id",
                             "The need meant; 0 or absent, with the referral too, for every need "
                             "that one sends.",
                             may_be_absent),
    row<&Subscribe::referral_id>(
        2, "referral_id", "The referral meant; 0 or absent for the whole need.", may_be_absent),
    row<&Subscribe::events>(3, "events",
                            "Of acknowledged, closed, note and file; empty is nothing. What is "
                            "told anyway cannot be chosen, and an organisation chooses nothing."),
    row<&Subscribe::muted>(4, "muted",
                           "What is not to be told, of what is told unless it is muted; empty or "
                           "absent is nothing.",
                           may_be_absent),
    row<&Subscribe::inbox>(5, "inbox",
                           "Whose wish it is; one's own when absent. The organisation's is for "
                           "those who may change the organisation.",
                           may_be_absent),
};
ONWARD_RECORD(Subscribe);
struct SubscriptionRef {
  NeedId need_id{};
  ReferralId referral_id{};
  InboxOf inbox = InboxOf::own;
};
template <>
inline constexpr auto rows<SubscriptionRef> = std::array{
    row<&SubscriptionRef::need_id>(1, "need_id", "As in inbox.subscribe.", may_be_absent),
    row<&SubscriptionRef::referral_id>(2, "referral_id", "As in inbox.subscribe.", may_be_absent),
    row<&SubscriptionRef::inbox>(3, "inbox", "Whose wish; one's own when absent.", may_be_absent),
};
ONWARD_RECORD(SubscriptionRef);

struct ListInbox {
  InboxOf inbox = InboxOf::own;
  bool unread_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListInbox> = std::array{
    row<&ListInbox::inbox>(1, "inbox", "Own when absent.", may_be_absent),
    row<&ListInbox::unread_only>(2, "unread_only", "Only unread items.", may_be_absent),
    row<&ListInbox::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.", may_be_absent),
    row<&ListInbox::cursor>(4, "cursor", "From the page before; absent for the first.",
                            may_be_absent),
};
ONWARD_RECORD(ListInbox);
struct InboxPage {
  std::vector<InboxItem> items{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<InboxPage> = std::array{
    row<&InboxPage::items>(1, "items", "Unread ones first, each part newest first."),
    row<&InboxPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(InboxPage);
struct MarkRead {
  std::vector<InboxItemId> item_ids{};
};
template <>
inline constexpr auto rows<MarkRead> = std::array{
    row<&MarkRead::item_ids>(1, "item_ids", "Items of one's own inbox, or the organisation's.",
                             {.limit = page_limit_max}),
};
ONWARD_RECORD(MarkRead);
struct InboxCounts {
  std::int64_t own_unread = 0;
  std::int64_t organization_unread = 0;
};
template <>
inline constexpr auto rows<InboxCounts> = std::array{
    row<&InboxCounts::own_unread>(1, "own_unread",
                                  "Unread items of one's own; 1,000 is that many or more."),
    row<&InboxCounts::organization_unread>(
        2, "organization_unread",
        "Unread items of the active organisation; 1,000 is that many or more."),
};
ONWARD_RECORD(InboxCounts);

namespace inbox {
using subscribe = Tag<"inbox.subscribe", Subscribe, Subscription>;
using subscription = Tag<"inbox.subscription", SubscriptionRef, Subscription>;
using list = Tag<"inbox.list", ListInbox, InboxPage>;
using mark_read = Tag<"inbox.mark_read", MarkRead, InboxCounts>;
using counts = Tag<"inbox.counts", Empty, InboxCounts>;
}  // namespace inbox

}  // namespace onward
