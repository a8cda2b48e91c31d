// A listener between a driver and its serial port: every byte that passes is handed, with its time, to a sink.
// Neighbours: recording.hpp (a sink that keeps it, and its text form), replay.hpp (plays it back).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hal/clock.hpp"
#include "hal/serial.hpp"

namespace adit::hal {

enum class TrafficKind : std::uint8_t {
    sent,      ///< host to device
    received,  ///< device to host
    baud,      ///< the host's rate changed
};

/// One observed event. `bytes` is valid only during the call.
struct Traffic {
    Instant at;
    TrafficKind kind{};
    std::span<const std::byte> bytes;  ///< empty for `baud`
    Baud baud{};                       ///< for `baud` only
};

/// Takes traffic. Must not block and must bound what it keeps.
class TrafficSink {
public:
    virtual ~TrafficSink() = default;
    void record(const Traffic& traffic) { do_record(traffic); }

protected:
    TrafficSink() = default;
    TrafficSink(const TrafficSink&) = default;
    TrafficSink& operator=(const TrafficSink&) = default;

private:
    virtual void do_record(const Traffic& traffic) = 0;
};

/// Behaves exactly as `inner`; records what really passed (a short write records the bytes taken).
class Tap final : public Serial {
public:
    /// All three must outlive the tap.
    Tap(Serial& inner, const Clock& clock, TrafficSink& sink) noexcept : inner_{inner}, clock_{clock}, sink_{sink} {}

private:
    Expected<std::size_t, SerialError> do_read(std::span<std::byte> into) override;
    Expected<std::size_t, SerialError> do_write(std::span<const std::byte> bytes) override;
    Expected<void, SerialError> do_set_baud(Baud baud) override;
    Expected<void, SerialError> do_discard_input() override { return inner_.discard_input(); }
    WaitResult do_wait(Instant deadline, Wake& wake) override { return inner_.wait(deadline, wake); }

    Serial& inner_;
    const Clock& clock_;
    TrafficSink& sink_;
};

}  // namespace adit::hal
