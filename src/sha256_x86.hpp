// SHA-256 by the instructions that processors have for it, several times as fast as without.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace onward::x86 {

bool has_sha();
// Takes whole blocks of 64 bytes into the state; only where has_sha().
void sha256_blocks(std::span<std::uint32_t, 8> state, std::span<const std::byte> blocks);

}  // namespace onward::x86
