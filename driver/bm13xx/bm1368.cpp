// The BM1368 (Bitaxe Supra and SupraHex, S21): constants and initialisation as the production firmware has them.
#include <array>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/init_words.hpp"
#include "driver/bm13xx/register_tables.hpp"

namespace adit::driver::bm13xx {
namespace {

using namespace init_words;

constexpr std::string_view firmware = "ESP-Miner, BM1368 initialisation";

constexpr std::uint32_t clock_delay = write_every_core(core_register::clock_delay, 0x18);

constexpr std::array bm1368_init{
    host_at_reset_rate,
    deaf_time,
    drop_noise,
    roll(firmware, false),
    roll(firmware, true),
    roll(firmware, true),
    roll(firmware, true),
    ask,
    count,
    silence,
    all(Register::soft_reset, 0x00070000, "clock gates as after reset; each chip gets its own below", firmware, true),
    all(Register::misc_control, 0xff0fc100, "must follow a soft reset write; each chip gets its own below", firmware,
        true),
    all(Register::core_mailbox, clock_select, "core clock source; repeated per chip", firmware, true),
    all(Register::core_mailbox, clock_delay, "core clock delay; repeated per chip", firmware, true),
    all(Register::ticket_mask, ticket_256, "report one result in 256", firmware),
    all(Register::analog_mux, 0x00000003, "analog pad to its default", firmware),
    all(Register::io_driver_strength, 0x02111111, "pad drive", firmware),
    address,
    each(Register::soft_reset, 0x000701f0, "release the chip's units", firmware),
    each(Register::misc_control, 0xf000c100, "must follow a soft reset write", firmware),
    each(Register::core_mailbox, clock_select, "core clock source, after its reset", firmware),
    each(Register::core_mailbox, clock_delay, "core clock delay, after its reset", firmware),
    each(Register::core_mailbox, enable_cores, "cores on", firmware),
    InitLine{wait_each, {}, 500, "the supply settles before the next chip's cores start", firmware},
    all(Register::ticket_mask, ticket_256, no_acknowledgement, firmware, true),
    diode_time,
};

constexpr std::array bm1368_after_ramp{sweep("full coverage"), roll(firmware, true)};

constexpr std::array bm1368_also_known{KnownWrite{Register::pll3, ring_oscillator_off}};

}  // namespace

constinit const ChipModel bm1368{
    .name = "BM1368",
    .chip_id = 0x1368,
    .cores = 80,
    .engines = 1276,
    .engines_per_core = 16,
    .pll = {.feedback_min = 144, .feedback_max = 235},  // ESP-Miner
    .reset_clock = {50.0},                              // no public dump; as its neighbours
    .start_clock = {50.0},
    .job_ids = {.step = 24, .count = 16, .reply_shift = 1, .engine_mask = 0x0f},
    .counters = {.has_hash_counters = true, .hash_domains = 4, .has_temperature = true},
    .init = bm1368_init,
    .after_ramp = bm1368_after_ramp,
    .also_known = bm1368_also_known,
    .registers = bm1368_registers,
};

}  // namespace adit::driver::bm13xx
