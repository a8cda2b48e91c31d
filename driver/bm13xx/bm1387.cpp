// The BM1387 (S9, NewPac, R606): frames without preamble, registers at other places, midstate jobs, cores that must be
// opened by 114 jobs before they hash. Chains of up to 64 chips: the nonce has six bits for the chip.
#include <array>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/init_words.hpp"
#include "driver/bm13xx/register_tables.hpp"

namespace adit::driver::bm13xx {
namespace {

using namespace init_words;

constexpr std::string_view firmware = "open S9 firmware";

constexpr InitLine again{stop_relaying, {}, 0, no_acknowledgement, firmware, true};

constexpr std::array bm1387_init{
    host_at_reset_rate,
    deaf_time,
    drop_noise,
    ask,
    count,
    silence,
    again,
    again,
    pause(100, "every chip has stopped forwarding", firmware),
    address,
    InitLine{set_clock, {}, 0, "a known clock before anything hashes", firmware},
    all(bm1387_register::misc_control, 0x40209a80, "output clock inverted, multiple midstates, rate as it is",
        firmware),
    all(bm1387_register::ticket_mask, ticket_value(6), "report one result in 64", firmware),
    diode_time,
};

}  // namespace

constinit const ChipModel bm1387{
    .name = "BM1387",
    .chip_id = 0x1387,
    .cores = 114,
    .engines = 114,
    .engines_per_core = 1,
    .most_chips = 64,
    .replies = bare_replies,
    .jobs = JobKind::midstates,
    .baud = BaudScheme::misc_1387,
    .places = {.pll = bm1387_register::pll,
               .sweep = bm1387_register::hash_counting_number,
               .ticket = bm1387_register::ticket_mask},
    .nonces = bm1387_nonces,
    .pll = {.feedback_min = 16,  // cgminer: 50 to 900 MHz
            .feedback_max = 144,
            .coding = PllCoding::raw_no_flag,
            .dividers = PllDividers::two_or_four},
    .reset_clock = {100.0},  // not published; bring-up sets this one at once
    .start_clock = {100.0},  // cgminer, NewPac
    .own_nonce_bits = 19,    // 32 less seven of the core and six of the address
    .job_ids = {.step = 4, .count = 32, .reply_shift = 0, .engine_mask = 0x03, .unit = 4, .engine_in_version = false},
    .counters = {.rate = bm1387_register::hash_rate, .rate_unit_bits = 24},
    .open_core_jobs = 114,
    .init = bm1387_init,
    .registers = bm1387_registers,
};

}  // namespace adit::driver::bm13xx
