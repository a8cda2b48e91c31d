// What a seed decides before anything happens: which troubles this run knows, and what its boards and host are like.
// Runs differ in what they leave out, so that one fault cannot always be hidden by another.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "boards/virtual/seeded_random.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::simulation {

/// Draws from one stream of the seed.
class Dice {
public:
    Dice(std::uint64_t seed, std::uint64_t stream) noexcept : random_{seed, stream} {}

    /// 0 .. `count` - 1.
    [[nodiscard]] std::size_t below(std::size_t count) noexcept {
        return static_cast<std::size_t>(random_.next() % (count > 0 ? count : 1));
    }
    [[nodiscard]] Duration between(Duration shortest, Duration longest) noexcept {
        const auto span = static_cast<std::uint64_t>((longest - shortest).count()) + 1;
        return shortest + Duration{static_cast<Duration::rep>(random_.next() % span)};
    }
    [[nodiscard]] bool one_in(std::size_t count) noexcept { return below(count) == 0; }

private:
    virtual_device::SeededRandom random_;
};

struct SeedOptions {
    std::uint64_t seed = 1;
    std::vector<bool> knows;  ///< by trouble
    std::size_t boards = 1;
    Celsius ambient{25};
    Duration bridge_latency{}, disk_delay{};
    std::uint8_t zero_bits = 1, claim_bits = 1;

    [[nodiscard]] std::string text() const;
};

[[nodiscard]] SeedOptions options_of(std::uint64_t seed);

}  // namespace adit::boards::simulation
