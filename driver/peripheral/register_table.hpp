// A part's configuration as data: writes in order, and how each is compared when it is read back. A bounded table
// without heap; which writes belong in it is the part's business.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "driver/peripheral/result.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

/// How a register's word is to be compared on read-back.
enum class RegisterFormat : std::uint8_t {
    byte,
    word,
    linear11  ///< a word; another encoding of the same value is equal
};

struct RegisterWrite {
    std::uint8_t register_number{};
    RegisterFormat format{};
    std::uint16_t value{};

    friend constexpr bool operator==(const RegisterWrite&, const RegisterWrite&) = default;
};

/// One register that did not read back as written.
struct RegisterMismatch {
    std::uint8_t register_number{};
    std::uint16_t wrote{}, read{};

    friend constexpr bool operator==(const RegisterMismatch&, const RegisterMismatch&) = default;
};

template <std::size_t most>
class RegisterTable {
public:
    /// A write beyond `most` is lost and shows in `is_overfull`.
    constexpr void add(const RegisterWrite& write) noexcept {
        if (count_ < most)
            writes_[count_++] = write;
        else
            is_overfull_ = true;
    }
    [[nodiscard]] constexpr bool is_overfull() const noexcept { return is_overfull_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return count_; }
    [[nodiscard]] constexpr const RegisterWrite* begin() const noexcept { return writes_.data(); }
    [[nodiscard]] constexpr const RegisterWrite* end() const noexcept { return writes_.data() + count_; }

private:
    std::array<RegisterWrite, most> writes_{};
    std::size_t count_ = 0;
    bool is_overfull_ = false;
};

/// One transfer. Errors of the bus.
[[nodiscard]] Result<void> write_register(hal::I2cDevice& device, const RegisterWrite& write);
/// Reads a register back: nothing when it holds what was written, else what it holds. One transfer. Errors of the bus.
[[nodiscard]] Result<std::optional<RegisterMismatch>> compare_register(hal::I2cDevice& device,
                                                                       const RegisterWrite& written);
/// Writes one byte and reads it back, 2 transfers. Errors: `mismatch`.
[[nodiscard]] Result<void> write_checked(hal::I2cDevice& device, std::uint8_t register_number, std::uint8_t value);

}  // namespace adit::driver::peripheral
