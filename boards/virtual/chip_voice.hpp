// The chip's mouth: replies and nonce reports as bytes, each ready when the chip's own baud rate has carried it out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>

#include "boards/virtual/seeded_random.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// True if bytes sent at one rate are understood at the other: at most 5 % apart.
[[nodiscard]] constexpr bool rates_match(Baud a, Baud b) noexcept {
    constexpr std::uint64_t percent = 5;
    const std::uint64_t larger = a > b ? a.value : b.value, smaller = a > b ? b.value : a.value;
    return smaller > 0 && (larger - smaller) * 100 <= larger * percent;
}

struct NonceReport {
    std::uint32_t nonce_wire = 0;  ///< first byte on top
    std::uint8_t aux = 0;          ///< twice the zero bits beyond what the ticket asks
    std::uint8_t job = 0;          ///< job byte: (id << 1) | engine
    std::uint16_t version_bits = 0;
};

class ChipVoice {
public:
    explicit ChipVoice(std::uint64_t seed) : random_{seed, 0x766f696365} {}

    /// The rate of everything said from now on.
    void set_baud(Baud baud) noexcept { baud_ = baud; }
    /// Eleven-byte frames (version rolling) or nine.
    void set_rolling(bool is_rolling) noexcept { is_rolling_ = is_rolling; }
    [[nodiscard]] bool is_rolling() const noexcept { return is_rolling_; }
    /// Probability that a byte goes out with one bit flipped.
    void set_garbage(double probability) noexcept { garbage_ = probability; }

    /// False: the queue was full and the frame is lost, as in a full chip FIFO.
    bool say_register(std::uint8_t chip, std::uint8_t reg, std::uint32_t value, Instant at);
    bool say_nonce(const NonceReport& report, Instant at);
    /// Loses everything not yet out (reset).
    void fall_silent() noexcept { queue_.clear(); }

    /// Moves what is out by `now` into `into`. Bytes sent at a rate the host does not listen at are lost.
    [[nodiscard]] std::size_t take(std::span<std::byte> into, Baud host_baud, Instant now);
    /// When the first byte in the queue is out; `Instant::max()` for an empty queue.
    [[nodiscard]] Instant next_byte() const noexcept { return queue_.empty() ? Instant::max() : queue_.front().ready; }
    [[nodiscard]] std::uint32_t lost() const noexcept { return lost_; }

private:
    struct Out {
        Instant ready;
        Baud baud;
        std::byte byte;
    };
    bool say(std::span<const std::byte> body, std::uint8_t type, Instant at);
    void queue_byte(std::byte byte, Duration byte_time);

    std::deque<Out> queue_;
    SeededRandom random_;
    Baud baud_{};
    Instant line_free_{};
    double garbage_ = 0.0;
    bool is_rolling_ = false;
    std::uint32_t lost_ = 0;
};

}  // namespace adit::boards::virtual_device
