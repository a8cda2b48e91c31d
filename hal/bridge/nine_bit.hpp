// Nine-bit characters over a byte pipe, as the Bonanza and BIRDS bridges carry them: to the chain two bytes a symbol
// (the low eight bits, then the ninth), from the chain one byte a symbol, its ninth bit dropped by the bridge.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "hal/serial.hpp"

namespace adit::hal::bridge {

/// One symbol on the wire: 9 data bits, no parity, one stop bit. The ninth bit marks the first of a frame.
class NineBitSymbol {
public:
    constexpr NineBitSymbol() = default;
    constexpr NineBitSymbol(std::byte low, bool ninth) noexcept : low_{low}, ninth_{ninth} {}
    [[nodiscard]] constexpr std::byte low() const noexcept { return low_; }
    [[nodiscard]] constexpr bool ninth() const noexcept { return ninth_; }
    friend constexpr bool operator==(const NineBitSymbol&, const NineBitSymbol&) = default;

private:
    std::byte low_{};
    bool ninth_ = false;
};

[[nodiscard]] constexpr std::array<std::byte, 2> encode(NineBitSymbol symbol) noexcept {
    return {symbol.low(), symbol.ninth() ? std::byte{1} : std::byte{0}};
}

/// The other direction of `encode`: what a bridge makes of the bytes, as published. A second byte that is neither 0
/// nor 1 shows that a byte was lost: it is taken as the first of the next pair.
class NineBitDecoder {
public:
    /// The symbol that this byte completes, if it does.
    [[nodiscard]] constexpr std::optional<NineBitSymbol> take(std::byte byte) noexcept {
        const bool is_ninth = has_low_ && byte <= std::byte{1};
        const NineBitSymbol symbol{low_, byte == std::byte{1}};
        low_ = byte;
        has_low_ = !is_ninth;
        return is_ninth ? std::optional{symbol} : std::nullopt;
    }

private:
    std::byte low_{};
    bool has_low_ = false;
};

/// The data port of such a bridge. Keeps pairs whole whatever the port takes. `port` must outlive it; no other writer.
class NineBitSerial {
public:
    explicit NineBitSerial(Serial& port) noexcept : port_{port} {}

    /// Hands symbols to the line without waiting and says how many were taken; of a symbol of which the port took half,
    /// the other half is owed and goes out first with the next call or `flush`. Errors: as `Serial::write`.
    [[nodiscard]] Expected<std::size_t, SerialError> write(std::span<const NineBitSymbol> symbols);
    /// Pays what is owed. True if nothing is owed any more.
    [[nodiscard]] Expected<bool, SerialError> flush();
    [[nodiscard]] bool owes_half() const noexcept { return owed_.has_value(); }

    /// What the chain sent, eight bits of each symbol.
    [[nodiscard]] Expected<std::size_t, SerialError> read(std::span<std::byte> into) { return port_.read(into); }
    /// Of the bridge's UART, where it passes the line coding on (BIRDS); without effect on Bonanza.
    [[nodiscard]] Expected<void, SerialError> set_baud(Baud baud) { return port_.set_baud(baud); }
    [[nodiscard]] Expected<void, SerialError> discard_input() { return port_.discard_input(); }
    [[nodiscard]] WaitResult wait(Instant deadline, Wake& wake) { return port_.wait(deadline, wake); }

private:
    /// As many symbols as fill one USB packet.
    static constexpr std::size_t symbols_at_once = 32;

    Serial& port_;
    std::optional<std::byte> owed_;
};

}  // namespace adit::hal::bridge
