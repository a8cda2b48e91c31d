// Which device to use, as written on the command line or in adit.toml: `cpu?threads=2`, `virtual:bitaxe-gamma?seed=3`,
// `serial:/dev/ttyACM1?board=bitaxe-gamma&control=/dev/ttyACM0`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "hal/expected.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

/// The processor. `query` is for `boards::parse_cpu_query`.
struct CpuSpec {
    std::string query;
};
/// An emulated board of the catalogue. `query` is for the emulator.
struct VirtualSpec {
    std::string board;
    std::string query;
};
/// A real or served board: chain data on `data`, bridge control on `control`.
struct SerialSpec {
    std::string data, board, control;
    std::uint8_t zero_bits = 32;  ///< of an emulator behind a pseudo terminal; silicon has 32
};

struct DeviceSpec {
    std::string text;  ///< as written
    std::variant<CpuSpec, VirtualSpec, SerialSpec> what;
};

/// Errors: `usage`, naming what is not understood; kinds that this build cannot drive are named as such.
[[nodiscard]] Expected<DeviceSpec, Problem> parse_device_spec(std::string_view text);

}  // namespace adit::miner::cli
