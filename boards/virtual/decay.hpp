// The exponential of everything that settles: heat, fans, a rail. Made of additions, multiplications and exact scaling
// only, so that a run has the same bits whatever optimisation or mathematical library it was built with.
#pragma once

#include <cmath>

#include "boards/virtual/exact_power.hpp"

namespace adit::boards::virtual_device {

/// e^-x for x >= 0, to about 1e-14. 0 from x = 700 on.
[[nodiscard]] inline double decay(double x) noexcept {
    constexpr double log2_e = 1.4426950408889634, ln_2 = 0.6931471805599453, nothing_left = 700.0;
    if (!(x < nothing_left)) return 0.0;
    const double halvings = std::floor(x * log2_e + 0.5);
    const double rest = x - halvings * ln_2;  // within ln 2 / 2 of 0
    constexpr int terms = 13;
    double sum = 1.0;
    for (int n = terms; n > 0; --n) sum = 1.0 - rest / n * sum;
    return sum * exact_power(-static_cast<int>(halvings));
}

}  // namespace adit::boards::virtual_device
