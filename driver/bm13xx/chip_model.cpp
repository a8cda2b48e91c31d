// What follows from a family's constants.
#include "driver/bm13xx/chip_model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace adit::driver::bm13xx {
namespace {

constexpr double nonce_space = 4294967296.0;  // 2^32

unsigned chips_as_power_of_two(std::uint16_t chips) noexcept {
    return std::bit_ceil(static_cast<unsigned>(std::clamp<std::uint16_t>(chips, 1, max_chips)));
}

}  // namespace

std::uint16_t address_interval(std::uint16_t chips) noexcept {
    return static_cast<std::uint16_t>(256 / chips_as_power_of_two(chips));
}

std::uint32_t hash_counting_number(const ChipModel& chip, std::uint16_t chips, Megahertz clock) noexcept {
    const double slice = nonce_space / std::bit_ceil(unsigned{chip.cores}) / chips_as_power_of_two(chips);
    const double sweep = std::floor(slice * crystal.value / clock.value / 2);
    if (!(sweep > chip.sweep_guard + 1.0)) return 1;
    return static_cast<std::uint32_t>(std::min(sweep, nonce_space - 1)) - chip.sweep_guard;
}

HashesPerSecond nominal_rate(const ChipModel& chip, std::uint16_t chips, Megahertz clock) noexcept {
    return {clock.value * 1e6 * chip.engines * chips};
}

}  // namespace adit::driver::bm13xx
