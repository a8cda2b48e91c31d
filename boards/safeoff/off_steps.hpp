// The steps that switch a board off and prove it, as the bytes its bridge takes. Data on purpose: a record of them can
// be replayed by a program that knows nothing about boards or parts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "boards/safeoff/off_board.hpp"

namespace adit::boards::safeoff {

/// One request to the bridge and what its answer must be where `mask` has ones.
struct OffStep {
    static constexpr std::size_t longest_request = 20, longest_reply = 4;

    bool is_proof = false;  ///< the board counts as off only when this answer is right; others are tried all the same
    std::uint8_t request_size = 0, reply_size = 0;
    std::array<std::byte, longest_request> request{};  ///< a whole bitaxe-raw frame; its id is replaced when sent
    std::array<std::byte, longest_reply> expected{}, mask{};
    friend bool operator==(const OffStep&, const OffStep&) = default;
};

inline constexpr std::size_t most_off_steps = 12;

/// Regulator off and read back, enable line off and read back, reset asserted and read back. Every step stands alone:
/// one that fails skips no other (SA-8). Empty for a bus that cannot be reached from a host.
[[nodiscard]] std::vector<OffStep> off_steps(const OffBoard& board);

}  // namespace adit::boards::safeoff
