#include <optional>

#include "hash.hpp"
#include "journal_format.hpp"
#include "onward/rules/merkle.hpp"
#include "operations/history.hpp"
#include "operations/history_replay.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::int64_t slice = 1'000;  // entries between two words to the host
constexpr std::size_t slice_bytes = std::size_t{4} << 20;
constexpr std::size_t hashed_together = 100;  // entries, in one piece of parallel work

// History, entry by entry: numbers without holes, time that never runs backwards, hashes that
// are those of what they stand for.
class Verification {
 public:
  explicit Verification(Transaction& transaction, bool deep) : transaction_(transaction) {
    if (deep) replay_.emplace(findings_);
  }

  void run(const Host& host) {
    const std::int64_t size = transaction_.head().size;
    Steps steps(host, "journal.verify", size);
    for (std::int64_t from = 1; from <= size; from = last_ + 1) {
      const std::string broken = read_slice(from);
      hash_slice(host);
      for (std::size_t i = 0; i < entries_.size(); ++i) take(entries_[i], hashes_[i]);
      if (!broken.empty())
        return findings_.add("entries from " + std::to_string(from) + " on: " + broken);
      if (entries_.empty()) break;
      check_tiles();
      steps.took(std::ssize(entries_));
    }
    follows(size + 1);
    check_end(size);
    if (!replay_) return;
    attempt("storage", [&] {
      transaction_.check(
          [&](std::string_view what) { findings_.add("storage: " + std::string(what)); });
    });
    replay_->compare(transaction_, host);
  }

  JournalVerified finish() && {
    JournalVerified out{.size = read_, .root = to_hex(tree_.root()), .erased = erased_};
    out.findings = std::move(findings_).take();
    out.intact = out.findings.empty();
    return out;
  }

 private:
  struct Tile {
    int level;
    std::int64_t index;
    Hash hash;
  };

  struct Hashes {
    Hash leaf{}, personal{};
  };

  // Why not all of the slice can be read; empty when it can.
  std::string read_slice(std::int64_t from) {
    entries_.clear();
    std::size_t bytes = 0;
    try {
      transaction_.journal(from, slice, [&](const Entry& e) {
        entries_.push_back(e);
        bytes += e.open.size() + e.personal.size();
        return bytes < slice_bytes;
      });
    } catch (const StorageError& error) { return error.text; }
    return {};
  }

  // Most of the time goes here, and each entry hashes by itself.
  void hash_slice(const Host& host) {
    hashes_.assign(entries_.size(), {});
    const auto pieces = (entries_.size() + hashed_together - 1) / hashed_together;
    host.parallel_for(pieces, [&](std::size_t piece) {
      const auto end = std::min(entries_.size(), (piece + 1) * hashed_together);
      for (auto i = piece * hashed_together; i < end; ++i) {
        hashes_[i].leaf = leaf_of(entries_[i]);
        if (!entries_[i].personal.empty())
          hashes_[i].personal = digest_of_personal(entries_[i].personal);
      }
    });
  }

  void found(const Entry& e, const std::string& what) {
    findings_.add("entry " + std::to_string(e.sequence) + ": " + what);
  }

  // A broken store throws where a damaged row is read; here it is one finding of many.
  bool attempt(const std::string& what, FunctionRef<void()> work) {
    try {
      work();
      return true;
    } catch (const StorageError& error) {
      findings_.add(what + ": " + error.text);
      return false;
    }
  }

  void follows(std::int64_t sequence) {
    const std::int64_t expected = last_ + 1;
    if (sequence == expected) return;
    has_holes_ = true;
    findings_.add("entries " + std::to_string(expected) + " to " + std::to_string(sequence - 1) +
                  ": are missing");
  }

  void take(const Entry& e, const Hashes& hashes) {
    follows(e.sequence);
    last_ = e.sequence;
    ++read_;
    if (e.time < last_time_) found(e, "its time is before the one of the entry before");
    last_time_ = std::max(last_time_, e.time);
    check_personal(e, hashes.personal);
    if (hashes.leaf != e.leaf) found(e, "its hash is not the one of its content");
    tree_.append(hashes.leaf, [&](int level, std::int64_t index, const Hash& hash) {
      tiles_.push_back({level, index, hash});
    });
    if (static_cast<std::size_t>(e.noun) >= nouns().size()) return found(e, "its noun is unknown");
    if (replay_) attempt("entry " + std::to_string(e.sequence), [&] { replay_->take(e); });
  }

  // No operation erases a personal part, so nobody may say that it was erased.
  void check_personal(const Entry& e, const Hash& digest) {
    const bool is_absent = e.personal.empty();
    if (is_absent && e.personal_digest == Hash{}) return;
    erased_ += is_absent ? 1 : 0;
    if (is_absent)
      found(e, "its personal part is gone");
    else if (e.personal.size() < salt_size || digest != e.personal_digest)
      found(e, "its personal part is not the one that was written");
  }

  // Behind a hole every tile differs, and says nothing new.
  void check_tiles() {
    for (auto& tile : tiles_) {
      if (has_holes_) break;
      const std::string name =
          "tile " + std::to_string(tile.index) + " of level " + std::to_string(tile.level);
      attempt(name, [&] {
        if (transaction_.tile(tile.level, tile.index) != tile.hash)
          findings_.add(name + ": is not the hash of its entries");
      });
    }
    tiles_.clear();
  }

  // The tree that proofs are made from must be the one of the entries.
  void check_end(std::int64_t size) {
    if (has_holes_) return;
    attempt("tree", [&] {
      JournalTree tree(transaction_);
      if (merkle::root_at(tree, size) != tree_.root())
        findings_.add("tree: its root is not the one of the entries");
    });
  }

  Transaction& transaction_;
  Findings findings_;
  std::optional<Replay> replay_;
  merkle::Frontier tree_;
  std::vector<Entry> entries_;  // of this slice
  std::vector<Hashes> hashes_;
  std::vector<Tile> tiles_;  // completed by this slice
  std::int64_t last_ = 0, read_ = 0, erased_ = 0;
  Instant last_time_ = Instant::min();
  bool has_holes_ = false;
};

}  // namespace

Result<JournalVerified> verify_journal(Context& c, const VerifyJournal& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  return verify_history(c.tables.transaction(), c.host, in.deep);
}

JournalVerified verify_history(Transaction& transaction, const Host& host, bool deep) {
  Verification verification(transaction, deep);
  verification.run(host);
  return std::move(verification).finish();
}

}  // namespace onward
