// What must never happen (NV-), checked after every event from what the board really does, never from what is said
// about it.
#pragma once

#include <optional>
#include <string_view>

#include "boards/simulation/scene.hpp"
#include "boards/simulation/wire_watch.hpp"
#include "hal/clock.hpp"

namespace adit::boards::simulation {

struct Violation {
    std::string_view id, what;  ///< static text
    double value = 0;           ///< what was seen: mV, MHz, s, °C
};

/// Facts about the host that no board knows.
struct HostFacts {
    Duration longest_step{};                 ///< of the Runner since the last look
    std::uint64_t turns = 0;                 ///< Runner steps so far
    bool is_latch_stored = false;            ///< the state on the disk holds a latch
    double expected_results_per_second = 0;  ///< at the default point
};

/// Watches one board. After a violation it goes on watching for others.
class Invariants {
public:
    [[nodiscard]] std::optional<Violation> look(const Scene& scene, const WireWatch& wire, const HostFacts& host);
    /// The operator cleared the latch, or it was lost before it was ever stored.
    void forget_latch() noexcept { is_latched_ = false; }

private:
    using Result = std::optional<Violation>;
    [[nodiscard]] Result watch_envelope(const Scene& scene, const WireWatch& wire);
    [[nodiscard]] Result watch_yield(const Scene& scene, const HostFacts& host);
    [[nodiscard]] Result watch_blindness(const Scene& scene);
    [[nodiscard]] Result watch_heat(const Scene& scene);
    [[nodiscard]] Result watch_latch(const Scene& scene, const HostFacts& host);
    [[nodiscard]] Result watch_host(const Scene& scene, const HostFacts& host);
    void begin_starving(const Scene& scene) noexcept;
    void begin_credit(const Scene& scene) noexcept;
    void count_due(const Scene& scene, const HostFacts& host) noexcept;
    /// How long `is_true` has been so.
    [[nodiscard]] static Duration held(std::optional<Instant>& since, bool is_true, Instant now) noexcept;

    std::optional<Instant> blind_since_, fanless_since_, hot_since_, starving_since_;
    Instant stepped_at_{}, credit_checked_{}, due_counted_{}, powered_at_{}, energised_at_{};
    std::uint64_t credited_ = 0, turns_ = 0;
    double due_ = 0.0;   ///< results since `credit_checked_`, at the board's clock
    Megahertz clock_{};  ///< last that was not 0
    Instant turns_checked_{};
    std::uint64_t strangers_ = 0;
    bool is_latched_ = false, had_power_ = false, was_energised_ = false;
};

}  // namespace adit::boards::simulation
