// See fields.hpp.
#include "boards/safeoff/fields.hpp"

namespace adit::boards::safeoff {

void FieldWriter::text(std::string_view value, std::size_t width) noexcept {
    is_good_ = is_good_ && value.size() <= width && is_printable(value);
    for (std::size_t i = 0; i < width; ++i) byte(i < value.size() ? static_cast<std::byte>(value[i]) : std::byte{});
}

std::string_view FieldReader::text(std::size_t width) noexcept {
    if (width > from_.size() - at_) {
        is_good_ = false;
        return {};
    }
    const std::string_view field{reinterpret_cast<const char*>(from_.data()) + at_, width};
    at_ += width;
    const std::string_view value = field.substr(0, field.find('\0'));
    const auto padding = field.substr(value.size());
    is_good_ = is_good_ && is_printable(value) && std::ranges::all_of(padding, [](char c) { return c == '\0'; });
    return value;
}

}  // namespace adit::boards::safeoff
