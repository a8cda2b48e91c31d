// A TMP1075 (or TMP75, LM75 without its id): one temperature, converted continuously unless shut down.
#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "boards/virtual/register_model.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class Tmp75Model final : public RegisterModel {
public:
    explicit Tmp75Model(bool has_id = true) noexcept : RegisterModel{ByteOrder::high_first}, has_id_{has_id} {
        hold(device_id, 0x7500);
        power_up(Instant{});
    }

    void set_temperature(Celsius present) noexcept { temperature_ = present; }
    /// Supply off and on: nothing is measured until the first conversion is done.
    void power_up(Instant now) noexcept {
        hold(temperature, 0);
        hold(config, 0);
        hold(low_limit, 0x4B00);
        hold(high_limit, 0x5000);
        measured_from_ = now + first_conversion;
    }

private:
    static constexpr std::uint8_t temperature = 0x00, config = 0x01, low_limit = 0x02, high_limit = 0x03;
    static constexpr std::uint8_t device_id = 0x0f;
    static constexpr unsigned shut_down = 0x01;
    static constexpr std::chrono::milliseconds first_conversion{28};

    [[nodiscard]] std::size_t width(std::uint8_t number) const noexcept override {
        if (number == config) return 1;
        return number <= high_limit || (has_id_ && number == device_id) ? 2 : 0;
    }
    void store(std::uint8_t number, std::uint16_t value, Instant /*now*/) override {
        if (number != temperature && number != device_id) hold(number, value);
    }
    [[nodiscard]] std::uint16_t load(std::uint8_t number, Instant now) override {
        const bool converts = number == temperature && now >= measured_from_ && (held(config) & shut_down) == 0;
        if (converts) hold(temperature, static_cast<unsigned>(std::lround(temperature_.value * 16.0)) << 4);
        return held(number);
    }

    bool has_id_;
    Celsius temperature_{25.0};
    Instant measured_from_{};
};

}  // namespace adit::boards::virtual_device
