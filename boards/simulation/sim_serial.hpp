// One port of a virtual board as a Serial under virtual time: a blocking call runs the emulator and moves the clock.
// The cable and the host's driver can misbehave too, from a seed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "boards/simulation/trace.hpp"
#include "boards/simulation/wire_watch.hpp"
#include "boards/virtual/seeded_random.hpp"
#include "boards/virtual/virtual_board.hpp"
#include "hal/serial.hpp"
#include "hal/virtual_clock.hpp"

namespace adit::boards::simulation {

/// What the cable does to a byte, each with its probability (FI-S1).
struct LineNoise {
    double drop = 0, insert = 0, flip = 0, repeat = 0;
    [[nodiscard]] constexpr bool is_quiet() const noexcept { return drop + insert + flip + repeat <= 0; }
};

/// Told after every write that may have changed something on the board, at its very time.
class ChangeListener {
public:
    virtual void board_changed() = 0;

protected:
    ChangeListener() = default;
    ChangeListener(const ChangeListener&) = default;
    ChangeListener& operator=(const ChangeListener&) = default;
    ~ChangeListener() = default;
};

class SimSerial final : public hal::Serial {
public:
    enum class Port : std::uint8_t { control, data };

    /// All must outlive the port; `trace` may be null.
    SimSerial(virtual_device::VirtualBoard& board, hal::VirtualClock& clock, Port port, Trace* trace = nullptr,
              std::uint8_t board_index = 0, std::uint64_t seed = 1)
        : board_{board},
          clock_{clock},
          trace_{trace},
          random_{seed, port == Port::control ? 101U : 102U},
          port_{port},
          index_{board_index} {}

    bool is_unplugged = false;  ///< every call fails; nothing reaches the board
    Duration latency{};         ///< until an answer on the control port is there
    bool is_write_blocked = false;
    LineNoise noise;             ///< on bytes to the host
    WireWatch* watch = nullptr;  ///< reads along on the control port
    ChangeListener* listener = nullptr;

    /// The host's end forgets what it holds and goes back to its first rate: a port that was opened again.
    void reopen() noexcept {
        first_ = end_ = 0;
        baud_ = first_baud;
    }

private:
    static constexpr Baud first_baud{115200};
    static constexpr std::size_t packet_size = 256;

    void drain();
    [[nodiscard, gnu::noinline]] std::size_t fetch();  ///< most often `drain` sees that there is nothing
    void disturb(std::span<const std::byte> bytes);
    void write_control(std::span<const std::byte> bytes);
    [[gnu::noinline]] void write_data(std::span<const std::byte> bytes);  ///< seldom beside the other
    void put(std::byte byte) noexcept;
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override;
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> bytes) override;
    Expected<void, hal::SerialError> do_set_baud(Baud baud) override;
    Expected<void, hal::SerialError> do_discard_input() override;
    hal::WaitResult do_wait(Instant deadline, hal::Wake& wake) override;

    virtual_device::VirtualBoard& board_;
    hal::VirtualClock& clock_;
    Trace* trace_;
    virtual_device::SeededRandom random_;
    Port port_;
    std::uint8_t index_;
    Baud baud_ = first_baud;
    Instant answers_at_{};
    /// What has arrived and was not read: as much as a kernel keeps of a terminal, the rest is lost.
    std::array<std::byte, 4096> arrived_{};
    std::array<std::byte, packet_size> disturbed_{};  ///< on its way through a noisy cable
    std::size_t first_ = 0, end_ = 0;
};

}  // namespace adit::boards::simulation
