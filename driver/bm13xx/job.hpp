// Jobs out, nonces back: the 88-byte header job, the job slots, and what a reply says about them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/frames.hpp"
#include "driver/bm13xx/midstate_job.hpp"
#include "driver/bm13xx/register_fields.hpp"
#include "driver/work.hpp"

namespace adit::driver::bm13xx {

using JobFrame = std::array<std::byte, frame_size::job>;

/// The header job for `work` under `job_id` (0..120, multiple of 8). The base version is the header's own; the nonce
/// field of the frame is `work.first_nonce`. Source: capture of a BM1370 with a live pool's job.
[[nodiscard]] JobFrame encode_job_frame(const Work& work, std::uint8_t job_id) noexcept;

/// (base & ~mask) | (rolled << 13 & mask): the header version behind a reply.
[[nodiscard]] constexpr std::uint32_t full_version(std::uint32_t base, std::uint16_t rolled,
                                                   std::uint32_t mask) noexcept {
    return (base & ~mask) | ((std::uint32_t{rolled} << version_shift) & mask);
}

/// Who found a nonce, as far as the nonce tells.
struct NonceOrigin {
    std::uint16_t chip{};   ///< chain position: the nearest address below, never past the last chip
    std::uint16_t core{};   ///< may be one that the chip does not have: the nonce is damaged, or the layout not known
    std::uint8_t engine{};  ///< BM1397 only; later chips tell it in the job byte

    friend constexpr bool operator==(const NonceOrigin&, const NonceOrigin&) = default;
};

/// Takes a nonce (header integer) apart. The address in it is only where the chip's sweep started.
[[nodiscard]] NonceOrigin origin_of(const ChipModel& chip, const ChainShape& shape, std::uint32_t nonce) noexcept;

/// Chip index from a nonce of a BM136x/137x.
[[nodiscard]] std::uint16_t chip_of(std::uint32_t nonce, std::uint16_t chips) noexcept;

/// How many bits of the engine index `rollable` cannot hold. Above 0, that many bits' worth of engines repeat each
/// other's work: expect rate x 2^-bits, and warn. 0 for chips that take midstates: their engines split the nonces.
[[nodiscard]] int missing_engine_bits(const ChipModel& chip, std::uint32_t rollable) noexcept;

/// What a slot remembers of the job sent under its id.
struct JobSlot {
    std::uint64_t work{};
    std::uint32_t generation{};
    std::uint32_t base_version{};
    std::uint32_t rollable{};
    JobVersions versions{};  ///< of a midstate job
    bool used = false;       ///< ever sent since the last reset
    bool is_void = false;    ///< superseded: its results are stale
};

/// The last jobs, one slot per job id, the oldest overwritten by the next job.
class JobSlots {
public:
    explicit JobSlots(const JobIdScheme& scheme) noexcept : scheme_{scheme} {}

    /// Takes the next id for `work` and returns it. `mask` = the version bits the chips roll for it.
    std::uint8_t remember(const Work& work, std::uint32_t mask, const JobVersions& versions = {}) noexcept;

    /// The slot behind a reply's job byte; null if no job was sent under that id.
    [[nodiscard]] const JobSlot* find(std::uint8_t job_byte) const noexcept;

    /// Everything sent so far becomes stale.
    void void_all() noexcept;
    void clear() noexcept;

    [[nodiscard]] std::uint8_t engine_of(std::uint8_t job_byte) const noexcept {
        return job_byte & scheme_.engine_mask;
    }
    [[nodiscard]] std::uint8_t id_of(std::uint8_t job_byte) const noexcept {
        return static_cast<std::uint8_t>((job_byte & ~scheme_.engine_mask & 0xff) >> scheme_.reply_shift);
    }

private:
    JobIdScheme scheme_;
    static constexpr std::size_t most_slots = 32;
    [[nodiscard]] std::size_t index_of(std::uint8_t id) const noexcept {
        return id % scheme_.modulus / scheme_.unit % most_slots;
    }
    std::array<JobSlot, most_slots> slots_{};  ///< by id / unit
    std::uint8_t next_id_ = 0;
};

}  // namespace adit::driver::bm13xx
