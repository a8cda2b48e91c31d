// Golden vectors of the BM13xx family: jobs, and the replies hardware gave or must give. Mainnet blocks, hardware runs
// and captures published with open firmware; every checksum and hash recomputed.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace adit::boards::virtual_device::bench {

struct RollVector {
    std::uint16_t roll;
    std::string_view reply;
};

/// Block 839900 as a header job with id 08.
inline constexpr std::string_view block_839900_job =
    "55 AA 21 56 08 01 00 00 00 00 19 42 03 17 DF 1B 22 66 F5 83 80 08 95 F9 DE 8D 49 EC 4F 49 49 DA "
    "80 28 C7 3C 46 E3 06 13 EE 3D F3 6C DF DB 4C 45 77 AF 00 00 00 00 00 00 00 00 7E 5D 01 00 24 7C "
    "76 EE F7 55 D3 AB D2 82 B3 0F 86 39 47 EF A3 9B 43 10 00 00 00 20 89 49 ";

/// What a BM1366 found in it, as replies for ticket 256.
inline constexpr std::array<RollVector, 18> block_839900_results{{
    {0x54b3, "AA 55 17 85 60 D2 4C 0B 54 B3 8D"},
    {0x003e, "AA 55 7A 1C 12 C8 04 0E 00 3E 90"},
    {0x01c3, "AA 55 A2 94 47 F4 04 0B 01 C3 8F"},
    {0x0620, "AA 55 D9 72 89 2B 0A 08 06 20 83"},
    {0x08db, "AA 55 C1 59 70 7A 04 0B 08 DB 91"},
    {0x0b55, "AA 55 45 5E 8E FB 04 0D 0B 55 9F"},
    {0x0bfc, "AA 55 26 D0 A0 67 06 0C 0B FC 83"},
    {0x1016, "AA 55 72 7C 79 C4 04 0E 10 16 9E"},
    {0x1499, "AA 55 5A DE D5 AD 06 09 14 99 96"},
    {0x17cf, "AA 55 AB CB 6B 2B 10 0F 17 CF 80"},
    {0x1a7a, "AA 55 B0 A8 35 D3 06 0A 1A 7A 84"},
    {0x1b20, "AA 55 D4 C7 8A DE 08 08 1B 20 87"},
    {0x1c2d, "AA 55 AE 1E 88 C5 08 0D 1C 2D 9F"},
    {0x4481, "AA 55 9F 99 82 E5 0A 09 44 81 89"},
    {0x52cf, "AA 55 CC CD 55 C5 0C 0F 52 CF 8C"},
    {0x6cdd, "AA 55 33 FE 3B 98 0C 0D 6C DD 85"},
    {0xa41f, "AA 55 67 70 B9 9B 0E 0F A4 1F 95"},
    {0xfbb2, "AA 55 45 2A 50 53 04 0A FB B2 80"},
}};

/// The same block with its merkle root the other way round: a second run, of short sweeps.
inline constexpr std::string_view second_run_job =
    "55 AA 21 56 08 01 00 00 00 00 19 42 03 17 DF 1B 22 66 AF 77 45 4C DB DF 6C F3 3D EE 13 06 E3 46 "
    "3C C7 28 80 DA 49 49 4F EC 49 8D DE F9 95 08 80 83 F5 00 00 00 00 00 00 00 00 7E 5D 01 00 24 7C "
    "76 EE F7 55 D3 AB D2 82 B3 0F 86 39 47 EF A3 9B 43 10 00 00 00 20 F7 8C ";

struct SweepVector {
    std::uint16_t roll;
    std::uint32_t nonce_wire;  ///< first byte on top
};
/// HCN 151C at 485 MHz, ticket 64: chip 0, every counter within the window of 209675 nonces.
inline constexpr std::array<SweepVector, 8> second_run_results{{
    {0x082e, 0x0e0092db},
    {0x4c42, 0xd601300f},
    {0x661d, 0x92007974},
    {0x8b70, 0x7c0132af},
    {0xb670, 0x7a0217ee},
    {0xc8c6, 0x54002a25},
    {0xdf35, 0x7400fd9c},
    {0xe119, 0x8e01a24e},
}};

struct BlockVector {
    std::uint16_t roll;
    std::uint32_t nonce_wire;
    std::string_view job, bm1366_reply, bm1370_reply;
};
/// Mainnet blocks with id 18; replies of BM1362 and BM1366, of BM1368 and BM1370, for ticket 256.
inline constexpr std::array<BlockVector, 4> blocks{{
    {0x0000, 0x1dac2b7c,
     "55 AA 21 56 18 01 00 00 00 00 FF FF 00 1D 29 AB 5F 49 4B 1E 5E 4A 3A 9F B8 AA 88 8A 51 32 7F C8 "
     "1B C3 67 76 8F 61 7A C7 2C 3E 7A 7B 12 B2 3B A3 ED FD 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
     "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 FB 42 ",
     "AA 55 1D AC 2B 7C 06 18 00 00 81", "AA 55 1D AC 2B 7C 06 30 00 00 83"},
    {0x0000, 0x0f2b5710,
     "55 AA 21 56 18 01 00 00 00 00 4C 86 04 1B 37 22 1B 4D 42 47 E9 F3 EF B5 A4 AC C3 8D 48 85 28 C3 "
     "06 7C EC FF 95 22 B2 94 09 96 2A AC D5 C0 66 57 A9 25 00 00 00 00 1C D0 02 00 16 C2 CC 1F DF 07 "
     "B6 36 1D D3 30 D9 21 A6 C3 01 17 2A 61 04 50 12 01 19 01 00 00 00 18 6D ",
     "AA 55 0F 2B 57 10 0C 18 00 00 93", "AA 55 0F 2B 57 10 0C 30 00 00 91"},
    {0x0000, 0x42a14695,
     "55 AA 21 56 18 01 00 00 00 00 F2 B9 44 1A C7 F5 D7 4D F1 FC 12 2B FC 88 92 B0 D7 97 F7 AF 71 0E "
     "95 1E 1E B9 42 AE 04 23 DB 8B FF FC 8D 75 E3 20 B6 C2 00 00 00 00 A3 08 00 00 B8 85 1B A4 44 D4 "
     "9A B2 FE 99 F2 DE CD 93 17 E2 7E 56 9E 8B 81 CD 02 AB 01 00 00 00 48 2F ",
     "AA 55 42 A1 46 95 36 18 00 00 9A", "AA 55 42 A1 46 95 36 30 00 00 98"},
    {0x72cb, 0x02fb05ff,
     "55 AA 21 56 18 01 00 00 00 00 8A 9A 02 17 69 C1 9A 67 DF CF 62 2D F7 70 34 6B A4 E8 70 C8 58 BF "
     "8F BE E2 EE BB DF 6D 3E B0 CC F1 B8 B5 01 76 F6 3A 35 00 00 00 00 00 00 00 00 3B 54 01 00 E1 B5 "
     "D2 C4 4A B6 4C 43 21 5E 99 F8 70 CA 15 FE E3 C9 6A 8A 00 00 00 20 88 14 ",
     "AA 55 02 FB 05 FF 4C 1B 72 CB 94", "AA 55 02 FB 05 FF 4C 3B 72 CB 9D"},
}};

/// A BM1397 job of four slots, three of them empty; id 04.
inline constexpr std::string_view four_slot_job =
    "55 AA 21 96 04 04 00 00 00 00 01 DD 05 17 D8 8B 65 64 C6 04 A8 46 4D 31 85 F2 5F 7D 5D E0 E3 59 "
    "17 41 CB 21 CA E1 15 74 DD D6 5D 49 0D 3D 68 73 9F 8A 52 EA DF 91 00 00 00 00 00 00 00 00 00 00 "
    "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
    "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
    "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 6B 1D ";

/// Block 125552 as a BM1397 job of one midstate; id 04.
inline constexpr std::string_view block_125552_midstate_job =
    "55 AA 21 36 04 01 00 00 00 00 F2 B9 44 1A C7 F5 D7 4D F1 FC 12 2B 7A 78 DA 2D CD 5B CE 69 2F 56 "
    "A9 DA 07 E8 6E 37 2D 28 10 A0 16 E6 69 BA 05 C5 67 13 95 24 C5 93 3A A7 ";

/// The genesis block likewise.
inline constexpr std::string_view genesis_midstate_job =
    "55 AA 21 36 04 01 00 00 00 00 FF FF 00 1D 29 AB 5F 49 4B 1E 5E 4A 47 19 F9 1B 96 B1 87 36 4F 01 "
    "03 C8 C3 C8 D8 E9 1E 59 CA A8 90 CC AC 7D 63 58 BF F0 BC 90 9A 33 EA 6A ";

}  // namespace adit::boards::virtual_device::bench
