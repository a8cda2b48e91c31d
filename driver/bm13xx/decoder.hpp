// Finds replies in a byte stream that may be cut anywhere, contain garbage, or change frame size: a chip answers with
// 9 bytes until it has executed a version-rolling write, with 11 afterwards, and falls back to 9 when it resets itself.
// Slides one byte at a time, so that no good frame behind a bad one is lost. Replies without preamble (BM1387) have
// only their checksum: once out of step, one is believed only when another follows it directly.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/frames.hpp"

namespace adit::driver::bm13xx {

struct DecoderCounters {
    std::uint64_t frames = 0;         ///< intact replies
    std::uint64_t crc_failures = 0;   ///< candidates with a preamble that were no reply
    std::uint64_t garbage_bytes = 0;  ///< bytes that belonged to no reply
};

class ReplyDecoder {
public:
    /// Bytes it can hold before `next` must be called.
    static constexpr std::size_t capacity = 4096;

    explicit ReplyDecoder(const ReplyFormat& format = growing_replies) noexcept
        : format_{format}, size_{format.plain} {}

    /// Forgets buffered bytes and goes back to the size after reset: after a hardware reset. Counters go on.
    void reset() noexcept;

    /// Forgets buffered bytes (and counts them as garbage) but not the reply size: after a change of baud rate.
    void purge() noexcept;

    /// Takes as many bytes as fit and says how many.
    std::size_t feed(std::span<const std::byte> bytes) noexcept;

    /// The next intact reply, or none until more bytes arrive. In the 9-byte state an 11-byte reply is passed on at
    /// once; two in a row change the state. In the 11-byte state 9-byte replies are passed on from the second in a row,
    /// which changes the state and is remembered for `take_configuration_lost`.
    [[nodiscard]] std::optional<Reply> next() noexcept;

    /// True once after replies shrank from 11 to 9 bytes: some chip reset itself.
    [[nodiscard]] bool take_configuration_lost() noexcept;

    [[nodiscard]] std::size_t reply_size() const noexcept { return size_; }
    [[nodiscard]] const DecoderCounters& counters() const noexcept { return counters_; }

private:
    struct Attempt {
        enum class Outcome : std::uint8_t { reply, refused, wait } outcome;
        Reply reply{};
        std::size_t consumed = 0;
    };

    [[nodiscard]] std::span<const std::byte> pending() const noexcept;
    [[nodiscard]] bool at_preamble() const noexcept;
    [[nodiscard]] Attempt attempt() noexcept;
    [[nodiscard]] Attempt attempt_bare() noexcept;
    [[nodiscard]] Attempt attempt_other_size(std::size_t other) noexcept;
    [[nodiscard]] std::size_t other_size() const noexcept {
        return size_ == format_.plain ? format_.rolling : format_.plain;
    }
    void skip(std::size_t bytes) noexcept { begin_ += bytes; }

    ReplyFormat format_;
    std::array<std::byte, capacity> buffer_{};
    std::size_t begin_ = 0, end_ = 0;
    std::size_t size_;
    bool in_step_ = true;  ///< bare replies: the next one starts at `begin_`
    unsigned other_size_in_a_row_ = 0;
    bool configuration_lost_ = false;
    DecoderCounters counters_;
};

}  // namespace adit::driver::bm13xx
