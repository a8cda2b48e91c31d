// See nine_bit.hpp.
#include "hal/bridge/nine_bit.hpp"

#include <algorithm>

namespace adit::hal::bridge {

Expected<bool, SerialError> NineBitSerial::flush() {
    if (!owed_) return true;
    const auto taken = port_.write(std::array{*owed_});
    if (!taken) return failure(taken.error());
    if (*taken == 1) owed_.reset();
    return !owed_.has_value();
}

Expected<std::size_t, SerialError> NineBitSerial::write(std::span<const NineBitSymbol> symbols) {
    std::size_t done = 0;
    while (done < symbols.size()) {
        const auto paid = flush();
        if (!paid) return failure(paid.error());
        if (!*paid) return done;
        const auto some = symbols.subspan(done, std::min(symbols_at_once, symbols.size() - done));
        std::array<std::byte, 2 * symbols_at_once> bytes{};
        for (std::size_t i = 0; i < some.size(); ++i)
            std::ranges::copy(encode(some[i]), bytes.begin() + 2 * static_cast<std::ptrdiff_t>(i));
        const auto taken = port_.write(std::span{bytes}.first(2 * some.size()));
        if (!taken) return failure(taken.error());
        const bool is_half = *taken % 2 == 1;
        if (is_half) owed_ = bytes[*taken];
        done += (*taken + 1) / 2;
        if (*taken < 2 * some.size()) return done;
    }
    return done;
}

}  // namespace adit::hal::bridge
