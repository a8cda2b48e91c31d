// The search for replies. Invariant: begin_ <= end_ <= capacity; bytes before begin_ are done with.
#include "driver/bm13xx/decoder.hpp"

#include <algorithm>

#include "driver/bm13xx/dialect.hpp"

namespace adit::driver::bm13xx {
namespace {

constexpr unsigned replies_to_change_size = 2;

}  // namespace

void ReplyDecoder::reset() noexcept {
    purge();
    size_ = format_.plain;
    configuration_lost_ = false;
}

void ReplyDecoder::purge() noexcept {
    counters_.garbage_bytes += end_ - begin_;
    begin_ = end_ = 0;
    in_step_ = true;
    other_size_in_a_row_ = 0;
}

std::size_t ReplyDecoder::feed(std::span<const std::byte> bytes) noexcept {
    if (begin_ > 0 && bytes.size() > capacity - end_) {
        std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
                  buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    const std::size_t taken = std::min(bytes.size(), capacity - end_);
    std::ranges::copy(bytes.first(taken), buffer_.begin() + static_cast<std::ptrdiff_t>(end_));
    end_ += taken;
    return taken;
}

std::span<const std::byte> ReplyDecoder::pending() const noexcept {
    return std::span{buffer_}.subspan(begin_, end_ - begin_);
}

std::optional<Reply> ReplyDecoder::next() noexcept {
    while (begin_ < end_) {
        if (at_preamble()) {
            const Attempt result = attempt();
            if (result.outcome == Attempt::Outcome::wait) break;
            if (result.outcome == Attempt::Outcome::reply) {
                skip(result.consumed);
                ++counters_.frames;
                return result.reply;
            }
            ++counters_.crc_failures;
        }
        ++counters_.garbage_bytes;
        skip(1);
    }
    if (begin_ == end_) begin_ = end_ = 0;
    return std::nullopt;
}

/// True if what is buffered starts with a preamble, as far as it goes.
bool ReplyDecoder::at_preamble() const noexcept {
    if (format_.dialect == Dialect::bare) return true;
    const auto bytes = pending();
    return bytes[0] == chip_preamble[0] && (bytes.size() < 2 || bytes[1] == chip_preamble[1]);
}

/// Tries the present reply size, then the other one.
ReplyDecoder::Attempt ReplyDecoder::attempt() noexcept {
    if (format_.dialect == Dialect::bare) return attempt_bare();
    const auto bytes = pending();
    if (bytes.size() < size_) return {Attempt::Outcome::wait};
    if (const auto reply = decode_reply(bytes.first(size_))) {
        other_size_in_a_row_ = 0;
        return {Attempt::Outcome::reply, *reply, size_};
    }
    return other_size() == size_ ? Attempt{Attempt::Outcome::refused} : attempt_other_size(other_size());
}

/// In step, one good reply is enough. Out of step it takes two in a row: a checksum of 5 bits alone passes too often.
ReplyDecoder::Attempt ReplyDecoder::attempt_bare() noexcept {
    const auto bytes = pending();
    if (bytes.size() < size_) return {Attempt::Outcome::wait};
    const auto reply = decode_bare_reply(bytes.first(size_));
    if (reply && !in_step_) {
        if (bytes.size() < 2 * size_) return {Attempt::Outcome::wait};
        in_step_ = decode_bare_reply(bytes.subspan(size_, size_)).has_value();
    } else {
        in_step_ = reply.has_value();
    }
    if (!in_step_) return {Attempt::Outcome::refused};
    return {Attempt::Outcome::reply, *reply, size_};
}

ReplyDecoder::Attempt ReplyDecoder::attempt_other_size(std::size_t other) noexcept {
    const auto bytes = pending();
    if (bytes.size() < other) return {Attempt::Outcome::wait};
    const auto reply = decode_reply(bytes.first(other));
    if (!reply) {
        other_size_in_a_row_ = 0;
        return {Attempt::Outcome::refused};
    }
    const bool is_growing = other == format_.rolling;
    const bool changes = ++other_size_in_a_row_ >= replies_to_change_size;
    if (changes) {
        size_ = other;
        other_size_in_a_row_ = 0;
        if (!is_growing) configuration_lost_ = true;
    }
    if (!is_growing && !changes) return {Attempt::Outcome::refused};
    return {Attempt::Outcome::reply, *reply, other};
}

bool ReplyDecoder::take_configuration_lost() noexcept {
    const bool lost = configuration_lost_;
    configuration_lost_ = false;
    return lost;
}

}  // namespace adit::driver::bm13xx
