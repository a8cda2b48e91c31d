// What a result is worth, from its hash and its work alone. Pure; runs outside the scheduler's lock.
#pragma once

#include <cstdint>

#include "boards/work_source.hpp"
#include "driver/sha256/sha256.hpp"
#include "driver/work.hpp"

namespace adit::miner {

enum class Merit : std::uint8_t {
    nothing,      ///< outside its work, or fewer zero bits than the device can return: a hardware error
    below_claim,  ///< as much as the device can return, less than it was told to
    credited,     ///< meets the claim
};

struct Judgement {
    driver::sha256::Digest hash{};
    Merit merit = Merit::nothing;
};

/// The nonce and version belong to the box.
[[nodiscard]] bool is_inside(const driver::Work& work, const driver::Nonce& result) noexcept;

/// Hashes the header and compares. A CPU-like device has no ticket register to lose: below its claim is an error.
[[nodiscard]] Judgement judge(const boards::Appetite& appetite, const driver::Work& work,
                              const driver::Nonce& result) noexcept;

}  // namespace adit::miner
