#include "sha256_x86.hpp"

#ifdef __x86_64__

#include <cpuid.h>
#include <immintrin.h>

namespace onward::x86 {

namespace {

// FIPS 180-4, 4.2.2: the first 32 bits of the fractions of the cube roots of the first 64 primes.
alignas(16) constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

constexpr std::size_t block_size = 64;

#define ONWARD_SHA __attribute__((target("sha,sse4.1")))

ONWARD_SHA __m128i four(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return _mm_set_epi32(static_cast<int>(a), static_cast<int>(b), static_cast<int>(c),
                       static_cast<int>(d));
}
template <int Lane> ONWARD_SHA std::uint32_t lane(__m128i v) {
  return static_cast<std::uint32_t>(_mm_extract_epi32(v, Lane));
}
ONWARD_SHA __m128i load(const void* at) { return _mm_loadu_si128(static_cast<const __m128i*>(at)); }

// The instructions want the eight words of the state as a, b, e, f and c, d, g, h, do two rounds
// at a time, and make the words of later rounds from earlier ones, four at a time.
ONWARD_SHA void take_block(__m128i& abef, __m128i& cdgh, const std::byte* block) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  const __m128i abef_before = abef, cdgh_before = cdgh;
  __m128i words[4];
  for (std::size_t i = 0; i < 4; ++i) words[i] = _mm_shuffle_epi8(load(block + 16 * i), big_endian);
  for (std::size_t i = 0; i < 16; ++i) {
    __m128i& now = words[i % 4];
    const __m128i second = words[(i + 1) % 4], third = words[(i + 2) % 4],
                  last = words[(i + 3) % 4];
    const __m128i keyed = _mm_add_epi32(now, load(round_constants.data() + 4 * i));
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, keyed);
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(keyed, 0x0e));
    const __m128i seventh = _mm_alignr_epi8(last, third, 4);
    now = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(now, second), seventh), last);
  }
  abef = _mm_add_epi32(abef, abef_before);
  cdgh = _mm_add_epi32(cdgh, cdgh_before);
}

}  // namespace

bool has_sha() {
  static const bool has = [] {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
  }();
  return has;
}

ONWARD_SHA void sha256_blocks(std::span<std::uint32_t, 8> state,
                              std::span<const std::byte> blocks) {
  __m128i abef = four(state[0], state[1], state[4], state[5]);
  __m128i cdgh = four(state[2], state[3], state[6], state[7]);
  for (; blocks.size() >= block_size; blocks = blocks.subspan(block_size))
    take_block(abef, cdgh, blocks.data());
  state[0] = lane<3>(abef), state[1] = lane<2>(abef);
  state[4] = lane<1>(abef), state[5] = lane<0>(abef);
  state[2] = lane<3>(cdgh), state[3] = lane<2>(cdgh);
  state[6] = lane<1>(cdgh), state[7] = lane<0>(cdgh);
}

#undef ONWARD_SHA

}  // namespace onward::x86

#else

namespace onward::x86 {

bool has_sha() { return false; }
void sha256_blocks(std::span<std::uint32_t, 8>, std::span<const std::byte>) {}

}  // namespace onward::x86

#endif
