#include "hash.hpp"

#include <set>

#include "catch.hpp"

using namespace onward;

namespace {

std::vector<std::byte> bytes_of(std::string_view hex) {
  std::vector<std::byte> out(hex.size() / 2);
  if (!from_hex(hex, out)) throw std::invalid_argument(std::string(hex));
  return out;
}

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

template <std::size_t N> std::array<std::byte, N> array_of(std::string_view hex) {
  std::array<std::byte, N> out{};
  if (!from_hex(hex, out)) throw std::invalid_argument(std::string(hex));
  return out;
}

}  // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180-4") {
  CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256(bytes("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("SHA-256 over pieces is SHA-256 over the whole") {
  const std::string text(1'000'000, 'a');  // FIPS 180-4, the long example
  for (std::size_t piece : {1'000'000u, 4'096u, 65u, 64u, 63u}) {
    Sha256 hash;
    for (std::size_t from = 0; from < text.size(); from += piece)
      hash.update(bytes(text).subspan(from, std::min(piece, text.size() - from)));
    CHECK(to_hex(hash.finish()) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }
}

TEST_CASE("Ed25519 signs as in RFC 8032 and refuses every changed byte") {
  const auto seed =
      array_of<32>("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  auto message = bytes_of("af82");
  auto key = public_key_of(seed);
  CHECK(to_hex(key) == "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  auto signature = sign(seed, message);
  CHECK(to_hex(signature) ==
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  CHECK(verify(key, message, signature));
  const auto refuses_changes_of = [&](std::span<std::byte> part) {
    for (auto& byte : part) {
      byte ^= std::byte{1};
      CHECK_FALSE(verify(key, message, signature));
      byte ^= std::byte{1};
    }
  };
  refuses_changes_of(message);
  refuses_changes_of(signature);
  refuses_changes_of(key);
  CHECK(verify(key, message, signature));
}

TEST_CASE("the keyed hash is SipHash-2-4 of eight bytes") {
  // The reference vectors: key 00 to 0f, message 00 to 07.
  const auto key = array_of<16>("000102030405060708090a0b0c0d0e0f");
  CHECK(keyed_hash(key, 0x0706050403020100u) == 0x93f5f5799a932462u);
}

TEST_CASE("random bytes are not the same twice") {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    std::array<std::byte, 16> random{};
    random_bytes(random);
    seen.insert(to_hex(random));
  }
  CHECK(seen.size() == 100);
}

TEST_CASE("hexadecimal is read in either case and nothing else is") {
  CHECK(to_hex(bytes_of("00ff7F80")) == "00ff7f80");
  CHECK(to_hex({}).empty());
  std::array<std::byte, 2> out{};
  for (const char* text : {"", "00", "000", "00000", "000000", "0g00", "00 0", " 0000", "0x00"}) {
    CAPTURE(text);
    CHECK_FALSE(from_hex(text, out));
  }
}
