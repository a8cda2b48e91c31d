// See serial_pair.hpp.
#include "hal/linux/serial_pair.hpp"

#include "hal/linux/descriptor_wait.hpp"
#include "hal/linux/serial_pair_line.hpp"

namespace adit::hal {

SerialPairEnd::SerialPairEnd(std::shared_ptr<SerialPairLine> line, int side, const Clock& clock) noexcept
    : line_{std::move(line)}, side_{side}, clock_{clock} {}

SerialPairEnd::~SerialPairEnd() { close(); }

Baud SerialPairEnd::baud() const { return line_->baud(side_); }

Baud SerialPairEnd::far_baud() const { return line_->baud(1 - side_); }

void SerialPairEnd::close() noexcept { line_->close(side_); }

Expected<std::size_t, SerialError> SerialPairEnd::do_read(std::span<std::byte> into) {
    return line_->read(side_, into);
}

Expected<std::size_t, SerialError> SerialPairEnd::do_write(std::span<const std::byte> bytes) {
    return line_->write(side_, bytes);
}

Expected<void, SerialError> SerialPairEnd::do_set_baud(Baud baud) {
    if (baud.value == 0) return failure(SerialError::bad_baud);
    if (line_->is_over(side_)) return failure(SerialError::disconnected);
    line_->set_baud(side_, baud);
    return {};
}

Expected<void, SerialError> SerialPairEnd::do_discard_input() { return line_->discard(side_); }

WaitResult SerialPairEnd::do_wait(Instant deadline, Wake& wake) {
    const WaitResult result = wait_on(line_->descriptor(side_), deadline, clock_, wake);
    return result == WaitResult::readable && line_->is_over(side_) ? WaitResult::disconnected : result;
}

SerialPair make_serial_pair(const Clock& clock, Baud baud) {
    auto line = std::make_shared<SerialPairLine>(baud);
    return {.host = std::make_unique<SerialPairEnd>(line, 0, clock),
            .device = std::make_unique<SerialPairEnd>(line, 1, clock)};
}

}  // namespace adit::hal
