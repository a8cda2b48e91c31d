// The bitaxe-raw control protocol as a pure codec: requests to bytes, bytes to replies. No I/O.
#pragma once

#include "hal/bridge/reply.hpp"    // IWYU pragma: export
#include "hal/bridge/request.hpp"  // IWYU pragma: export
