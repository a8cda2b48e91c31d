// The initialisation of the BM1370, also run on BM1373 boards by one firmware with another MISC_CONTROL word.
#pragma once

#include <array>

#include "driver/bm13xx/init_words.hpp"

namespace adit::driver::bm13xx {

/// The table with `misc` as MISC_CONTROL.
[[nodiscard]] constexpr auto bm1370_lines(std::uint32_t misc) noexcept {
    using namespace init_words;
    constexpr std::string_view firmware = "ESP-Miner, BM1370 initialisation";
    constexpr std::string_view capture = "S21 Pro capture and ESP-Miner";
    constexpr std::string_view long_chain = "S21 Pro capture, 13 domains of 5 chips";
    constexpr std::uint32_t clock_delay = write_every_core(core_register::clock_delay, 0x0c);
    constexpr std::uint32_t bin_overflow = write_every_core(core_register::nonce_bin_overflow, 0xee);
    return std::array{
        host_at_reset_rate,
        deaf_time,
        drop_noise,
        roll(capture, false),
        roll(capture, true),
        roll(capture, true),
        ask,
        count,
        roll(capture, true),
        all(Register::soft_reset, 0x00070000, "clock gates as after reset; each chip gets its own below", capture,
            true),
        all(Register::misc_control, misc, "must follow a soft reset write; repeated per chip", firmware, true),
        silence,
        address,
        all(Register::core_mailbox, clock_select, "core clock source; repeated per chip", capture, true),
        all(Register::core_mailbox, clock_delay, "core clock delay; repeated per chip", firmware, true),
        all(Register::ticket_mask, ticket_256, "report one result in 256", firmware),
        all(Register::io_driver_strength, 0x00011111, "pad drive", capture),
        InitLine{write_domain_ends, Register::io_driver_strength, 0, "the clock has to cross the domain border",
                 long_chain},
        InitLine{relay_gaps, Register::uart_relay, 0, "replies of far domains wait for those of near ones", long_chain},
        InitLine{nonce_offsets, Register::chip_nonce_offset, 0, "each chip its own part of the nonces", long_chain},
        each(Register::soft_reset, 0x000701f0, "release the chip's units", capture),
        each(Register::misc_control, misc, "must follow a soft reset write", capture),
        each(Register::core_mailbox, clock_select, "core clock source, after its reset", capture),
        each(Register::core_mailbox, clock_delay, "core clock delay, after its reset", firmware),
        each(Register::core_mailbox, enable_cores, "cores on", capture),
        all(Register::voltage_adc_control, 0x00004480, "analog block on", capture),
        all(Register::analog_mux, 0x00000002, "temperature diode to its pins", capture),
        all(Register::voltage_adc_control, 0x00004480, no_acknowledgement, capture, true),
        all(Register::core_mailbox, bin_overflow, "nonce bin overflow", capture),
        diode_time,
    };
}

}  // namespace adit::driver::bm13xx
