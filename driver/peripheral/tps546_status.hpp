// The TPS546's status registers are those of PMBus. See tps546.hpp.
#pragma once

#include "driver/peripheral/pmbus_status.hpp"

namespace adit::driver::peripheral {

using Tps546Status = PmbusStatus;

}  // namespace adit::driver::peripheral
