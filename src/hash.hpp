// Digests, signatures and random bytes. hash.cpp is the only file that includes libsodium.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace onward {

using Hash = std::array<std::byte, 32>;

Hash sha256(std::span<const std::byte>);

// The same over pieces. finish() is the last call.
class Sha256 {
 public:
  Sha256();
  Sha256& update(std::span<const std::byte>);
  Hash finish();

 private:
  alignas(8) std::array<std::byte, 104> state_;
};

// SipHash-2-4: short input, secret key; the same on every machine.
using HashKey = std::array<std::byte, 16>;
std::uint64_t keyed_hash(const HashKey&, std::uint64_t input);

// Ed25519 (RFC 8032). The seed is the secret; everything else follows from it.
using SigningSeed = std::array<std::byte, 32>;
using PublicKey = std::array<std::byte, 32>;
using Signature = std::array<std::byte, 64>;
PublicKey public_key_of(const SigningSeed&);
Signature sign(const SigningSeed&, std::span<const std::byte> message);
bool verify(const PublicKey&, std::span<const std::byte> message, const Signature&);

void random_bytes(std::span<std::byte>);  // the system's; the engine's default

// Lower case out; either case in, exactly as many digits as `out` needs. False may leave `out`
// partly filled.
std::string to_hex(std::span<const std::byte>);
bool from_hex(std::string_view, std::span<std::byte> out);
std::string to_base64(std::span<const std::byte>);  // RFC 4648, padded

}  // namespace onward
