// What a board must not forget when the process ends, and who keeps it: an interface without files or threads, so that
// a host writes it to disk (boards/host/journal.hpp) and a small controller to its flash.
#pragma once

#include <cstdint>
#include <optional>

#include "boards/safety/permit.hpp"
#include "boards/safety/reason.hpp"
#include "boards/safety/restart_policy.hpp"
#include "hal/units.hpp"

namespace adit::boards {

/// Why an operator has to look, and what the board read like at that moment. Unknown is absent.
struct LatchNote {
    safety::Reason reason = safety::Reason::none;
    std::optional<Celsius> chip{}, regulator{};
    std::optional<Millivolts> rail{};
    std::optional<std::uint16_t> regulator_status{};  ///< PMBus STATUS_WORD
    Megahertz clock{};                                ///< what the chain was last told; 0: in reset
    friend bool operator==(const LatchNote&, const LatchNote&) = default;
};

/// A working point that hashed as it should for so long.
struct LastGood {
    safety::SetPoint point{};
    std::uint16_t minutes = 0;
    friend bool operator==(const LastGood&, const LastGood&) = default;
};

struct Kept {
    std::optional<LatchNote> latch{};
    std::optional<LastGood> last_good{};
    /// The core has, or may get, power; cleared by a stop that was proven off. Found set at start: an unclean start.
    bool is_energised = false;
    std::uint8_t unclean_starts = 0;  ///< in a row (HZ-12, HZ-51)
    safety::Debt debt{};              ///< of trips and sags (SA-11)
    friend bool operator==(const Kept&, const Kept&) = default;
};

class Keeper {
public:
    virtual ~Keeper() = default;

    /// As it was found when the process started.
    [[nodiscard]] Kept found() const noexcept { return do_found(); }
    /// Hands over the whole of what is to be kept; the newest counts. Never waits for a disk (NV-18).
    /// `is_energised` also asks for the safe-off record to be there, its absence for the record to be removed.
    void keep(const Kept& kept) noexcept { do_keep(kept); }
    /// The newest that was handed over is stored, and was read back.
    [[nodiscard]] bool is_stored() const noexcept { return do_is_stored(); }

protected:
    Keeper() = default;
    Keeper(const Keeper&) = default;
    Keeper& operator=(const Keeper&) = default;

private:
    [[nodiscard]] virtual Kept do_found() const noexcept = 0;
    virtual void do_keep(const Kept& kept) noexcept = 0;
    [[nodiscard]] virtual bool do_is_stored() const noexcept = 0;
};

}  // namespace adit::boards
