// The USB bridge firmware of a Bitaxe, dialect v0: requests for I2C, numbered lines and the ADC on the control port,
// answered one at a time, with that firmware's own way of reporting errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "boards/virtual/i2c_part.hpp"
#include "hal/clock.hpp"

namespace adit::boards::virtual_device {

/// What the bridge's pins are connected to.
class BridgePins {
public:
    virtual ~BridgePins() = default;
    /// The part at this 7-bit address; null: nobody there.
    [[nodiscard]] virtual I2cPart* part_at(std::uint8_t address) = 0;
    /// Level of a numbered line; none: the bridge has no such line.
    [[nodiscard]] virtual std::optional<bool> line(std::uint8_t number) const = 0;
    /// Drives a line that `line` knows.
    virtual void set_line(std::uint8_t number, bool level, Instant now) = 0;
    /// The bridge restarts: every line is what it is at boot.
    virtual void release_lines(Instant now) = 0;
    /// Raw converter count of the core voltage input.
    [[nodiscard]] virtual std::uint16_t adc_count(Instant now) = 0;

protected:
    BridgePins() = default;
    BridgePins(const BridgePins&) = default;
    BridgePins& operator=(const BridgePins&) = default;
};

class BitaxeRawBridge {
public:
    static constexpr Duration partial_timeout = std::chrono::milliseconds{4};
    /// How long the firmware needs to come back after a request it panics on.
    static constexpr Duration reboot_time = std::chrono::milliseconds{500};

    /// `pins` must outlive the bridge.
    explicit BitaxeRawBridge(BridgePins& pins) noexcept : pins_{pins} {}

    /// One USB packet. What follows a whole request in the same packet is discarded.
    void receive(std::span<const std::byte> packet, Instant now);
    /// Takes reply bytes.
    [[nodiscard]] std::size_t take(std::span<std::byte> into);
    [[nodiscard]] bool has_reply() const noexcept { return !replies_.empty(); }

    void set_i2c_hangs(bool hangs) noexcept { i2c_hangs_ = hangs; }

private:
    using Bytes = std::span<const std::byte>;
    void handle(Bytes request, Instant now);
    void handle_i2c(std::uint8_t command, Bytes data, Instant now);
    void i2c_write(Bytes data, Instant now);
    void i2c_read(Bytes data, Instant now);
    void i2c_write_read(Bytes data, Instant now);
    void handle_gpio(std::uint8_t command, Bytes data, Instant now);
    void handle_adc(std::uint8_t command, Instant now);
    void panic(Instant now);

    void reply(Bytes data);
    void reply_error(std::uint8_t code);
    void reply_error_text(std::string_view text);
    void put(std::size_t value) { replies_.push_back(static_cast<std::byte>(value & 0xff)); }

    BridgePins& pins_;
    std::vector<std::byte> partial_;
    std::deque<std::byte> replies_;
    Instant last_byte_{}, boots_until_{};
    std::uint8_t id_ = 0;
    bool i2c_hangs_ = false;
};

}  // namespace adit::boards::virtual_device
