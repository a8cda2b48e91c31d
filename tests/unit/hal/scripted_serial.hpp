// A serial port whose far side is a function: each write is handed to it, and what it answers arrives after the
// delays it names, under virtual time.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <utility>

#include "hal/serial.hpp"
#include "hal/virtual_clock.hpp"
#include "tests/unit/hal/bytes.hpp"

namespace adit::test {

/// Bytes and how long after the write (or the answer before) they arrive.
using Answers = std::vector<std::pair<Duration, Bytes>>;

class ScriptedSerial final : public hal::Serial {
public:
    explicit ScriptedSerial(hal::VirtualClock& clock) : clock_{clock} {}

    std::function<Answers(const Bytes&)> reply_to = [](const Bytes&) { return Answers{}; };
    std::optional<hal::SerialError> broken;  ///< every call fails
    std::size_t write_limit = 4096;          ///< bytes taken per write
    std::vector<Bytes> written;              ///< every write, in order
    int discards = 0;

private:
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override {
        if (broken) return failure(*broken);
        std::size_t count = 0;
        while (count < into.size() && !arriving_.empty() && arriving_.front().first <= clock_.now()) {
            into[count++] = arriving_.front().second;
            arriving_.pop_front();
        }
        return count;
    }

    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> bytes) override {
        if (broken) return failure(*broken);
        const std::size_t taken = std::min(bytes.size(), write_limit);
        written.push_back(copy(bytes.first(taken)));
        Instant at = clock_.now();
        for (const auto& [delay, answer] : reply_to(written.back())) {
            at += delay;
            for (const std::byte byte : answer) arriving_.emplace_back(at, byte);
        }
        return taken;
    }

    Expected<void, hal::SerialError> do_set_baud(Baud) override { return {}; }

    Expected<void, hal::SerialError> do_discard_input() override {
        if (broken) return failure(*broken);
        ++discards;
        while (!arriving_.empty() && arriving_.front().first <= clock_.now()) arriving_.pop_front();
        return {};
    }

    hal::WaitResult do_wait(Instant deadline, hal::Wake& wake) override {
        if (broken) return hal::WaitResult::disconnected;
        if (wake.take()) return hal::WaitResult::woken;
        const bool comes = !arriving_.empty() && arriving_.front().first <= deadline;
        clock_.advance_to(comes ? arriving_.front().first : deadline);
        return comes ? hal::WaitResult::readable : hal::WaitResult::deadline;
    }

    hal::VirtualClock& clock_;
    std::deque<std::pair<Instant, std::byte>> arriving_;
};

}  // namespace adit::test
