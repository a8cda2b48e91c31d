// The BM1362 (S19j Pro, EmberOne, Compac A1): constants and initialisation in the order of a capture of an S19j Pro,
// which changes speed before the ramp and starts the cores after it.
#include <array>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/init_words.hpp"
#include "driver/bm13xx/register_tables.hpp"

namespace adit::driver::bm13xx {
namespace {

using namespace init_words;

constexpr std::string_view capture = "S19j Pro capture";
constexpr std::uint32_t misc = 0xb000c100;

constexpr std::uint32_t clock_delay = write_every_core(core_register::clock_delay, 0x08);

constexpr std::array bm1362_init{
    host_at_reset_rate,
    deaf_time,
    drop_noise,
    roll(capture, false),
    ask,
    count,
    roll(capture, true),
    roll(capture, true),
    all(Register::soft_reset, 0x00000000, "clock gates as after reset; each chip gets its own below", capture, true),
    all(Register::misc_control, misc, "must follow a soft reset write; repeated per chip", capture, true),
    silence,
    address,
    all(Register::core_mailbox, hash_clock, "core hash clock; repeated per chip", capture, true),
    all(Register::core_mailbox, clock_delay, "core clock delay; repeated per chip", capture, true),
    all(Register::ticket_mask, ticket_256, "report one result in 256", capture),
    all(Register::analog_mux, 0x00000003, "analog pad to its default", capture),
    all(Register::io_driver_strength, 0x00011111, "pad drive; this chain needs no strong domain ends", capture),
    InitLine{fast_baud, {}, 0, "chips and host to the fast rate", capture},
    diode_time,
};

constexpr std::array bm1362_after_ramp{
    each(Register::soft_reset, 0x00000002, "fast reset of the chip's cores", capture),
    each(Register::misc_control, misc, "must follow a soft reset write", capture),
    each(Register::core_mailbox, hash_clock, "core hash clock, after its reset", capture),
    each(Register::core_mailbox, clock_delay, "core clock delay, after its reset", capture),
    each(Register::core_mailbox, enable_cores, "cores on", capture),
    sweep("full coverage"),
    roll(capture, true),
};

}  // namespace

constinit const ChipModel bm1362{
    .name = "BM1362",
    .chip_id = 0x1362,
    .cores = 65,
    .engines = 514,
    .engines_per_core = 8,
    .pll = {.feedback_min = 160, .feedback_max = 239},  // several firmwares: A0..EF everywhere
    .reset_clock = {50.0},                              // no public dump; as its neighbours
    .start_clock = {50.0},
    // The factory counts through 32 ids.
    .job_ids = {.step = 8, .count = 32, .reply_shift = 0, .engine_mask = 0x07, .modulus = 256},
    .init = bm1362_init,
    .after_ramp = bm1362_after_ramp,
    .registers = bm1362_registers,
};

}  // namespace adit::driver::bm13xx
