#include "hash.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>

#include <sodium.h>

#include "sha256_x86.hpp"

namespace onward {

namespace {

static_assert(sizeof(Hash) == crypto_hash_sha256_BYTES);
static_assert(sizeof(HashKey) == crypto_shorthash_KEYBYTES);
static_assert(sizeof(SigningSeed) == crypto_sign_SEEDBYTES);
static_assert(sizeof(PublicKey) == crypto_sign_PUBLICKEYBYTES);
static_assert(sizeof(Signature) == crypto_sign_BYTES);
static_assert(sizeof(crypto_hash_sha256_state) == 104);

// libsodium's bytes are unsigned characters.
template <class T> const unsigned char* in(const T& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
template <class T> unsigned char* out(T&& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// Chooses the fastest implementations; may be called by several threads, and again.
void start() {
  static const bool started = sodium_init() >= 0;
  if (!started) throw std::runtime_error("libsodium cannot be started");
}

struct KeyPair {
  PublicKey open{};
  std::array<std::byte, crypto_sign_SECRETKEYBYTES> secret{};
  explicit KeyPair(const SigningSeed& seed) {
    start();
    crypto_sign_seed_keypair(out(open), out(secret), in(seed));
  }
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;
  ~KeyPair() { sodium_memzero(secret.data(), secret.size()); }
};

crypto_hash_sha256_state* state_in(std::span<std::byte> bytes) {
  return std::launder(reinterpret_cast<crypto_hash_sha256_state*>(bytes.data()));
}

// As crypto_hash_sha256_update and _final do it, where the processor does the work: the journal
// is hashed entry by entry, and that is most of what it costs (benchmarks.md).
void take(crypto_hash_sha256_state& s, std::span<const std::byte> bytes) {
  const auto kept = static_cast<std::size_t>(s.count / 8 % sizeof s.buf);
  s.count += std::uint64_t{bytes.size()} * 8;
  const auto fits = std::min(sizeof s.buf - kept, bytes.size());
  if (kept != 0) {
    std::ranges::copy(bytes.first(fits), reinterpret_cast<std::byte*>(s.buf) + kept);
    if (kept + fits < sizeof s.buf) return;
    x86::sha256_blocks(s.state, std::as_bytes(std::span(s.buf)));
    bytes = bytes.subspan(fits);
  }
  const auto whole = bytes.size() - bytes.size() % sizeof s.buf;
  x86::sha256_blocks(s.state, bytes.first(whole));
  std::ranges::copy(bytes.subspan(whole), reinterpret_cast<std::byte*>(s.buf));
}

// FIPS 180-4, 5.1.1: a bit, zeros, and the length in bits at the end of a block.
void put(crypto_hash_sha256_state& s, Hash& hash) {
  constexpr std::size_t before_length = sizeof s.buf - sizeof s.count;
  auto kept = static_cast<std::size_t>(s.count / 8 % sizeof s.buf);
  s.buf[kept++] = 0x80;
  std::fill(s.buf + kept, std::end(s.buf), static_cast<unsigned char>(0));
  if (kept > before_length) {
    x86::sha256_blocks(s.state, std::as_bytes(std::span(s.buf)));
    std::fill(s.buf, s.buf + before_length, static_cast<unsigned char>(0));
  }
  for (std::size_t i = 0; i < sizeof s.count; ++i)
    s.buf[sizeof s.buf - 1 - i] = static_cast<unsigned char>(s.count >> 8 * i);
  x86::sha256_blocks(s.state, std::as_bytes(std::span(s.buf)));
  for (std::size_t i = 0; i < hash.size(); ++i)
    hash[i] = static_cast<std::byte>(s.state[i / 4] >> (24 - i % 4 * 8));
}

}  // namespace

Hash sha256(std::span<const std::byte> bytes) { return Sha256().update(bytes).finish(); }

Sha256::Sha256() { crypto_hash_sha256_init(::new (state_.data()) crypto_hash_sha256_state); }

Sha256& Sha256::update(std::span<const std::byte> bytes) {
  auto& s = *state_in(state_);
  if (x86::has_sha())
    take(s, bytes);
  else
    crypto_hash_sha256_update(&s, in(bytes), bytes.size());
  return *this;
}

Hash Sha256::finish() {
  auto& s = *state_in(state_);
  Hash hash;
  if (x86::has_sha())
    put(s, hash);
  else
    crypto_hash_sha256_final(&s, out(hash));
  return hash;
}

std::uint64_t keyed_hash(const HashKey& key, std::uint64_t input) {
  std::array<unsigned char, 8> bytes;  // least significant first, on every machine
  for (auto& byte : bytes) {
    byte = static_cast<unsigned char>(input);
    input >>= 8;
  }
  std::array<unsigned char, 8> hash;
  crypto_shorthash(hash.data(), bytes.data(), bytes.size(), in(key));
  std::uint64_t value = 0;
  for (std::size_t i = hash.size(); i-- > 0;) value = value << 8 | hash[i];
  return value;
}

PublicKey public_key_of(const SigningSeed& seed) { return KeyPair(seed).open; }

Signature sign(const SigningSeed& seed, std::span<const std::byte> message) {
  const KeyPair keys(seed);
  Signature signature;
  crypto_sign_detached(out(signature), nullptr, in(message), message.size(), in(keys.secret));
  return signature;
}

bool verify(const PublicKey& key, std::span<const std::byte> message, const Signature& signature) {
  start();
  return crypto_sign_verify_detached(in(signature), in(message), message.size(), in(key)) == 0;
}

void random_bytes(std::span<std::byte> bytes) {
  start();
  randombytes_buf(bytes.data(), bytes.size());
}

std::string to_hex(std::span<const std::byte> bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');  // libsodium ends it with a zero
  sodium_bin2hex(text.data(), text.size(), in(bytes), bytes.size());
  text.pop_back();
  return text;
}

bool from_hex(std::string_view text, std::span<std::byte> bytes) {
  if (bytes.empty()) return text.empty();  // libsodium takes no null pointer
  std::size_t size = 0;
  return text.size() == bytes.size() * 2 &&
         sodium_hex2bin(out(bytes), bytes.size(), text.data(), text.size(), nullptr, &size,
                        nullptr) == 0 &&
         size == bytes.size();
}

}  // namespace onward
