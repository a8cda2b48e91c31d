// Which worker sits on which processor.
#pragma once

#include <cstddef>
#include <span>

#include "boards/cpu/cpu_options.hpp"

namespace adit::boards::cpu {

/// The processors for `threads` workers, one each, out of the `allowed` ones (ascending). Empty: leave them free,
/// because that was asked for or because some would have to share.
[[nodiscard]] inline std::span<const int> seats(std::span<const int> allowed, const CpuOptions& options,
                                                unsigned threads) noexcept {
    const std::size_t first = options.first_place;
    if (!options.affinity || first + threads > allowed.size()) return {};
    return allowed.subspan(first, threads);
}

}  // namespace adit::boards::cpu
