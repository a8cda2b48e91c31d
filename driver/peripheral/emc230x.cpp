// See emc230x.hpp. Register numbers: EMC2305 data sheet, register map.
#include "driver/peripheral/emc230x.hpp"

#include <optional>

#include "driver/peripheral/emc_tachometer.hpp"
#include "driver/peripheral/register_access.hpp"
#include "driver/peripheral/register_table.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_polarity = 0x2A, reg_output_type = 0x2B, reg_product = 0xFD;
constexpr std::uint8_t product_2302 = 0x36, product_2305 = 0x34;

// Offsets in a fan's block of registers.
constexpr std::uint8_t drive_offset = 0x0, config_offset = 0x2, tach_offset = 0xE;
constexpr std::uint8_t five_edges = 0x08;  // bits 4:3; bit 7 stays clear: no closed loop

constexpr std::uint8_t fan_register(std::uint8_t fan, std::uint8_t offset) noexcept {
    return static_cast<std::uint8_t>(0x30 + 0x10 * fan + offset);
}

/// Bits 6:5 of a fan's configuration.
constexpr std::optional<std::uint8_t> range_bits(std::uint8_t multiplier) noexcept {
    switch (multiplier) {
        case 1:
            return std::uint8_t{0x00};
        case 2:
            return std::uint8_t{0x20};
        case 4:
            return std::uint8_t{0x40};
        case 8:
            return std::uint8_t{0x60};
        default:
            return std::nullopt;
    }
}

}  // namespace

Result<void> Emc230x::check_identity() {
    if (const auto maker = check_emc_maker(device_); !maker) return maker;
    const auto product = read_driven_byte(device_, reg_product);
    if (!product) return failure(product.error());
    const std::uint8_t expected = part_ == Emc230xPart::emc2302 ? product_2302 : product_2305;
    if (*product != expected) return failure(PeripheralError::wrong_part);
    return {};
}

Result<void> Emc230x::configure(const Emc230xSetup& setup) {
    multiplier_ = 0;
    const auto range = range_bits(setup.multiplier);
    const unsigned beyond = ~0U << fan_count();
    if (!range || ((setup.inverted_pwm | setup.push_pull_pwm) & beyond) != 0) {
        return failure(PeripheralError::out_of_range);
    }
    if (const auto done = write_checked(device_, reg_polarity, setup.inverted_pwm); !done) return done;
    if (const auto done = write_checked(device_, reg_output_type, setup.push_pull_pwm); !done) return done;
    for (std::uint8_t fan = 0; fan < fan_count(); ++fan) {
        const auto config = static_cast<std::uint8_t>(five_edges | *range);
        if (const auto done = write_checked(device_, fan_register(fan, config_offset), config); !done) return done;
    }
    multiplier_ = setup.multiplier;
    return {};
}

Result<void> Emc230x::do_write_drive(std::uint8_t fan, std::uint8_t drive) {
    return write_byte(device_, fan_register(fan, drive_offset), drive);
}

Result<std::uint8_t> Emc230x::do_read_drive(std::uint8_t fan) {
    return read_emc_drive(device_, fan_register(fan, drive_offset));
}

Result<Rpm> Emc230x::do_read_speed(std::uint8_t fan) {
    if (multiplier_ == 0) return failure(PeripheralError::not_configured);
    return read_emc_tachometer(device_, fan_register(fan, tach_offset), multiplier_);
}

}  // namespace adit::driver::peripheral
