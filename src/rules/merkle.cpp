#include "onward/rules/merkle.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "hash.hpp"

namespace onward::merkle {

namespace {

constexpr int heights_per_tile = 8;

std::uint64_t bits(std::int64_t n) { return static_cast<std::uint64_t>(n); }
bool has_bit(std::int64_t n, int height) { return (bits(n) >> height & 1) != 0; }
int height_of(std::int64_t leaves) { return std::countr_zero(bits(leaves)); }

// The largest power of two below n; n is at least 2. RFC 6962 splits n leaves there.
std::int64_t split(std::int64_t n) {
  return static_cast<std::int64_t>(std::bit_floor(bits(n - 1)));
}

}  // namespace

// Hashes of parts of a kept tree.
class Subtrees {
 public:
  explicit Subtrees(TreeReader& reader) : reader_(reader) {}

  // Of 2^height leaves from index * 2^height on.
  Hash complete(int height, std::int64_t index) {
    const int level = height / heights_per_tile;
    const std::int64_t count = std::int64_t{1} << height % heights_per_tile;
    std::array<Hash, std::size_t{1} << (heights_per_tile - 1)> storage;
    const auto row = std::span(storage).first(static_cast<std::size_t>(count));
    if (level == 0)
      reader_.leaves(index * count, row);
    else
      for (std::int64_t i = 0; i < count; ++i)
        row[static_cast<std::size_t>(i)] = reader_.tile(level, index * count + i);
    for (std::size_t n = row.size(); n > 1; n /= 2)
      for (std::size_t i = 0; i < n / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
    return row[0];
  }

  // Of the leaves [from, to), where `from` is a multiple of a power of two that holds them all.
  Hash range(std::int64_t from, std::int64_t to) {
    const std::int64_t n = to - from;
    if (std::has_single_bit(bits(n))) return complete(height_of(n), from >> height_of(n));
    const std::int64_t k = split(n);
    return node_hash(range(from, from + k), range(from + k, to));
  }

  Frontier frontier(std::int64_t size) {
    Frontier out;
    out.size_ = size;
    for (std::size_t height = 0; height < Frontier::heights; ++height) {
      const int h = static_cast<int>(height);
      if (has_bit(size, h)) out.complete_[height] = complete(h, (size >> h) - 1);
    }
    return out;
  }

 private:
  TreeReader& reader_;
};

Hash empty_root() { return sha256({}); }

Hash leaf_hash(std::span<const std::byte> entry) {
  constexpr std::array prefix{std::byte{0}};
  return Sha256().update(prefix).update(entry).finish();
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::byte, 1 + 2 * sizeof(Hash)> node;
  node[0] = std::byte{1};
  std::ranges::copy(left, node.begin() + 1);
  std::ranges::copy(right, node.begin() + 1 + sizeof(Hash));
  return sha256(node);
}

Hash Frontier::root() const {
  if (size_ == 0) return empty_root();
  auto height = static_cast<std::size_t>(height_of(size_));
  Hash out = complete_[height];
  while (++height < heights)
    if (has_bit(size_, static_cast<int>(height))) out = node_hash(complete_[height], out);
  return out;
}

void Frontier::append(const Hash& leaf) {
  append(leaf, [](int, std::int64_t, const Hash&) {});
}

void Frontier::append(const Hash& leaf, TileSink tile) {
  if (has_bit(size_ + 1, heights)) throw std::length_error("the journal is full");
  Hash node = leaf;
  int height = 0;
  for (; has_bit(size_, height); ++height) {
    node = node_hash(complete_[static_cast<std::size_t>(height)], node);
    if ((height + 1) % heights_per_tile == 0)
      tile((height + 1) / heights_per_tile, size_ >> (height + 1), node);
  }
  complete_[static_cast<std::size_t>(height)] = node;
  ++size_;
}

Frontier frontier_at(TreeReader& reader, std::int64_t size) {
  return Subtrees(reader).frontier(size);
}

Hash root_at(TreeReader& reader, std::int64_t size) { return frontier_at(reader, size).root(); }

// PATH of RFC 6962, 2.1.1, from the root down; siblings are collected on the way.
Proof inclusion_proof(TreeReader& reader, std::int64_t index, std::int64_t size) {
  if (index < 0 || index >= size) throw std::out_of_range("the leaf is not in the tree");
  Subtrees subtrees(reader);
  Proof proof;
  for (std::int64_t from = 0, to = size; to - from > 1;) {
    const std::int64_t middle = from + split(to - from);
    const bool is_left = index < middle;
    proof.push_back(is_left ? subtrees.range(middle, to) : subtrees.range(from, middle));
    (is_left ? to : from) = middle;
  }
  std::ranges::reverse(proof);
  return proof;
}

// SUBPROOF of RFC 6962, 2.1.2, from the root down.
Proof consistency_proof(TreeReader& reader, std::int64_t earlier, std::int64_t size) {
  if (earlier < 0 || earlier > size) throw std::out_of_range("the tree was never that small");
  Proof proof;
  if (earlier == 0 || earlier == size) return proof;
  Subtrees subtrees(reader);
  std::int64_t from = 0, to = size;
  while (earlier != to) {
    const std::int64_t middle = from + split(to - from);
    const bool is_left = earlier <= middle;
    proof.push_back(is_left ? subtrees.range(middle, to) : subtrees.range(from, middle));
    (is_left ? to : from) = middle;
  }
  if (from != 0) proof.push_back(subtrees.range(from, to));  // else it is the earlier root itself
  std::ranges::reverse(proof);
  return proof;
}

bool verify_inclusion(const Hash& leaf, std::int64_t index, std::int64_t size,
                      std::span<const Hash> proof, const Hash& root) {
  if (index < 0 || index >= size) return false;
  std::uint64_t at = bits(index), last = bits(size) - 1;
  Hash hash = leaf;
  for (auto& sibling : proof) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      hash = node_hash(sibling, hash);
      for (; (at & 1) == 0 && at != 0; at >>= 1) last >>= 1;
    } else {
      hash = node_hash(hash, sibling);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::int64_t earlier, const Hash& earlier_root, std::int64_t size,
                        const Hash& root, std::span<const Hash> proof) {
  if (earlier < 0 || earlier > size) return false;
  if (earlier == size) return proof.empty() && earlier_root == root;
  if (earlier == 0) return proof.empty() && earlier_root == empty_root();
  // A complete earlier tree is the proof's first node, and is not sent.
  const bool is_complete = std::has_single_bit(bits(earlier));
  if (!is_complete && proof.empty()) return false;
  Hash old_hash = is_complete ? earlier_root : proof[0];
  if (!is_complete) proof = proof.subspan(1);
  std::uint64_t at = bits(earlier) - 1, last = bits(size) - 1;
  for (; (at & 1) != 0; at >>= 1) last >>= 1;
  Hash hash = old_hash;
  for (auto& node : proof) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      old_hash = node_hash(node, old_hash);
      hash = node_hash(node, hash);
      for (; (at & 1) == 0 && at != 0; at >>= 1) last >>= 1;
    } else {
      hash = node_hash(hash, node);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == earlier_root && hash == root;
}

}  // namespace onward::merkle
