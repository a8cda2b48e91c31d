// See chain_link.hpp.
#include "boards/runtime/chain_link.hpp"

#include <algorithm>

namespace adit::boards {

Expected<void, safety::Denied> ChainLink::send(std::span<const std::byte> frames, Instant now) {
    if (waiting_ + frames.size() > waiting_bytes_.size()) return failure(safety::Denied::output_off);
    if (auto admitted = gate_.admit(frames, now); !admitted) return admitted;
    std::ranges::copy(frames, waiting_bytes_.begin() + static_cast<std::ptrdiff_t>(waiting_));
    waiting_ += frames.size();
    flush();
    return {};
}

void ChainLink::flush() {
    if (waiting_ == 0 || is_lost_) return;
    const auto taken = line_.write(std::span{waiting_bytes_}.first(waiting_));
    if (!taken) {
        is_lost_ = true;
        return;
    }
    std::copy(waiting_bytes_.begin() + static_cast<std::ptrdiff_t>(*taken),
              waiting_bytes_.begin() + static_cast<std::ptrdiff_t>(waiting_), waiting_bytes_.begin());
    waiting_ -= *taken;
}

std::span<const std::byte> ChainLink::receive() {
    const auto count = line_.read(received_);
    if (!count) {
        is_lost_ = true;
        return {};
    }
    return std::span{received_}.first(*count);
}

void ChainLink::purge() {
    waiting_ = 0;
    if (!line_.discard_input()) is_lost_ = true;
}

void ChainLink::set_baud(Baud baud) {
    baud_ = baud;
    if (!line_.set_baud(baud)) is_lost_ = true;
}

}  // namespace adit::boards
