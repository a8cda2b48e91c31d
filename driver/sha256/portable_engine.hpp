// The entry of the portable scan in every table of engines.
#pragma once

#include "driver/sha256/engines.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::driver::sha256 {

/// Costs with five integer ports and a rotate that leaves its operand alone (x86 rorx).
inline constexpr Engine portable{
    .name = "portable",
    .needs = {},
    .group_nonces = 1,
    .scan = scan_portable,
    .cost = {.plain_operations = 3712, .schedule_operations = 536, .operations_per_cycle = 5, .lanes = 1}};

}  // namespace adit::driver::sha256
