// A clock made of the processor itself: additions that wait for each other take one cycle each.
#pragma once

#include <cstdint>

#include "hal/clock.hpp"

namespace adit::miner::bench {

/// Runs `adds` dependent register-to-register additions, rounded up to whole turns of 20. Not immediates: newer cores
/// fold those at rename and run faster than their clock. On processors without code of our own the compiler's addition
/// is used.
void run_add_chain(std::uint64_t adds) noexcept;

inline constexpr std::uint64_t add_chain_turn = 20;

using AddChain = void (*)(std::uint64_t adds) noexcept;

/// Additions per second of the calling thread's clock, which is its processor's frequency. The fastest of three runs of
/// some 50 us: whatever disturbs one makes it slower, and a frequency that seems low makes every kernel look good.
[[nodiscard]] double measure_hertz(AddChain chain, const hal::Clock& thread) noexcept;

}  // namespace adit::miner::bench
