// State files: any content yields a state that survives its own bytes, or none; a write over it is read back.
// links: runtime
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "boards/host/device_state.hpp"

using namespace adit::boards;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void judge(const SlotPayload& payload) {
    const auto state = decode_device_state(payload);
    if (!state) return;
    const auto again = encode(*state);
    require(again && decode_device_state(*again) == state);
    constexpr std::byte first_version{1};  // is written again as the second
    require(payload.front() == first_version || *again == payload);
    require(!state->kept.latch || adit::boards::safety::is_trip(state->kept.latch->reason));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span{data, size});
    // As a file.
    std::vector<std::byte> file(bytes.begin(), bytes.end());
    if (const auto slot = newest_slot(file)) judge(slot->payload);
    // As a payload, which chance does not find behind a checksum.
    SlotPayload payload{};
    std::ranges::copy(bytes.first(std::min(size, payload.size())), payload.begin());
    judge(payload);
    const SlotWrite write = next_write(file, payload);
    if (file.size() < write.offset + slot_size) file.resize(write.offset + slot_size);
    std::ranges::copy(write.bytes, file.begin() + static_cast<std::ptrdiff_t>(write.offset));
    const auto newest = newest_slot(file);
    // A generation at its very end is the one number that nothing can follow.
    require(newest && (newest->payload == payload || newest->generation == 0xFFFFFFFF));
    return 0;
}
