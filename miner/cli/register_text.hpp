// Registers of a chip family for people: found by name or address, values taken apart by the fields of its table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/bm13xx/chip_model.hpp"

namespace adit::miner::cli {

/// A name of the family's table or the beginning of just one, in any case ("pll0"), or an address ("0x08", "8"); none:
/// neither.
[[nodiscard]] std::optional<driver::bm13xx::Register> find_register(const driver::bm13xx::ChipModel& chip,
                                                                    std::string_view word);

/// The table's row, or null for an address without one.
[[nodiscard]] const driver::bm13xx::RegisterInfo* info_of(const driver::bm13xx::ChipModel& chip,
                                                          driver::bm13xx::Register address) noexcept;

struct FieldValue {
    std::string_view name;
    std::uint8_t high{}, low{};  ///< bits
    std::uint32_t value{};
};

/// The fields that `text` names ("31 locked, 27:16 feedback"); none where it only says what the register is for.
[[nodiscard]] std::vector<FieldValue> fields_of(std::string_view text, std::uint32_t value);

/// "locked 1, feedback 84".
[[nodiscard]] std::string field_text(std::string_view text, std::uint32_t value);

}  // namespace adit::miner::cli
