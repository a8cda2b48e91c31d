// `adit probe`: one board on the bench. Explains its bring-up, asks its parts, and, with the gate in force as in
// mining, powers it up to read registers or to test its chips on work whose answers are known.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "hal/expected.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

/// A register as written on the command line: by name or address, with the value to write.
struct RegisterWord {
    std::string name;  ///< empty: all of them
    std::optional<std::uint32_t> value{};
};

struct ProbeCommand {
    enum class Task {
        parts,      ///< identities and readings; the core stays off
        explain,    ///< the bring-up plan; touches nothing
        registers,  ///< powered: every register, or one, of every chip
        health,     ///< powered: work with known answers
        access,     ///< powered: raw registers, behind --unsafe
    } task = Task::parts;
    std::string target;                 ///< device spec; for `explain` also a board's name or file
    RegisterWord registers;             ///< of `registers` and `access`
    std::optional<std::uint16_t> chip;  ///< only this one; none: all
    std::chrono::seconds duration{10};  ///< of `health`, while hashing
    std::string state_dir;
    bool json = false;
    bool help = false;
};

extern const char* const probe_help;

/// The longest health test: the board hashes for nobody meanwhile.
inline constexpr std::chrono::seconds longest_health_test{60};

/// Words after `probe`. Errors: `usage`.
[[nodiscard]] Expected<ProbeCommand, Problem> parse_probe(std::span<const std::string> words);

[[nodiscard]] ExitCode run_probe(const ProbeCommand& command);

}  // namespace adit::miner::cli
