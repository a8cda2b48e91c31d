// The families. Engine counts already exclude dead positions; the BM1373's are those of its newest firmware, confirmed
// by a field report of 2.7 TH/s at 400 MHz.
#include <algorithm>
#include <array>

#include "boards/virtual/chip_resets.hpp"
#include "boards/virtual/chip_traits.hpp"

namespace adit::boards::virtual_device {

namespace {

/// A chip's own results: writes are ignored.
constexpr std::array<std::uint8_t, 11> later_results{0x00, 0x04, 0x30, 0x40, 0x4c, 0x50, 0x88, 0x89, 0x8a, 0x8b, 0x8c};
constexpr std::array<std::uint8_t, 6> bm1397_results{0x00, 0x04, 0x40, 0x4c, 0x50, 0x8c};
constexpr std::array<std::uint8_t, 2> bm1387_results{0x00, 0x08};
constexpr auto bm1368_results = [] {
    std::array<std::uint8_t, later_results.size() + 1> all{};
    std::ranges::copy(later_results, all.begin());
    all.back() = 0xb4;
    return all;
}();

constexpr Volts least_in_series{0.2};  // run at 0.3 V and more in chains of many domains

constexpr ChipTraits bm1373_newest(std::string_view name, std::uint32_t identity) noexcept {
    ChipTraits chip{.name = name,
                    .identity = identity,
                    .cores = 128,
                    .lanes = 16,
                    .engines = 6725,
                    .most_chips = 16,
                    .job_byte = {.shift = 1, .index_mask = 0x0f},
                    .baud = BaudForm::fixed,
                    .core_reset_bits = 0x1f0,
                    .diode_route = 2,
                    .command_address_shift = 2,
                    .nonces_evenly_spread = true,
                    .resets = chip_resets::bm1370,
                    .core_resets = chip_resets::bm1370_cores,
                    .read_only = later_results,
                    .needs = &bm1373_needs};
    return chip;
}

}  // namespace

constinit const ChipTraits bm1362_traits{.name = "bm1362",
                                         .identity = 0x13620300,
                                         .cores = 65,
                                         .lanes = 8,
                                         .engines = 514,
                                         .dead = DeadEngines::of_last_core,
                                         .job_byte = {.shift = 0, .index_mask = 0x07},
                                         .has_counters = false,
                                         .core_reset_bits = 0x003,
                                         .diode_route = 3,
                                         .least_core = least_in_series,
                                         .resets = chip_resets::bm1362,
                                         .core_resets = chip_resets::bm1366_cores,
                                         .read_only = later_results,
                                         .needs = &bm1362_needs};

constinit const ChipTraits bm1366_traits{.name = "bm1366",
                                         .identity = 0x13660000,
                                         .cores = 112,
                                         .lanes = 8,
                                         .engines = 894,
                                         .job_byte = {.shift = 0, .index_mask = 0x07},
                                         .core_reset_bits = 0x1f0,
                                         .diode_route = 3,
                                         .resets = chip_resets::bm1366,
                                         .core_resets = chip_resets::bm1366_cores,
                                         .read_only = later_results,
                                         .needs = &bm1366_needs};

constinit const ChipTraits bm1368_traits{.name = "bm1368",
                                         .identity = 0x13680000,
                                         .cores = 80,
                                         .lanes = 16,
                                         .engines = 1276,
                                         .job_byte = {.shift = 1, .index_mask = 0x0f},
                                         .has_thermometer = true,
                                         .core_reset_bits = 0x1f0,
                                         .diode_route = 3,
                                         // Firmware waits 500 ms behind each chip.
                                         .enable_pause = std::chrono::milliseconds{250},
                                         .resets = chip_resets::bm1370,
                                         .core_resets = chip_resets::bm1370_cores,
                                         .read_only = bm1368_results,
                                         .needs = &bm1368_needs};

constinit const ChipTraits bm1370_traits{.name = "bm1370",
                                         .identity = 0x13700000,
                                         .cores = 128,
                                         .lanes = 16,
                                         .engines = 2040,
                                         .job_byte = {.shift = 1, .index_mask = 0x0f},
                                         .rate = RateRegister::seconds_since_reset,
                                         .core_reset_bits = 0x1f0,
                                         .diode_route = 2,
                                         .resets = chip_resets::bm1370,
                                         .core_resets = chip_resets::bm1370_cores,
                                         .read_only = later_results,
                                         .needs = &bm1370_needs};

constinit const ChipTraits bm1372_traits = bm1373_newest("bm1372", 0x13720000);
constinit const ChipTraits bm1373_traits = bm1373_newest("bm1373", 0x13730000);

constinit const ChipTraits bm1373_plain_traits = [] {
    ChipTraits chip = bm1373_newest("bm1373-plain", 0x13730000);
    chip.baud = BaudForm::fast_uart;
    chip.command_address_shift = 0;
    chip.nonces_evenly_spread = false;
    chip.needs = &bm1373_plain_needs;
    return chip;
}();

constinit const ChipTraits bm1397_traits{.name = "bm1397",
                                         .identity = 0x13971800,
                                         .cores = 168,
                                         .lanes = 4,
                                         .engines = 672,
                                         .jobs = JobForm::midstates,
                                         .nonces = NonceLayout::bm1397,
                                         .reply_grows = false,
                                         .tells_excess = false,
                                         .job_byte = {.shift = 0, .index_mask = 0x03},
                                         .baud = BaudForm::misc_1397,
                                         .clock = {PllForm::raw, 0xc0600161, Megahertz{400.0}, Megahertz{50.0}, true},
                                         .rate = RateRegister::units_of_2_20,
                                         .has_counters = false,
                                         .least_core = least_in_series,
                                         .resets = chip_resets::bm1397,
                                         .read_only = bm1397_results,
                                         .needs = &bm1397_needs};

constinit const ChipTraits bm1387_traits{.name = "bm1387",
                                         .identity = 0x13879000,
                                         .cores = 114,
                                         .lanes = 1,
                                         .engines = 114,
                                         .most_chips = 64,
                                         .wire = Wire::bare,
                                         .jobs = JobForm::midstates,
                                         .nonces = NonceLayout::bm1387,
                                         .reply_grows = false,
                                         .tells_excess = false,
                                         .job_byte = {.shift = 0, .index_mask = 0x03},
                                         .baud = BaudForm::misc_1387,
                                         .places = {.pll = 0x0c, .sweep = 0x14, .ticket = 0x18, .rate = 0x08},
                                         .clock = {PllForm::raw_bare, 0, Megahertz{}, Megahertz{1000.0}, false},
                                         .rate = RateRegister::units_of_2_24,
                                         .has_counters = false,
                                         .has_mailbox = false,
                                         .opening_jobs = 114,
                                         .least_core = least_in_series,
                                         .resets = chip_resets::bm1387,
                                         .read_only = bm1387_results,
                                         .needs = &bm1387_needs};

bool ChipTraits::is_dead(std::uint32_t core, std::uint32_t lane) const noexcept {
    const std::uint32_t dead_count = dead_engines();
    if (dead == DeadEngines::of_last_core) return core == cores - 1u && lane >= lanes - dead_count;
    return lane == lanes - 1u && core >= cores - dead_count;
}

std::span<const ChipTraits* const> chip_families() noexcept {
    static constexpr std::array families{&bm1362_traits,       &bm1366_traits, &bm1368_traits,
                                         &bm1370_traits,       &bm1372_traits, &bm1373_traits,
                                         &bm1373_plain_traits, &bm1387_traits, &bm1397_traits};
    return families;
}

const ChipTraits* find_chip(std::string_view name) noexcept {
    const auto families = chip_families();
    const auto found = std::ranges::find(families, name, &ChipTraits::name);
    return found == families.end() ? nullptr : *found;
}

}  // namespace adit::boards::virtual_device
