// Which boards of the catalogue have an emulator.
#pragma once

#include <string_view>

namespace adit::boards::virtual_device {

[[nodiscard]] constexpr bool has_model(std::string_view board) noexcept { return board == "bitaxe-gamma"; }

}  // namespace adit::boards::virtual_device
