// Header jobs and job slots.
#include "driver/bm13xx/job.hpp"

#include <algorithm>
#include <bit>

namespace adit::driver::bm13xx {
namespace {

using Header = std::span<const std::byte, 80>;

// Places in the frame, preamble included.
constexpr std::size_t job_header_at = 4, midstates_at = 5, nonce_at = 6, bits_at = 10, time_at = 14, merkle_at = 18,
                      previous_at = 50, version_at = 82, crc_at = 86;
// Places in a block header.
constexpr std::size_t header_version = 0, header_previous = 4, header_merkle = 36, header_time = 68, header_bits = 72;

void copy_field(Header header, std::size_t from, JobFrame& frame, std::size_t to) noexcept {
    std::ranges::copy(header.subspan(from, 4), frame.begin() + static_cast<std::ptrdiff_t>(to));
}

/// 32 bytes as eight words in reverse order, the bytes of a word unchanged.
void copy_words_reversed(Header header, std::size_t from, JobFrame& frame, std::size_t to) noexcept {
    for (std::size_t word = 0; word < 8; ++word) copy_field(header, from + 4 * word, frame, to + 4 * (7 - word));
}

/// Distance of the chips' addresses within nonces.
std::uint32_t nonce_interval(const ChipModel& chip, std::uint16_t chips) noexcept {
    if (chip.addresses == AddressScheme::uniform) return address_interval(chips);
    return 256u / std::max<std::uint32_t>(chips, 1);
}

/// The last chip whose offset is not above the counter: offsets are ceil(2^16 x i / chips), in units of 2^9.
std::uint16_t chip_of_counter(std::uint32_t counter, std::uint16_t chips) noexcept {
    const auto of = std::max<std::uint32_t>(chips, 1);
    return static_cast<std::uint16_t>(((counter >> offset_counter_shift) * of) >> 16);
}

}  // namespace

JobFrame encode_job_frame(const Work& work, std::uint8_t job_id) noexcept {
    JobFrame frame{host_preamble[0], host_preamble[1], std::byte{flags::job}, std::byte{length::job}};
    frame[job_header_at] = std::byte{job_id};
    frame[midstates_at] = std::byte{1};
    for (std::size_t i = 0; i < 4; ++i) frame[nonce_at + i] = static_cast<std::byte>(work.first_nonce >> (8 * i));
    copy_field(work.header, header_bits, frame, bits_at);
    copy_field(work.header, header_time, frame, time_at);
    copy_words_reversed(work.header, header_merkle, frame, merkle_at);
    copy_words_reversed(work.header, header_previous, frame, previous_at);
    copy_field(work.header, header_version, frame, version_at);
    const std::uint16_t crc = crc16(std::span{frame}.subspan(2, crc_at - 2));
    frame[crc_at] = static_cast<std::byte>(crc >> 8);
    frame[crc_at + 1] = static_cast<std::byte>(crc & 0xff);
    return frame;
}

NonceOrigin origin_of(const ChipModel& chip, const ChainShape& shape, std::uint32_t nonce) noexcept {
    const NonceLayout& layout = chip.nonces;
    const std::uint32_t n = layout.wire_order ? swap_nonce(nonce) : nonce;
    NonceOrigin origin{.core = static_cast<std::uint16_t>(layout.core.of(n)),
                       .engine = static_cast<std::uint8_t>(layout.engine.of(n))};
    const std::uint16_t last = static_cast<std::uint16_t>(std::max<std::uint16_t>(shape.chips, 1) - 1);
    if (uses_nonce_offsets(chip, shape)) {
        origin.chip = chip_of_counter(offset_counter.of(n), sharing_chips(chip, shape));
    } else {
        const std::uint32_t address = layout.address.of(n) << layout.address_shift;
        origin.chip = static_cast<std::uint16_t>(address / nonce_interval(chip, shape.chips));
    }
    origin.chip = std::min(origin.chip, last);
    return origin;
}

std::uint16_t chip_of(std::uint32_t nonce, std::uint16_t chips) noexcept {
    return origin_of(bm1370, {.chips = std::clamp<std::uint16_t>(chips, 1, max_chips)}, nonce).chip;
}

int missing_engine_bits(const ChipModel& chip, std::uint32_t rollable) noexcept {
    if (chip.jobs == JobKind::midstates) return 0;
    const int wanted = std::countr_zero(unsigned{chip.engines_per_core});
    return std::max(0, wanted - std::popcount(rollable & full_version_mask));
}

std::uint8_t JobSlots::remember(const Work& work, std::uint32_t mask, const JobVersions& versions) noexcept {
    const std::uint8_t id = next_id_;
    next_id_ = static_cast<std::uint8_t>((next_id_ + scheme_.step) % scheme_.modulus);
    slots_[index_of(id)] = {work.id, work.generation, detail::load_le32(work.header), mask, versions, true, false};
    return id;
}

const JobSlot* JobSlots::find(std::uint8_t job_byte) const noexcept {
    const JobSlot& slot = slots_[index_of(id_of(job_byte))];
    return slot.used ? &slot : nullptr;
}

void JobSlots::void_all() noexcept {
    for (JobSlot& slot : slots_) slot.is_void = true;
}

void JobSlots::clear() noexcept {
    slots_ = {};
    next_id_ = 0;
}

}  // namespace adit::driver::bm13xx
