// A TPS546D24A as seen from the bus: registers, an output, and a log of everything that moved energy. Written from
// the PMBus register description, not from the driver.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "hal/i2c.hpp"

namespace adit::boards::safety::test {

class FakeTps546 final : public hal::I2cBus {
public:
    static constexpr std::uint8_t address = 0x24;
    static constexpr std::uint8_t operation = 0x01, clear_faults = 0x03, vout_mode = 0x20, vout_command = 0x21;
    static constexpr std::uint8_t vout_max = 0x24, vout_min = 0x2b, status_word = 0x79, device_id = 0xad;
    static constexpr std::uint8_t compensation = 0xb1;  // a block

    struct Write {
        std::uint8_t reg;
        std::uint16_t value;
    };
    std::vector<Write> writes;  ///< every register write, in order

    std::array<std::uint8_t, 6> id{0x54, 0x49, 0x54, 0x6d, 0x24, 0x41};
    std::optional<hal::I2cError> fails;                ///< every transfer
    std::optional<unsigned> fails_at{};                ///< this transfer alone, counted like `transfers`
    std::optional<std::uint8_t> deaf;                  ///< writes to this register are lost
    std::optional<std::pair<std::uint8_t, int>> late;  ///< writes to this register are lost that many times
    std::uint16_t faults = 0;                          ///< status bits beside OFF and PGOOD#
    std::uint16_t input_word = 0xca80;                 ///< LINEAR11: 5.0 V
    unsigned transfers = 0;

    [[nodiscard]] bool is_on() const { return read_register(operation) == 0x80; }
    [[nodiscard]] std::uint16_t read_register(std::uint8_t reg) const {
        if (reg == status_word) return static_cast<std::uint16_t>(faults | (is_on() ? 0 : 0x0840));
        if (reg == 0x88) return input_word;
        if (reg == 0x8b) return is_on() ? read_register(vout_command) : std::uint16_t{0};
        if (reg == 0x8c) return 0xd2c0;  // 11.0 A
        if (reg == 0x8d) return 0x0032;  // 50 C
        const auto found = registers_.find(reg);
        return found != registers_.end() ? found->second : std::uint16_t{0};
    }
    void set_register(std::uint8_t reg, std::uint16_t value) { registers_[reg] = value; }

    /// Millivolts a VOUT_COMMAND word means; exponent -9.
    [[nodiscard]] static double millivolts(std::uint16_t word) { return word * 1000.0 / 512.0; }

private:
    Expected<void, hal::I2cError> do_transfer(std::uint8_t to, std::span<const std::byte> out,
                                              std::span<std::byte> in) override {
        ++transfers;
        if (fails) return failure(*fails);
        if (fails_at == transfers) return failure(hal::I2cError::no_ack);
        if (to != address || out.empty()) return failure(hal::I2cError::no_ack);
        const auto reg = std::to_integer<std::uint8_t>(out[0]);
        if (in.empty())
            take(reg, out.subspan(1));
        else
            give(reg, in);
        return {};
    }

    void take(std::uint8_t reg, std::span<const std::byte> data) {
        std::uint16_t value = 0;
        for (std::size_t i = 0; i < data.size() && i < 2; ++i)
            value = static_cast<std::uint16_t>(value | std::to_integer<unsigned>(data[i]) << 8 * i);
        writes.push_back({reg, value});
        if (reg == compensation) compensation_.assign(data.begin(), data.end());
        if (reg == clear_faults) faults = 0;
        if (deaf == reg) return;
        if (late && late->first == reg && late->second > 0) {
            --late->second;
            return;
        }
        registers_[reg] = value;
    }

    void give(std::uint8_t reg, std::span<std::byte> in) const {
        if (reg == device_id) {
            in[0] = std::byte{6};
            for (std::size_t i = 1; i < in.size() && i <= id.size(); ++i) in[i] = std::byte{id[i - 1]};
            return;
        }
        if (reg == compensation) {
            std::copy_n(compensation_.begin(), std::min(in.size(), compensation_.size()), in.begin());
            return;
        }
        const std::uint16_t value = read_register(reg);
        for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<std::byte>(i < 2 ? value >> 8 * i : 0);
    }

    std::vector<std::byte> compensation_;
    std::map<std::uint8_t, std::uint16_t> registers_{{vout_mode, 0x97}, {operation, 0x80}};
};

}  // namespace adit::boards::safety::test
