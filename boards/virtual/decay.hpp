// The exponential of everything that settles: heat, fans, a rail. Made of additions, multiplications and exact scaling
// only, so that a run has the same bits whatever optimisation or mathematical library it was built with.
#pragma once

#include <array>
#include <cstddef>

#include "boards/virtual/exact_power.hpp"

namespace adit::boards::virtual_device {

/// 1, 1/2, 1/3, …: a division costs as much as all the rest of a term.
inline constexpr auto decay_reciprocals = [] {
    std::array<double, 18> all{};
    for (std::size_t n = 0; n < all.size(); ++n) all[n] = 1.0 / static_cast<double>(n + 1);
    return all;
}();

/// e^-x for x >= 0, to about 1e-14. 0 from x = 700 on.
[[nodiscard]] inline double decay(double x) noexcept {
    constexpr double log2_e = 1.4426950408889634, ln_2 = 0.6931471805599453, nothing_left = 700.0;
    if (!(x < nothing_left)) return 0.0;
    const int halvings = static_cast<int>(x * log2_e);
    const double rest = x - halvings * ln_2;  // 0..ln 2
    constexpr double small = 0.04;
    constexpr std::size_t few = 7;  // terms, as exact for a small rest as all are for a large one
    double sum = 1.0;
    for (std::size_t n = rest < small ? few : decay_reciprocals.size(); n > 0; --n)
        sum = 1.0 - rest * decay_reciprocals[n - 1] * sum;
    return sum * exact_power(-halvings);
}

/// The same, remembered for as long as x stays: what settles has mostly settled.
class RepeatedDecay {
public:
    [[nodiscard]] double operator()(double x) noexcept {
        if (x != x_) {
            x_ = x;
            value_ = decay(x);
        }
        return value_;
    }

private:
    double x_ = 0.0, value_ = 1.0;
};

}  // namespace adit::boards::virtual_device
