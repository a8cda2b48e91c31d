// The change of rate, step by step. A chip switches as soon as it has executed the write.
#include "driver/bm13xx/fast_baud.hpp"

#include "driver/bm13xx/dialect.hpp"

namespace adit::driver::bm13xx {
namespace {

constexpr std::string_view source = "ESP-Miner: write, about 100 ms, host follows";
constexpr Duration drain_time = std::chrono::milliseconds{100};

}  // namespace

FastBaud::FastBaud(const ChipModel& chip, Baud host) noexcept : dialect_{chip.dialect()}, host_{host} {
    const auto change = baud_change(chip, host);
    if (!change) return;
    change_ = *change;
    phase_ = Phase::chips;
}

Step FastBaud::send(const BaudWrite& write, std::string_view reason) const noexcept {
    return {step::Send{encode(dialect_, WriteRegister{all_chips, write.reg, write.value})}, reason, source};
}

std::optional<Step> FastBaud::next() noexcept {
    switch (phase_) {
        case Phase::chips: {
            const BaudWrite& write = change_.writes()[sent_];
            if (++sent_ == change_.count) phase_ = Phase::drain;
            return send(write, "chips to the fast rate");
        }
        case Phase::drain:
            phase_ = Phase::host;
            return Step{step::Wait{drain_time}, "the write leaves at the old rate first", source};
        case Phase::host:
            phase_ = Phase::purge;
            return Step{step::SetHostBaud{host_}, "the host follows", source};
        case Phase::purge:
            phase_ = change_.then ? Phase::then : Phase::done;
            return Step{step::PurgeInput{}, "bytes received across the change mean nothing", source};
        case Phase::then:
            phase_ = Phase::done;
            return send(*change_.then, "keep the rate from here on");
        case Phase::done:
            break;
    }
    return std::nullopt;
}

}  // namespace adit::driver::bm13xx
