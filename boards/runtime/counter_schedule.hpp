// When to ask the chips what: one broadcast read at a time, so far apart that the answers of the longest chain take
// less than a tenth of the line. A round is the clock's read-back and every counter of the family.
#pragma once

#include <optional>

#include "driver/bm13xx/chain.hpp"
#include "driver/bm13xx/counters.hpp"
#include "hal/clock.hpp"

namespace adit::boards {

class CounterSchedule {
public:
    /// `chain` must outlive this.
    explicit CounterSchedule(const driver::bm13xx::Chain& chain) noexcept
        : chain_{chain}, counters_{*chain.config().chip} {}

    /// The next round begins at `at`, with the clock's read-back.
    void restart(Instant at) noexcept;

    /// The frame that is due on a line of this rate, if any; the caller is taken to send it.
    [[nodiscard]] std::optional<driver::CommandBytes> next(Baud baud, Instant now) noexcept;

    [[nodiscard]] Instant next_deadline() const noexcept { return due_; }

private:
    [[nodiscard]] Duration spacing(Baud baud) const noexcept;

    const driver::bm13xx::Chain& chain_;
    driver::bm13xx::CounterReads counters_;
    Instant due_{}, round_began_{};
    bool is_round_new_ = true;
};

}  // namespace adit::boards
