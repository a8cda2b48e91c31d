// Position arithmetic: a running number of (batch, nonce of the window, core), thinned by the stride.
#include "boards/virtual/nonce_search.hpp"

#include <algorithm>
#include <bit>

#include "boards/virtual/seeded_random.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr unsigned core_shift = 25;  // n[31:25] names the core
constexpr std::uint32_t slice_mask = (1u << core_shift) - 1;
constexpr std::size_t version_at = 0, previous_at = 4, merkle_at = 36, ntime_at = 68, nbits_at = 72;

/// Copies 32 bytes as eight groups of four, groups in reverse order.
void copy_word_reversed(std::span<const std::byte> from, std::span<std::byte> to) noexcept {
    for (std::size_t word = 0; word < 8; ++word)
        std::ranges::copy(from.subspan(4 * (7 - word), 4), to.subspan(4 * word, 4).begin());
}

std::uint32_t big_endian(std::span<const std::byte> bytes) noexcept {
    std::uint32_t value = 0;
    for (const std::byte byte : bytes.first(4)) value = (value << 8) | std::to_integer<std::uint32_t>(byte);
    return value;
}

constexpr std::uint32_t byte_swapped(std::uint32_t x) noexcept {
    return (x << 24) | ((x & 0xff00u) << 8) | ((x >> 8) & 0xff00u) | (x >> 24);
}

/// The header's first 64 bytes with these rolled bits in the version (which is little-endian in the header).
ShaWords midstate_of(const HeaderJob& job, std::uint16_t mask, std::uint16_t bits) noexcept {
    constexpr unsigned version_shift = 13;
    ShaBlock block = sha256_block(std::span{job.header}.first<64>());
    const std::uint32_t base = byte_swapped(block[version_at]);
    const std::uint32_t rollable = static_cast<std::uint32_t>(mask) << version_shift;
    const std::uint32_t rolled = static_cast<std::uint32_t>(bits) << version_shift;
    block[version_at] = byte_swapped((base & ~rollable) | (rolled & rollable));
    return sha256_compress(sha256_initial, block);
}

/// Second block of the header: merkle tail, time, bits, nonce (filled in later), padding, length 640 bits.
ShaBlock tail_of(const HeaderJob& job) noexcept {
    const std::span header{job.header};
    ShaBlock tail{big_endian(header.subspan(64)), big_endian(header.subspan(ntime_at)),
                  big_endian(header.subspan(nbits_at))};
    tail[4] = 0x80000000;
    tail[15] = 640;
    return tail;
}

constexpr bool is_dead(std::uint64_t core, std::uint32_t engine) noexcept {
    constexpr std::uint32_t dead = cores * engines_per_core - live_engines;
    return engine == engines_per_core - 1 && core >= cores - dead;
}

}  // namespace

HeaderJob read_header_job(std::span<const std::byte, 82> payload) noexcept {
    HeaderJob job;
    job.id = std::to_integer<std::uint8_t>(payload[0]);
    job.first_nonce = big_endian(payload.subspan(2));
    const std::span header{job.header};
    std::ranges::copy(payload.subspan(6, 4), header.subspan(nbits_at).begin());
    std::ranges::copy(payload.subspan(10, 4), header.subspan(ntime_at).begin());
    copy_word_reversed(payload.subspan(14, 32), header.subspan(merkle_at, 32));
    copy_word_reversed(payload.subspan(46, 32), header.subspan(previous_at, 32));
    std::ranges::copy(payload.subspan(78, 4), header.begin());
    return job;
}

void NonceSearch::start(const HeaderJob& job, const SweepGeometry& geometry) {
    job_ = job;
    geometry_ = geometry;
    group_ = 0;
    batch_.reset();
    tail_ = tail_of(job);
}

void NonceSearch::change(const SweepGeometry& geometry) {
    if (geometry == geometry_) return;
    const std::uint64_t batch = batch_.value_or(0);
    geometry_ = geometry;
    batch_.reset();
    group_ = (batch % batches()) * geometry_.window * cores / geometry_.stride;
}

std::uint64_t NonceSearch::version_count() const noexcept {
    return std::uint64_t{1} << std::popcount(static_cast<unsigned>(geometry_.version_mask));
}

std::uint64_t NonceSearch::batches() const noexcept {
    return std::max<std::uint64_t>(1, version_count() / engines_per_core);
}

std::uint64_t NonceSearch::positions_per_epoch() const noexcept { return batches() * geometry_.window * cores; }

std::uint64_t NonceSearch::groups_per_epoch() const noexcept {
    return std::max<std::uint64_t>(1, positions_per_epoch() / geometry_.stride);
}

std::uint32_t NonceSearch::first_offset() const noexcept {
    return geometry_.first_offset + (job_ ? job_->first_nonce & slice_mask : 0);
}

void NonceSearch::load_batch(std::uint64_t batch) {
    for (std::uint32_t engine = 0; engine < engines_per_core; ++engine) {
        // With fewer versions than engines several engines test the same one.
        const std::uint64_t index = (batch * engines_per_core + engine) % version_count();
        versions_[engine] = spread_bits(index, geometry_.version_mask);
        midstates_[engine] = midstate_of(*job_, geometry_.version_mask, versions_[engine]);
    }
    batch_ = batch;
}

const CandidateGroup& NonceSearch::next() {
    const std::uint64_t group = group_ % groups_per_epoch();
    group_ = group + 1;
    const std::uint64_t jitter = geometry_.stride > 1 ? mix64(group) % geometry_.stride : 0;
    const std::uint64_t position = (group * geometry_.stride + jitter) % positions_per_epoch();
    const std::uint64_t core = position % cores, tick = position / cores;
    if (const std::uint64_t batch = tick / geometry_.window; batch_ != batch) load_batch(batch);

    // A window longer than the slice runs on into the neighbour's, as the silicon does.
    const auto offset = static_cast<std::uint32_t>(first_offset() + tick % geometry_.window);
    const std::uint32_t nonce = (static_cast<std::uint32_t>(core) << core_shift) + offset;
    tail_[3] = nonce;
    found_.count = 0;
    for (std::uint32_t engine = 0; engine < engines_per_core; ++engine) {
        if (is_dead(core, engine)) continue;
        const ShaWords inner = sha256_compress(midstates_[engine], tail_);
        found_.candidates[found_.count++] = {nonce, versions_[engine], sha256_of_digest(inner)};
    }
    return found_;
}

void NonceSearch::seek(std::uint16_t version_bits, std::uint32_t nonce_wire) {
    std::uint64_t index = 0;
    for (unsigned bit = 15; bit < 16; --bit)
        if (((geometry_.version_mask >> bit) & 1u) != 0) index = (index << 1) | ((version_bits >> bit) & 1u);
    const std::uint64_t tick = (nonce_wire - first_offset()) & slice_mask;
    const std::uint64_t core = (nonce_wire - first_offset()) >> core_shift;
    group_ = ((index / engines_per_core * geometry_.window + tick) * cores + core) / geometry_.stride;
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
