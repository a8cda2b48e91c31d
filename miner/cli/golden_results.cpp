// See golden_results.hpp.
#include "miner/cli/golden_results.hpp"

#include <array>
#include <bit>
#include <string_view>

#include "miner/bitcoin/hex.hpp"

namespace adit::miner::cli {

namespace {

/// Whole headers. Blocks 0, 100000, 125552, 881423; the last is a BM1370's result on a pool's job.
constexpr std::array<std::string_view, 5> headers{
    "01000000"
    "0000000000000000000000000000000000000000000000000000000000000000"
    "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    "29ab5f49ffff001d1dac2b7c",
    "01000000"
    "50120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd0020000000000"
    "6657a9252aacd5c0b2940996ecff952228c3067cc38d4885efb5a4ac4247e9f3"
    "37221b4d4c86041b0f2b5710",
    "01000000"
    "81cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000"
    "e320b6c2fffc8d750423db8b1eb942ae710e951ed797f7affc8892b0f1fc122b"
    "c7f5d74df2b9441a42a14695",
    "0060592e"
    "e3c96a8a70ca15fe215e99f84ab64c43e1b5d2c43b5401000000000000000000"
    "76f63a35f1b8b5016d3eb0cce2eebbdf58bf8fbea4e870c8f770346bdfcf622d"
    "69c19a678a9a021702fb05ff",
    "0040b420"
    "fd55646bc162b96dfcd4f201a3f4670d1d3996bc965201000000000000000000"
    "06ddf5f08c36414b95ea54db71a0c28761a98bcf6355919e044f88725519a7cb"
    "d7685468043a02174c035275",
};

/// Block 839900 as BM1366 boards worked on it: many results under one header.
constexpr std::string_view block_839900 =
    "00000020"
    "a39b4310863947efd282b30ff755d3ab247c76ee7e5d01000000000000000000"
    "4c4577aff36cdfdb0613ee3dc73c46e349da802849ec4f4995f9de8df5838008"
    "df1b22661942031700000000";
struct Found {
    std::uint32_t nonce, version;
};
constexpr std::array<Found, 18> found_839900{{{0xd2608517, 0x2a966000},
                                              {0xc8121c7a, 0x2007c000},
                                              {0xf44794a2, 0x20386000},
                                              {0x2b8972d9, 0x20c40000},
                                              {0x7a7059c1, 0x211b6000},
                                              {0xfb8e5e45, 0x216aa000},
                                              {0x67a0d026, 0x217f8000},
                                              {0xc4797c72, 0x2202c000},
                                              {0xadd5de5a, 0x22932000},
                                              {0x2b6bcbab, 0x22f9e000},
                                              {0xd335a8b0, 0x234f4000},
                                              {0xde8ac7d4, 0x23640000},
                                              {0xc5881eae, 0x2385a000},
                                              {0xe582999f, 0x28902000},
                                              {0xc555cdcc, 0x2a59e000},
                                              {0x983bfe33, 0x2d9ba000},
                                              {0x9bb97067, 0x3483e000},
                                              {0x53502a45, 0x3f764000}}};

constexpr std::size_t nonce_at = 76;
/// Bits that chips can roll: 28:13 (BIP 320).
constexpr std::uint32_t rolled_by_chips = 0x1fffe000;
/// Chips try several versions at once and take their turn with at most sixteen: so many bits stay free for them.
constexpr int least_free_bits = 4;

std::uint32_t load_le(const std::array<std::byte, 80>& header, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = value << 8 | std::to_integer<std::uint32_t>(header[at + i]);
    return value;
}

void store_le(std::array<std::byte, 80>& header, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) header[at + i] = static_cast<std::byte>(value >> (8 * i));
}

GoldenResult result_of(std::array<std::byte, 80> header, Found found) {
    GoldenResult golden{.work = {}, .nonce = found.nonce, .version = found.version};
    store_le(header, 0, found.version);
    store_le(header, nonce_at, 0);
    golden.work.header = header;
    golden.work.rollable = rolled_by_chips & ~found.version;
    golden.work.nonce_count = std::uint64_t{1} << 32;
    return golden;
}

}  // namespace

std::vector<GoldenResult> golden_results() {
    std::vector<GoldenResult> results;
    std::array<std::byte, 80> header{};
    const auto add = [&](Found found) {
        GoldenResult golden = result_of(header, found);
        if (std::popcount(golden.work.rollable) >= least_free_bits) results.push_back(golden);
    };
    for (const std::string_view text : headers)
        if (decode_hex(text, header)) add({load_le(header, nonce_at), load_le(header, 0)});
    if (decode_hex(block_839900, header))
        for (const Found& found : found_839900) add(found);
    return results;
}

}  // namespace adit::miner::cli
