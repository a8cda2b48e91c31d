// See register_text.hpp.
#include "miner/cli/register_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace adit::miner::cli {

using driver::bm13xx::ChipModel;
using driver::bm13xx::Register;

namespace {

constexpr std::uint8_t highest_bit = 31;

bool equals_in_any_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b,
                              [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::optional<Register> find_by_name(const ChipModel& chip, std::string_view word) {
    std::optional<Register> beginning;
    bool is_unique = true;
    for (const auto& entry : chip.registers) {
        if (equals_in_any_case(entry.name, word)) return entry.address;
        if (word.empty() || !equals_in_any_case(entry.name.substr(0, word.size()), word)) continue;
        is_unique = !beginning;
        beginning = entry.address;
    }
    return is_unique ? beginning : std::nullopt;
}

/// Takes a bit number off the front.
std::optional<std::uint8_t> take_bit(std::string_view& text) {
    std::uint8_t bit = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), bit);
    if (parsed.ec != std::errc{} || bit > highest_bit) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
    return bit;
}

/// "27:16 feedback", also behind the name of a family: "BM1368: 31 valid".
std::optional<FieldValue> field_of(std::string_view text, std::uint32_t value) {
    if (const auto colon = text.find(": "); colon != std::string_view::npos) text.remove_prefix(colon + 2);
    const auto high = take_bit(text);
    if (!high) return std::nullopt;
    std::uint8_t low = *high;
    if (text.starts_with(":")) {
        text.remove_prefix(1);
        const auto end = take_bit(text);
        if (!end || *end > *high) return std::nullopt;
        low = *end;
    }
    if (!text.starts_with(" ")) return std::nullopt;
    const unsigned width = *high - low + 1U;
    const std::uint32_t mask = width > highest_bit ? ~0U : (1U << width) - 1U;
    return FieldValue{text.substr(1), *high, low, (value >> low) & mask};
}

}  // namespace

std::optional<Register> find_register(const ChipModel& chip, std::string_view word) {
    if (const auto by_name = find_by_name(chip, word)) return by_name;
    const bool is_hex = word.starts_with("0x") || word.starts_with("0X");
    if (is_hex) word.remove_prefix(2);
    std::uint8_t address = 0;
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), address, is_hex ? 16 : 10);
    if (parsed.ec != std::errc{} || parsed.ptr != word.data() + word.size()) return std::nullopt;
    return Register{address};
}

const driver::bm13xx::RegisterInfo* info_of(const ChipModel& chip, Register address) noexcept {
    for (const auto& entry : chip.registers)
        if (entry.address == address) return &entry;
    return nullptr;
}

std::vector<FieldValue> fields_of(std::string_view text, std::uint32_t value) {
    std::vector<FieldValue> fields;
    while (!text.empty()) {
        const auto end = std::min(text.find(", "), text.size());
        if (const auto field = field_of(text.substr(0, end), value)) fields.push_back(*field);
        text.remove_prefix(std::min(text.size(), end + 2));
    }
    return fields;
}

std::string field_text(std::string_view text, std::uint32_t value) {
    std::string line;
    for (const FieldValue& field : fields_of(text, value)) {
        const bool is_wide = field.high - field.low >= 8;
        line += line.empty() ? "" : ", ";
        line +=
            is_wide ? fmt::format("{} 0x{:x}", field.name, field.value) : fmt::format("{} {}", field.name, field.value);
    }
    return line;
}

}  // namespace adit::miner::cli
