// Offsets of the two job forms; see the header.
#include "boards/virtual/mining_job.hpp"

#include <algorithm>
#include <cassert>

namespace adit::boards::virtual_device {

namespace {

constexpr std::size_t previous_at = 4, merkle_at = 36, merkle_tail_at = 64, ntime_at = 68, nbits_at = 72;

/// Copies 32 bytes as eight groups of four, groups in reverse order.
void copy_word_reversed(std::span<const std::byte> from, std::span<std::byte> to) noexcept {
    constexpr std::size_t words = 8, size = 4;
    assert(from.size() == words * size && to.size() == words * size);
    for (std::size_t word = 0; word < words; ++word)
        std::copy_n(from.data() + size * (words - 1 - word), size, to.data() + size * word);
}

std::uint32_t big_endian(std::span<const std::byte> bytes) noexcept {
    std::uint32_t value = 0;
    for (const std::byte byte : bytes.first(4)) value = (value << 8) | std::to_integer<std::uint32_t>(byte);
    return value;
}

ShaBlock tail_of(std::span<const std::byte, 80> header) noexcept {
    ShaBlock tail{big_endian(header.subspan(merkle_tail_at)), big_endian(header.subspan(ntime_at)),
                  big_endian(header.subspan(nbits_at))};
    tail[4] = 0x80000000;
    tail[15] = 640;
    return tail;
}

void read_header(MiningJob& job, std::span<const std::byte> payload) noexcept {
    const std::span header{job.header};
    copy_word_reversed(payload.subspan(14, 32), header.subspan(merkle_at, 32));
    copy_word_reversed(payload.subspan(46, 32), header.subspan(previous_at, 32));
    std::ranges::copy(payload.subspan(78, 4), header.begin());
}

void read_midstates(MiningJob& job, std::span<const std::byte> payload) noexcept {
    constexpr std::size_t head = 18, midstate = 32;
    std::ranges::copy(payload.subspan(14, 4), job.header.begin() + merkle_tail_at);
    const std::size_t sent = std::min((payload.size() - head) / midstate, MiningJob::most_slots);
    job.slots = static_cast<std::uint8_t>(std::clamp<std::size_t>(std::to_integer<std::size_t>(payload[1]), 1, sent));
    for (std::size_t slot = 0; slot < job.slots; ++slot)
        for (std::size_t word = 0; word < 8; ++word)
            job.midstates[slot][7 - word] = big_endian(payload.subspan(head + slot * midstate + word * 4));
}

}  // namespace

MiningJob read_job(JobForm form, std::span<const std::byte> payload) noexcept {
    MiningJob job;
    job.id = std::to_integer<std::uint8_t>(payload[0]);
    job.first_nonce = big_endian(payload.subspan(2));
    const std::span header{job.header};
    std::ranges::copy(payload.subspan(6, 4), header.subspan(nbits_at).begin());
    std::ranges::copy(payload.subspan(10, 4), header.subspan(ntime_at).begin());
    if (form == JobForm::header)
        read_header(job, payload);
    else
        read_midstates(job, payload);
    job.tail = tail_of(job.header);
    return job;
}

bool MiningJob::opens_core() const noexcept {
    constexpr std::uint32_t no_target = 0xffff'ffff;
    return slots > 0 && tail[2] == no_target && midstates[0] == ShaWords{};
}

}  // namespace adit::boards::virtual_device
