#include "onward/rules/merkle.hpp"

#include <map>
#include <random>

#include "catch.hpp"
#include "hash.hpp"

using namespace onward;

namespace {

using Leaves = std::span<const Hash>;

// MTH of RFC 6962, 2.1, word for word.
Hash naive_root(Leaves leaves) {
  if (leaves.empty()) return sha256({});
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return merkle::node_hash(naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

// A kept tree: leaf hashes and tiles, as a storage has them.
class KeptTree final : public merkle::TreeReader {
 public:
  void append(const Hash& leaf) {
    frontier.append(leaf, [&](int level, std::int64_t index, const Hash& hash) {
      CHECK(tiles.emplace(std::pair(level, index), hash).second);
    });
    all.push_back(leaf);
  }
  void leaves(std::int64_t from, std::span<Hash> out) override {
    for (auto& leaf : out) leaf = all.at(static_cast<std::size_t>(from++));
    reads += out.size();
  }
  Hash tile(int level, std::int64_t index) override {
    ++reads;
    return tiles.at({level, index});
  }
  Leaves first(std::int64_t size) const {
    return Leaves(all).first(static_cast<std::size_t>(size));
  }

  std::vector<Hash> all{};
  std::map<std::pair<int, std::int64_t>, Hash> tiles{};
  merkle::Frontier frontier{};
  std::size_t reads = 0;
};

Hash numbered_leaf(std::int64_t i) {
  const auto text = std::to_string(i);
  return merkle::leaf_hash(std::as_bytes(std::span(text)));
}

KeptTree tree_of(std::int64_t size) {
  KeptTree tree;
  for (std::int64_t i = 0; i < size; ++i) tree.append(numbered_leaf(i));
  return tree;
}

// Each of these must fail for the check to be worth anything.
template <class Check> void every_changed_byte_fails(std::span<std::byte> part, Check check) {
  for (auto& byte : part) {
    byte ^= std::byte{0x10};
    CHECK_FALSE(check());
    byte ^= std::byte{0x10};
  }
}

// The entries of Certificate Transparency's reference tests, and the roots of the first n of them.
constexpr const char* reference_entries[] = {"",
                                             "00",
                                             "10",
                                             "2021",
                                             "3031",
                                             "40414243",
                                             "5051525354555657",
                                             "606162636465666768696a6b6c6d6e6f"};
constexpr const char* reference_roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

}  // namespace

TEST_CASE("the tree has the roots of Certificate Transparency's reference tests") {
  KeptTree tree;
  CHECK(to_hex(merkle::empty_root()) == reference_roots[0]);
  CHECK(to_hex(tree.frontier.root()) == reference_roots[0]);
  for (std::int64_t i = 0; i < 8; ++i) {
    const std::string_view hex = reference_entries[i];
    std::vector<std::byte> entry(hex.size() / 2);
    REQUIRE(from_hex(hex, entry));
    tree.append(merkle::leaf_hash(entry));
    CHECK(to_hex(tree.frontier.root()) == reference_roots[i + 1]);
    CHECK(to_hex(merkle::root_at(tree, i + 1)) == reference_roots[i + 1]);
  }
  // RFC 6962's reference implementation: the path of the sixth leaf among eight.
  const auto proof = merkle::inclusion_proof(tree, 5, 8);
  REQUIRE(proof.size() == 3);
  CHECK(to_hex(proof[0]) == "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
  CHECK(to_hex(proof[1]) == "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
  CHECK(to_hex(proof[2]) == "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
}

TEST_CASE("the frontier's root is the recursive definition's at every size up to 600") {
  auto tree = tree_of(600);
  merkle::Frontier frontier;
  for (std::int64_t size = 0; size <= 600; ++size) {
    const auto expected = naive_root(tree.first(size));
    CHECK(frontier.size() == size);
    CHECK(frontier.root() == expected);
    CHECK(merkle::root_at(tree, size) == expected);
    if (size < 600) frontier.append(tree.all[static_cast<std::size_t>(size)]);
  }
}

TEST_CASE("a frontier that was read back goes on as the one that was kept") {
  auto tree = tree_of(1'300);
  for (std::int64_t size : {0, 1, 255, 256, 257, 511, 512, 767, 768, 1'024, 1'299}) {
    auto frontier = merkle::frontier_at(tree, size);
    for (auto i = size; i < 1'300; ++i) frontier.append(tree.all[static_cast<std::size_t>(i)]);
    CHECK(frontier.root() == tree.frontier.root());
  }
}

TEST_CASE("a tile is told once, when its last leaf comes") {
  auto tree = tree_of(255);
  CHECK(tree.tiles.empty());
  tree.append(numbered_leaf(255));
  CHECK(tree.tiles.size() == 1);
  CHECK(tree.tiles.at({1, 0}) == naive_root(tree.first(256)));
  for (std::int64_t i = 256; i < 65'536; ++i) tree.append(numbered_leaf(i));
  CHECK(tree.tiles.size() == 257);
  CHECK(tree.tiles.at({1, 255}) == naive_root(Leaves(tree.all).last(256)));
  CHECK(tree.tiles.at({2, 0}) == tree.frontier.root());
}

TEST_CASE("every leaf is proved to be in every tree of up to 130 leaves") {
  auto tree = tree_of(130);
  for (std::int64_t size = 1; size <= 130; ++size) {
    const auto root = naive_root(tree.first(size));
    for (std::int64_t i = 0; i < size; ++i) {
      const auto proof = merkle::inclusion_proof(tree, i, size);
      const auto& leaf = tree.all[static_cast<std::size_t>(i)];
      CHECK(merkle::verify_inclusion(leaf, i, size, proof, root));
      CHECK_FALSE(merkle::verify_inclusion(leaf, i + 1, size, proof, root));
      CHECK_FALSE(merkle::verify_inclusion(leaf, i - 1, size, proof, root));
    }
  }
}

TEST_CASE("every tree of up to 130 leaves is proved to begin with every smaller one") {
  auto tree = tree_of(130);
  for (std::int64_t size = 0; size <= 130; ++size) {
    const auto root = naive_root(tree.first(size));
    for (std::int64_t earlier = 0; earlier <= size; ++earlier) {
      const auto earlier_root = naive_root(tree.first(earlier));
      const auto proof = merkle::consistency_proof(tree, earlier, size);
      CHECK(merkle::verify_consistency(earlier, earlier_root, size, root, proof));
      if (earlier == size) continue;
      CHECK_FALSE(merkle::verify_consistency(earlier, root, size, root, proof));
      CHECK_FALSE(merkle::verify_consistency(earlier + 1, earlier_root, size, root, proof));
      if (earlier > 0)
        CHECK_FALSE(merkle::verify_consistency(earlier, earlier_root, size, earlier_root, proof));
    }
  }
}

TEST_CASE("proofs across tiles hold at every size up to 600 and at sizes with three levels") {
  auto tree = tree_of(66'000);
  std::mt19937_64 random(6962);
  const auto below = [&](std::int64_t n) {
    return std::uniform_int_distribution<std::int64_t>(0, n - 1)(random);
  };
  std::vector<std::int64_t> sizes{65'535, 65'536, 65'537, 65'792, 65'793, 66'000};
  for (std::int64_t size = 1; size <= 600; ++size) sizes.push_back(size);
  for (const auto size : sizes) {
    CAPTURE(size);
    const auto root = merkle::root_at(tree, size);
    for (int i = 0; i < 4; ++i) {
      const auto index = below(size), earlier = below(size + 1);
      const auto& leaf = tree.all[static_cast<std::size_t>(index)];
      const auto earlier_root = merkle::root_at(tree, earlier);
      tree.reads = 0;
      CHECK(merkle::verify_inclusion(leaf, index, size, merkle::inclusion_proof(tree, index, size),
                                     root));
      CHECK(tree.reads < 1'000);
      tree.reads = 0;
      CHECK(merkle::verify_consistency(earlier, earlier_root, size, root,
                                       merkle::consistency_proof(tree, earlier, size)));
      CHECK(tree.reads < 1'000);
    }
  }
}

TEST_CASE("any changed byte of a proof, a leaf or a root is noticed") {
  auto tree = tree_of(300);
  for (std::int64_t size : {2, 3, 7, 8, 256, 257, 300}) {
    auto root = merkle::root_at(tree, size);
    for (std::int64_t at : {std::int64_t{1}, size / 2, size - 1}) {
      auto leaf = tree.all[static_cast<std::size_t>(at)];
      auto proof = merkle::inclusion_proof(tree, at, size);
      const auto included = [&] { return merkle::verify_inclusion(leaf, at, size, proof, root); };
      CHECK(included());
      every_changed_byte_fails(leaf, included);
      every_changed_byte_fails(root, included);
      for (auto& node : proof) every_changed_byte_fails(node, included);

      auto earlier_root = merkle::root_at(tree, at);
      proof = merkle::consistency_proof(tree, at, size);
      const auto consistent = [&] {
        return merkle::verify_consistency(at, earlier_root, size, root, proof);
      };
      CHECK(consistent());
      every_changed_byte_fails(earlier_root, consistent);
      every_changed_byte_fails(root, consistent);
      for (auto& node : proof) every_changed_byte_fails(node, consistent);
    }
  }
}

TEST_CASE("a proof that is too short, too long or of another tree is refused") {
  auto tree = tree_of(100);
  const auto root = merkle::root_at(tree, 100);
  auto proof = merkle::inclusion_proof(tree, 37, 100);
  const auto& leaf = tree.all[37];
  const std::span<const Hash> whole = proof;
  CHECK_FALSE(merkle::verify_inclusion(leaf, 37, 100, whole.subspan(1), root));
  CHECK_FALSE(merkle::verify_inclusion(leaf, 37, 100, whole.first(whole.size() - 1), root));
  CHECK_FALSE(merkle::verify_inclusion(leaf, 37, 100, {}, root));
  CHECK_FALSE(merkle::verify_inclusion(leaf, -1, 100, proof, root));
  CHECK_FALSE(merkle::verify_inclusion(leaf, 100, 100, proof, root));
  CHECK_FALSE(merkle::verify_inclusion(leaf, 0, 0, {}, root));
  CHECK_FALSE(merkle::verify_inclusion(leaf, 0, -5, {}, root));
  proof.push_back(leaf);
  CHECK_FALSE(merkle::verify_inclusion(leaf, 37, 100, proof, root));

  const auto earlier_root = merkle::root_at(tree, 37);
  proof = merkle::consistency_proof(tree, 37, 100);
  CHECK_FALSE(merkle::verify_consistency(37, earlier_root, 100, root, {}));
  CHECK_FALSE(merkle::verify_consistency(64, merkle::root_at(tree, 64), 100, root, {}));
  CHECK_FALSE(merkle::verify_consistency(101, earlier_root, 100, root, proof));
  CHECK_FALSE(merkle::verify_consistency(-1, earlier_root, 100, root, proof));
  CHECK_FALSE(merkle::verify_consistency(100, root, 100, root, proof));
  CHECK_FALSE(merkle::verify_consistency(0, earlier_root, 100, root, {}));
  CHECK_FALSE(merkle::verify_consistency(0, merkle::empty_root(), 100, root, proof));
  proof.push_back(leaf);
  CHECK_FALSE(merkle::verify_consistency(37, earlier_root, 100, root, proof));
}

TEST_CASE("what the tree does not hold is not proved") {
  auto tree = tree_of(10);
  CHECK_THROWS_AS(merkle::inclusion_proof(tree, 10, 10), std::out_of_range);
  CHECK_THROWS_AS(merkle::inclusion_proof(tree, -1, 10), std::out_of_range);
  CHECK_THROWS_AS(merkle::consistency_proof(tree, 11, 10), std::out_of_range);
  CHECK(merkle::inclusion_proof(tree, 0, 1).empty());
}
