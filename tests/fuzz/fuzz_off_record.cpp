// Safe-off records: any bytes are refused or are exactly what the record they mean would be written as, and what is
// accepted proves something.
// links: safeoff
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "boards/safeoff/crc32.hpp"
#include "boards/safeoff/off_record.hpp"

using namespace adit::boards::safeoff;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void judge(std::span<const std::byte> bytes) {
    const auto record = decode_off_record(bytes);
    if (!record) return;
    const auto again = encode(*record);
    require(again && decode_off_record(*again) == record);
    // A record of the first version is written again as one of the second.
    constexpr std::size_t version_at = 8, crc_at = off_record_size - 4;
    const auto whole = std::span{*again};
    require(std::ranges::equal(whole.first(version_at), bytes.first(version_at)));
    require(
        std::ranges::equal(whole.first(crc_at).subspan(version_at + 2), bytes.first(crc_at).subspan(version_at + 2)));
    require(std::ranges::any_of(record->steps, &OffStep::is_proof));
    require(record->steps.size() <= most_off_steps && !record->port.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span{data, size});
    judge(bytes);
    // The same with a right checksum, which chance does not find.
    if (size != off_record_size) return 0;
    std::vector<std::byte> sealed(bytes.begin(), bytes.end());
    const std::uint32_t crc = crc32(std::span{sealed}.first(off_record_size - 4));
    for (std::size_t i = 0; i < 4; ++i)
        sealed[off_record_size - 4 + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xFF);
    judge(sealed);
    return 0;
}
