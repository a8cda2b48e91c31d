// The engines of 64-bit ARM.
#include "driver/sha256/engines.hpp"

#include <array>

#include "driver/sha256/portable_engine.hpp"

namespace adit::driver::sha256 {
namespace {

constexpr std::array all{portable};

}  // namespace

std::span<const Engine> engines() noexcept { return all; }
const Engine& portable_engine() noexcept { return all.front(); }

}  // namespace adit::driver::sha256
