// Is this the board it is said to be? Asks every part the definition names who it is, before anything is written and
// with the core off (HZ-28). Reads only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "hal/i2c.hpp"

namespace adit::boards {

enum class PartVerdict : std::uint8_t {
    right,   ///< identifies itself as the part named, or has no identity and answers
    wrong,   ///< answers, and is something else
    silent,  ///< nobody answers, or the bus is in trouble
};

struct PartFinding {
    std::string part;  ///< as data sheets call it: "TPS546D24A"
    std::uint8_t address{};
    bool is_regulator{};
    PartVerdict verdict = PartVerdict::silent;
    std::string read;  ///< what the identity registers held: "FD 16, FE 5D"; "--" where one could not be read
};

struct Identification {
    std::vector<PartFinding> parts;

    [[nodiscard]] bool is_complete() const noexcept;  ///< every part is right
    [[nodiscard]] bool has(PartVerdict verdict) const noexcept;
    [[nodiscard]] bool has_foreign_regulator() const noexcept;
};

/// Every part once, and every address of the match rules. At most five transfers a part. No address may be claimed.
[[nodiscard]] Identification identify(const BoardDefinition& board, hal::I2cBus& bus);

/// "0x24 TPS546D24A: wrong (AD 06 54 …)", one a part.
[[nodiscard]] std::string text(const PartFinding& finding);
/// All that are not right, separated by "; ".
[[nodiscard]] std::string mismatches(const Identification& found);

[[nodiscard]] std::string_view name(PartVerdict verdict) noexcept;

}  // namespace adit::boards
