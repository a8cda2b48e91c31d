#include "miner/bench/sample_work.hpp"

#include <algorithm>

namespace adit::miner::bench {
namespace {

// Public chain data: header of block 125552, bytes 0..75; the nonce that solved it.
constexpr std::uint8_t block_125552[76] = {
    0x01, 0x00, 0x00, 0x00, 0x81, 0xcd, 0x02, 0xab, 0x7e, 0x56, 0x9e, 0x8b, 0xcd, 0x93, 0x17, 0xe2, 0xfe, 0x99, 0xf2,
    0xde, 0x44, 0xd4, 0x9a, 0xb2, 0xb8, 0x85, 0x1b, 0xa4, 0xa3, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xe3, 0x20,
    0xb6, 0xc2, 0xff, 0xfc, 0x8d, 0x75, 0x04, 0x23, 0xdb, 0x8b, 0x1e, 0xb9, 0x42, 0xae, 0x71, 0x0e, 0x95, 0x1e, 0xd7,
    0x97, 0xf7, 0xaf, 0xfc, 0x88, 0x92, 0xb0, 0xf1, 0xfc, 0x12, 0x2b, 0xc7, 0xf5, 0xd7, 0x4d, 0xf2, 0xb9, 0x44, 0x1a};
constexpr std::uint32_t solving_nonce = 0x9546'a142;
constexpr std::uint32_t solving_version = 1;
constexpr std::uint32_t lowest_rolled_bit = 13;  // BIP 320

}  // namespace

driver::Work sample_work(std::uint8_t versions, std::uint8_t claim_bits) noexcept {
    driver::Work work;
    std::ranges::transform(block_125552, work.header.begin(), [](std::uint8_t byte) { return std::byte{byte}; });
    work.version_count = versions;
    for (std::uint32_t i = 0; i < work.versions.size(); ++i)
        work.versions[i] = solving_version | (i + 1) << lowest_rolled_bit;
    work.claim_bits = claim_bits;
    return work;
}

Planted planted_solution(std::uint8_t versions) noexcept {
    Planted planted{sample_work(versions, 32), {solving_nonce, static_cast<std::uint8_t>(versions - 1)}};
    planted.work.versions[planted.solution.version_index] = solving_version;
    return planted;
}

}  // namespace adit::miner::bench
