// The BM1366 (Bitaxe Ultra and Hex, S19 XP, S19k Pro): constants and initialisation as the production firmware has
// them.
#include <array>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/init_words.hpp"
#include "driver/bm13xx/register_tables.hpp"

namespace adit::driver::bm13xx {
namespace {

using namespace init_words;

constexpr std::string_view firmware = "ESP-Miner, BM1366 initialisation";

constexpr std::uint32_t clock_delay = write_every_core(core_register::clock_delay, 0x20);

constexpr std::array bm1366_init{
    host_at_reset_rate,
    deaf_time,
    drop_noise,
    roll(firmware, false),
    roll(firmware, true),
    roll(firmware, true),
    ask,
    count,
    all(Register::soft_reset, 0x00070000, "clock gates as after reset; each chip gets its own below", firmware, true),
    all(Register::misc_control, 0xff0fc100, "must follow a soft reset write; each chip gets its own below", firmware,
        true),
    silence,
    address,
    all(Register::core_mailbox, hash_clock, "core hash clock; repeated per chip", firmware, true),
    all(Register::core_mailbox, clock_delay, "core clock delay; repeated per chip", firmware, true),
    all(Register::ticket_mask, ticket_256, "report one result in 256", firmware),
    all(Register::analog_mux, 0x00000003, "analog pad to its default", firmware),
    all(Register::io_driver_strength, 0x02111111, "pad drive", firmware),
    InitLine{write_first, Register::uart_relay, 0x007c0003, "relay both ways, with a gap; the first chip only",
             firmware},
    each(Register::soft_reset, 0x000701f0, "release the chip's units", firmware),
    each(Register::misc_control, 0xf000c100, "must follow a soft reset write", firmware),
    each(Register::core_mailbox, hash_clock, "core hash clock, after its reset", firmware),
    each(Register::core_mailbox, clock_delay, "core clock delay, after its reset", firmware),
    each(Register::core_mailbox, enable_cores, "cores on", firmware),
    diode_time,
};

constexpr std::array bm1366_after_ramp{sweep("full coverage; epochs measured on this chip"), roll(firmware, true)};

}  // namespace

constinit const ChipModel bm1366{
    .name = "BM1366",
    .chip_id = 0x1366,
    .cores = 112,
    .engines = 894,
    .engines_per_core = 8,
    .pll = {.feedback_min = 144, .feedback_max = 235},  // ESP-Miner
    .reset_clock = {50.0},                              // reset value of the hash clock register
    .start_clock = {50.0},
    .job_ids = {.step = 8, .count = 16, .reply_shift = 0, .engine_mask = 0x07},
    .counters = {.has_hash_counters = true, .hash_domains = 4},
    .init = bm1366_init,
    .after_ramp = bm1366_after_ramp,
    .registers = bm1366_registers,
};

}  // namespace adit::driver::bm13xx
