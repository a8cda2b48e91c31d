// Board files of tests/data: boards that nobody has, for what no shipped board needs.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "boards/definition/loader.hpp"

namespace adit::tests {

[[nodiscard]] inline std::filesystem::path data_file(const std::string& name) {
    return std::filesystem::path{__FILE__}.parent_path().parent_path() / "data" / name;
}

/// The file must be there and without mistakes.
[[nodiscard]] inline boards::BoardDefinition data_board(const std::string& name) {
    std::ifstream file{data_file(name)};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return *boards::parse_board(text);
}

}  // namespace adit::tests
