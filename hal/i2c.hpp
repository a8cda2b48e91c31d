// An I2C bus and a device on it are two things: the bus moves bytes, the handle says to whom.
// A bus hands out each address once, so that two drivers can never talk to one part (and only the energy gate
// ever holds the regulator).
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hal/expected.hpp"

namespace adit::hal {

enum class I2cError : std::uint8_t {
    no_ack,         ///< nobody answered at this address, or the part refused a byte
    timeout,        ///< the bus or its bridge did not answer in time
    bus,            ///< arbitration lost, line stuck, or the bridge answered nonsense
    disconnected,   ///< the bridge is gone
    too_long,       ///< more bytes than the bus can move in one transaction
    address_taken,  ///< `claim`: somebody already holds this address
};

class I2cDevice;

class I2cBus {
public:
    virtual ~I2cBus() = default;
    I2cBus(const I2cBus&) = delete;
    I2cBus& operator=(const I2cBus&) = delete;

    /// Hands out the handle for a 7-bit address. The bus must outlive the handle. Errors: `address_taken`.
    [[nodiscard]] Expected<I2cDevice, I2cError> claim(std::uint8_t address);

protected:
    I2cBus() = default;

private:
    friend class I2cDevice;
    /// One transaction: write `out`, then (repeated start) read `in`. Either may be empty. Blocks at most the bus
    /// time-out (bridge 100 ms, i2c-dev 30 ms).
    virtual Expected<void, I2cError> do_transfer(std::uint8_t address, std::span<const std::byte> out,
                                                 std::span<std::byte> in) = 0;
    std::bitset<128> claimed_;
};

/// Move-only handle {bus, address}. Gives the address back when destroyed.
class I2cDevice {
public:
    I2cDevice(I2cDevice&& other) noexcept;
    I2cDevice& operator=(I2cDevice&& other) noexcept;
    ~I2cDevice();

    /// Errors of the three transfers: all of `I2cError` but `address_taken`.
    [[nodiscard]] Expected<void, I2cError> write(std::span<const std::byte> bytes) { return write_read(bytes, {}); }
    [[nodiscard]] Expected<void, I2cError> read(std::span<std::byte> into) { return write_read({}, into); }
    [[nodiscard]] Expected<void, I2cError> write_read(std::span<const std::byte> out, std::span<std::byte> in);

    [[nodiscard]] std::uint8_t address() const noexcept { return address_; }

private:
    friend class I2cBus;
    I2cDevice(I2cBus& bus, std::uint8_t address) noexcept : bus_{&bus}, address_{address} {}
    void release() noexcept;

    I2cBus* bus_;
    std::uint8_t address_;
};

}  // namespace adit::hal
