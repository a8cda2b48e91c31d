// NV-10: a peer must not be able to fill the log. One message per kind and 10 s; the next one says how many were
// left out.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "hal/clock.hpp"

namespace adit::miner::net {

enum class LogKind : std::uint8_t { outage, session, warning, message, count };

class LogThrottle {
public:
    static constexpr Duration interval = std::chrono::seconds{10};

    /// The number of messages of this kind left out before this one; nothing when this one is to be left out, too.
    [[nodiscard]] std::optional<std::uint64_t> admit(LogKind kind, Instant now) noexcept {
        auto& entry = entries_[static_cast<std::size_t>(kind)];
        if (entry.last && now - *entry.last < interval) {
            ++entry.suppressed;
            return std::nullopt;
        }
        entry.last = now;
        const auto suppressed = entry.suppressed;
        entry.suppressed = 0;
        return suppressed;
    }

private:
    struct Entry {
        std::optional<Instant> last;
        std::uint64_t suppressed = 0;
    };
    std::array<Entry, static_cast<std::size_t>(LogKind::count)> entries_{};
};

}  // namespace adit::miner::net
