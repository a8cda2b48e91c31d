// Lines and words that the initialisation tables of several families share. Only for the family files.
#pragma once

#include <string_view>

#include "driver/bm13xx/init_line.hpp"
#include "driver/bm13xx/register_fields.hpp"
#include "driver/bm13xx/ticket.hpp"

namespace adit::driver::bm13xx::init_words {

using enum InitKind;

inline constexpr std::string_view reset_source = "field reports: silence right after reset";
inline constexpr std::string_view power_source = "production firmwares: 115200 after every reset";

inline constexpr InitLine host_at_reset_rate{
    host_baud, {}, fast_uart::reset_baud.value, "chips speak 115200 after reset", power_source};
inline constexpr InitLine deaf_time{wait, {}, 100, "chips are deaf right after reset", reset_source};
inline constexpr InitLine drop_noise{purge_input, {}, 0, "bytes from before the reset mean nothing", reset_source};
inline constexpr InitLine diode_time{
    wait, {}, 500, "the diode's first readings are wrong", "field reports: about 500 ms"};

inline constexpr InitLine ask{read_ids, Register::chip_id, 0, "who is there", "every firmware"};
inline constexpr InitLine count{expect_ids, Register::chip_id, 1000,
                                "fewer or other chips than the board has: stop here", "every firmware"};
inline constexpr InitLine silence{stop_relaying, {}, 0, "one chip at a time may take an address", "every firmware"};
inline constexpr InitLine address{
    set_addresses, {}, 0, "evenly spread: the address is also the chip's share of the nonces", "production firmwares"};

inline constexpr std::uint32_t roll_all = version_rolling_word(full_version_mask);
inline constexpr std::uint32_t ticket_256 = ticket_value(8);
inline constexpr std::uint32_t clock_select = write_every_core(core_register::clock_select, 0x00);
inline constexpr std::uint32_t hash_clock = write_every_core(core_register::hash_clock, 0x40);
inline constexpr std::uint32_t enable_cores = write_every_core(core_register::core_enable, 0xaa);
inline constexpr std::uint32_t ring_oscillator_off = 0x5aa55aa5;

inline constexpr std::string_view no_acknowledgement = "writes have no acknowledgement";

[[nodiscard]] constexpr InitLine all(Register reg, std::uint32_t value, std::string_view reason,
                                     std::string_view source, bool redundant = false) noexcept {
    return {write_all, reg, value, reason, source, redundant};
}
[[nodiscard]] constexpr InitLine each(Register reg, std::uint32_t value, std::string_view reason,
                                      std::string_view source) noexcept {
    return {write_each, reg, value, reason, source};
}
[[nodiscard]] constexpr InitLine pause(std::uint32_t milliseconds, std::string_view reason,
                                       std::string_view source) noexcept {
    return {wait, {}, milliseconds, reason, source};
}
/// Roll all versions; replies grow to 11 bytes.
[[nodiscard]] constexpr InitLine roll(std::string_view source, bool redundant) noexcept {
    return all(Register::version_rolling, roll_all,
               redundant ? no_acknowledgement : std::string_view{"roll versions; replies grow to 11 bytes"}, source,
               redundant);
}
[[nodiscard]] constexpr InitLine sweep(std::string_view source) noexcept {
    return {set_sweep, {}, 0, "sweep length counts crystal time, so it depends on the clock", source};
}

}  // namespace adit::driver::bm13xx::init_words
