// One output line, e.g. a chain's reset.
#pragma once

#include <cstdint>

#include "hal/expected.hpp"

namespace adit::hal {

enum class Level : std::uint8_t { low, high };
enum class PinError : std::uint8_t { timeout, refused, disconnected, io };

class OutputPin {
public:
    virtual ~OutputPin() = default;

    /// Drives the line. Blocks at most 100 ms (bridge). Errors: `refused` (no such line), `timeout`, `disconnected`.
    [[nodiscard]] Expected<void, PinError> set(Level level) { return do_set(level); }
    /// Reads the line's actual level. Errors as `set`.
    [[nodiscard]] Expected<Level, PinError> get() { return do_get(); }

protected:
    OutputPin() = default;
    OutputPin(const OutputPin&) = default;
    OutputPin& operator=(const OutputPin&) = default;

private:
    virtual Expected<void, PinError> do_set(Level level) = 0;
    virtual Expected<Level, PinError> do_get() = 0;
};

}  // namespace adit::hal
