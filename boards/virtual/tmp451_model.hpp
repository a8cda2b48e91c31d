// A TMP451: own temperature and one external diode, continuous or one conversion at a time.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "boards/virtual/register_model.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class Tmp451Model final : public RegisterModel {
public:
    Tmp451Model() noexcept { hold(manufacturer, 0x55); }

    void set_local(Celsius temperature) noexcept { local_ = temperature; }
    void set_remote(Celsius temperature) noexcept { remote_ = temperature; }
    /// The diode is not there (HZ-03).
    void set_open(bool is_open) noexcept { is_open_ = is_open; }

private:
    static constexpr std::uint8_t local_high = 0x00, remote_high = 0x01, status = 0x02, config_read = 0x03;
    static constexpr std::uint8_t config_write = 0x09, one_shot = 0x0f, remote_low = 0x10, offset_high = 0x11;
    static constexpr std::uint8_t offset_low = 0x12, local_low = 0x15, n_factor = 0x23, manufacturer = 0xfe;
    static constexpr unsigned shut_down = 0x40, busy = 0x80, open = 0x04;
    static constexpr std::chrono::milliseconds conversion{34};

    [[nodiscard]] std::size_t width(std::uint8_t number) const noexcept override {
        const bool is_known = number <= 0x12 || number == local_low || (number >= 0x19 && number <= n_factor);
        return is_known || number == manufacturer ? 1 : 0;
    }
    void store(std::uint8_t number, std::uint16_t value, Instant now) override {
        if (number == config_write) hold(config_read, value);
        if (number == offset_high || number == offset_low || number == n_factor) hold(number, value);
        if (number != one_shot) return;
        ready_at_ = now + conversion;
        is_converting_ = true;
    }
    [[nodiscard]] std::uint16_t load(std::uint8_t number, Instant now) override {
        if ((held(config_read) & shut_down) == 0 || (is_converting_ && now >= ready_at_)) convert();
        if (number != status) return held(number);
        return static_cast<std::uint16_t>((is_converting_ ? busy : 0u) | (is_open_ ? open : 0u));
    }

    void convert() noexcept {
        is_converting_ = false;
        const auto offset = static_cast<std::int8_t>(held(offset_high));
        hold_pair(local_high, local_low, local_);
        hold_pair(remote_high, remote_low, is_open_ ? highest : remote_ + Celsius{static_cast<double>(offset)});
    }
    /// The default range ends at 0 and at 127.9375 C.
    void hold_pair(std::uint8_t high, std::uint8_t low, Celsius temperature) noexcept {
        const double inside = std::clamp(temperature.value, 0.0, highest.value);
        const auto sixteenths = static_cast<unsigned>(std::lround(inside * 16.0));
        hold(high, sixteenths >> 4);
        hold(low, (sixteenths & 0x0f) << 4);
    }

    static constexpr Celsius highest{127.9375};
    Celsius local_{25.0}, remote_{25.0};
    Instant ready_at_{};
    bool is_open_ = false, is_converting_ = false;
};

}  // namespace adit::boards::virtual_device
