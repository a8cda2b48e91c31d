// The change of rate, step by step. A chip switches as soon as it has executed the write.
#include "driver/bm13xx/fast_baud.hpp"

#include "driver/bm13xx/frames.hpp"
#include "driver/bm13xx/register_fields.hpp"

namespace adit::driver::bm13xx {
namespace {

constexpr std::string_view source = "ESP-Miner: write, about 100 ms, host follows";
constexpr Duration drain_time = std::chrono::milliseconds{100};

}  // namespace

FastBaud::FastBaud(Baud host) noexcept : host_{host} {
    const auto word = fast_uart::word_for(host);
    possible_ = word.has_value() && host != fast_uart::reset_baud;
    word_ = word.value_or(0);
}

std::optional<Step> FastBaud::next() noexcept {
    if (!possible_) return std::nullopt;
    switch (step_++) {
        case 0:
            return Step{step::Send{encode(WriteRegister{all_chips, Register::fast_uart, word_})},
                        "chips to the fast rate", source};
        case 1:
            return Step{step::Wait{drain_time}, "the write leaves at the old rate first", source};
        case 2:
            return Step{step::SetHostBaud{host_}, "the host follows", source};
        case 3:
            return Step{step::PurgeInput{}, "bytes received across the change mean nothing", source};
        default:
            possible_ = false;
            return std::nullopt;
    }
}

}  // namespace adit::driver::bm13xx
