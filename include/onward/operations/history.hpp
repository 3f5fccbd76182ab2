// The journal, its proofs, and the counts.
#pragma once

#include "onward/model/referral.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct ListJournal {
  std::int64_t from = 1;
  std::int64_t limit = page_limit_default;
};
template <>
inline constexpr auto rows<ListJournal> = std::array{
    row<&ListJournal::from>(1, "from", "Number of the first entry; 1 when absent.", may_be_absent),
    row<&ListJournal::limit>(2, "limit", "Entries at most, 1 to 500; 50 when absent.",
                             may_be_absent),
};
ONWARD_RECORD(ListJournal);
struct JournalEntry {
  std::int64_t sequence = 0;
  Instant at{};
  StaffId staff_id{};
  OrganizationId organization_id{};
  std::string operation{};
  std::string noun{};
  std::int64_t id = 0;
  std::int64_t format = 1;
  Json open{};
  std::string personal_digest{};
  std::string leaf{};
};
template <>
inline constexpr auto rows<JournalEntry> = std::array{
    row<&JournalEntry::sequence>(1, "sequence", "Its number, from 1 without holes."),
    row<&JournalEntry::at>(2, "at", "When; never before the entry before."),
    row<&JournalEntry::staff_id>(3, "staff_id", "Who; 0 is the system."),
    row<&JournalEntry::organization_id>(4, "organization_id", "For whom; 0 is the system."),
    row<&JournalEntry::operation>(5, "operation", "What was done."),
    row<&JournalEntry::noun>(6, "noun", "What kind of row it wrote."),
    row<&JournalEntry::id>(7, "id", "Which row."),
    row<&JournalEntry::format>(8, "format", "Version of the row's format."),
    row<&JournalEntry::open>(9, "open", "The row's open members after the act."),
    row<&JournalEntry::personal_digest>(10, "personal_digest",
                                        "SHA-256 of the salted personal part; empty for none."),
    row<&JournalEntry::leaf>(11, "leaf", "RFC 6962 leaf hash, in hexadecimal."),
};
ONWARD_RECORDS(JournalEntry);
struct JournalPage {
  std::vector<JournalEntry> entries{};
  std::int64_t next = 0;
};
template <>
inline constexpr auto rows<JournalPage> = std::array{
    row<&JournalPage::entries>(1, "entries", "In the order of their numbers."),
    row<&JournalPage::next>(2, "next", "Where to go on; 0 at the end."),
};
ONWARD_RECORD(JournalPage);

struct VerifyJournal {
  bool deep = false;
};
template <>
inline constexpr auto rows<VerifyJournal> = std::array{
    row<&VerifyJournal::deep>(1, "deep", "Also rebuild every table and compare.", may_be_absent),
};
ONWARD_RECORD(VerifyJournal);
struct JournalVerified {
  bool intact = false;
  std::int64_t size = 0;
  std::string root{};
  std::int64_t erased = 0;
  std::vector<std::string> findings{};
};
template <>
inline constexpr auto rows<JournalVerified> = std::array{
    row<&JournalVerified::intact>(1, "intact", "True when nothing was found."),
    row<&JournalVerified::size>(2, "size", "Entries read."),
    row<&JournalVerified::root>(3, "root", "RFC 6962 root over them, in hexadecimal."),
    row<&JournalVerified::erased>(4, "erased", "Entries whose personal part is gone."),
    row<&JournalVerified::findings>(5, "findings", "What is damaged, the first hundred."),
};
ONWARD_RECORD(JournalVerified);

struct ProveJournal {
  std::int64_t sequence = 0;
  std::int64_t from_size = 0;
  std::int64_t size = 0;
};
template <>
inline constexpr auto rows<ProveJournal> = std::array{
    row<&ProveJournal::sequence>(1, "sequence", "Prove that this entry is included.",
                                 may_be_absent),
    row<&ProveJournal::from_size>(2, "from_size", "Prove that the tree of this size was extended.",
                                  may_be_absent),
    row<&ProveJournal::size>(3, "size", "Size of the tree; the present one when absent.",
                             may_be_absent),
};
ONWARD_RECORD(ProveJournal);
struct JournalProof {
  std::int64_t size = 0;
  std::string root{};
  std::string leaf{};
  std::string from_root{};
  std::vector<std::string> hashes{};
};
template <>
inline constexpr auto rows<JournalProof> = std::array{
    row<&JournalProof::size>(1, "size", "Size of the tree."),
    row<&JournalProof::root>(2, "root", "Its root."),
    row<&JournalProof::leaf>(3, "leaf", "Inclusion: the entry's leaf hash."),
    row<&JournalProof::from_root>(4, "from_root", "Consistency: the root of the smaller tree."),
    row<&JournalProof::hashes>(5, "hashes", "The proof, as in RFC 6962; in hexadecimal."),
};
ONWARD_RECORD(JournalProof);

struct Checkpoint {
  std::string origin{};
  std::int64_t size = 0;
  std::string root{};
  Instant at{};
  std::string public_key{};
  std::string signature{};
};
template <>
inline constexpr auto rows<Checkpoint> = std::array{
    row<&Checkpoint::origin>(1, "origin", "The store's urn:uuid."),
    row<&Checkpoint::size>(2, "size", "Entries in the journal."),
    row<&Checkpoint::root>(3, "root", "RFC 6962 root, in hexadecimal."),
    row<&Checkpoint::at>(4, "at", "Time of the last entry."),
    row<&Checkpoint::public_key>(5, "public_key", "Ed25519; empty when the host gave no key."),
    row<&Checkpoint::signature>(6, "signature",
                                "Over origin, size and root, a line each; empty without a key."),
};
ONWARD_RECORD(Checkpoint);

struct Summarize {
  bool whole_store = false;
};
template <>
inline constexpr auto rows<Summarize> = std::array{
    row<&Summarize::whole_store>(1, "whole_store",
                                 "Count all organisations; for administrators of the store.",
                                 may_be_absent),
};
ONWARD_RECORD(Summarize);
struct Count {
  std::string name{};
  std::int64_t count = 0;
};
template <>
inline constexpr auto rows<Count> = std::array{
    row<&Count::name>(1, "name", "Phase, reason or outcome."),
    row<&Count::count>(2, "count", "How many; never zero."),
};
ONWARD_RECORDS(Count);
struct Summary {
  std::int64_t needs = 0;
  std::vector<Count> needs_by_phase{};
  std::vector<Count> needs_by_reason{};
  std::vector<Count> needs_by_outcome{};
  std::int64_t sent = 0;
  std::vector<Count> sent_by_phase{};
  std::int64_t received = 0;
  std::vector<Count> received_by_phase{};
  std::int64_t logged = 0;
};
template <>
inline constexpr auto rows<Summary> = std::array{
    row<&Summary::needs>(1, "needs", "Needs sent; without drafts and errors."),
    row<&Summary::needs_by_phase>(2, "needs_by_phase", "The same, by phase."),
    row<&Summary::needs_by_reason>(3, "needs_by_reason", "Those that have a reason, by it."),
    row<&Summary::needs_by_outcome>(4, "needs_by_outcome", "Those with an outcome, by it."),
    row<&Summary::sent>(5, "sent", "Referrals sent; without drafts and errors."),
    row<&Summary::sent_by_phase>(6, "sent_by_phase", "The same, by phase."),
    row<&Summary::received>(7, "received", "Referrals received; without drafts and errors."),
    row<&Summary::received_by_phase>(8, "received_by_phase", "The same, by phase."),
    row<&Summary::logged>(9, "logged", "Referrals given as information; nothing was sent."),
};
ONWARD_RECORD(Summary);

namespace journal {
using list = Tag<"journal.list", ListJournal, JournalPage>;
using verify = Tag<"journal.verify", VerifyJournal, JournalVerified>;
using prove = Tag<"journal.prove", ProveJournal, JournalProof>;
using checkpoint = Tag<"journal.checkpoint", Empty, Checkpoint>;
}  // namespace journal
namespace report {
using summary = Tag<"report.summary", Summarize, Summary>;
}

}  // namespace onward
