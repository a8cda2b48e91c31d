// See serial_pair_line.hpp.
#include "hal/linux/serial_pair_line.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace adit::hal {
namespace {

FileDescriptor make_event() {
    FileDescriptor event{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    if (!event.is_open()) throw std::system_error{errno, std::generic_category(), "eventfd"};
    return event;
}

constexpr int other(int side) noexcept { return 1 - side; }

}  // namespace

std::size_t ByteRing::put(std::span<const std::byte> from) noexcept {
    const std::size_t count = std::min(from.size(), bytes_.size() - size_);
    for (std::size_t i = 0; i < count; ++i) bytes_[(first_ + size_ + i) % bytes_.size()] = from[i];
    size_ += count;
    return count;
}

std::size_t ByteRing::take(std::span<std::byte> into) noexcept {
    const std::size_t count = std::min(into.size(), size_);
    for (std::size_t i = 0; i < count; ++i) into[i] = bytes_[(first_ + i) % bytes_.size()];
    first_ = (first_ + count) % bytes_.size();
    size_ -= count;
    return count;
}

SerialPairLine::SerialPairLine(Baud baud) {
    for (auto& end : ends_) {
        end.event = make_event();
        end.baud = baud;
    }
}

Expected<std::size_t, SerialError> SerialPairLine::read(int side, std::span<std::byte> into) {
    const std::lock_guard lock{mutex_};
    End& mine = of(ends_, side);
    if (!mine.is_open) return failure(SerialError::disconnected);
    if (mine.arriving.is_empty() && !of(ends_, other(side)).is_open) return failure(SerialError::disconnected);
    const std::size_t count = mine.arriving.take(into);
    signal(side);
    return count;
}

Expected<std::size_t, SerialError> SerialPairLine::write(int side, std::span<const std::byte> bytes) {
    const std::lock_guard lock{mutex_};
    if (!of(ends_, side).is_open || !of(ends_, other(side)).is_open) return failure(SerialError::disconnected);
    const std::size_t count = of(ends_, other(side)).arriving.put(bytes);
    signal(other(side));
    return count;
}

Expected<void, SerialError> SerialPairLine::discard(int side) {
    const std::lock_guard lock{mutex_};
    if (!of(ends_, side).is_open) return failure(SerialError::disconnected);
    of(ends_, side).arriving.clear();
    signal(side);
    return {};
}

void SerialPairLine::close(int side) noexcept {
    const std::lock_guard lock{mutex_};
    of(ends_, side).is_open = false;
    of(ends_, side).arriving.clear();
    signal(side);
    signal(other(side));
}

void SerialPairLine::set_baud(int side, Baud baud) {
    const std::lock_guard lock{mutex_};
    of(ends_, side).baud = baud;
}

Baud SerialPairLine::baud(int side) const {
    const std::lock_guard lock{mutex_};
    return of(ends_, side).baud;
}

bool SerialPairLine::is_over(int side) const {
    const std::lock_guard lock{mutex_};
    const End& mine = of(ends_, side);
    return !mine.is_open || (mine.arriving.is_empty() && !of(ends_, other(side)).is_open);
}

void SerialPairLine::signal(int side) noexcept {
    End& end = of(ends_, side);
    const bool wanted = !end.arriving.is_empty() || !end.is_open || !of(ends_, other(side)).is_open;
    if (wanted == end.is_signalled) return;
    std::uint64_t count = 1;
    // Neither can fail: the counter is 0 or 1, and both calls happen under the mutex.
    if (wanted) {
        [[maybe_unused]] const auto written = ::write(end.event.get(), &count, sizeof count);
    } else {
        [[maybe_unused]] const auto taken = ::read(end.event.get(), &count, sizeof count);
    }
    end.is_signalled = wanted;
}

}  // namespace adit::hal
