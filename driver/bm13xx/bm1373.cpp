// BM1372 and BM1373: one family under two chip ids. As the newest firmware runs them (9-byte identities, one fast rate,
// three scales of addresses), and as another one does: like a BM1370. More than one chip on a chain is not confirmed by
// any capture [U].
#include <array>

#include "driver/bm13xx/bm1370_tables.hpp"
#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/init_words.hpp"
#include "driver/bm13xx/register_tables.hpp"

namespace adit::driver::bm13xx {
namespace {

using namespace init_words;

constexpr std::string_view firmware = "ESP-Miner, BM1373 initialisation";
constexpr std::string_view settle = "the chip takes the write";

constexpr std::uint32_t misc = 0xff00c100;
constexpr std::uint32_t clock_delay = write_every_core(core_register::clock_delay, 0x5a);
constexpr std::uint32_t bin_overflow_off = write_every_core(core_register::nonce_bin_overflow, 0x04);

constexpr InitLine short_pause = pause(10, settle, firmware);

constexpr std::array bm1373_init{
    host_at_reset_rate,
    deaf_time,
    drop_noise,
    ask,
    count,
    silence,
    short_pause,
    InitLine{set_addresses, {}, 10, "16 apart; commands and nonces scale them differently", firmware},
    all(Register::core_mailbox, bin_overflow_off, "nonce bin overflow off", firmware),
    all(Register::ticket_mask, ticket_256, "report one result in 256", firmware),
    all(Register::io_driver_strength, 0x00011111, "pad drive", firmware),
    InitLine{write_domain_ends, Register::io_driver_strength, 0, "the clock has to cross the domain border", firmware},
    all(Register::pll3, ring_oscillator_off, "ring oscillator pads off", firmware),
    short_pause,
    InitLine{fast_baud, {}, 0, "chips and host to the fast rate", firmware},
    all(Register::soft_reset, 0xf00701f0, "release the chips' units", firmware),
    pause(20, settle, firmware),
    all(Register::misc_control, misc, "must follow a soft reset write", firmware),
    short_pause,
    all(Register::misc_control_add, 0x00000000, "additional control off", firmware),
    short_pause,
    all(Register::core_mailbox, clock_select, "core clock source", firmware),
    short_pause,
    all(Register::core_mailbox, clock_delay, "core clock delay", firmware),
    short_pause,
    all(Register::core_mailbox, enable_cores, "cores on", firmware),
    short_pause,
    all(Register::analog_mux, 0x00000002, "temperature diode to its pins", firmware),
    diode_time,
};

constexpr std::array bm1373_after_ramp{sweep("S21 Pro factory value at every clock"), roll(firmware, false)};

constexpr auto as_bm1370_init = bm1370_lines(misc);
constexpr std::array as_bm1370_after_ramp{sweep("full coverage; guard as on the BM1370")};

constexpr std::array also_known_writes{KnownWrite{Register::pll3, ring_oscillator_off}};

/// What both ways of running them share. Engines: one firmware counts 6725, confirmed by a field report of 2.7 TH/s at
/// 400 MHz; the other 2040. Engines per core and their place in the version are not known [U].
constexpr ChipModel common{
    .cores = 128,
    .engines = 6725,
    .engines_per_core = 16,
    .most_chips = 16,
    .pll = {.feedback_min = 160, .feedback_max = 239},  // ESP-Miner
    .reset_clock = {50.0},                              // no public dump; as its neighbours
    .start_clock = {50.0},
    .job_ids = {.step = 24, .count = 16, .reply_shift = 1, .engine_mask = 0x0f, .engine_in_version = false},
    .counters = {.has_hash_counters = true, .hash_domains = 4},
    .registers = bm1373_registers,
};

constexpr ChipModel newest(std::string_view name, std::uint16_t chip_id) noexcept {
    ChipModel model = common;
    model.name = name;
    model.chip_id = chip_id;
    model.addresses = AddressScheme::three_scales;
    model.baud = BaudScheme::fixed;
    model.fixed_sweep = 0x1eb5;
    model.init = bm1373_init;
    model.after_ramp = bm1373_after_ramp;
    return model;
}

constexpr ChipModel like_bm1370() noexcept {
    ChipModel model = common;
    model.name = "BM1373 as BM1370";
    model.chip_id = 0x1373;
    model.sweep_guard = 268;
    model.init = as_bm1370_init;
    model.after_ramp = as_bm1370_after_ramp;
    model.also_known = also_known_writes;
    return model;
}

}  // namespace

constinit const ChipModel bm1372 = newest("BM1372", 0x1372);
constinit const ChipModel bm1373 = newest("BM1373", 0x1373);
constinit const ChipModel bm1373_as_bm1370 = like_bm1370();

}  // namespace adit::driver::bm13xx
