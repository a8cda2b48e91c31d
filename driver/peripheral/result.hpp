// What every fallible function of this folder returns.
#pragma once

#include "driver/peripheral/peripheral_error.hpp"
#include "hal/expected.hpp"

namespace adit::driver::peripheral {

template <class Value>
using Result = Expected<Value, PeripheralError>;

}  // namespace adit::driver::peripheral
