// Pseudo-random numbers from a seed (SplitMix64): all chance in a virtual board comes from here, so that a run can be
// repeated. Each concern has its own stream; how often one is asked cannot shift another.
#pragma once

#include <cstdint>

namespace adit::boards::virtual_device {

/// A well mixed 64-bit image of `x` (the finaliser of SplitMix64, public domain).
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

class SeededRandom {
public:
    constexpr SeededRandom(std::uint64_t seed, std::uint64_t stream) noexcept : state_{mix64(seed) ^ mix64(~stream)} {}

    [[nodiscard]] constexpr std::uint64_t next() noexcept { return mix64(state_ += 0x9e3779b97f4a7c15ULL); }
    [[nodiscard]] constexpr std::uint32_t next32() noexcept { return static_cast<std::uint32_t>(next() >> 32); }
    /// True with this probability. Draws nothing for 0, so that an absent fault leaves the stream alone.
    [[nodiscard]] constexpr bool happens(double probability) noexcept {
        constexpr double steps = 4294967296.0;
        return probability > 0.0 && next32() < probability * steps;
    }

private:
    std::uint64_t state_;
};

}  // namespace adit::boards::virtual_device
