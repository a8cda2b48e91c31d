// The engines of 64-bit ARM.
#include "driver/sha256/engines.hpp"

#include <array>

#include "driver/sha256/aarch64/scans.hpp"
#include "driver/sha256/portable_engine.hpp"

namespace adit::driver::sha256 {
namespace {

using hal::CpuFeature;

// Counted, not measured: two vector pipes; one sha256h or sha256h2 per cycle [assumption, differs between cores].
constexpr std::array all{
    portable,
    Engine{.name = "neon",
           .needs = {CpuFeature::neon},
           .group_nonces = 4,
           .scan = scan_neon,
           .cost = {.plain_operations = 4376, .schedule_operations = 688, .operations_per_cycle = 2, .lanes = 4}},
    Engine{.name = "armv8-sha2",
           .needs = {CpuFeature::neon, CpuFeature::armv8_sha2},
           .group_nonces = 2,
           .scan = scan_armv8,
           .cost = {.plain_operations = 59, .schedule_operations = 0, .operations_per_cycle = 1, .lanes = 1}},
};

}  // namespace

std::span<const Engine> engines() noexcept { return all; }
const Engine& portable_engine() noexcept { return all.front(); }

}  // namespace adit::driver::sha256
