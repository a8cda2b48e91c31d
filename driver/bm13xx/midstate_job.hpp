// Jobs of the chips that take midstates (BM1397, BM1387): up to four versions of one header, prepared by the host.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/work.hpp"

namespace adit::driver::bm13xx {

/// The versions one job carries; index = midstate index in its replies.
struct JobVersions {
    std::array<std::uint32_t, midstate_job::most_midstates> values{};
    std::uint8_t count = 1;
};

/// The versions for `work`: its own list (the first four of it) or, if it has none, those that counting within
/// `mask` gives from the header's own version on. 2 and 3 versions travel in a job of four, the rest unused.
[[nodiscard]] JobVersions versions_of(const Work& work, std::uint32_t mask) noexcept;

/// Longest frame: preamble, FLAGS, LEN, head, four midstates, CRC.
inline constexpr std::size_t longest_midstate_job =
    2 + 2 + midstate_job::payload_head + midstate_job::most_midstates * midstate_job::midstate + 2;

/// A job frame by value.
struct MidstateFrame {
    std::array<std::byte, longest_midstate_job> data{};
    std::size_t size = 0;
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return std::span{data}.first(size); }
};

/// The job for `work` under `job_id` (0..124, multiple of 4): one midstate slot for one version, else four, unused
/// ones zero. The chip starts at `work.first_nonce`. Sources: production firmware's test data and a hardware vector
/// of a BM1397; cgminer sends the BM1387 the same without preamble.
[[nodiscard]] MidstateFrame encode_midstate_job(Dialect dialect, const Work& work, const JobVersions& versions,
                                                std::uint8_t job_id) noexcept;

/// The job that opens the cores of a BM1387, one of `ChipModel::open_core_jobs`: all-zero midstate, all-ones end. A
/// core that was never opened hashes nothing. Needs the board's open-core voltage; that is the caller's business.
[[nodiscard]] MidstateFrame encode_open_core_job(Dialect dialect, std::uint8_t job_id) noexcept;

}  // namespace adit::driver::bm13xx
