// adit.toml: pools, devices, logging, state folder. Parsed with the same reader as board files, so that mistakes
// come with their lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "boards/definition/toml_reader.hpp"
#include "hal/expected.hpp"
#include "miner/cli/device_spec.hpp"
#include "miner/cli/problem.hpp"
#include "miner/net/endpoint.hpp"

namespace adit::miner::cli {

/// One pool in the order of preference.
struct PoolSettings {
    net::Endpoint endpoint;
    std::string user;
    std::string password;
};

struct Config {
    std::vector<PoolSettings> pools;
    std::vector<DeviceSpec> devices;
    std::string log_level = "info";
    std::string state_dir;
};

/// Parses the text of a configuration. Password files are named relative to the working directory and read here.
/// Errors: all complaints.
[[nodiscard]] Expected<Config, std::vector<boards::Complaint>> parse_config(std::string_view text);

/// Reads and parses a file of at most 256 KiB. Errors: `config`, with file and lines.
[[nodiscard]] Expected<Config, Problem> load_config(const std::string& path);

/// trace, debug, info, warn, error, off.
[[nodiscard]] bool is_log_level(std::string_view word);

/// A whole small text file. Errors: `config` (missing, unreadable, larger than `most` bytes).
[[nodiscard]] Expected<std::string, Problem> read_text_file(const std::string& path, std::size_t most);

}  // namespace adit::miner::cli
