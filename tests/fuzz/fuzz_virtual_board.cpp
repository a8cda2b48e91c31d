// Any bytes on both ports of a virtual board, whichever of the catalogue, in any order and at any pace: it must not
// crash, not grow, never exceed what its supply can give, and never claim a nonce before a whole bring-up.
// links: virtual
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "boards/definition/catalog.hpp"
#include "boards/virtual/virtual_board.hpp"

namespace {

using namespace adit;
using namespace adit::boards::virtual_device;

constexpr std::size_t largest_input = 4096;

void require(bool holds) {
    if (!holds) std::abort();
}

/// Reads the ports as a host would; what comes out in one look is bounded.
void drain(VirtualBoard& board, Baud baud, Instant now) {
    std::array<std::byte, 1024> chunk{};
    std::size_t total = 0;
    while (const std::size_t count = board.data_pending(chunk, baud, now)) {
        require(count <= chunk.size());
        total += count;
    }
    require(total <= 8192);
    total = 0;
    while (const std::size_t count = board.control_pending(chunk, now)) total += count;
    require(total <= 17 * 1024);
}

void check(const VirtualBoard& board, Instant now) {
    const BoardObservation seen = board.observe();
    require(!seen.is_hashing || (seen.is_configured && seen.is_chip_alive));
    require(seen.nonces_emitted == 0 || seen.jobs_accepted > 0);
    require(seen.chip_temperature.value > 0.0 && seen.chip_temperature.value < 1000.0);
    require(seen.rail_highest.value >= 0 && seen.rail_highest.value <= 12200);
    require(seen.fan_speed.value <= 6000 && seen.fan_duty.value <= 100);
    require(board.next_event(now) >= now);
}

}  // namespace

/// Input: which board, then records. Low two bits of the first byte: 0 data and 1 control (upper six bits: how many
/// bytes follow), 2 time (upper six bits: milliseconds), 3 change of the host's baud rate.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::span<const std::byte> input{reinterpret_cast<const std::byte*>(bytes), std::min(size, largest_input)};
    static const std::vector<boards::BoardDefinition> all = boards::catalog();
    if (input.empty()) return 0;
    VirtualBoard board{all[std::to_integer<std::size_t>(input[0]) % all.size()], {.zero_bits = 0}, Instant{}};
    input = input.subspan(1);
    Instant now{};
    Baud baud{115200};
    while (!input.empty()) {
        const auto head = std::to_integer<std::size_t>(input[0]);
        const std::size_t length = (head & 2u) == 0 ? head >> 2 : 0;
        const auto record = input.subspan(1, std::min(input.size() - 1, length));
        input = input.subspan(1 + record.size());
        switch (head & 3u) {
            case 0:
                board.data_received(record, baud, now);
                break;
            case 1:
                board.control_received(record, now);
                break;
            case 2:
                now += std::chrono::milliseconds{head >> 2};
                break;
            default:
                baud = baud == Baud{115200} ? Baud{1000000} : Baud{115200};
                break;
        }
        drain(board, baud, now);
        check(board, now);
    }
    return 0;
}
