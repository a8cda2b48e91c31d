// See serial_text.hpp.
#include "hal/linux/serial_text.hpp"

namespace adit::hal {

std::string_view describe(SerialError error) noexcept {
    switch (error) {
        case SerialError::not_found:
            return "no such serial device: check the cable and the name (adit detect lists them)";
        case SerialError::no_permission:
            return "this user may not open the port: install Adit's udev rules, or join the group that owns the device "
                   "(ls -l shows it, often dialout) and log in again";
        case SerialError::busy:
            return "another program holds the port: close it, or choose another device";
        case SerialError::not_a_tty:
            return "this is not a serial port: give the path of a tty device";
        case SerialError::bad_baud:
            return "the adapter cannot make this baud rate: use another adapter or a slower chain";
        case SerialError::disconnected:
            return "the device went away: check cable and power, it is reopened when it returns";
        case SerialError::io:
            return "the kernel reported an input/output error: replug the device and look at dmesg";
    }
    return "unknown serial error";
}

}  // namespace adit::hal
