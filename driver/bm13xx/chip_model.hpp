// A chip family as data: identity, wire, geometry, clock, job ids, registers, and its initialisation as tables. A
// family is one constant of this type; the chain driver knows no family by name.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "driver/bm13xx/init_line.hpp"
#include "driver/bm13xx/nonce_layout.hpp"
#include "driver/bm13xx/pll.hpp"
#include "driver/bm13xx/registers.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::driver::bm13xx {

/// How frames look.
enum class Dialect : std::uint8_t {
    framed,  ///< preambles; BM1397 and later
    bare,    ///< none; BM1387
};

/// Sizes of a family's replies, preamble included.
struct ReplyFormat {
    Dialect dialect = Dialect::framed;
    std::uint8_t plain = frame_size::reply_plain;      ///< after reset
    std::uint8_t rolling = frame_size::reply_rolling;  ///< after a version-rolling write; equal to `plain`: never grows
};
inline constexpr ReplyFormat growing_replies{};
inline constexpr ReplyFormat plain_replies{Dialect::framed, frame_size::reply_plain, frame_size::reply_plain};
inline constexpr ReplyFormat bare_replies{Dialect::bare, bare::reply_size, bare::reply_size};

enum class JobKind : std::uint8_t {
    header,     ///< chips roll the version themselves
    midstates,  ///< the host prepares up to four versions
};

enum class AddressScheme : std::uint8_t {
    uniform,       ///< one address for everything
    three_scales,  ///< BM1372/73: assigned and replied as index x 16, commanded as index x 4, nonces evenly spread.
                   ///< Seen in one firmware; with more than one chip not confirmed by any capture [U]
};

/// Which register sets the UART's rate, and how.
enum class BaudScheme : std::uint8_t {
    fast_uart,     ///< BM1362/66/68/70: register 28
    misc_control,  ///< BM1397: register 18, clock from the crystal or from PLL3
    misc_1387,     ///< BM1387: register 1C
    fixed,         ///< BM1372/73: one fast rate, registers C4 and 28
};

/// How job ids travel. The job byte of a reply is (id << `reply_shift`) with engine or midstate in the bits below.
struct JobIdScheme {
    std::uint8_t step{};         ///< added modulo `modulus` from job to job
    std::uint8_t count{};        ///< distinct ids, at most 32
    std::uint8_t reply_shift{};  ///< 1 on BM1368 and later, else 0
    std::uint8_t engine_mask{};  ///< engine (midstate) index in the job byte
    std::uint16_t modulus = 128;
    std::uint8_t unit = 8;          ///< ids are multiples of this
    bool engine_in_version = true;  ///< engine index = low bits of the rolled version, as captures show
};

/// Where the registers are that every family has.
struct RegisterPlaces {
    Register pll = Register::pll0;
    Register sweep = Register::hash_counting_number;
    Register ticket = Register::ticket_mask;
};

/// What a write of the hash clock needs around it.
struct ClockRitual {
    std::span<const InitLine> before{};  ///< waits and broadcast writes before each clock
    std::uint8_t writes = 1;             ///< the clock is written this often
    Duration between{};                  ///< and this far apart
};

/// Counters a chip keeps about its own work. Absent ones have no unit.
struct CounterPlaces {
    bool has_hash_counters{};     ///< total (8C) and errors (4C), unit 2^32 hashes
    std::uint8_t hash_domains{};  ///< per domain (88 and on), unit 2^32 hashes; a chip constant
    Register rate = Register::hash_rate;
    std::uint8_t rate_unit_bits{};  ///< its unit is 2^this hashes per second; 0: no such register
    bool has_temperature{};         ///< on-die sensor behind B0/B4
};

/// A register for people: `adit probe`.
struct RegisterInfo {
    Register address{};
    std::string_view name;
    std::uint32_t reset{};
    bool is_reset_known{};
    std::string_view fields;  ///< bit fields, or what it is for
    std::string_view unit;    ///< of its value; empty: none
    std::string_view source;
    bool is_read_only = false;  ///< known from dumps, or of unclear effect: nothing of ours writes it
};

/// A write to an energy register that is known from the field although no table of ours has it.
struct KnownWrite {
    Register reg{};
    std::uint32_t value{};
};

struct ChipModel {
    std::string_view name{};
    std::uint16_t chip_id{};
    std::uint16_t cores{};
    std::uint16_t engines{};          ///< hashes per clock, dead positions excluded
    std::uint8_t engines_per_core{};  ///< versions tried in parallel, a power of two
    std::uint16_t most_chips = 128;   ///< what addressing allows
    ReplyFormat replies{};
    JobKind jobs = JobKind::header;
    AddressScheme addresses = AddressScheme::uniform;
    BaudScheme baud = BaudScheme::fast_uart;
    RegisterPlaces places{};
    NonceLayout nonces = header_nonces;
    PllRange pll{};
    Megahertz reset_clock{};  ///< hash clock after reset
    Megahertz start_clock{};  ///< hash clock after bring-up, where the ramp starts
    ClockRitual clock{};
    std::uint32_t sweep_guard{};    ///< subtracted from the hash counting number (overrun past the slice)
    std::uint32_t fixed_sweep{};    ///< hash counting number at every clock; 0: computed
    std::uint8_t own_nonce_bits{};  ///< midstate chips: log2 of the nonces an engine tries, however long the chain; 0:
                                    ///< the chips of a chain share what there is
    JobIdScheme job_ids{};
    CounterPlaces counters{};
    std::uint16_t open_core_jobs{};          ///< jobs that wake the cores before they hash; 0: none needed
    std::span<const InitLine> init{};        ///< reset to diode readable
    std::span<const InitLine> after_ramp{};  ///< after the first ramp; `set_sweep` also after every other
    std::span<const KnownWrite> also_known{};
    std::span<const RegisterInfo> registers{};  ///< by address

    [[nodiscard]] constexpr Dialect dialect() const noexcept { return replies.dialect; }
    [[nodiscard]] constexpr bool rolls_versions() const noexcept { return jobs == JobKind::header; }
};

/// What a family calls the register; "unnamed" if it has none there.
[[nodiscard]] constexpr std::string_view name_of(const ChipModel& chip, Register address) noexcept {
    for (const RegisterInfo& entry : chip.registers)
        if (entry.address == address) return entry.name;
    return "unnamed";
}

extern const ChipModel bm1387, bm1397, bm1362, bm1366, bm1368, bm1370;
/// As one firmware runs them (ESP-Miner, the newest). BM1373 boards are also run like a BM1370: `bm1373_as_bm1370`.
extern const ChipModel bm1372, bm1373, bm1373_as_bm1370;

/// Every family, one model per chip id.
[[nodiscard]] std::span<const ChipModel* const> chip_models() noexcept;
/// The family of an identity's upper half; null if unknown.
[[nodiscard]] const ChipModel* find_model(std::uint16_t chip_id) noexcept;

/// Chips are counted 1..128: a chain's addresses have a granularity of 2. Families may allow fewer.
inline constexpr std::uint16_t max_chips = 128;

/// A chain as its plans see it.
struct ChainShape {
    std::uint16_t chips = 1;
    std::uint16_t domains = 1;  ///< voltage domains in series, equally long; a ragged chain counts as one
    Baud fast_baud{115200};     ///< equal to the reset rate: the chain never changes speed
    std::uint16_t whole = 0;    ///< chips the board has where fewer are present (the first ones); 0: all are here

    /// Chips of one voltage domain, the last domain that is present may have fewer.
    [[nodiscard]] constexpr std::uint32_t per_domain() const noexcept { return std::uint32_t{whole} / domains; }
    /// Domains with a chip that is present.
    [[nodiscard]] constexpr std::uint32_t present_domains() const noexcept {
        return (chips + per_domain() - 1) / per_domain();
    }
};

/// `shape` with chips within 1..`most_chips`, `whole` set and not below them, and domains that divide the whole.
[[nodiscard]] ChainShape checked(const ChipModel& chip, ChainShape shape) noexcept;

/// True if chips share the nonces by offset registers instead of by address.
[[nodiscard]] bool uses_nonce_offsets(const ChipModel& chip, const ChainShape& shape) noexcept;

/// Chips that the nonces are shared among: those present, or, by offsets, all that the board has.
[[nodiscard]] std::uint16_t sharing_chips(const ChipModel& chip, const ChainShape& shape) noexcept;

/// Distance of addresses, 256 / next power of two of `chips` (1..128, clamped).
[[nodiscard]] std::uint16_t address_interval(std::uint16_t chips) noexcept;

/// The address that chip `index` of a chain is assigned, and the one that single commands to it carry.
[[nodiscard]] std::uint8_t assigned_address(const ChipModel& chip, std::uint16_t chips, std::uint16_t index) noexcept;
[[nodiscard]] std::uint8_t command_address(const ChipModel& chip, std::uint16_t chips, std::uint16_t index) noexcept;

/// The index of the chip that replied with `address`; its chain position, never past the last chip.
[[nodiscard]] std::uint16_t index_of_address(const ChipModel& chip, std::uint16_t chips, std::uint8_t address) noexcept;

/// Register 0C for chip `index`: the chips' shares of a 25-bit counter, ceil(65536 x index / chips), enabled.
[[nodiscard]] std::uint32_t nonce_offset_word(std::uint16_t chips, std::uint16_t index) noexcept;

/// Register 10 for a sweep that covers a chip's whole share of the nonce space at `clock`, less the guard:
/// floor(slice x 25 / f / 2) - guard, slice = 2^32 / next_pow2(cores) / next_pow2(chips). At least 1.
[[nodiscard]] std::uint32_t hash_counting_number(const ChipModel& chip, std::uint16_t chips, Megahertz clock) noexcept;

/// How long a chip with this hash counting number takes through `version_bits` of versions before it repeats itself:
/// (2^bits / engines per core) x (2 x sweep + 130) / 25 MHz. Measured on BM1366; 16 engines per core: inferred [U].
[[nodiscard]] Duration epoch(const ChipModel& chip, std::uint32_t sweep, int version_bits) noexcept;

/// How long one job keeps a chain busy: 2^32 nonces x 2^`version_bits` versions at the nominal rate.
[[nodiscard]] Duration job_life(const ChipModel& chip, std::uint16_t chips, Megahertz clock, int version_bits) noexcept;

/// How long a midstate chip tries new nonces of one job before it runs into its neighbours' or begins again: its share
/// of the nonces x `midstates` / f. Source: nonce layouts; open S9 firmware sends jobs at 0.9 of it.
[[nodiscard]] Duration midstate_sweep(const ChipModel& chip, std::uint16_t chips, Megahertz clock,
                                      unsigned midstates) noexcept;

/// When to send the next job at the latest, 1 s at most, 500 us at least: half the life of a job where chips roll
/// versions, 0.9 of a sweep where they take midstates.
[[nodiscard]] Duration job_interval(const ChipModel& chip, std::uint16_t chips, Megahertz clock,
                                    int version_bits) noexcept;

/// What the chain hashes at `clock` when all is well.
[[nodiscard]] HashesPerSecond nominal_rate(const ChipModel& chip, std::uint16_t chips, Megahertz clock) noexcept;

}  // namespace adit::driver::bm13xx
