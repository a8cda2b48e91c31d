// The engines of x86-64.
#include "driver/sha256/engines.hpp"

#include <array>

#include "driver/sha256/portable_engine.hpp"
#include "driver/sha256/x86/scans.hpp"

namespace adit::driver::sha256 {
namespace {

using hal::CpuFeature;

constexpr std::array all{
    portable,
    Engine{.name = "sse4.1",
           .needs = {CpuFeature::sse41},
           .group_nonces = 4,
           .scan = scan_sse41,
           .cost = {.plain_operations = 5752, .schedule_operations = 840, .operations_per_cycle = 3, .lanes = 4}},
    // the unit's rounds alone: two per instruction, three cycles each; everything else, also the last twelve rounds
    // of the second hash, goes beside them
    Engine{.name = "sha-ni",
           .needs = {CpuFeature::sse41, CpuFeature::sha_ni},
           .group_nonces = 2,
           .scan = scan_shani,
           .cost = {.plain_operations = 54, .schedule_operations = 0, .operations_per_cycle = 1.0 / 3, .lanes = 1}},
    Engine{.name = "avx2",
           .needs = {CpuFeature::avx2},
           .group_nonces = 8,
           .scan = scan_avx2,
           .cost = {.plain_operations = 5752, .schedule_operations = 840, .operations_per_cycle = 3, .lanes = 8}},
    Engine{.name = "avx512",
           .needs = {CpuFeature::avx512},
           .group_nonces = 16,
           .scan = scan_avx512,
           .cost = {.plain_operations = 2848, .schedule_operations = 460, .operations_per_cycle = 2, .lanes = 16}},
};

}  // namespace

std::span<const Engine> engines() noexcept { return all; }
const Engine& portable_engine() noexcept { return all.front(); }

}  // namespace adit::driver::sha256
