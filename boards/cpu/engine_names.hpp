// Engines for people: on the command line, in help and in messages.
#pragma once

#include <span>
#include <string>

#include "driver/sha256/engines.hpp"

namespace adit::boards::cpu {

/// As in "portable, avx2".
[[nodiscard]] inline std::string engine_names(std::span<const driver::sha256::Engine> engines) {
    std::string names;
    for (const auto& engine : engines) names.append(names.empty() ? "" : ", ").append(engine.name);
    return names;
}

}  // namespace adit::boards::cpu
