// What follows from a family's constants.
#include "driver/bm13xx/chip_model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace adit::driver::bm13xx {
namespace {

constexpr double nonce_space = 4294967296.0;  // 2^32

constexpr unsigned assigned_scale = 0x10;  // BM1372/73: ESP-Miner
constexpr double overrun_ticks = 130;      // measured on a BM1366: each batch runs over by 5.2 us
constexpr Duration longest_interval = std::chrono::seconds{1}, shortest_interval = std::chrono::microseconds{500};
constexpr double sweep_used = 0.9;    // open S9 firmware
constexpr double longest_s = 86'400;  // nothing here lasts longer than a day

Duration seconds(double value) noexcept {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>{std::clamp(value, 0.0, longest_s)});
}

unsigned chips_as_power_of_two(std::uint16_t chips) noexcept {
    return std::bit_ceil(static_cast<unsigned>(std::clamp<std::uint16_t>(chips, 1, max_chips)));
}

}  // namespace

std::span<const ChipModel* const> chip_models() noexcept {
    static constexpr std::array models{&bm1387, &bm1397, &bm1362, &bm1366, &bm1368, &bm1370, &bm1372, &bm1373};
    return models;
}

const ChipModel* find_model(std::uint16_t chip_id) noexcept {
    const auto models = chip_models();
    const auto found = std::ranges::find(models, chip_id, [](const ChipModel* model) { return model->chip_id; });
    return found == models.end() ? nullptr : *found;
}

std::uint16_t address_interval(std::uint16_t chips) noexcept {
    return static_cast<std::uint16_t>(256 / chips_as_power_of_two(chips));
}

ChainShape checked(const ChipModel& chip, ChainShape shape) noexcept {
    shape.chips = std::clamp<std::uint16_t>(shape.chips, 1, chip.most_chips);
    shape.whole = std::clamp<std::uint16_t>(shape.whole, shape.chips, chip.most_chips);
    if (shape.domains == 0 || shape.whole % shape.domains != 0) shape.domains = 1;
    return shape;
}

bool uses_nonce_offsets(const ChipModel& chip, const ChainShape& shape) noexcept {
    const auto is_offset = [](const InitLine& line) { return line.kind == InitKind::nonce_offsets; };
    return shape.domains > 1 && std::ranges::any_of(chip.init, is_offset);
}

std::uint16_t sharing_chips(const ChipModel& chip, const ChainShape& shape) noexcept {
    return uses_nonce_offsets(chip, shape) ? std::max(shape.chips, shape.whole) : shape.chips;
}

std::uint8_t assigned_address(const ChipModel& chip, std::uint16_t chips, std::uint16_t index) noexcept {
    const unsigned distance = chip.addresses == AddressScheme::uniform ? address_interval(chips) : assigned_scale;
    return static_cast<std::uint8_t>(index * distance);
}

std::uint8_t command_address(const ChipModel& chip, std::uint16_t chips, std::uint16_t index) noexcept {
    const std::uint8_t assigned = assigned_address(chip, chips, index);
    return chip.addresses == AddressScheme::uniform ? assigned : static_cast<std::uint8_t>(assigned >> 2);
}

std::uint16_t index_of_address(const ChipModel& chip, std::uint16_t chips, std::uint8_t address) noexcept {
    const unsigned distance = chip.addresses == AddressScheme::uniform ? address_interval(chips) : assigned_scale;
    const auto last = std::clamp<std::uint16_t>(chips, 1, chip.most_chips) - 1u;
    return static_cast<std::uint16_t>(std::min(address / distance, last));
}

std::uint32_t nonce_offset_word(std::uint16_t chips, std::uint16_t index) noexcept {
    constexpr std::uint32_t enable = 0x80000000, whole = 0x10000;
    const std::uint32_t of = std::max<std::uint32_t>(chips, 1);
    return enable | (((whole * index + of - 1) / of) & 0xffffu);
}

std::uint32_t hash_counting_number(const ChipModel& chip, std::uint16_t chips, Megahertz clock) noexcept {
    if (chip.fixed_sweep != 0) return chip.fixed_sweep;
    const double slice = nonce_space / std::bit_ceil(unsigned{chip.cores}) / chips_as_power_of_two(chips);
    const double sweep = std::floor(slice * crystal.value / clock.value / 2);
    if (!(sweep > chip.sweep_guard + 1.0)) return 1;
    return static_cast<std::uint32_t>(std::min(sweep, nonce_space - 1)) - chip.sweep_guard;
}

Duration epoch(const ChipModel& chip, std::uint32_t sweep, int version_bits) noexcept {
    const double batches = std::max(1.0, std::exp2(version_bits) / chip.engines_per_core);
    return seconds(batches * (2.0 * sweep + overrun_ticks) / crystal_hz);
}

Duration job_life(const ChipModel& chip, std::uint16_t chips, Megahertz clock, int version_bits) noexcept {
    const double rate = nominal_rate(chip, chips, clock).value;
    return rate > 0 ? seconds(nonce_space * std::exp2(version_bits) / rate) : Duration{};
}

Duration midstate_sweep(const ChipModel& chip, std::uint16_t chips, Megahertz clock, unsigned midstates) noexcept {
    const double engines = std::bit_ceil(unsigned{chip.cores}) * unsigned{chip.engines_per_core};
    const double shared = nonce_space / engines / chips_as_power_of_two(chips);
    const double own = chip.own_nonce_bits != 0 ? std::exp2(chip.own_nonce_bits) : shared;
    return clock.value > 0 ? seconds(own * midstates / (clock.value * 1e6)) : Duration{};
}

Duration job_interval(const ChipModel& chip, std::uint16_t chips, Megahertz clock, int version_bits) noexcept {
    const double used = chip.rolls_versions() ? 0.5 : sweep_used;
    const Duration life = chip.rolls_versions() ? job_life(chip, chips, clock, version_bits)
                                                : midstate_sweep(chip, chips, clock, 1u << version_bits);
    const Duration interval = seconds(used * std::chrono::duration<double>{life}.count());
    return std::clamp(interval, shortest_interval, longest_interval);
}

HashesPerSecond nominal_rate(const ChipModel& chip, std::uint16_t chips, Megahertz clock) noexcept {
    return {clock.value * 1e6 * chip.engines * chips};
}

}  // namespace adit::driver::bm13xx
