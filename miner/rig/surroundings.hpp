// What opening a board looks at outside the board: replaced in tests, where no USB is.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace adit::miner::rig {

/// True for a pseudo terminal: never hardware, so a board behind it is an emulator (adit-lab serve).
[[nodiscard]] bool is_pseudo_terminal(const std::string& path);

struct Surroundings {
    std::filesystem::path sys_class_tty = "/sys/class/tty";
    bool (*is_emulated)(const std::string& port) = is_pseudo_terminal;
    std::function<void(std::string_view line)> notice = [](std::string_view) {};  ///< why a board will stay off
};

}  // namespace adit::miner::rig
