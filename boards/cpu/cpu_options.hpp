// The part of a CPU device spec behind the question mark: `cpu?threads=2&duty=50&engine=avx2&affinity=off&max_temp=85`.
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
    std::string engine{};  ///< empty: the fastest
    /// Thread number i stays on the processor `first_place` + i of those that the process may use; all are free when
    /// these do not suffice.
    bool affinity = true;
    Celsius max_temperature{90.0};  ///< of the package; above it the threads hash less (HZ-31). 40..110
    unsigned first_place = 0;       ///< not of the query: behind the threads of other CPU devices
};

/// Parses "key=value&key=value"; an empty text gives the defaults. Whether the engine exists is not looked at here. The
/// error is a sentence for the operator and names the offending key.
[[nodiscard]] Expected<CpuOptions, std::string> parse_cpu_query(std::string_view query);

}  // namespace adit::boards::cpu
