// What happened, as one number and as the last few lines: every byte on both ports, every decision, every fault. Two
// runs of one seed must agree in all of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "hal/clock.hpp"

namespace adit::boards::simulation {

enum class TraceKind : std::uint8_t {
    control_out,  ///< bytes to the bridge
    control_in,
    data_out,  ///< bytes to the chain
    data_in,
    baud,     ///< of the host's end
    state,    ///< a Supervisor's state and its reason
    permit,   ///< what the Supervisor allows
    fault,    ///< a fault begins or ends
    act,      ///< operator, process, pool
    hazard,   ///< a hazard began, was answered
    finding,  ///< an invariant is violated, a reaction is late
};

struct TraceEvent {
    static constexpr std::size_t most_bytes = 24;

    Instant at{};
    std::uint64_t a = 0, b = 0;
    const char* text = "";  ///< static
    TraceKind kind{};
    std::uint8_t board = 0, count = 0;                  ///< of the bytes; longer ones are cut
    std::array<std::uint64_t, most_bytes / 8> words{};  ///< the bytes, the first one lowest

    [[nodiscard]] constexpr unsigned byte(std::size_t index) const noexcept {
        return static_cast<unsigned>(words[index / 8] >> index % 8 * 8 & 0xff);
    }
};

/// One line for people.
[[nodiscard]] std::string describe(const TraceEvent& event);

class Trace {
public:
    static constexpr std::size_t kept = 256;

    /// `sink`: also writes every event as a line; null: keeps the last ones only.
    explicit Trace(std::FILE* sink = nullptr) noexcept : sink_{sink} {}

    void bytes(TraceKind kind, std::uint8_t board, Instant at, std::span<const std::byte> what) noexcept;
    /// `text` must be static; it is not part of the hash.
    void note(TraceKind kind, std::uint8_t board, Instant at, std::uint64_t a, std::uint64_t b,
              const char* text = "") noexcept;

    [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }
    [[nodiscard]] std::uint64_t events() const noexcept { return count_; }
    /// Oldest first.
    [[nodiscard]] std::vector<TraceEvent> last(std::size_t most) const;

private:
    TraceEvent& next(TraceKind kind, std::uint8_t board, Instant at) noexcept;
    [[gnu::cold]] void print(const TraceEvent& event) const;

    std::FILE* sink_;
    std::uint64_t hash_ = 0x41646974, count_ = 0;  // any start will do
    std::array<TraceEvent, kept> ring_{};
};

}  // namespace adit::boards::simulation
