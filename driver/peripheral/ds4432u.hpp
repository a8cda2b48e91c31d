// DS4432U current DAC that bends the feedback of a fixed buck (TPS40305): sourcing lowers the rail, sinking raises it.
// After power-on its code is 0 and the rail would come up at the buck's nominal voltage, above what most chips bear:
// the code is written and read back before the enable line may switch. No status, no telemetry.
#pragma once

#include <cstdint>
#include <utility>

#include "driver/peripheral/enable_line.hpp"
#include "driver/peripheral/regulator.hpp"
#include "hal/i2c.hpp"

namespace adit::driver::peripheral {

/// The board's feedback network. The defaults are those of all boards known.
struct Ds4432uDivider {
    Volts feedback{0.6};
    double top_ohm = 4750.0, bottom_ohm = 3320.0;
    Amperes full_scale{98.921e-6};          ///< at magnitude 127
    Millivolts lowest{990}, highest{1927};  ///< what 127 steps reach

    friend constexpr bool operator==(const Ds4432uDivider&, const Ds4432uDivider&) = default;
};

/// The code whose rail is the highest not above `rail`; never 00 or 80, which a part that lost its setting holds.
/// Errors: `out_of_range` (outside the divider's lowest..highest: a larger magnitude would run into the sign bit and
/// turn into a much higher voltage).
[[nodiscard]] Result<std::uint8_t> ds4432u_code(Millivolts rail, const Ds4432uDivider& divider = {}) noexcept;
/// The rail of a code, by the same formula.
[[nodiscard]] Volts ds4432u_rail(std::uint8_t code, const Ds4432uDivider& divider = {}) noexcept;

class Ds4432u final : public Regulator {
public:
    enum class Output : std::uint8_t { out0 = 0xF8, out1 = 0xF9 };  ///< the register is the enumerator's value

    /// The line's pin must outlive this. `protect` refuses a window beyond the divider.
    Ds4432u(hal::I2cDevice device, const EnableLine& enable, const Ds4432uDivider& divider = {},
            Output output = Output::out0) noexcept
        : device_{std::move(device)}, enable_{enable}, divider_{divider}, output_{output} {}

private:
    Result<void> do_check_identity() override;
    Result<void> do_protect(const RailWindow& window) override;
    Result<void> do_write_rail(Millivolts rail) override;
    Result<Millivolts> do_read_rail_setting() override;
    [[nodiscard]] Millivolts do_rail_step() const noexcept override;
    Result<void> do_switch_on() override;
    Result<void> do_switch_off() override { return enable_.switch_off(); }
    Result<std::uint8_t> read_code();

    hal::I2cDevice device_;
    EnableLine enable_;
    Ds4432uDivider divider_;
    Output output_;
    std::uint8_t code_ = 0;  ///< last written
};

}  // namespace adit::driver::peripheral
