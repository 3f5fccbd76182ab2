#include "operations/history.hpp"

#include "hash.hpp"
#include "journal_format.hpp"
#include "json.hpp"
#include "onward/rules/merkle.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// The open members of the row that an entry wrote, under the names they have today.
std::string open_json(const NounInfo& noun, const Entry& entry) {
  const std::unique_ptr<void, void (*)(void*)> row(noun.make(), noun.destroy);
  read_cells(noun, entry.format, entry.open, {}, row.get());
  std::string out;
  JsonWriter w(out);
  w.begin_object(0);
  for (auto& member : noun.rows) {
    if (member.privacy != Privacy::open) continue;
    w.member(member.name);
    member.type->write(w, member.at(row.get()));
  }
  w.end_object();
  return out;
}

JournalEntry shown(const Entry& e) {
  if (static_cast<std::size_t>(e.noun) >= nouns().size())
    throw StorageError("damaged journal: entry " + std::to_string(e.sequence) + " has no noun");
  const NounInfo& noun = info(e.noun);
  return {.sequence = e.sequence,
          .at = e.time,
          .staff_id = e.actor,
          .organization_id = e.organization,
          .operation = e.operation,
          .noun = std::string(noun.name),
          .id = e.id,
          .format = e.format,
          .open = {open_json(noun, e)},
          .personal_digest = e.personal_digest == Hash{} ? "" : to_hex(e.personal_digest),
          .leaf = to_hex(e.leaf)};
}

std::vector<std::string> in_hex(const merkle::Proof& proof) {
  std::vector<std::string> out;
  for (auto& hash : proof) out.push_back(to_hex(hash));
  return out;
}

// The journal has not that many entries.
Refusal unknown(std::string path, std::int64_t present) {
  return refuse(Reason::checkpoint_unknown, std::move(path), "over the journal's size",
                {{"size", present}});
}

}  // namespace

Result<JournalPage> list_journal(Context& c, const ListJournal& in) {
  Shape shape;
  shape.require(in.from >= 1, "/from", "expected at least 1");
  shape.between(in.limit, 1, page_limit_max, "/limit");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);

  auto& transaction = c.tables.transaction();
  JournalPage page;
  transaction.journal(in.from, in.limit, [&](const Entry& e) {
    page.entries.push_back(shown(e));
    return true;
  });
  const std::int64_t last = page.entries.empty() ? 0 : page.entries.back().sequence;
  if (last != 0 && last < transaction.head().size) page.next = last + 1;
  return page;
}

Result<JournalProof> prove_journal(Context& c, const ProveJournal& in) {
  Shape shape;
  const auto in_range = [&](std::int64_t n, const char* path) {
    shape.require(n >= 0, path, "expected at least 1");
    shape.require(in.size == 0 || n <= in.size, path, "is over size");
  };
  in_range(in.sequence, "/sequence");
  in_range(in.from_size, "/from_size");
  shape.require(in.size >= 0, "/size", "expected at least 1");
  shape.require((in.sequence != 0) != (in.from_size != 0), "", "expected sequence or from_size");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const std::int64_t present = c.tables.transaction().head().size;
  if (in.size > present) return unknown("/size", present);
  if (in.sequence > present) return unknown("/sequence", present);
  if (in.from_size > present) return unknown("/from_size", present);

  const std::int64_t size = in.size != 0 ? in.size : present;
  JournalTree tree(c.tables.transaction());
  JournalProof proof{.size = size, .root = to_hex(merkle::root_at(tree, size))};
  if (in.sequence != 0) {
    Hash leaf;
    tree.leaves(in.sequence - 1, {&leaf, 1});
    proof.leaf = to_hex(leaf);
    proof.hashes = in_hex(merkle::inclusion_proof(tree, in.sequence - 1, size));
  } else {
    proof.from_root = to_hex(merkle::root_at(tree, in.from_size));
    proof.hashes = in_hex(merkle::consistency_proof(tree, in.from_size, size));
  }
  return proof;
}

Result<Checkpoint> journal_checkpoint(Context& c, const Empty&) {
  const auto store = c.tables.known<StoreIdentity>(Id<StoreTag>(1));
  auto& transaction = c.tables.transaction();
  const JournalHead head = transaction.head();
  JournalTree tree(transaction);
  Checkpoint out{.origin = "urn:uuid:" + store.uuid,
                 .size = head.size,
                 .root = to_hex(merkle::root_at(tree, head.size)),
                 .at = head.last_time};
  SigningSeed seed{};
  if (!c.host.key("checkpoint", seed)) return out;
  const std::string text = out.origin + '\n' + std::to_string(out.size) + '\n' + out.root + '\n';
  out.public_key = to_hex(public_key_of(seed));
  out.signature = to_hex(sign(seed, std::as_bytes(std::span(text))));
  return out;
}

}  // namespace onward
