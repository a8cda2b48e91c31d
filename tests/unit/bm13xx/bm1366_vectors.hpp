// Results of BM1366 hardware on the job of block 839900, published with a pull request of a production firmware.
// Nonces, versions and difficulties are the hardware's; the replies are put together for a ticket of 256 and job id 08.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace adit::test {

inline constexpr std::string_view bm1366_previous = "a39b4310863947efd282b30ff755d3ab247c76ee7e5d01000000000000000000";
inline constexpr std::string_view bm1366_merkle = "4c4577aff36cdfdb0613ee3dc73c46e349da802849ec4f4995f9de8df5838008";
/// The second run's: its bytes went into the header in the other order.
inline constexpr std::string_view bm1366_merkle_reversed =
    "088083f58ddef995494fec492880da49e3463cc73dee1306dbdf6cf3af77454c";

struct Bm1366Result {
    std::uint32_t nonce, version;
    double difficulty;
    std::uint16_t core;
    std::uint8_t address_field;
    std::string_view reply;
};

inline constexpr std::array bm1366_results{
    Bm1366Result{0xd2608517, 0x2a966000, 125538251293054.08, 11, 0xC2, "AA 55 17 85 60 D2 4C 0B 54 B3 8D"},
    Bm1366Result{0xc8121c7a, 0x2007c000, 1026.29, 61, 0x0E, "AA 55 7A 1C 12 C8 04 0E 00 3E 90"},
    Bm1366Result{0xf44794a2, 0x20386000, 1064.97, 81, 0x4A, "AA 55 A2 94 47 F4 04 0B 01 C3 8F"},
    Bm1366Result{0x2b8972d9, 0x20c40000, 12925.98, 108, 0xB8, "AA 55 D9 72 89 2B 0A 08 06 20 83"},
    Bm1366Result{0x7a7059c1, 0x211b6000, 1083.49, 96, 0xAC, "AA 55 C1 59 70 7A 04 0B 08 DB 91"},
    Bm1366Result{0xfb8e5e45, 0x216aa000, 1352.93, 34, 0xAE, "AA 55 45 5E 8E FB 04 0D 0B 55 9F"},
    Bm1366Result{0x67a0d026, 0x217f8000, 3253.28, 19, 0x68, "AA 55 26 D0 A0 67 06 0C 0B FC 83"},
    Bm1366Result{0xc4797c72, 0x2202c000, 1453.18, 57, 0x3E, "AA 55 72 7C 79 C4 04 0E 10 16 9E"},
    Bm1366Result{0xadd5de5a, 0x22932000, 2900.01, 45, 0x6E, "AA 55 5A DE D5 AD 06 09 14 99 96"},
    Bm1366Result{0x2b6bcbab, 0x22f9e000, 73303.47, 85, 0xE4, "AA 55 AB CB 6B 2B 10 0F 17 CF 80"},
    Bm1366Result{0xd335a8b0, 0x234f4000, 2768.58, 88, 0x54, "AA 55 B0 A8 35 D3 06 0A 1A 7A 84"},
    Bm1366Result{0xde8ac7d4, 0x23640000, 5323.27, 106, 0x62, "AA 55 D4 C7 8A DE 08 08 1B 20 87"},
    Bm1366Result{0xc5881eae, 0x2385a000, 6208.96, 87, 0x0E, "AA 55 AE 1E 88 C5 08 0D 1C 2D 9F"},
    Bm1366Result{0xe582999f, 0x28902000, 14370.11, 79, 0xCC, "AA 55 9F 99 82 E5 0A 09 44 81 89"},
    Bm1366Result{0xc555cdcc, 0x2a59e000, 22439.07, 102, 0x66, "AA 55 CC CD 55 C5 0C 0F 52 CF 8C"},
    Bm1366Result{0x983bfe33, 0x2d9ba000, 18653.15, 25, 0xFE, "AA 55 33 FE 3B 98 0C 0D 6C DD 85"},
    Bm1366Result{0x9bb97067, 0x3483e000, 41195.99, 51, 0xB8, "AA 55 67 70 B9 9B 0E 0F A4 1F 95"},
    Bm1366Result{0x53502a45, 0x3f764000, 1877.09, 34, 0x94, "AA 55 45 2A 50 53 04 0A FB B2 80"},
};

/// 485 MHz, hash counting number 0x151C, ticket 64.
struct Bm1366Short {
    std::uint32_t nonce, version;
    double difficulty;
    std::uint16_t core;
    std::uint32_t counter;
};

inline constexpr std::array bm1366_short_results{
    Bm1366Short{3683778574, 0x2105c000, 77.81, 7, 0x092DB},  Bm1366Short{254804438, 0x29884000, 102.04, 107, 0x1300F},
    Bm1366Short{1954087058, 0x2cc3a000, 84.10, 73, 0x07974}, Bm1366Short{2939289980, 0x316e0000, 120.53, 62, 0x132AF},
    Bm1366Short{3994485370, 0x36ce0000, 65.55, 61, 0x217EE}, Bm1366Short{623509588, 0x3918c000, 124.32, 42, 0x02A25},
    Bm1366Short{2633826420, 0x3be6a000, 84.16, 58, 0x0FD9C}, Bm1366Short{1319240078, 0x3c232000, 65.32, 71, 0x1A24E},
};

}  // namespace adit::test
