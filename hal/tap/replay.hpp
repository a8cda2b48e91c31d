// A recording as the far end of a serial port: what the device said comes back, what the host says is checked.
// Runs under virtual time. See tap.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "hal/serial.hpp"
#include "hal/tap/recording.hpp"
#include "hal/virtual_clock.hpp"

namespace adit::hal {

/// Where the host first did something else than in the recording.
struct ReplayMismatch {
    std::size_t transfer{};             ///< index in the recording (its size: the recording had ended)
    std::size_t offset{};               ///< byte within the transfer
    std::optional<std::byte> expected;  ///< none: nothing more was written, or the event was a baud change
    std::optional<std::byte> written;   ///< none: a baud change
};

/// Bytes from the device become readable when their time has come, counted from construction, and everything the
/// host wrote before them has been written. Writes may be cut differently than when recorded. `wait` moves the
/// clock instead of blocking. From the first mismatch on, writes and baud changes fail with `io`; after the last
/// transfer the device is silent.
class Replay final : public Serial {
public:
    /// `clock` must outlive the replay.
    Replay(std::vector<Transfer> transfers, VirtualClock& clock);

    [[nodiscard]] const std::optional<ReplayMismatch>& mismatch() const noexcept { return mismatch_; }
    /// Everything was read and everything was written.
    [[nodiscard]] bool is_finished() const noexcept;

private:
    /// Position in one direction's transfers.
    struct Cursor {
        std::size_t transfer = 0;
        std::size_t offset = 0;
    };

    Expected<std::size_t, SerialError> do_read(std::span<std::byte> into) override;
    Expected<std::size_t, SerialError> do_write(std::span<const std::byte> bytes) override;
    Expected<void, SerialError> do_set_baud(Baud baud) override;
    Expected<void, SerialError> do_discard_input() override;
    WaitResult do_wait(Instant deadline, Wake& wake) override;

    void skip_to_host_event() noexcept;
    void skip_to_device_bytes() noexcept;
    [[nodiscard]] Instant due(std::size_t transfer) const noexcept;
    [[nodiscard]] bool is_readable() const noexcept;
    void note_mismatch(std::optional<std::byte> expected, std::optional<std::byte> written);

    std::vector<Transfer> transfers_;
    VirtualClock& clock_;
    Instant started_;
    Cursor host_, device_;
    std::optional<ReplayMismatch> mismatch_;
};

}  // namespace adit::hal
