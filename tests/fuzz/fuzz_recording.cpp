// Recordings of serial traffic: any text is parsed or refused, what was parsed survives its text form, and a replay
// of it finishes when the host does as recorded.
// links: hal
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hal/tap/recording.hpp"
#include "hal/tap/replay.hpp"

using namespace adit;
using namespace adit::hal;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

/// Plays the host's part from the recording itself.
void replay(const std::vector<Transfer>& transfers) {
    VirtualClock clock;
    Replay port{transfers, clock};
    FlagWake wake;
    std::array<std::byte, max_transfer_size> buffer{};
    for (const auto& transfer : transfers) {
        if (transfer.kind == TrafficKind::sent) require(port.write(transfer.bytes).has_value());
        if (transfer.kind == TrafficKind::baud) require(port.set_baud(transfer.baud).has_value());
        if (transfer.kind != TrafficKind::received) continue;
        require(port.wait(Instant::max(), wake) == WaitResult::readable);
        const auto count = port.read(buffer);
        require(count && *count == transfer.bytes.size());
        require(std::equal(transfer.bytes.begin(), transfer.bytes.end(), buffer.begin()));
    }
    require(port.is_finished());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto parsed = parse_recording(text);
    if (!parsed) {
        require(parsed.error().line >= 1);
        return 0;
    }
    const auto again = parse_recording(to_text(*parsed));
    require(again && *again == *parsed);
    replay(*parsed);
    return 0;
}
