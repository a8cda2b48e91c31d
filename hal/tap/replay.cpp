// See replay.hpp.
#include "hal/tap/replay.hpp"

#include <algorithm>
#include <utility>

namespace adit::hal {

Replay::Replay(std::vector<Transfer> transfers, VirtualClock& clock)
    : transfers_{std::move(transfers)}, clock_{clock}, started_{clock.now()} {
    std::erase_if(transfers_, [](const Transfer& t) { return t.kind != TrafficKind::baud && t.bytes.empty(); });
    skip_to_host_event();
    skip_to_device_bytes();
}

bool Replay::is_finished() const noexcept {
    return !mismatch_ && host_.transfer == transfers_.size() && device_.transfer == transfers_.size();
}

void Replay::skip_to_host_event() noexcept {
    while (host_.transfer < transfers_.size() && transfers_[host_.transfer].kind == TrafficKind::received) {
        ++host_.transfer;
    }
    host_.offset = 0;
}

void Replay::skip_to_device_bytes() noexcept {
    while (device_.transfer < transfers_.size() && transfers_[device_.transfer].kind != TrafficKind::received) {
        ++device_.transfer;
    }
    device_.offset = 0;
}

Instant Replay::due(std::size_t transfer) const noexcept {
    return started_ + (transfers_[transfer].at - transfers_.front().at);
}

bool Replay::is_readable() const noexcept {
    return device_.transfer < transfers_.size() && host_.transfer > device_.transfer &&
           clock_.now() >= due(device_.transfer);
}

void Replay::note_mismatch(std::optional<std::byte> expected, std::optional<std::byte> written) {
    if (!mismatch_) mismatch_ = ReplayMismatch{host_.transfer, host_.offset, expected, written};
}

Expected<std::size_t, SerialError> Replay::do_read(std::span<std::byte> into) {
    if (into.empty() || !is_readable()) return 0;
    const auto rest = std::span{transfers_[device_.transfer].bytes}.subspan(device_.offset);
    const std::size_t count = std::min(rest.size(), into.size());
    std::ranges::copy(rest.first(count), into.begin());
    device_.offset += count;
    if (count == rest.size()) {
        ++device_.transfer;
        skip_to_device_bytes();
    }
    return count;
}

Expected<std::size_t, SerialError> Replay::do_write(std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) {
        const bool wanted = host_.transfer < transfers_.size() && transfers_[host_.transfer].kind == TrafficKind::sent;
        const auto expected = wanted ? std::optional{transfers_[host_.transfer].bytes[host_.offset]} : std::nullopt;
        if (expected != byte) note_mismatch(expected, byte);
        if (mismatch_) return failure(SerialError::io);
        if (++host_.offset == transfers_[host_.transfer].bytes.size()) {
            ++host_.transfer;
            skip_to_host_event();
        }
    }
    return bytes.size();
}

Expected<void, SerialError> Replay::do_set_baud(Baud baud) {
    const bool wanted = host_.transfer < transfers_.size() && transfers_[host_.transfer].kind == TrafficKind::baud &&
                        transfers_[host_.transfer].baud == baud;
    if (!wanted) note_mismatch(std::nullopt, std::nullopt);
    if (mismatch_) return failure(SerialError::io);
    ++host_.transfer;
    skip_to_host_event();
    return {};
}

Expected<void, SerialError> Replay::do_discard_input() {
    while (is_readable()) {
        ++device_.transfer;
        skip_to_device_bytes();
    }
    return {};
}

WaitResult Replay::do_wait(Instant deadline, Wake& wake) {
    if (wake.take()) return WaitResult::woken;
    if (is_readable()) return WaitResult::readable;
    const bool will_come = device_.transfer < transfers_.size() && host_.transfer > device_.transfer;
    clock_.advance_to(will_come ? std::min(deadline, due(device_.transfer)) : deadline);
    return is_readable() ? WaitResult::readable : WaitResult::deadline;
}

}  // namespace adit::hal
