// A part of 256 registers on an I2C bus, with the faults of a real one: it can be absent, undriven, deaf for one
// register, or flip a bit on the way back. Registers hold 1 or more bytes, lowest first.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "hal/i2c.hpp"
#include "tests/support/catch.hpp"

namespace adit::test {

struct LoggedWrite {
    std::uint8_t register_number;
    std::vector<std::uint8_t> data;
    friend bool operator==(const LoggedWrite&, const LoggedWrite&) = default;
};

class RegisterBus final : public hal::I2cBus {
public:
    std::map<std::uint8_t, std::vector<std::uint8_t>> registers;
    std::vector<LoggedWrite> writes;             ///< everything written, in order
    std::vector<std::uint8_t> reads;             ///< registers read, in order
    std::optional<hal::I2cError> fault;          ///< every transfer fails
    std::optional<std::size_t> fail_at;          ///< this transfer (from 0) fails with `no_ack`
    bool is_undriven = false;                    ///< reads give FF, writes vanish
    std::set<std::uint8_t> deaf;                 ///< writes to these are acknowledged and lost
    std::map<std::uint8_t, std::uint8_t> flips;  ///< XORed into the first byte read
    std::size_t transfers = 0;

    void put_word(std::uint8_t number, std::uint16_t value) {
        registers[number] = {static_cast<std::uint8_t>(value & 0xFF), static_cast<std::uint8_t>(value >> 8)};
    }
    [[nodiscard]] std::uint16_t word(std::uint8_t number) const {
        const auto& bytes = registers.at(number);
        return static_cast<std::uint16_t>(bytes.at(0) | bytes.at(1) << 8);
    }
    hal::I2cDevice device(std::uint8_t address) {
        auto claimed = claim(address);
        REQUIRE(claimed);
        return std::move(*claimed);
    }

private:
    Expected<void, hal::I2cError> do_transfer(std::uint8_t, std::span<const std::byte> out,
                                              std::span<std::byte> in) override {
        if (fault) return failure(*fault);
        if (transfers++ == fail_at) return failure(hal::I2cError::no_ack);
        REQUIRE_FALSE(out.empty());
        const auto number = std::to_integer<std::uint8_t>(out[0]);
        if (out.size() > 1 || in.empty()) store(number, out.subspan(1));
        if (!in.empty()) load(number, in);
        return {};
    }

    void store(std::uint8_t number, std::span<const std::byte> data) {
        LoggedWrite write{number, {}};
        for (const std::byte byte : data) write.data.push_back(std::to_integer<std::uint8_t>(byte));
        writes.push_back(write);
        if (!is_undriven && !deaf.contains(number)) registers[number] = write.data;
    }

    void load(std::uint8_t number, std::span<std::byte> in) {
        reads.push_back(number);
        std::ranges::fill(in, is_undriven ? std::byte{0xFF} : std::byte{0});
        if (is_undriven) return;
        const auto& bytes = registers[number];
        for (std::size_t i = 0; i < std::min(bytes.size(), in.size()); ++i) in[i] = std::byte{bytes[i]};
        if (flips.contains(number)) in[0] ^= std::byte{flips[number]};
    }
};

/// The error of a result that must have failed.
template <class Result>
auto error_of(const Result& result) {
    REQUIRE_FALSE(result);
    return result.error();
}

}  // namespace adit::test
