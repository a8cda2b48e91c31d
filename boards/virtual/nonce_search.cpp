// Position arithmetic: a running number of (batch, nonce of the window, core), or (nonce, midstate, core), thinned by
// the stride.
#include "boards/virtual/nonce_search.hpp"

#include <algorithm>
#include <bit>

#include "boards/virtual/seeded_random.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr unsigned header_core_shift = 25, bm1397_core_shift = 24, bm1397_lane_shift = 22, bm1387_core_shift = 24;
constexpr unsigned bm1387_counter_bits = 19;

/// BM1387: 19 bits of counter around core and address.
constexpr std::uint32_t bm1387_nonce(std::uint32_t core, std::uint8_t address, std::uint32_t counter) noexcept {
    const std::uint32_t top = counter >> (bm1387_counter_bits - 1), middle = (counter >> 2) & 0xffff;
    const std::uint32_t chip = std::uint32_t{address} >> 2;
    return byte_swapped(top << 31 | core << bm1387_core_shift | middle << 8 | chip << 2 | (counter & 3));
}
constexpr std::uint32_t bm1387_counter(std::uint32_t nonce_wire) noexcept {
    const std::uint32_t n = byte_swapped(nonce_wire);
    return (n >> 31) << (bm1387_counter_bits - 1) | ((n >> 8) & 0xffff) << 2 | (n & 3);
}

struct Position {
    std::uint32_t core, counter;
};

Position position_of(NonceLayout layout, std::uint32_t nonce_wire, std::uint32_t first_offset) noexcept {
    const auto slice = static_cast<std::uint32_t>(NonceSearch::slice_of(layout) - 1);
    switch (layout) {
        case NonceLayout::header:  // the counter may have run on into the next core's slice
            return {(nonce_wire - first_offset) >> header_core_shift, (nonce_wire - first_offset) & slice};
        case NonceLayout::bm1397:
            return {nonce_wire >> bm1397_core_shift, (nonce_wire - first_offset) & slice};
        case NonceLayout::bm1387:
            return {(byte_swapped(nonce_wire) >> bm1387_core_shift) & 0x7f,
                    (bm1387_counter(nonce_wire) - first_offset) & slice};
    }
    return {};
}

}  // namespace

std::uint64_t NonceSearch::slice_of(NonceLayout layout) noexcept {
    switch (layout) {
        case NonceLayout::header:
            return std::uint64_t{1} << header_core_shift;
        case NonceLayout::bm1397:
            return std::uint64_t{1} << bm1397_lane_shift;
        case NonceLayout::bm1387:
            break;
    }
    return std::uint64_t{1} << bm1387_counter_bits;
}

void NonceSearch::start(std::shared_ptr<const MiningJob> job, const SweepGeometry& geometry) {
    job_ = std::move(job);
    geometry_ = geometry;
    group_ = 0;
    tail_ = job_->tail;
}

void NonceSearch::change(const SweepGeometry& geometry) {
    if (geometry == geometry_) return;
    const std::uint64_t positions = geometry_.window * traits_->cores;
    const std::uint64_t batch = group_ * geometry_.stride / positions;
    geometry_ = geometry;
    if (job_->slots == 0) group_ = (batch % passes()) * geometry_.window * traits_->cores / geometry_.stride;
}

std::uint64_t NonceSearch::version_count() const noexcept {
    return std::uint64_t{1} << std::popcount(static_cast<unsigned>(geometry_.version_mask));
}

std::uint64_t NonceSearch::passes() const noexcept {
    return job_->slots > 0 ? job_->slots : std::max<std::uint64_t>(1, version_count() / traits_->lanes);
}

std::uint64_t NonceSearch::positions_per_epoch() const noexcept { return passes() * geometry_.window * traits_->cores; }

std::uint64_t NonceSearch::groups_per_epoch() const noexcept {
    return std::max<std::uint64_t>(1, positions_per_epoch() / geometry_.stride);
}

std::uint32_t NonceSearch::first_offset() const noexcept {
    // The chip's own start plus the starting nonce of the job, as far as it lies within a slice.
    const auto slice = static_cast<std::uint32_t>(slice_of(traits_->nonces) - 1);
    return geometry_.first_offset + (job_ ? job_->first_nonce & slice : 0);
}

std::uint32_t NonceSearch::nonce_at(std::uint32_t core, std::uint32_t lane, std::uint32_t offset) const noexcept {
    const auto slice = static_cast<std::uint32_t>(slice_of(traits_->nonces) - 1);
    switch (traits_->nonces) {
        case NonceLayout::header:
            // A window longer than the slice runs on into the neighbour's, as the silicon does.
            return (core << header_core_shift) + offset;
        case NonceLayout::bm1397:
            return core << bm1397_core_shift | lane << bm1397_lane_shift | (offset & slice);
        case NonceLayout::bm1387:
            break;
    }
    return bm1387_nonce(core, geometry_.address, offset & slice);
}

const CandidateGroup& NonceSearch::next(VersionBatches& batches) {
    const std::uint64_t group = group_ % groups_per_epoch();
    group_ = group + 1;
    const std::uint64_t jitter = geometry_.stride > 1 ? mix64(group ^ mix64(job_->serial)) % geometry_.stride : 0;
    const std::uint64_t position = (group * geometry_.stride + jitter) % positions_per_epoch();
    const std::uint64_t tick = position / traits_->cores;
    found_.core = static_cast<std::uint32_t>(position % traits_->cores);
    found_.count = 0;
    if (job_->slots > 0) {
        test_midstate(static_cast<std::uint16_t>(tick % job_->slots),
                      static_cast<std::uint32_t>(first_offset() + tick / job_->slots));
    } else {
        const VersionBatch& batch = batches.get(*job_, tick / geometry_.window, geometry_.version_mask, traits_->lanes);
        test_versions(batch, static_cast<std::uint32_t>(first_offset() + tick % geometry_.window));
    }
    return found_;
}

void NonceSearch::test_versions(const VersionBatch& batch, std::uint32_t offset) {
    tail_[3] = nonce_at(found_.core, 0, offset);
    std::array<ShaWords, most_lanes> hashes;
    sha256d_tails(std::span{batch.midstates}.first(traits_->lanes), tail_, hashes);
    for (std::uint32_t lane = 0; lane < traits_->lanes; ++lane)
        if (!traits_->is_dead(found_.core, lane))
            found_.candidates[found_.count++] = {tail_[3], batch.versions[lane], hashes[lane]};
}

void NonceSearch::test_midstate(std::uint16_t slot, std::uint32_t offset) {
    for (std::uint32_t lane = 0; lane < traits_->lanes; ++lane) {
        if (traits_->is_dead(found_.core, lane)) continue;
        tail_[3] = nonce_at(found_.core, lane, offset);
        const ShaWords inner = sha256_compress(job_->midstates[slot], tail_);
        found_.candidates[found_.count++] = {tail_[3], slot, sha256_of_digest(inner)};
    }
}

void NonceSearch::seek(std::uint16_t roll, std::uint32_t nonce_wire) {
    if (!job_) return;
    const auto [core, counter] = position_of(traits_->nonces, nonce_wire, first_offset());
    if (job_->slots > 0) {
        group_ = ((std::uint64_t{counter} * job_->slots + roll) * traits_->cores + core) / geometry_.stride;
        return;
    }
    std::uint64_t index = 0;
    for (unsigned bit = 15; bit < 16; --bit)
        if (((geometry_.version_mask >> bit) & 1u) != 0) index = (index << 1) | ((roll >> bit) & 1u);
    group_ = ((index / traits_->lanes * geometry_.window + counter) * traits_->cores + core) / geometry_.stride;
}

unsigned leading_zero_bits(const ShaWords& hash) noexcept {
    unsigned bits = 0;
    for (std::size_t word = 8; word-- > 0;) {
        const auto zeros = static_cast<unsigned>(std::countl_zero(byte_swapped(hash[word])));
        bits += zeros;
        if (zeros < 32) break;
    }
    return bits;
}

bool meets_ticket(const ShaWords& hash, unsigned zero_bits, std::uint32_t ticket_register) noexcept {
    const std::uint64_t printed = (static_cast<std::uint64_t>(byte_swapped(hash[7])) << 32) | byte_swapped(hash[6]);
    if (zero_bits > 0 && (printed >> (64 - zero_bits)) != 0) return false;
    const auto following = static_cast<std::uint32_t>((printed << zero_bits) >> 32);
    return (byte_swapped(following) & ticket_register) == 0;
}

}  // namespace adit::boards::virtual_device
