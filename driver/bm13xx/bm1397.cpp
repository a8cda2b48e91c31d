// The BM1397 (Bitaxe Max, Compac F, S17, T17): midstate jobs, 9-byte replies only, a divider to feed at each clock
// step.
#include <array>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/init_words.hpp"
#include "driver/bm13xx/register_tables.hpp"

namespace adit::driver::bm13xx {
namespace {

using namespace init_words;

constexpr std::string_view firmware = "ESP-Miner, BM1397 initialisation";

constexpr std::uint32_t clock_delay = write_every_core(core_register::clock_delay, 0x74);
constexpr std::uint32_t dividers_15 = 0x0f0f0f00;

constexpr std::array bm1397_init{
    host_at_reset_rate,
    deaf_time,
    drop_noise,
    ask,
    count,
    pause(20, "the last reply passes", firmware),
    silence,
    address,
    all(Register::clock_order_0, 0x00000000, "clock order", firmware),
    all(Register::clock_order_1, 0x00000000, "clock order", firmware),
    all(Register::ordered_clock_enable, 0x00000001, "ordered clock on", firmware),
    all(Register::core_mailbox, clock_delay, "core clock delay", firmware),
    all(Register::ticket_mask, ticket_256, "report one result in 256", firmware),
    all(Register::pll3, 0xc0700111, "PLL3 to 2.8 GHz for fast UART rates", firmware),
    all(Register::fast_uart, 0x0600000f, "PLL3 / 7 = 400 MHz", firmware),
    all(Register::misc_control, 0x00007a31, "115200 as before; output clock inverted", firmware),
    InitLine{set_clock, {}, 0, "the ramp starts low, not at the reset clock", firmware},
    diode_time,
};

/// Before each clock, 10 ms before each write.
constexpr std::array bm1397_before_clock{
    pause(10, "clock writes keep their distance", firmware),
    all(Register::pll0_divider, dividers_15, "dividers of the hash clock", firmware),
    pause(10, "clock writes keep their distance", firmware),
    all(Register::pll0_divider, dividers_15, no_acknowledgement, firmware, true),
    pause(10, "clock writes keep their distance", firmware),
};

constexpr std::array bm1397_also_known{
    KnownWrite{Register::ordered_clock_enable, 0x00000100},                                  // cgminer
    KnownWrite{Register::core_mailbox, write_every_core(core_register::clock_delay, 0xb4)},  // register crate
};

}  // namespace

constinit const ChipModel bm1397{
    .name = "BM1397",
    .chip_id = 0x1397,
    .cores = 168,
    .engines = 672,
    .engines_per_core = 4,
    .replies = plain_replies,
    .jobs = JobKind::midstates,
    .baud = BaudScheme::misc_control,
    .nonces = bm1397_nonces,
    .pll = {.feedback_min = 60, .feedback_max = 200, .coding = PllCoding::raw},  // ESP-Miner
    .reset_clock = {400.0},                                                      // reset value C0600161: 25 x 96 / 6
    .start_clock = {50.0},
    .clock = {.before = bm1397_before_clock, .writes = 2, .between = std::chrono::milliseconds{10}},
    .job_ids = {.step = 4, .count = 32, .reply_shift = 0, .engine_mask = 0x03, .unit = 4, .engine_in_version = false},
    .counters = {.rate_unit_bits = 20},  // ESP-Miner
    .init = bm1397_init,
    .also_known = bm1397_also_known,
    .registers = bm1397_registers,
};

}  // namespace adit::driver::bm13xx
