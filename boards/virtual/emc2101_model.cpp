// EMC2101 registers. Reset values not public knowledge from the firmwares are the data sheet's defaults.
#include "boards/virtual/emc2101_model.hpp"

#include <algorithm>
#include <cmath>

#include "boards/virtual/seeded_random.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr std::uint8_t internal_temperature = 0x00, external_high = 0x01, config = 0x03, external_low = 0x10;
constexpr std::uint8_t ideality = 0x17, beta = 0x18, tach_low = 0x46, tach_high = 0x47, fan_config = 0x4a;
constexpr std::uint8_t fan_setting = 0x4c, product_id = 0xfd, manufacturer_id = 0xfe;
constexpr std::uint8_t tach_pin = 0x04, direct_setting = 0x20, inverted = 0x10;

constexpr std::uint16_t open_code = 0x3f8, short_code = 0x3ff, code_mask = 0x7ff;  // 11 bits, 0.125 C
constexpr std::uint8_t largest_setting = 63;

constexpr bool is_read_only(std::uint8_t reg) noexcept {
    return reg <= external_high || reg == external_low || reg == tach_low || reg == tach_high || reg >= product_id;
}

/// Diode ideality of a register value: 0x12 = 1.0080, 0x24 = 1.0319, linear between.
constexpr double ideality_of(std::uint8_t reg) noexcept { return 1.0080 + (reg - 0x12) * (1.0319 - 1.0080) / 18.0; }

}  // namespace

Emc2101Model::Emc2101Model(std::uint64_t seed) : garbage_state_{mix64(seed)} {
    registers_[ideality] = 0x12;
    registers_[beta] = 0x08;
    registers_[fan_config] = direct_setting;
    registers_[product_id] = 0x16;
    registers_[manufacturer_id] = 0x5d;
}

bool Emc2101Model::write(std::span<const std::byte> bytes, Instant /*now*/) {
    if (bytes.empty()) return true;
    if (bytes.size() > 2) return false;  // SMBus send byte and write byte are all it takes
    selected_ = std::to_integer<std::uint8_t>(bytes[0]);
    if (bytes.size() == 1) return true;
    auto value = std::to_integer<std::uint8_t>(bytes[1]);
    if (selected_ == fan_setting) {
        if ((registers_[fan_config] & direct_setting) == 0) return true;  // the look-up table drives the fan
        value = std::min(value, largest_setting);
    }
    if (!is_read_only(selected_)) registers_[selected_] = value;
    return true;
}

bool Emc2101Model::read(std::span<std::byte> into, Instant /*now*/) {
    for (std::byte& byte : into) byte = std::byte{value_of(selected_)};
    return true;
}

std::uint8_t Emc2101Model::value_of(std::uint8_t reg) {
    switch (reg) {
        case internal_temperature:
            return static_cast<std::uint8_t>(static_cast<std::int8_t>(std::lround(board_.value)));
        case external_high:
            return static_cast<std::uint8_t>((diode_code() & code_mask) >> 3);
        case external_low:
            return static_cast<std::uint8_t>((last_code_ & 0x07) << 5);  // of the same conversion as the high byte
        case tach_low: {
            const std::uint16_t count = tach_count();
            latched_tach_high_ = static_cast<std::uint8_t>(count >> 8);
            return static_cast<std::uint8_t>(count & 0xff);
        }
        case tach_high:
            return latched_tach_high_;
        default:
            return registers_[reg];
    }
}

std::uint16_t Emc2101Model::diode_code() {
    constexpr double gamma_diode = 1.0319, zero_celsius = 273.15, steps_per_degree = 8.0;
    const double measured =
        (chip_.value + zero_celsius) * gamma_diode / ideality_of(registers_[ideality]) - zero_celsius;
    last_code_ = static_cast<std::uint16_t>(std::lround(measured * steps_per_degree) & code_mask);
    if (diode_ == DiodeState::unsettled) last_code_ = static_cast<std::uint16_t>(mix64(++garbage_state_) & code_mask);
    if (diode_ == DiodeState::open) last_code_ = open_code;
    if (diode_ == DiodeState::shorted) last_code_ = short_code;
    return last_code_;
}

std::uint16_t Emc2101Model::tach_count() const noexcept {
    constexpr std::uint32_t clock_per_minute = 5'400'000, largest_count = 0xffff;
    const bool is_tach = (registers_[config] & tach_pin) != 0;
    if (!is_tach || fan_.value == 0) return largest_count;
    return static_cast<std::uint16_t>(std::min(largest_count, clock_per_minute / fan_.value));
}

void Emc2101Model::set_diode(DiodeState state, Celsius chip) noexcept {
    diode_ = state;
    chip_ = chip;
}

int Emc2101Model::setting() const noexcept {
    const int written = registers_[fan_setting];
    const bool is_inverted = (registers_[fan_config] & inverted) != 0;
    return is_inverted ? largest_setting - written : written;
}

Percent Emc2101Model::duty() const noexcept { return {setting() * 100 / largest_setting}; }

double Emc2101Model::drive() const noexcept { return static_cast<double>(setting()) / largest_setting; }

}  // namespace adit::boards::virtual_device
