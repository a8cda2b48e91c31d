// Which pool to mine for and which to keep trying (HZ-43), as a pure value: told who is ready and who went down,
// asked at an instant. `PoolGroup` carries its decisions out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hal/clock.hpp"
#include "miner/net/pool_config.hpp"

namespace adit::miner::net {

class PoolChoice {
public:
    PoolChoice(std::size_t pools, const PoolTimings& timings);

    /// The pool authorised us and gave a valid job.
    void ready(std::size_t pool, Instant now);
    /// An attempt failed or the session ended.
    void down(std::size_t pool, Instant now);
    /// We let it go ourselves: neither ready nor failed.
    void rest(std::size_t pool);

    /// Settles who is current. Fail-over happens at once; the return to a better pool after `stable_for` without a
    /// break and after its hold-down.
    void decide(Instant now);

    [[nodiscard]] std::optional<std::size_t> current() const noexcept { return current_; }
    /// Whether the pool should be connected or trying to.
    [[nodiscard]] bool wanted(std::size_t pool) const noexcept;
    /// When `decide` could come to another answer by time alone; Instant::max() for never.
    [[nodiscard]] Instant next_deadline() const noexcept;

private:
    struct Pool {
        std::optional<Instant> ready_since;
        bool has_failed = false;  ///< since it was last ready
        Instant held_until{Instant::min()};
        std::uint32_t holds = 0;
    };
    [[nodiscard]] std::optional<std::size_t> best_ready(Instant now) const noexcept;
    [[nodiscard]] Instant eligible_at(const Pool& pool) const noexcept;
    void hold_down_if_flapping(Pool& pool, Instant now);
    void switch_to(std::size_t pool, Instant now);

    PoolTimings timings_;
    std::vector<Pool> pools_;
    std::optional<std::size_t> current_, last_;
    std::vector<Instant> switches_;  ///< newest `flap_switches` + 1
};

}  // namespace adit::miner::net
