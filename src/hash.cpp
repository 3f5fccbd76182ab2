#include "hash.hpp"

#include <new>
#include <stdexcept>

#include <sodium.h>

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

}  // namespace

Hash sha256(std::span<const std::byte> bytes) {
  Hash hash;
  crypto_hash_sha256(out(hash), in(bytes), bytes.size());
  return hash;
}

Sha256::Sha256() { crypto_hash_sha256_init(::new (state_.data()) crypto_hash_sha256_state); }

Sha256& Sha256::update(std::span<const std::byte> bytes) {
  crypto_hash_sha256_update(state_in(state_), in(bytes), bytes.size());
  return *this;
}

Hash Sha256::finish() {
  Hash hash;
  crypto_hash_sha256_final(state_in(state_), out(hash));
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

std::string to_base64(std::span<const std::byte> bytes) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
  std::string out(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), in(bytes), bytes.size(), variant);
  out.pop_back();  // the zero byte at the end
  return out;
}

}  // namespace onward
