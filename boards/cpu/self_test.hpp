// Known answers that every engine must give before it is used (HZ-31).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "boards/cpu/engine_check.hpp"
#include "boards/cpu/hit_set.hpp"
#include "driver/sha256/engines.hpp"
#include "driver/work.hpp"

namespace adit::boards::cpu {

/// Two blocks of the main chain that must be found (one of them among rolled versions, by its index), and short ranges
/// with many hits: plain and shared, at odd starts, over the end of the nonce space. What is expected there comes from
/// the reference hash, one header at a time, so that the portable engine is examined like any other.
class SelfTest {
public:
    /// Takes about a millisecond.
    SelfTest() noexcept;

    /// Nothing: all answers are right. Takes less than a millisecond. `engine` must be usable on this processor.
    [[nodiscard]] std::optional<EngineMistake> examine(const driver::sha256::Engine& engine) const noexcept;

private:
    struct Question {
        driver::sha256::ScanJob job;
        std::uint32_t first, nonces;
        HitSet answer;
    };
    [[nodiscard]] static Question ask(const driver::Work& work, std::uint32_t first, std::uint32_t nonces) noexcept;

    std::array<Question, 6> questions_;
};

}  // namespace adit::boards::cpu
