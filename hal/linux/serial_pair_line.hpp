// What the two ends of a SerialPair share: two rings, two rates, and an eventfd per end that polls readable exactly
// while there is something to learn. Only serial_pair.cpp includes this.
#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

#include "hal/linux/file_descriptor.hpp"
#include "hal/linux/serial_pair.hpp"

namespace adit::hal {

/// Bytes on their way in one direction. Not thread-safe by itself.
class ByteRing {
public:
    ByteRing() : bytes_(serial_pair_capacity) {}

    std::size_t put(std::span<const std::byte> from) noexcept;
    std::size_t take(std::span<std::byte> into) noexcept;
    void clear() noexcept { size_ = 0; }
    [[nodiscard]] bool is_empty() const noexcept { return size_ == 0; }

private:
    std::vector<std::byte> bytes_;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

class SerialPairLine {
public:
    explicit SerialPairLine(Baud baud);

    Expected<std::size_t, SerialError> read(int side, std::span<std::byte> into);
    Expected<std::size_t, SerialError> write(int side, std::span<const std::byte> bytes);
    Expected<void, SerialError> discard(int side);
    void close(int side) noexcept;
    void set_baud(int side, Baud baud);
    [[nodiscard]] Baud baud(int side) const;
    /// Nothing will ever arrive at this side again.
    [[nodiscard]] bool is_over(int side) const;
    [[nodiscard]] int descriptor(int side) const noexcept { return of(ends_, side).event.get(); }

private:
    struct End {
        FileDescriptor event;
        ByteRing arriving;
        Baud baud;
        bool is_open = true;
        bool is_signalled = false;
    };
    using Ends = std::array<End, 2>;

    static End& of(Ends& ends, int side) noexcept { return ends[static_cast<std::size_t>(side)]; }
    static const End& of(const Ends& ends, int side) noexcept { return ends[static_cast<std::size_t>(side)]; }
    /// Makes the eventfd say what is true now. Called with the mutex held.
    void signal(int side) noexcept;

    mutable std::mutex mutex_;
    Ends ends_;
};

}  // namespace adit::hal
