// See fan_controller.hpp.
#include "driver/peripheral/fan_controller.hpp"

namespace adit::driver::peripheral {

Result<void> FanController::drive_fan(std::uint8_t fan, Percent duty) {
    if (fan >= fan_count()) return failure(PeripheralError::unsupported);
    if (duty < Percent{0} || duty > Percent{100}) return failure(PeripheralError::out_of_range);
    const std::uint8_t drive = drive_of(duty, do_full_drive());
    if (const auto done = do_write_drive(fan, drive); !done) return done;
    const auto read = do_read_drive(fan);
    if (!read) return failure(read.error());
    if (*read != drive) return failure(PeripheralError::mismatch);
    return {};
}

Result<Percent> FanController::read_fan_drive(std::uint8_t fan) {
    if (fan >= fan_count()) return failure(PeripheralError::unsupported);
    const auto drive = do_read_drive(fan);
    if (!drive) return failure(drive.error());
    if (*drive > do_full_drive()) return failure(PeripheralError::implausible);
    return duty_of(*drive, do_full_drive());
}

Result<Rpm> FanController::read_fan_speed(std::uint8_t fan) {
    if (fan >= fan_count()) return failure(PeripheralError::unsupported);
    return do_read_speed(fan);
}

}  // namespace adit::driver::peripheral
