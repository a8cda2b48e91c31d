// An I2C part that is a file of registers of one or two bytes, with the faults such a part can have. The models of
// single parts derive from it and say what their registers mean.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "boards/virtual/i2c_part.hpp"

namespace adit::boards::virtual_device {

enum class ByteOrder : std::uint8_t { low_first, high_first };

class RegisterModel : public I2cPart {
public:
    /// Unknown registers, wrong lengths and refused writes are not acknowledged.
    [[nodiscard]] bool write(std::span<const std::byte> bytes, Instant now) final {
        if (is_absent_) return false;
        if (bytes.empty()) return true;
        selected_ = std::to_integer<std::uint8_t>(bytes[0]);
        const std::size_t size = width(selected_);
        if (bytes.size() == 1) return size > 0 || execute(selected_);
        if (bytes.size() != size + 1 || refused_.test(selected_)) return false;
        const auto value = static_cast<std::uint16_t>(join(bytes.subspan(1)) ^ flipped_[selected_]);
        if (!deaf_.test(selected_)) store(selected_, value, now);
        return true;
    }

    /// Past the end of a register the bus is undriven.
    [[nodiscard]] bool read(std::span<std::byte> into, Instant now) final {
        const std::size_t size = width(selected_);
        if (is_absent_ || size == 0) return false;
        const unsigned value = stuck_[selected_].value_or(load(selected_, now));
        for (std::size_t i = 0; i < into.size(); ++i) {
            const std::size_t shift = 8 * (order_ == ByteOrder::low_first ? i : size - 1 - i);
            into[i] = i < size ? static_cast<std::byte>(value >> shift & 0xFF) : std::byte{0xFF};
        }
        return true;
    }

    // Faults.
    /// Nobody answers at the address (HZ-07: the fan controller alone is gone).
    void set_absent(bool is_absent) noexcept { is_absent_ = is_absent; }
    /// Writes to the register are acknowledged and lost (HZ-10).
    void set_deaf(std::uint8_t number, bool is_deaf = true) noexcept { deaf_.set(number, is_deaf); }
    /// These bits of a write arrive inverted (HZ-10).
    void set_flipped(std::uint8_t number, std::uint16_t bits) noexcept { flipped_[number] = bits; }
    /// Writes to the register are not acknowledged.
    void set_refusing(std::uint8_t number, bool refuses = true) noexcept { refused_.set(number, refuses); }
    /// The register reads this whatever happens (HZ-03).
    void set_stuck(std::uint8_t number, std::optional<std::uint16_t> value) noexcept { stuck_[number] = value; }

    /// What the register holds, without the bus.
    [[nodiscard]] std::uint16_t held(std::uint8_t number) const noexcept { return registers_[number]; }

protected:
    explicit RegisterModel(ByteOrder order = ByteOrder::low_first) noexcept : order_{order} {}

    void hold(std::uint8_t number, unsigned value) noexcept { registers_[number] = static_cast<std::uint16_t>(value); }

private:
    /// Bytes of the register: 0 (there is none, or it is a bare command), 1 or 2.
    [[nodiscard]] virtual std::size_t width(std::uint8_t number) const noexcept = 0;
    /// A bare command. False: unknown.
    virtual bool execute(std::uint8_t /*command*/) { return false; }
    virtual void store(std::uint8_t number, std::uint16_t value, Instant /*now*/) { hold(number, value); }
    [[nodiscard]] virtual std::uint16_t load(std::uint8_t number, Instant /*now*/) { return held(number); }

    [[nodiscard]] std::uint16_t join(std::span<const std::byte> data) const noexcept {
        unsigned value = 0;
        for (std::size_t i = 0; i < data.size(); ++i) {
            const std::size_t shift = 8 * (order_ == ByteOrder::low_first ? i : data.size() - 1 - i);
            value |= std::to_integer<unsigned>(data[i]) << shift;
        }
        return static_cast<std::uint16_t>(value);
    }

    ByteOrder order_;
    std::array<std::uint16_t, 256> registers_{}, flipped_{};
    std::array<std::optional<std::uint16_t>, 256> stuck_{};
    std::bitset<256> deaf_, refused_;
    std::uint8_t selected_ = 0;
    bool is_absent_ = false;
};

}  // namespace adit::boards::virtual_device
