// See regulator.hpp.
#include "driver/peripheral/regulator.hpp"

namespace adit::driver::peripheral {

Result<void> Regulator::protect(const RailWindow& window) {
    window_.reset();
    if (!window.is_consistent()) return failure(PeripheralError::out_of_range);
    const auto done = do_protect(window);
    if (done) window_ = window;
    return done;
}

Result<void> Regulator::set_rail(Millivolts rail) {
    if (!window_) return failure(PeripheralError::not_configured);
    if (!window_->holds(rail)) return failure(PeripheralError::out_of_range);
    if (const auto done = do_write_rail(rail); !done) return done;
    const auto setting = do_read_rail_setting();
    if (!setting) return failure(setting.error());
    if (*setting > rail || *setting < rail - do_rail_step()) return failure(PeripheralError::mismatch);
    return {};
}

Result<void> Regulator::switch_on() {
    if (!window_) return failure(PeripheralError::not_configured);
    return do_switch_on();
}

}  // namespace adit::driver::peripheral
