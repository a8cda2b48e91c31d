// The line from a chain to the host: replies of its chips in the order in which they get there, each byte ready when
// the sender's own baud rate has carried it out.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "boards/virtual/chip_traits.hpp"
#include "boards/virtual/seeded_random.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

struct NonceReport {
    std::uint32_t nonce_wire = 0;  ///< first byte on top
    std::uint8_t aux = 0;          ///< twice the zero bits beyond what the ticket asks
    std::uint8_t job = 0;          ///< job byte
    std::uint16_t version_bits = 0;
};

/// A reply on the wire.
struct ReplyFrame {
    std::array<std::byte, 11> bytes{};
    std::size_t size = 0;
    std::uint16_t sender = 0;  ///< chip of the chain
};
/// `is_long`: eleven bytes instead of nine (seven on the bare wire).
[[nodiscard]] ReplyFrame register_reply(Wire wire, bool is_long, std::uint8_t chip, std::uint8_t reg,
                                        std::uint32_t value) noexcept;
[[nodiscard]] ReplyFrame nonce_reply(Wire wire, bool is_long, const NonceReport& report) noexcept;

class ChainLine {
public:
    explicit ChainLine(std::uint64_t seed) noexcept : random_{seed, 0x766f696365} {}

    /// A frame that reaches the line at `at`, sent at `baud`; with probability `garbage` a byte has one bit flipped.
    /// False: too much is waiting and the frame is lost, as in a full FIFO. Order of calls decides between equal times.
    bool say(const ReplyFrame& frame, Baud baud, Instant at, double garbage = 0.0);
    /// Loses everything not yet out (reset of the chain).
    void fall_silent() noexcept;
    /// The same for one chip's frames, the half sent one included.
    void fall_silent(std::uint16_t sender);

    /// Moves what is out by `now` into `into`. Bytes sent at a rate the host does not listen at are lost.
    /// Nobody may say anything for a time before `now` any more.
    [[nodiscard]] std::size_t take(std::span<std::byte> into, Baud host_baud, Instant now);
    /// When the next byte may be out; `Instant::max()` if nothing is waiting.
    [[nodiscard]] Instant next_byte() const noexcept;
    /// Until then `take` changes nothing, unless somebody says something.
    [[nodiscard]] Instant quiet_until() const noexcept;
    [[nodiscard]] std::uint32_t lost() const noexcept { return lost_; }

private:
    struct Waiting {
        Instant at;
        std::uint64_t order;
        Baud baud;
        double garbage;
        ReplyFrame frame;
    };
    struct Sending {
        Instant start;
        Duration byte_time;
        Baud baud;
        ReplyFrame frame;
        /// How many of its bytes are out.
        [[nodiscard]] std::size_t out_by(Instant now) const noexcept {
            if (now < start) return 0;
            return std::min(frame.size, static_cast<std::size_t>((now - start) / byte_time));
        }
        [[nodiscard]] Instant ready(std::size_t index) const noexcept {
            return start + byte_time * static_cast<Duration::rep>(index + 1);
        }
    };
    void send_until(Instant now);
    void send(const Waiting& waiting);

    std::vector<Waiting> waiting_;  ///< heap, earliest on top
    std::deque<Sending> sending_;
    std::size_t sent_of_first_ = 0, bytes_held_ = 0;
    std::uint64_t next_order_ = 0;
    SeededRandom random_;
    Instant line_free_{};
    std::uint32_t lost_ = 0;
};

}  // namespace adit::boards::virtual_device
