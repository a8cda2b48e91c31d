// The part of a CPU device spec behind the question mark: `cpu?threads=2&duty=50`.
#pragma once

#include <string>
#include <string_view>

#include "hal/expected.hpp"
#include "hal/units.hpp"

namespace adit::boards::cpu {

struct CpuOptions {
    /// Most threads that may be asked for.
    static constexpr unsigned max_threads = 256;

    unsigned threads = 0;  ///< 0: one per processor
    Percent duty{100};     ///< share of the time each thread hashes, 1..100
};

/// Parses "key=value&key=value"; an empty text gives the defaults. The error is a sentence for the operator and names
/// the offending key.
[[nodiscard]] Expected<CpuOptions, std::string> parse_cpu_query(std::string_view query);

}  // namespace adit::boards::cpu
