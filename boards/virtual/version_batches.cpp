// One compression per version; the header's first block is laid out once per batch.
#include "boards/virtual/version_batches.hpp"

#include <bit>
#include <span>

namespace adit::boards::virtual_device {

const VersionBatch& VersionBatches::get(const MiningJob& job, std::uint64_t number, std::uint16_t mask,
                                        std::uint32_t lanes) {
    VersionBatch& batch = batches_[number % kept];
    if (batch.serial == job.serial && batch.number == number && batch.mask == mask && batch.lanes == lanes)
        return batch;
    constexpr unsigned version_shift = 13;
    batch.serial = job.serial;
    batch.number = number;
    batch.mask = mask;
    batch.lanes = lanes;
    const std::uint64_t count = std::uint64_t{1} << std::popcount(static_cast<unsigned>(mask));
    const std::uint32_t rollable = static_cast<std::uint32_t>(mask) << version_shift;
    const ShaBlock block = sha256_block(std::span{job.header}.first<64>());
    const std::uint32_t base = byte_swapped(block[0]);  // little-endian in the header
    std::array<std::uint32_t, most_lanes> first_words{};
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
        batch.versions[lane] = spread_bits((number * lanes + lane) % count, mask);
        const std::uint32_t rolled = static_cast<std::uint32_t>(batch.versions[lane]) << version_shift;
        first_words[lane] = byte_swapped((base & ~rollable) | (rolled & rollable));
    }
    sha256_first_words(block, std::span{first_words}.first(lanes), std::span{batch.midstates}.first(lanes));
    return batch;
}

}  // namespace adit::boards::virtual_device
