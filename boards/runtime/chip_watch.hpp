// How the chips of a chain are doing: from their answers, their counters, and what the host made of their results;
// never from settings. Feeds the Supervisor's `ChainFacts` and what operators see. HZ-11, HZ-20, HZ-21, HZ-23 to HZ-26.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "boards/board_status.hpp"
#include "boards/runtime/result_window.hpp"
#include "boards/safety/supervisor.hpp"
#include "boards/work_source.hpp"
#include "driver/bm13xx/chain.hpp"
#include "driver/bm13xx/health.hpp"

namespace adit::boards {

/// What is wrong with a chip, the worst first.
enum class ChipFault : std::uint8_t {
    silent,       ///< no frame of any kind for a minute
    flat_lined,   ///< answers, its counter stands still
    no_results,   ///< answers, but finds nothing while its neighbours do
    wrong_clock,  ///< its clock register holds something else
    weak,         ///< counts, too slowly
    none,
};
[[nodiscard]] std::string_view text(ChipFault fault) noexcept;

class ChipWatch {
public:
    /// After a change of clock: by then every chip's answer to an earlier question is in (128 of them at the reset rate
    /// take half of this).
    static constexpr Duration settle = std::chrono::milliseconds{250};

    /// `chain` must outlive this.
    explicit ChipWatch(const driver::bm13xx::Chain& chain) noexcept;

    /// Hashing began, or the clock changed, with these chips present: everything is judged anew.
    void begin(Megahertz clock, Instant now) noexcept;
    /// Not hashing: nothing is judged.
    void end(Instant now) noexcept;
    [[nodiscard]] Megahertz clock() const noexcept { return clock_; }

    void note(const driver::bm13xx::RegisterValue& value, Instant now) noexcept;
    /// What became of a result of `chip`.
    void note(std::uint16_t chip, NonceVerdict verdict, Instant now) noexcept;
    /// A result that no job of ours explains.
    void note_impossible(std::uint16_t chip) noexcept;
    void note_configuration_lost(Instant now) noexcept { health_.note_configuration_lost(now); }
    /// In every cycle: what the decoder counts.
    void look(const driver::bm13xx::ChainCounters& counters, Instant now) noexcept;

    [[nodiscard]] ChipFault fault_of(std::uint16_t chip, Instant now) const noexcept;
    /// `scale`: of this device's rates to those of silicon.
    [[nodiscard]] safety::ChainFacts facts(double scale, Instant now) const noexcept;
    /// Fills in what concerns chips.
    void describe(BoardStatus& status, Instant now) const noexcept;

private:
    struct Seen {
        Instant result{};  ///< last good one
        std::uint32_t bad = 0;
        bool is_clock_wrong = false;
    };

    [[nodiscard]] bool is_running() const noexcept { return clock_.value > 0; }
    /// `patience`: `longest_silence(now)`, the same for all chips.
    [[nodiscard]] ChipFault fault_of(std::uint16_t chip, Duration patience, Instant now) const noexcept;
    [[nodiscard]] std::optional<HashesPerSecond> counted_rate(double scale, Instant now) const noexcept;
    [[nodiscard]] Duration longest_silence(Instant now) const noexcept;
    [[nodiscard]] std::uint16_t working(Instant now) const noexcept;

    const driver::bm13xx::Chain& chain_;
    driver::bm13xx::ChainHealth health_;
    ResultWindow results_;
    std::array<Seen, driver::bm13xx::max_chips> seen_{};
    Megahertz clock_{};
    Instant since_{};
    std::uint32_t good_ = 0;  ///< results since `since_`
    std::uint64_t frames_at_look_ = 0, dropped_at_look_ = 0;
    Instant looked_{};
    double bad_frames_per_second_ = 0;
};

}  // namespace adit::boards
