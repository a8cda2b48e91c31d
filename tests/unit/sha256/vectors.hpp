// Golden words of SHA-256d on headers: every number was computed by an independent program, not by this one.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "driver/sha256/sha256.hpp"

namespace adit::test {

inline constexpr std::string_view genesis =
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc388"
    "8a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c";
inline constexpr std::string_view block_125552 =
    "0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2fffc8d750423db8b1eb942ae710e951ed7"
    "97f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695";
inline constexpr std::string_view regtest_genesis =
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc388"
    "8a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000";
inline constexpr std::string_view signet_genesis =
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc388"
    "8a51323a9fb8aa4b1e5e4a008f4d5fae77031e8ad22203";

struct MidstateVector {
    std::string_view header;
    driver::sha256::State midstate;
    std::string_view digest;  ///< D0..D7, SHA output order
};

inline constexpr std::array midstate_vectors{
    MidstateVector{genesis,
                   {0xbc909a33, 0x6358bff0, 0x90ccac7d, 0x1e59caa8, 0xc3c8d8e9, 0x4f0103c8, 0x96b18736, 0x4719f91b},
                   "6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000"},
    MidstateVector{block_125552,
                   {0x9524c593, 0x05c56713, 0x16e669ba, 0x2d2810a0, 0x07e86e37, 0x2f56a9da, 0xcd5bce69, 0x7a78da2d},
                   "1dbd981fe6985776b644b173a4d0385ddc1aa2a829688d1e0000000000000000"},
    MidstateVector{
        "0120000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2fffc8d750423db8b1eb942ae710e95"
        "1ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695",
        {0x66abc418, 0xc61ed3e1, 0x26e84e9e, 0xdd7504ec, 0x49dff324, 0xcf30167e, 0x35a50dde, 0x524c4599},
        "5c8a2a03703b3f2162c2bb233c78ced16dca38050775af8295dd976071a9c5bb"},
    MidstateVector{
        "0140000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2fffc8d750423db8b1eb942ae710e95"
        "1ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695",
        {0x58291b33, 0x28a65c23, 0x793c86b2, 0xed3f7919, 0xea00906e, 0x7f76b08b, 0x24c5c860, 0x0b5e8c3e},
        "c2dc1fbb9cda3595d1fcec7c3e6e72b3e4f6e053d245d0b744b757bc1d1eddbc"},
    MidstateVector{
        "0160000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2fffc8d750423db8b1eb942ae710e95"
        "1ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695",
        {0x172a62fe, 0xbfc40cc2, 0xf43fee23, 0x394733e6, 0x732f658c, 0x8e127516, 0x629ce4c0, 0x680d78ee},
        "cff3a1a87d8a2b360b8b74c5daeaacbffddc0c60ea0d8a28db42789d9328ed67"},
};

struct HashVector {
    std::string_view header;
    std::string_view displayed_start;
};

inline constexpr std::array hash_vectors{
    // BM1370 capture of a live pool's job
    HashVector{
        "0040b420fd55646bc162b96dfcd4f201a3f4670d1d3996bc96520100000000000000000006ddf5f08c36414b95ea54db71a0c28761a9"
        "8bcf6355919e044f88725519a7cbd7685468043a02174c035275",
        "0000000000023704cface997bcf7388694ea43dae96c51d80658687a7d8827fe"},
    // mainnet 839900, assembled by a BM1366
    HashVector{
        "0060962aa39b4310863947efd282b30ff755d3ab247c76ee7e5d010000000000000000004c4577aff36cdfdb0613ee3dc73c46e349da"
        "802849ec4f4995f9de8df5838008df1b226619420317178560d2",
        "000000000000000000023dfafae2b6e6b5ecf9d1365fafa075dec49625721f37"},
    // mainnet 881423, version 0x2e596000
    HashVector{
        "0060592ee3c96a8a70ca15fe215e99f84ab64c43e1b5d2c43b540100000000000000000076f63a35f1b8b5016d3eb0cce2eebbdf58bf"
        "8fbea4e870c8f770346bdfcf622d69c19a678a9a021702fb05ff",
        "0000000000000000000269d52c24ea451225613aab095d90d771d4e29aa96cdd"},
    // test data of other firmwares
    HashVector{
        "04000020fc102bd0ea11470daf05a8e133a8a8505e21a2122b7f010000000000000000006d0359c451434605c52a5a9ce074340be47c"
        "2c63840731f9edf1db3f26b1cdd9a9f16f643aae051747896e27",
        "000000000e30101020e2ec8c"},
    HashVector{
        "040000204595850c738349a3fa5274a511b72ec265a4f23d5243050000000000000000005bdc1968499c3393873edf8e07a1c3a50a97"
        "fc3a9d1a376bbf77087dd63778ebb52570643aae0517d19e020a",
        "00000000005fe144efbc6624"},
    HashVector{regtest_genesis, "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"},
    HashVector{signet_genesis, "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"},
};

}  // namespace adit::test
