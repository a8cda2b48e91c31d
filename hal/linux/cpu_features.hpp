// What the processor we run on can do.
#pragma once

#include "hal/cpu_features.hpp"

namespace adit::hal {

/// Asks the processor (x86: CPUID and XGETBV) or the kernel (ARM: auxiliary vector). Takes microseconds.
[[nodiscard]] CpuFeatures detect_cpu_features() noexcept;

}  // namespace adit::hal
