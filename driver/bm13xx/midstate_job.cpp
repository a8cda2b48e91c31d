// Layout behind FLAGS and LEN: id, midstate count, nonce, bits, time, merkle tail as in the header, then midstates with
// H7 first, each word most significant byte first; CRC-16 over all but the preamble.
#include "driver/bm13xx/midstate_job.hpp"

#include <algorithm>

#include "driver/bm13xx/crc.hpp"
#include "driver/bm13xx/frames.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::driver::bm13xx {
namespace {

using midstate_job::most_midstates;
using Head = std::array<std::byte, midstate_job::payload_head>;

// Places in a block header and in the payload's head.
constexpr std::size_t header_merkle_end = 64, header_time = 68, header_bits = 72;
constexpr std::size_t nonce_at = 2, bits_at = 6, time_at = 10, merkle_end_at = 14;

/// Writes bytes one after the other; the array holds the longest frame there is.
class Pen {
public:
    explicit Pen(MidstateFrame& frame) noexcept : frame_{frame} {}
    void put(std::byte byte) noexcept { frame_.data[frame_.size++] = byte; }
    void put(std::span<const std::byte> bytes) noexcept {
        for (const std::byte byte : bytes) put(byte);
    }
    void put_big_endian(std::uint32_t word) noexcept {
        const auto into = std::span{frame_.data}.subspan(frame_.size).first<4>();
        for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<std::byte>(word >> (24 - 8 * i));
        frame_.size += into.size();
    }

private:
    MidstateFrame& frame_;
};

Head head_of(const Work& work, std::uint8_t slots, std::uint8_t job_id) noexcept {
    Head head{std::byte{job_id}, std::byte{slots}};
    const auto copy = [&](std::size_t from, std::size_t to) {
        std::copy_n(work.header.begin() + static_cast<std::ptrdiff_t>(from), 4,
                    head.begin() + static_cast<std::ptrdiff_t>(to));
    };
    for (std::size_t i = 0; i < 4; ++i) head[nonce_at + i] = static_cast<std::byte>(work.first_nonce >> (8 * i));
    copy(header_bits, bits_at);
    copy(header_time, time_at);
    copy(header_merkle_end, merkle_end_at);
    return head;
}

/// `states` of at most `slots` midstates, zeros for the rest.
MidstateFrame frame_of(Dialect dialect, const Head& head, std::span<const sha256::State> states,
                       std::uint8_t slots) noexcept {
    MidstateFrame frame;
    Pen pen{frame};
    if (dialect == Dialect::framed) pen.put(host_preamble);
    const std::size_t start = frame.size;
    pen.put(std::byte{flags::job});
    pen.put(std::byte{slots == 1 ? midstate_job::length_one : midstate_job::length_four});
    pen.put(head);
    for (std::size_t slot = 0; slot < slots; ++slot)
        for (std::size_t word = 8; word-- > 0;) pen.put_big_endian(slot < states.size() ? states[slot][word] : 0);
    const std::uint16_t crc = crc16(frame.bytes().subspan(start));
    pen.put(static_cast<std::byte>(crc >> 8));
    pen.put(static_cast<std::byte>(crc & 0xff));
    return frame;
}

}  // namespace

JobVersions versions_of(const Work& work, std::uint32_t mask) noexcept {
    JobVersions versions;
    if (work.version_count > 0) {
        versions.count = std::min(work.version_count, most_midstates);
        std::copy_n(work.versions.begin(), versions.count, versions.values.begin());
        return versions;
    }
    const std::uint32_t base = detail::load_le32(work.header);
    versions.values[0] = base;
    std::uint32_t rolled = base & mask;
    for (versions.count = 1; versions.count < most_midstates; ++versions.count) {
        rolled = ((rolled | ~mask) + 1) & mask;  // counts within the mask only
        if (rolled == (base & mask)) break;
        versions.values[versions.count] = (base & ~mask) | rolled;
    }
    return versions;
}

MidstateFrame encode_midstate_job(Dialect dialect, const Work& work, const JobVersions& versions,
                                  std::uint8_t job_id) noexcept {
    std::array<sha256::State, most_midstates> states{};
    const std::size_t count = std::clamp<std::size_t>(versions.count, 1, most_midstates);
    sha256::midstates(work.header, std::span{versions.values}.first(count), std::span{states}.first(count));
    const std::uint8_t slots = count == 1 ? 1 : most_midstates;
    return frame_of(dialect, head_of(work, slots, job_id), std::span{states}.first(count), slots);
}

MidstateFrame encode_open_core_job(Dialect dialect, std::uint8_t job_id) noexcept {
    Work work;
    std::ranges::fill(std::span{work.header}.subspan(header_merkle_end, 12), std::byte{0xff});
    return frame_of(dialect, head_of(work, 1, job_id), {}, 1);
}

}  // namespace adit::driver::bm13xx
