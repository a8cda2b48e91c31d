// The engines of this build and what this processor made of them: examined and timed once, shared by all CPU devices,
// so that an engine that is caught is out of use for all of them (HZ-31).
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "boards/cpu/cpu_status.hpp"
#include "driver/sha256/engines.hpp"
#include "driver/work.hpp"
#include "hal/clock.hpp"
#include "hal/cpu_features.hpp"
#include "hal/expected.hpp"

namespace adit::boards::cpu {

enum class EngineState : std::uint8_t {
    usable,
    unsupported,  ///< the processor lacks the instructions
    disabled,     ///< it was caught: gave a wrong answer before use or in operation
};

class RosterEntry {
public:
    [[nodiscard]] const driver::sha256::Engine& engine() const noexcept { return *engine_; }
    /// The number of versions at which it was fastest.
    [[nodiscard]] std::uint8_t versions() const noexcept { return versions_; }
    /// In the trial, at that number; infinite when it did not take part.
    [[nodiscard]] double ns_per_hash() const noexcept { return ns_per_hash_; }
    /// Any thread.
    [[nodiscard]] EngineState state() const noexcept { return state_.load(std::memory_order_relaxed); }
    [[nodiscard]] bool is_usable() const noexcept { return state() == EngineState::usable; }

private:
    friend class EngineRoster;
    const driver::sha256::Engine* engine_ = nullptr;
    std::uint8_t versions_ = driver::sha256::ScanJob::max_versions;
    double ns_per_hash_ = std::numeric_limits<double>::infinity();
    std::atomic<EngineState> state_{EngineState::unsupported};
};

enum class ChoiceError : std::uint8_t {
    unknown,      ///< no engine of this build has that name
    unsupported,  ///< the processor lacks the instructions
    disabled,     ///< it gave wrong answers
};

class EngineRoster {
public:
    /// Examines those of `engines` (which outlive the roster) that `features` admit, and lets the ones that pass race
    /// with 1, 4, 8 and 16 versions. The portable engine is added where it is missing. Blocks for about 20 ms per
    /// engine.
    EngineRoster(std::span<const driver::sha256::Engine> engines, const hal::CpuFeatures& features,
                 const hal::Clock& clock);
    /// One engine, taken on trust, and the portable one.
    explicit EngineRoster(const driver::sha256::Engine& engine);

    /// The fastest usable engine; the portable one when there is none. Any thread, lock-free.
    [[nodiscard]] const RosterEntry& fastest() const noexcept;
    /// The engine of that name, if it can be used.
    [[nodiscard]] Expected<const RosterEntry*, ChoiceError> find(std::string_view name) const noexcept;
    /// At least one engine gave right answers.
    [[nodiscard]] bool has_usable() const noexcept { return fastest().is_usable(); }
    [[nodiscard]] std::span<const RosterEntry> entries() const noexcept { return entries_; }
    /// Lanes of the widest usable engine.
    [[nodiscard]] std::uint32_t widest_group() const noexcept;

    /// Whether there is nothing to compare `entry` with, or to use in its place.
    [[nodiscard]] static bool is_last_resort(const RosterEntry& entry) noexcept;
    /// Takes an engine out of use that made a mistake on `work`; the last resort stays. Any thread; allocates.
    void disable(const RosterEntry& entry, const EngineMistake& mistake, const driver::Work& work);
    /// Who is out of use and why. Any thread.
    [[nodiscard]] std::vector<DisabledEngine> disabled() const;

private:
    void enlist(std::span<const driver::sha256::Engine> engines);
    void race(const hal::Clock& clock);

    std::vector<RosterEntry> entries_;  ///< never resized
    mutable std::mutex mutex_;
    std::vector<DisabledEngine> disabled_;
};

/// The header version that `index` stands for; without such a version in `work`, the one of its header.
[[nodiscard]] std::uint32_t version_of(const driver::Work& work, std::uint8_t index) noexcept;

}  // namespace adit::boards::cpu
