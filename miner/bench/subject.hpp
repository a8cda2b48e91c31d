// What is measured: one engine in one of its two forms.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "driver/sha256/engines.hpp"

namespace adit::miner::bench {

struct Subject {
    driver::sha256::Engine engine;
    std::uint8_t versions = 1;  ///< 1: the plain scan; more: the scan that shares its schedule among versions

    [[nodiscard]] bool is_plain() const noexcept { return versions == 1; }
    [[nodiscard]] std::string_view scan() const noexcept { return is_plain() ? "plain" : "shared"; }
    [[nodiscard]] double bound_cycles() const noexcept { return engine.cost.bound_cycles(versions); }

    [[nodiscard]] bool is(std::string_view name, unsigned version_count) const noexcept {
        return engine.name == name && versions == version_count;
    }
};

/// Version counts of the shared scan that are measured when none is asked for.
inline constexpr std::uint8_t usual_versions[] = {4, 8, 16};

/// Every engine plain and with each of `versions` (1 is the plain scan and not measured twice).
[[nodiscard]] inline std::vector<Subject> subjects_of(std::span<const driver::sha256::Engine> engines,
                                                      std::span<const std::uint8_t> versions) {
    std::vector<Subject> subjects;
    for (const driver::sha256::Engine& engine : engines) {
        subjects.push_back({engine, 1});
        for (const std::uint8_t count : versions)
            if (count > 1) subjects.push_back({engine, count});
    }
    return subjects;
}

}  // namespace adit::miner::bench
