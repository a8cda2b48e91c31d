// A BM13xx family as the emulator knows it: one table of facts each, written from the public descriptions and not from
// Adit's drivers, so that the two can disagree.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "boards/virtual/bring_up_needs.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// How frames look on the wire.
enum class Wire : std::uint8_t {
    framed,  ///< 55 AA from the host, AA 55 from the chip
    bare,    ///< no preambles, other command bytes, replies of seven bytes: BM1387
};

enum class JobForm : std::uint8_t {
    header,     ///< 82 bytes; the chip rolls the version itself
    midstates,  ///< 18 bytes and up to four midstates
};

/// How the hash clock's word is read.
enum class PllForm : std::uint8_t {
    less_one,  ///< 27:16 feedback, 13:8 reference, 6:4 and 2:0 post dividers less one, 30 enable
    raw,       ///< the same, post dividers as they are
    raw_bare,  ///< 23:16 feedback, 11:8 reference, 7:4 and 3:0 post dividers as they are, no enable: BM1387
};

/// Which register sets the UART's rate, and how.
enum class BaudForm : std::uint8_t {
    fast_uart,  ///< register 28: crystal or PLL1 over 8 x (BT8D + 1)
    misc_1397,  ///< register 18: BT8D in 27:24 and 12:8, crystal or PLL3 / (DIV4 of register 28 + 1)
    misc_1387,  ///< register 1C: 12:8, unless bit 30 says to leave the rate alone
    fixed,      ///< register 28 bit 31 selects 3 Mbaud, if C4 is 0: BM1372/73
};

/// What the bits of a nonce stand for. n = wire bytes, first on top.
enum class NonceLayout : std::uint8_t {
    header,  ///< n[31:25] core, n[24:0] counter that starts at address << 17 or at the nonce offset << 9
    bm1397,  ///< n[31:24] core, n[23:22] engine, n[21:0] counter that starts at address << 14
    bm1387,  ///< of the byte-reversed n: 30:24 core, 7:2 address, counter in 31, 23:8 and 1:0 (their order is [U])
};

/// Where the dead positions of the cores x engines grid are; not public but for the BM1362.
enum class DeadEngines : std::uint8_t {
    of_last_core,  ///< the last core is smaller
    of_last_cores  ///< the last engine of each of the last cores
};

/// What register HASH_RATE tells.
enum class RateRegister : std::uint8_t { stored, seconds_since_reset, units_of_2_20, units_of_2_24 };

struct RegisterValue {
    std::uint8_t address;
    std::uint32_t value;
};

struct RegisterPlaces {
    std::uint8_t pll = 0x08, sweep = 0x10, ticket = 0x14, rate = 0x04;
};

struct ClockTraits {
    PllForm form = PllForm::less_one;
    std::uint32_t reset_word = 0xc0540165;
    Megahertz reset{50.0};            ///< 0: no clock until one is written
    Megahertz first_at_most{1000.0};  ///< a faster first clock does not lock
    bool needs_divider = false;       ///< register 70 must be written before every higher clock
};

struct JobByte {
    std::uint8_t shift = 0;       ///< of the job's id on its way into the reply
    std::uint8_t index_mask = 0;  ///< engine (low version bits) or midstate
};

struct ChipTraits {
    std::string_view name{};
    std::uint32_t identity{};
    std::uint16_t cores{};
    std::uint16_t lanes{};    ///< engines of a core
    std::uint16_t engines{};  ///< hashes per clock, dead ones excluded
    std::uint16_t most_chips = 128;
    Wire wire = Wire::framed;
    JobForm jobs = JobForm::header;
    NonceLayout nonces = NonceLayout::header;
    DeadEngines dead = DeadEngines::of_last_cores;
    bool reply_grows = true;   ///< nine bytes, eleven after a version-rolling write
    bool tells_excess = true;  ///< the byte behind the nonce is twice the zero bits beyond the ticket
    JobByte job_byte{};
    BaudForm baud = BaudForm::fast_uart;
    RegisterPlaces places{};
    ClockTraits clock{};
    RateRegister rate = RateRegister::stored;
    bool has_counters = true;                ///< 88..8B, 8C and 90 count hashes
    bool has_mailbox = true;                 ///< 3C reaches core registers
    bool has_thermometer = false;            ///< B0/B4
    std::uint32_t core_reset_bits = 0;       ///< of register A8
    std::uint8_t diode_route = 0;            ///< value of register 54 that routes the diode; 0: always routed
    std::uint8_t command_address_shift = 0;  ///< a command names address >> this
    bool nonces_evenly_spread = false;       ///< nonce address = chip x 256 / chips, whatever address was given
    std::uint16_t opening_jobs = 0;          ///< jobs that open the cores
    Duration enable_pause{};                 ///< cores of the next chip sooner than this: the supply sags, it resets
    Volts least_core{0.7};                   ///< runs from here on (model)
    std::span<const RegisterValue> resets{};
    std::span<const RegisterValue> core_resets{};
    std::span<const std::uint8_t> read_only{};
    const BringUpNeeds* needs = nullptr;

    /// Grid positions that do not hash; 0 where more engines are told than the grid holds (BM1372/73 [U]).
    [[nodiscard]] constexpr std::uint32_t dead_engines() const noexcept {
        const std::uint32_t grid = std::uint32_t{cores} * lanes;
        return engines < grid ? grid - engines : 0;
    }
    [[nodiscard]] bool is_dead(std::uint32_t core, std::uint32_t lane) const noexcept;
};

extern const ChipTraits bm1362_traits, bm1366_traits, bm1368_traits, bm1370_traits, bm1372_traits, bm1373_traits,
    bm1373_plain_traits, bm1387_traits, bm1397_traits;

/// Every family there is a model of.
[[nodiscard]] std::span<const ChipTraits* const> chip_families() noexcept;

/// By name ("bm1366"; "bm1373-plain" is the BM1373 as one firmware runs it: like a BM1370). Null: none of that name.
[[nodiscard]] const ChipTraits* find_chip(std::string_view name) noexcept;

}  // namespace adit::boards::virtual_device
