// See replay.hpp.
#include "boards/safeoff/replay.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "hal/bridge/control_port.hpp"

namespace adit::boards::safeoff {

namespace {

using namespace std::chrono_literals;
using hal::bridge::ControlPort;
using hal::bridge::Request;

constexpr Duration between_rounds = 20ms;

// Positions in a bitaxe-raw request; see hal/bridge/bitaxe_raw.hpp.
constexpr std::size_t page_at = 4, command_at = 5;

Request request_of(const OffStep& step) {
    Request request{0, std::to_integer<std::uint8_t>(step.request[page_at]),
                    std::to_integer<std::uint8_t>(step.request[command_at]), step.reply_size};
    request.append(std::span{step.request}.first(step.request_size).subspan(hal::bridge::request_header_size));
    return request;
}

OffVerdict run(const OffStep& step, ControlPort& port) {
    std::array<std::byte, OffStep::longest_reply> reply{};
    const auto done = port.transact(request_of(step), std::span{reply}.first(step.reply_size));
    if (!step.is_proof) return OffVerdict::off;
    if (!done) return OffVerdict::no_answer;
    for (std::size_t i = 0; i < step.reply_size; ++i)
        if ((reply[i] & step.mask[i]) != (step.expected[i] & step.mask[i])) return OffVerdict::not_off;
    return OffVerdict::off;
}

}  // namespace

OffVerdict replay(std::span<const OffStep> steps, hal::Serial& control, const hal::Clock& clock,
                  hal::bridge::Dialect dialect, Duration patience) {
    ControlPort port{control, clock, {.dialect = dialect}};
    hal::FlagWake never;
    for (const Instant end = clock.now() + patience;;) {
        OffVerdict verdict = OffVerdict::off;
        for (const OffStep& step : steps) verdict = std::max(verdict, run(step, port));
        if (verdict == OffVerdict::off || clock.now() >= end) return verdict;
        (void)control.wait(clock.now() + between_rounds, never);
    }
}

std::string_view text(OffVerdict verdict) noexcept {
    switch (verdict) {
        case OffVerdict::off:
            return "off, read back";
        case OffVerdict::not_off:
            return "NOT OFF: it answers, but does not read back as off; cut its supply";
        case OffVerdict::no_answer:
            break;
    }
    return "NOT PROVEN OFF: its bridge does not answer; cut its supply";
}

}  // namespace adit::boards::safeoff
