// The BM1370 (Bitaxe Gamma, S21 Pro): constants and initialisation. The order and the values are those of the
// production firmware for single-chip boards, which agree with a capture of an S21 Pro where both do the same step.
#include <array>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/register_fields.hpp"
#include "driver/bm13xx/ticket.hpp"

namespace adit::driver::bm13xx {
namespace {

using enum InitKind;

constexpr std::string_view firmware = "ESP-Miner, BM1370 initialisation";
constexpr std::string_view field = "field reports: silence right after reset";
constexpr std::string_view capture = "S21 Pro capture and ESP-Miner";

constexpr std::uint32_t roll_all = version_rolling_word(full_version_mask);
constexpr std::uint32_t misc = 0xf000c100;  // bits 31:28: return nonces of all four quarters of the cores
constexpr std::uint32_t clock_select = write_every_core(core_register::clock_select, 0x00);
constexpr std::uint32_t clock_delay = write_every_core(core_register::clock_delay, 0x0c);
constexpr std::uint32_t enable_cores = write_every_core(core_register::core_enable, 0xaa);
constexpr std::uint32_t bin_overflow = write_every_core(core_register::nonce_bin_overflow, 0xee);
constexpr std::uint32_t ticket_256 = ticket_value(8);

constexpr std::array bm1370_init{
    InitLine{host_baud, {}, fast_uart::reset_baud.value, "chips speak 115200 after reset", firmware},
    InitLine{wait, {}, 100, "chips are deaf right after reset", field},
    InitLine{purge_input, {}, 0, "bytes from before the reset mean nothing", field},
    InitLine{write_all, Register::version_rolling, roll_all, "roll versions; replies grow to 11 bytes", capture},
    InitLine{write_all, Register::version_rolling, roll_all, "writes have no acknowledgement", capture, true},
    InitLine{write_all, Register::version_rolling, roll_all, "writes have no acknowledgement", capture, true},
    InitLine{read_ids, Register::chip_id, 0, "who is there", capture},
    InitLine{expect_ids, Register::chip_id, 1000, "fewer or other chips than the board has: stop here", firmware},
    InitLine{write_all, Register::version_rolling, roll_all, "writes have no acknowledgement", capture, true},
    InitLine{write_all, Register::soft_reset, 0x00070000, "clock gates as after reset; each chip gets its own below",
             capture, true},
    InitLine{write_all, Register::misc_control, misc, "must follow a soft reset write; repeated per chip", firmware,
             true},
    InitLine{stop_relaying, {}, 0, "one chip at a time may take an address", capture},
    InitLine{set_addresses, {}, 0, "evenly spread: the address is also the chip's share of the nonces", firmware},
    InitLine{write_all, Register::core_mailbox, clock_select, "core clock source; repeated per chip", capture, true},
    InitLine{write_all, Register::core_mailbox, clock_delay, "core clock delay; repeated per chip", firmware, true},
    InitLine{write_all, Register::ticket_mask, ticket_256, "report one result in 256", firmware},
    InitLine{write_all, Register::io_driver_strength, 0x00011111, "pad drive", capture},
    InitLine{write_each, Register::soft_reset, 0x000701f0, "release the chip's units", capture},
    InitLine{write_each, Register::misc_control, misc, "must follow a soft reset write", capture},
    InitLine{write_each, Register::core_mailbox, clock_select, "core clock source, after its reset", capture},
    InitLine{write_each, Register::core_mailbox, clock_delay, "core clock delay, after its reset", firmware},
    InitLine{write_each, Register::core_mailbox, enable_cores, "cores on", capture},
    InitLine{write_all, Register::voltage_adc_control, 0x00004480, "analog block on", capture},
    InitLine{write_all, Register::analog_mux, 0x00000002, "temperature diode to its pins", capture},
    InitLine{write_all, Register::voltage_adc_control, 0x00004480, "writes have no acknowledgement", capture, true},
    InitLine{write_all, Register::core_mailbox, bin_overflow, "nonce bin overflow", capture},
    InitLine{wait, {}, 500, "the diode's first readings are wrong", "field reports: about 500 ms"},
};

}  // namespace

constinit const ChipModel bm1370{
    .name = "BM1370",
    .chip_id = 0x1370,
    .cores = 128,
    .engines = 2040,
    .engines_per_core = 16,
    .pll = {.feedback_min = 160, .feedback_max = 239},  // ESP-Miner
    .reset_clock = {50.0},                              // reset value of the hash clock register
    .sweep_guard = 268,                                 // ESP-Miner: 2 x 134, overrun past the slice seen as duplicates
    .job_ids = {.step = 24, .count = 16, .reply_shift = 1, .engine_mask = 0x0f},
    .init = bm1370_init,
};

}  // namespace adit::driver::bm13xx
