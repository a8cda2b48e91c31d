// The heat of the processor as all workers of a miner see it: the first of them looks, all of them hash by it (HZ-31).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "boards/cpu/heat_guard.hpp"

namespace adit::boards::cpu {

/// Reads the hottest package; none: not known. Empty: there is no sensor.
using Thermometer = std::function<std::optional<Celsius>()>;

class PackageHeat {
public:
    PackageHeat(Thermometer read, Celsius limit) noexcept : read_{std::move(read)}, guard_{limit} {}

    /// At most once a second. One thread only.
    void look(Instant now) {
        if (!read_ || now < next_look_) return;
        next_look_ = now + std::chrono::seconds{1};
        const std::optional<Celsius> seen = read_();
        share_.store(guard_.feed(seen, now).value, std::memory_order_relaxed);
        is_known_.store(seen.has_value(), std::memory_order_relaxed);
        if (seen) degrees_.store(seen->value, std::memory_order_relaxed);
    }

    /// Of the duty that was asked for. Any thread.
    [[nodiscard]] Percent share() const noexcept { return {share_.load(std::memory_order_relaxed)}; }
    /// Any thread.
    [[nodiscard]] std::optional<Celsius> temperature() const noexcept {
        if (!is_known_.load(std::memory_order_relaxed)) return std::nullopt;
        return Celsius{degrees_.load(std::memory_order_relaxed)};
    }

private:
    Thermometer read_;
    HeatGuard guard_;
    Instant next_look_{};
    std::atomic<std::int32_t> share_{100};
    std::atomic<bool> is_known_{false};
    std::atomic<double> degrees_{0.0};
};

}  // namespace adit::boards::cpu
