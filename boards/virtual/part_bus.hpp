// An I2C bus in the same process, with emulated parts on it: what a board's parts are tried on without a bridge.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "boards/virtual/i2c_part.hpp"
#include "hal/clock.hpp"
#include "hal/i2c.hpp"

namespace adit::boards::virtual_device {

class PartBus final : public hal::I2cBus {
public:
    /// The clock must outlive the bus.
    explicit PartBus(const hal::Clock& clock) noexcept : clock_{clock} {}

    /// Solders a part to a 7-bit address; it must outlive the bus.
    void attach(std::uint8_t address, I2cPart& part) noexcept { parts_.at(address) = &part; }

    // Faults.
    /// A line is stuck: every transfer fails with this (HZ-29).
    void set_stuck(std::optional<hal::I2cError> error) noexcept { stuck_ = error; }
    /// Nobody drives the line: reads give FF, writes are acknowledged by chance and lost.
    void set_undriven(bool is_undriven) noexcept { is_undriven_ = is_undriven; }
    /// This transfer, counted from 0 since construction, is not acknowledged.
    void set_failing(std::optional<std::size_t> transfer) noexcept { failing_ = transfer; }

    [[nodiscard]] std::size_t transfers() const noexcept { return transfers_; }

private:
    Expected<void, hal::I2cError> do_transfer(std::uint8_t address, std::span<const std::byte> out,
                                              std::span<std::byte> in) override {
        const bool is_failing = transfers_++ == failing_;
        if (stuck_) return failure(hal::I2cError{*stuck_});
        if (is_undriven_) {
            for (std::byte& byte : in) byte = std::byte{0xFF};
            return {};
        }
        I2cPart* const part = parts_.at(address);
        if (is_failing || part == nullptr) return failure(hal::I2cError::no_ack);
        const Instant now = clock_.now();
        if (!out.empty() && !part->write(out, now)) return failure(hal::I2cError::no_ack);
        if (!in.empty() && !part->read(in, now)) return failure(hal::I2cError::no_ack);
        return {};
    }

    const hal::Clock& clock_;
    std::array<I2cPart*, 128> parts_{};
    std::optional<hal::I2cError> stuck_;
    std::optional<std::size_t> failing_;
    std::size_t transfers_ = 0;
    bool is_undriven_ = false;
};

}  // namespace adit::boards::virtual_device
