// Health of chips and their hash domains, from the counters they keep, not from shares: which are weak, which have
// stopped, which never answer. Pure: readings and times in, findings out. HZ-20, HZ-21.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "driver/bm13xx/counters.hpp"
#include "hal/clock.hpp"

namespace adit::driver::bm13xx {

enum class PartHealth : std::uint8_t {
    unknown,  ///< not enough seen yet
    healthy,
    weak,        ///< counts, but too slowly
    flat_lined,  ///< answers, but its counter stands still
    dead,        ///< has not answered for a minute
};

/// When to call a part what. Defaults and where they are from.
struct HealthLimits {
    Duration window = std::chrono::seconds{10};   ///< shortest time a rate is judged over
    Duration silence = std::chrono::seconds{60};  ///< HZ-20: no frame for this long
    double weak_chip = 0.65;                      ///< of nominal: cgminer resets below it
    double weak_domain = 0.90;  ///< of the mean of the chip's domains; they agree within a few percent
};

struct HealthSummary {
    std::uint16_t expected{}, seen{};  ///< chips; `seen` at the last count
    std::uint16_t healthy{}, weak{}, flat_lined{}, dead{};
    std::uint16_t bad_domains{};  ///< weak or flat-lined ones of chips that work
    std::uint32_t lost_configurations{};
    /// HZ-20: more or fewer chips than the board has.
    [[nodiscard]] constexpr bool is_count_wrong() const noexcept { return seen != expected; }
};

class ChainHealth {
public:
    static constexpr std::size_t most_domains = 4;

    ChainHealth(const ChipModel& chip, std::uint16_t chips, HealthLimits limits = {}) noexcept;

    /// Another number of chips; everything is forgotten.
    void restart(std::uint16_t chips) noexcept;
    /// Any frame of a chip, counter or not.
    void note_answer(std::uint16_t chip, Instant now) noexcept;
    /// Chips answered an identity read.
    void note_count(std::uint16_t seen) noexcept { seen_ = seen; }
    /// Replies shrank to 9 bytes: some chip reset itself. Counters start again.
    void note_configuration_lost(Instant now) noexcept;
    /// Hashing began or the clock changed: rates are judged anew from here. 0 MHz: not hashing, nothing is judged.
    void note_clock(Megahertz clock, Instant now) noexcept;
    void note(const CounterReading& reading, Instant now) noexcept;

    [[nodiscard]] PartHealth chip(std::uint16_t index, Instant now) const noexcept;
    /// `unknown` for a chip that is not working itself.
    [[nodiscard]] PartHealth domain(std::uint16_t index, std::uint8_t domain, Instant now) const noexcept;
    /// The chip's rate over its last full window; none before that.
    [[nodiscard]] std::optional<HashesPerSecond> rate(std::uint16_t index) const noexcept;
    [[nodiscard]] std::optional<Celsius> temperature(std::uint16_t index) const noexcept;
    [[nodiscard]] HealthSummary summary(Instant now) const noexcept;

private:
    /// A counter and the rate over its last full window.
    struct Track {
        std::uint32_t first{};
        Instant first_at{};
        bool has_first = false, has_rate = false;
        float rate = 0;  ///< hashes per second
    };
    struct Chip {
        Track total;
        std::array<Track, most_domains> domains;
        float temperature = 0;
        bool has_temperature = false, has_answered = false;
        Instant answered_at{};
    };

    void take(Track& track, std::uint32_t count, Instant now) const noexcept;
    void forget_rates() noexcept;
    [[nodiscard]] double mean_domain_rate(const Chip& chip) const noexcept;
    [[nodiscard]] static PartHealth judge(const Track& track, double weak_below) noexcept;

    const ChipModel* model_;
    std::uint16_t chips_;
    HealthLimits limits_;
    std::array<Chip, max_chips> state_{};
    Megahertz clock_{};
    Instant since_{};
    std::uint16_t seen_ = 0;
    std::uint32_t lost_configurations_ = 0;
};

}  // namespace adit::driver::bm13xx
