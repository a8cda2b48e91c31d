// Reads and writes records of fixed layout, field by field, little-endian. A record that is too short or too long for
// its fields shows in `is_good`, never in memory.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace adit::boards::safeoff {

class FieldWriter {
public:
    explicit FieldWriter(std::span<std::byte> into) noexcept : into_{into} {}

    template <std::unsigned_integral Number>
    void number(Number value) noexcept {
        for (std::size_t i = 0; i < sizeof(Number); ++i)
            byte(static_cast<std::byte>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFF));
    }
    void bytes(std::span<const std::byte> source) noexcept {
        for (const std::byte value : source) byte(value);
    }
    /// Padded with zeros to `width`. Not good when `value` does not fit or holds anything but printable characters.
    void text(std::string_view value, std::size_t width) noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return at_; }
    [[nodiscard]] bool is_good() const noexcept { return is_good_; }

private:
    void byte(std::byte value) noexcept {
        if (at_ < into_.size())
            into_[at_++] = value;
        else
            is_good_ = false;
    }

    std::span<std::byte> into_;
    std::size_t at_ = 0;
    bool is_good_ = true;
};

class FieldReader {
public:
    explicit FieldReader(std::span<const std::byte> from) noexcept : from_{from} {}

    template <std::unsigned_integral Number>
    [[nodiscard]] Number number() noexcept {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) value |= std::to_integer<std::uint64_t>(byte()) << (8 * i);
        return static_cast<Number>(value);
    }
    void bytes(std::span<std::byte> into) noexcept {
        for (std::byte& value : into) value = byte();
    }
    /// Printable characters, then zeros up to `width`. Points into the record.
    [[nodiscard]] std::string_view text(std::size_t width) noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return at_; }
    [[nodiscard]] bool is_good() const noexcept { return is_good_; }
    /// True when nothing but zeros is left.
    [[nodiscard]] bool is_rest_empty() const noexcept {
        return std::ranges::all_of(from_.subspan(at_), [](std::byte b) { return b == std::byte{}; });
    }

private:
    [[nodiscard]] std::byte byte() noexcept {
        if (at_ < from_.size()) return from_[at_++];
        is_good_ = false;
        return {};
    }

    std::span<const std::byte> from_;
    std::size_t at_ = 0;
    bool is_good_ = true;
};

/// What a device id, a port or a board may consist of: it is printed and becomes part of file names.
[[nodiscard]] constexpr bool is_printable(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace adit::boards::safeoff
