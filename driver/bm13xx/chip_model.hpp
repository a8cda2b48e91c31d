// A chip family as data: identity, geometry, clock, job ids, and its initialisation as a table. A new family of the
// BM136x/137x line is one more constant of this type.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "driver/bm13xx/pll.hpp"
#include "driver/bm13xx/registers.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::driver::bm13xx {

enum class InitKind : std::uint8_t {
    wait,           ///< let `value` milliseconds pass
    host_baud,      ///< host side to the reset rate of the chips
    purge_input,    ///< forget what arrived
    read_ids,       ///< broadcast read of CHIP_ID
    expect_ids,     ///< as many identities as chips, within `value` milliseconds
    stop_relaying,  ///< chain inactive
    set_addresses,  ///< one per chip
    write_all,      ///< broadcast write
    write_each,     ///< single write; neighbouring ones are done together, chip by chip
};

/// One line of a family's initialisation table.
struct InitLine {
    InitKind kind{};
    Register reg{};  ///< of the two writes
    std::uint32_t value{};
    std::string_view reason;
    std::string_view source;
    bool redundant = false;
};

/// How job ids travel. The job byte of a reply is (id << `reply_shift`) with the engine in the bits below.
struct JobIdScheme {
    std::uint8_t step{};         ///< added modulo 128 from job to job
    std::uint8_t count{};        ///< distinct ids, at most 16
    std::uint8_t reply_shift{};  ///< 1 on BM1368/70/73, 0 on BM1362/66
    std::uint8_t engine_mask{};  ///< engine index in the job byte
};

struct ChipModel {
    std::string_view name;
    std::uint16_t chip_id{};
    std::uint16_t cores{};
    std::uint16_t engines{};          ///< hashes per clock, dead positions excluded
    std::uint8_t engines_per_core{};  ///< versions tried in parallel, a power of two
    PllRange pll;
    Megahertz reset_clock;        ///< hash clock after reset
    std::uint32_t sweep_guard{};  ///< subtracted from the hash counting number (overrun past the slice)
    JobIdScheme job_ids;
    std::span<const InitLine> init;
};

extern const ChipModel bm1370;

/// Chips are counted 1..128: a chain's addresses have a granularity of 2.
inline constexpr std::uint16_t max_chips = 128;

/// Distance of addresses, 256 / next power of two of `chips` (1..128, clamped).
[[nodiscard]] std::uint16_t address_interval(std::uint16_t chips) noexcept;

/// Register 10 for a sweep that covers a chip's whole share of the nonce space at `clock`, less the guard:
/// floor(slice x 25 / f / 2) - guard, slice = 2^32 / next_pow2(cores) / next_pow2(chips). At least 1.
[[nodiscard]] std::uint32_t hash_counting_number(const ChipModel& chip, std::uint16_t chips, Megahertz clock) noexcept;

/// What the chain hashes at `clock` when all is well.
[[nodiscard]] HashesPerSecond nominal_rate(const ChipModel& chip, std::uint16_t chips, Megahertz clock) noexcept;

}  // namespace adit::driver::bm13xx
