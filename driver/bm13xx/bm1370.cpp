// The BM1370 (Bitaxe Gamma, S21 Pro): constants and initialisation. The order and the values are those of the
// production firmware for single-chip boards, which agree with a capture of an S21 Pro where both do the same step.
#include "driver/bm13xx/bm1370_tables.hpp"
#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/register_tables.hpp"

namespace adit::driver::bm13xx {
namespace {

constexpr std::uint32_t misc = 0xf000c100;  // bits 31:28: return nonces of all four quarters of the cores
constexpr auto bm1370_init = bm1370_lines(misc);

constexpr std::array bm1370_after_ramp{init_words::sweep("measured epochs; guard of ESP-Miner")};

constexpr KnownWrite core(std::uint8_t reg, std::uint8_t value) noexcept {
    return {Register::core_mailbox, write_every_core(reg, value)};
}
constexpr std::array bm1370_also_known{
    core(core_register::clock_delay, 0x0e),         // USB sticks
    core(core_register::clock_delay, 0x18),         // S21 factory
    core(core_register::nonce_bin_overflow, 0x04),  // USB sticks
    KnownWrite{Register::pll3, init_words::ring_oscillator_off},
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
    .start_clock = {50.0},
    .sweep_guard = 268,  // ESP-Miner: 2 x 134, overrun past the slice seen as duplicates
    .job_ids = {.step = 24, .count = 16, .reply_shift = 1, .engine_mask = 0x0f},
    .counters = {.has_hash_counters = true, .hash_domains = 4},
    .init = bm1370_init,
    .after_ramp = bm1370_after_ramp,
    .also_known = bm1370_also_known,
    .registers = bm1370_registers,
};

}  // namespace adit::driver::bm13xx
