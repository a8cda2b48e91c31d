// Header jobs and replies: one captured on real hardware with a live pool, the others built from real blocks.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace adit::test {

struct JobVector {
    std::string_view name;
    std::string_view header;  ///< as solved, rolled version included
    std::uint32_t base_version;
    std::uint8_t job_id;
    std::string_view frame;
    std::string_view reply;  ///< of a BM1370; may be empty
    std::string_view hash;   ///< as displayed
};

inline constexpr std::array job_vectors{
    JobVector{"BM1370 capture with a live pool's job",
              "0040b420fd55646bc162b96dfcd4f201a3f4670d1d3996bc96520100000000000000000006ddf5f0"
              "8c36414b95ea54db71a0c28761a98bcf6355919e044f88725519a7cbd7685468043a02174c035275",
              0x20000000, 0x68,
              "55 AA 21 56 68 01 00 00 00 00 04 3A 02 17 D7 68 54 68 55 19 A7 CB 04 4F 88 72 63 55 91 9E 61 A9 "
              "8B CF 71 A0 C2 87 95 EA 54 DB 8C 36 41 4B 06 DD F5 F0 00 00 00 00 00 00 00 00 96 52 01 00 1D 39 "
              "96 BC A3 F4 67 0D FC D4 F2 01 C1 62 B9 6D FD 55 64 6B 00 00 00 20 72 1C",
              "AA 55 4C 03 52 75 0C D2 05 A2 9C", "0000000000023704cface997bcf7388694ea43dae96c51d80658687a7d8827fe"},
    JobVector{"block 839900, solved by a BM1366",
              "0060962aa39b4310863947efd282b30ff755d3ab247c76ee7e5d010000000000000000004c4577af"
              "f36cdfdb0613ee3dc73c46e349da802849ec4f4995f9de8df5838008df1b226619420317178560d2",
              0x20000000, 0x08,
              "55 AA 21 56 08 01 00 00 00 00 19 42 03 17 DF 1B 22 66 F5 83 80 08 95 F9 DE 8D 49 EC 4F 49 49 DA "
              "80 28 C7 3C 46 E3 06 13 EE 3D F3 6C DF DB 4C 45 77 AF 00 00 00 00 00 00 00 00 7E 5D 01 00 24 7C "
              "76 EE F7 55 D3 AB D2 82 B3 0F 86 39 47 EF A3 9B 43 10 00 00 00 20 89 49",
              "", "000000000000000000023dfafae2b6e6b5ecf9d1365fafa075dec49625721f37"},
    JobVector{"block genesis",
              "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd"
              "7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c",
              0x00000001, 0x18,
              "55 AA 21 56 18 01 00 00 00 00 FF FF 00 1D 29 AB 5F 49 4B 1E 5E 4A 3A 9F B8 AA 88 8A 51 32 7F C8 "
              "1B C3 67 76 8F 61 7A C7 2C 3E 7A 7B 12 B2 3B A3 ED FD 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
              "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 FB 42",
              "AA 55 1D AC 2B 7C 06 30 00 00 83", "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"},
    JobVector{"block 100000",
              "0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a925"
              "2aacd5c0b2940996ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710",
              0x00000001, 0x18,
              "55 AA 21 56 18 01 00 00 00 00 4C 86 04 1B 37 22 1B 4D 42 47 E9 F3 EF B5 A4 AC C3 8D 48 85 28 C3 "
              "06 7C EC FF 95 22 B2 94 09 96 2A AC D5 C0 66 57 A9 25 00 00 00 00 1C D0 02 00 16 C2 CC 1F DF 07 "
              "B6 36 1D D3 30 D9 21 A6 C3 01 17 2A 61 04 50 12 01 19 01 00 00 00 18 6D",
              "AA 55 0F 2B 57 10 0C 30 00 00 91", "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506"},
    JobVector{"block 125552",
              "0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2"
              "fffc8d750423db8b1eb942ae710e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695",
              0x00000001, 0x18,
              "55 AA 21 56 18 01 00 00 00 00 F2 B9 44 1A C7 F5 D7 4D F1 FC 12 2B FC 88 92 B0 D7 97 F7 AF 71 0E "
              "95 1E 1E B9 42 AE 04 23 DB 8B FF FC 8D 75 E3 20 B6 C2 00 00 00 00 A3 08 00 00 B8 85 1B A4 44 D4 "
              "9A B2 FE 99 F2 DE CD 93 17 E2 7E 56 9E 8B 81 CD 02 AB 01 00 00 00 48 2F",
              "AA 55 42 A1 46 95 36 30 00 00 98", "00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d"},
    JobVector{"block 881423",
              "0060592ee3c96a8a70ca15fe215e99f84ab64c43e1b5d2c43b540100000000000000000076f63a35"
              "f1b8b5016d3eb0cce2eebbdf58bf8fbea4e870c8f770346bdfcf622d69c19a678a9a021702fb05ff",
              0x20000000, 0x18,
              "55 AA 21 56 18 01 00 00 00 00 8A 9A 02 17 69 C1 9A 67 DF CF 62 2D F7 70 34 6B A4 E8 70 C8 58 BF "
              "8F BE E2 EE BB DF 6D 3E B0 CC F1 B8 B5 01 76 F6 3A 35 00 00 00 00 00 00 00 00 3B 54 01 00 E1 B5 "
              "D2 C4 4A B6 4C 43 21 5E 99 F8 70 CA 15 FE E3 C9 6A 8A 00 00 00 20 88 14",
              "AA 55 02 FB 05 FF 4C 3B 72 CB 9D", "0000000000000000000269d52c24ea451225613aab095d90d771d4e29aa96cdd"},
};

}  // namespace adit::test
