// A serial line without a kernel port: two `Serial` ends in one process, each for its own thread. A virtual board
// sits on one end, the Runner on the other.
#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include "hal/serial.hpp"

namespace adit::hal {

/// How much one direction holds before `write` takes less than offered.
inline constexpr std::size_t serial_pair_capacity = 64 * 1024;

class SerialPairLine;

class SerialPairEnd final : public Serial {
public:
    SerialPairEnd(std::shared_ptr<SerialPairLine> line, int side, const Clock& clock) noexcept;
    SerialPairEnd(const SerialPairEnd&) = delete;
    SerialPairEnd& operator=(const SerialPairEnd&) = delete;
    /// Closes the end.
    ~SerialPairEnd() override;

    /// This end's own rate, and the one the far end set. Bytes pass whatever the rates are: an emulator compares
    /// and drops. Any thread.
    [[nodiscard]] Baud baud() const;
    [[nodiscard]] Baud far_baud() const;

    /// Hangs up, from any thread: the far end reads what was sent before, then gets `disconnected`; this end gets
    /// `disconnected` at once.
    void close() noexcept;

private:
    Expected<std::size_t, SerialError> do_read(std::span<std::byte> into) override;
    Expected<std::size_t, SerialError> do_write(std::span<const std::byte> bytes) override;
    Expected<void, SerialError> do_set_baud(Baud baud) override;
    Expected<void, SerialError> do_discard_input() override;
    WaitResult do_wait(Instant deadline, Wake& wake) override;

    std::shared_ptr<SerialPairLine> line_;
    int side_;
    const Clock& clock_;
};

/// The two ends; each may be moved to its own owner and outlive the other.
struct SerialPair {
    std::unique_ptr<SerialPairEnd> host;
    std::unique_ptr<SerialPairEnd> device;
};

/// Both ends start at `baud`. `clock` (CLOCK_MONOTONIC) must outlive both. Throws std::system_error when the process
/// is out of descriptors.
[[nodiscard]] SerialPair make_serial_pair(const Clock& clock, Baud baud = Baud{115200});

}  // namespace adit::hal
