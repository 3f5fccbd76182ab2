// The Merkle tree over the journal (RFC 6962, SHA-256): its root, and proofs that a stranger can
// check without trusting us.
//
// Leaves are counted from 0. A tile is the hash of a complete subtree of 256^level leaves, level 1
// and up. Leaf hashes stand with the journal and tiles beside it, so a root or a proof at any size
// reads and hashes at most some hundreds of them.
#pragma once

#include "onward/schema.hpp"

namespace onward {

using Hash = std::array<std::byte, 32>;

namespace merkle {

Hash empty_root();                              // SHA-256 of nothing
Hash leaf_hash(std::span<const std::byte>);     // of 0x00 and the entry
Hash node_hash(const Hash& left, const Hash& right);  // of 0x01 and both

// Tiles that a leaf completed, lowest level first.
using TileSink = FunctionRef<void(int level, std::int64_t index, const Hash&)>;

// All that must be kept to go on appending: the roots of the complete subtrees that the tree
// consists of, at most one of each height. A value; a copy is a point to return to.
class Frontier {
 public:
  std::int64_t size() const { return size_; }
  Hash root() const;
  void append(const Hash& leaf);
  void append(const Hash& leaf, TileSink);

 private:
  friend class Subtrees;
  static constexpr std::size_t heights = 53;  // sizes stay below 2^53 (design 4)
  std::int64_t size_ = 0;
  std::array<Hash, heights> complete_{};  // [height]; in use where size_ has that bit
};

// What is read of a kept tree.
class TreeReader {
 public:
  virtual ~TreeReader() = default;
  virtual void leaves(std::int64_t from, std::span<Hash> out) = 0;
  virtual Hash tile(int level, std::int64_t index) = 0;
};

// A reader must hold at least `size` leaves, and every tile that they complete.
Frontier frontier_at(TreeReader&, std::int64_t size);
Hash root_at(TreeReader&, std::int64_t size);

using Proof = std::vector<Hash>;

// That leaf `index` is in the tree of the first `size`; index < size.
Proof inclusion_proof(TreeReader&, std::int64_t index, std::int64_t size);
// That the first `size` leaves begin with the first `earlier`; 0 <= earlier <= size.
Proof consistency_proof(TreeReader&, std::int64_t earlier, std::int64_t size);

// The checks of RFC 9162, 2.1.3.2 and 2.1.4.2. Anything may be passed; false is never a crash.
bool verify_inclusion(const Hash& leaf, std::int64_t index, std::int64_t size,
                      std::span<const Hash> proof, const Hash& root);
bool verify_consistency(std::int64_t earlier, const Hash& earlier_root, std::int64_t size,
                        const Hash& root, std::span<const Hash> proof);

}  // namespace merkle

}  // namespace onward
