// The wire to the chain as the Runner uses it: every byte passes the energy gate, and what the line does not take at
// once is kept in order.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "boards/safety/energy_gate.hpp"
#include "hal/serial.hpp"

namespace adit::boards {

class ChainLink {
public:
    /// Both must outlive the link.
    ChainLink(hal::Serial& line, safety::EnergyGate& gate) noexcept : line_{line}, gate_{gate} {}

    /// Room for another frame of any kind.
    [[nodiscard]] bool has_room() const noexcept { return waiting_ + longest_frame <= waiting_bytes_.size(); }

    /// Judges and sends whole frames. Errors: the gate's; also `output_off` when `has_room` was not asked for.
    [[nodiscard]] Expected<void, safety::Denied> send(std::span<const std::byte> frames, Instant now);

    /// Retries what the line did not take. Call in every Runner step.
    void flush();

    static constexpr std::size_t most_at_once = 512;
    /// Takes what has arrived, at most `most_at_once` bytes; with fewer, nothing is left.
    [[nodiscard]] std::span<const std::byte> receive();

    /// Forgets both directions' waiting bytes.
    void purge();

    void set_baud(Baud baud);
    /// The host's side, as last set.
    [[nodiscard]] Baud baud() const noexcept { return baud_; }

    [[nodiscard]] bool has_unsent() const noexcept { return waiting_ > 0; }
    /// The port is gone; stays true.
    [[nodiscard]] bool is_lost() const noexcept { return is_lost_; }

private:
    static constexpr std::size_t longest_frame = 160;

    hal::Serial& line_;
    safety::EnergyGate& gate_;
    std::array<std::byte, 1024> waiting_bytes_{};
    std::size_t waiting_ = 0;
    std::array<std::byte, most_at_once> received_{};
    Baud baud_{115200};
    bool is_lost_ = false;
};

}  // namespace adit::boards
