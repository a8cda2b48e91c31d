// Real blocks and shares, as the words of a Stratum job and what must come of them. The first is mainnet block
// 482683 (the cut of its coinbase into extranonces is ours), the second a share a pool accepted, the third mainnet
// block 1, the fourth a share a gateway and its regtest node accepted.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "miner/bitcoin/header.hpp"
#include "miner/bitcoin/hex.hpp"
#include "miner/job.hpp"

namespace adit::miner::golden {

struct Vector {
    std::string_view prev_hash_field, head, extranonce1, extranonce2, tail;
    std::vector<std::string_view> branch;
    std::uint32_t version, header_version, nbits, ntime, nonce;
    std::string_view coinbase_hash, root, header, hash;  // hash: as displayed
};

inline const Vector block_482683{
    .prev_hash_field = "16aaac8772f71245da07a4927ca94785aa0bc28c004f85680000000000000000",
    .head =
        "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff31037b5d07244d696e656420"
        "627920416e74506f6f6c732f4542312f4144362f4e59412f232059a70bb9",
    .extranonce1 = "450f0000",
    .extranonce2 = "0cbd0000",
    .tail =
        "ffffffff02d584e94a000000001976a9143abf61fe3281230780ed82676f9fa971e95f7ac188ac0000000000000000266a24aa21a9"
        "ed0f8b0182863aa4713e94bb72c47c57dcbae7de8f3df2af23453f60f1965dab7700000000",
    .branch = {"cb46cd2a3fda9520ef43a9337a9fb193eb17a400d42b42546fdd2d6cf34623ef",
               "054e5ebcc623bec0ef841b7931c5fb293388256446885e78c5528f4423c6dcc9",
               "a8c3e63104dc5184bb953768aca61ac08c5aaa9682059b0b6ea0f9ca0157c5a1",
               "d90f1e8a6b8e8b135ff07956e6683825c15dc1d604b0c4727628ca0b8e9cf824"},
    .version = 0x20000002,
    .header_version = 0x20000002,
    .nbits = 0x18013ce9,
    .ntime = 0x59a70bb9,
    .nonce = 0x570a4056,
    .coinbase_hash = "95b37b5464cd259c2e771a158cdce58abf595b38bfc6518d53b530bca5408ba0",
    .root = "9fcfae9476e32fcffb8c53de66013196057bdaa64663581878a0c78329bc8808",
    .header =
        "0200002087acaa164512f77292a407da8547a97c8cc20baa68854f0000000000000000009fcfae9476e32fcffb8c53de6601319605"
        "7bdaa64663581878a0c78329bc8808b90ba759e93c011856400a57",
    .hash = "000000000000000000c238240ef6dcb26c37e75e16514e6ffc0aef7eee73e747"};

inline const Vector rolled_share{
    .prev_hash_field = "6b6455fd6db962c101f2d4fc0d67f4a3bc96391d000152960000000000000000",
    .head =
        "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff170330c30d5075626c69632d50"
        "6f6f6c",
    .extranonce1 = "4128064f",
    .extranonce2 = "17000000",
    .tail =
        "ffffffff02e5b5c61200000000220020984a77c289084ff2d434c316bdada021c6c183d507c8a20d3b159b09ac02fe2800000000000"
        "00000266a24aa21a9edb98ee50410ed4abd48401ed484fc874409d086a3faf0816136a8ad6168314c5800000000",
    .branch = {"21af451ddb51e887ff1feb5592b87290098565035eb8500031aedcc776d4e72a",
               "c5af269519c809a9546d5a58ca6445d3dbb80cb7045448ecc48309af034da8f8",
               "fb9f8f9959f6bb0ceb63fa53aed1d5a615c6b6d3f50a468ea89a45a1234bda74",
               "a4f4fee8e5fc19ca8d93e67b9236c37ddb864982010434745c0abfe9b914980c",
               "33092206642744fbe5499c3e621cd5c6b52733e54fbebd869f070082b807f740",
               "3b857e32c5cff4864efab967b9a456ca03b2167ab96bd9076ce294c8a67a7fe2",
               "881a07cd881d0c3e590b4b090ea8d58e1439dc56c63686f7de23c47045441e30",
               "315e4dbcc8e7b1c9d594a73978268791880dddb2c26eec8e75768668dad99d80",
               "69952b77c632be16b1ac7ac7048f13d4e962b2e215d79a343f01e6e281d7c304",
               "fc63eb4392c4d6c6d689788875fca35143fdcd4f4a82e8698e0e441751a70b4a",
               "09e419bbe20aa3a7640f1b91f50599ceddff899e90d3f18951ad5418c4850a6b",
               "004978aa346b4f1880bcadb3ca3792d771ee6aeca427f61e74baba44b75cfb88"},
    .version = 0x20000000,
    .header_version = 0x20b44000,
    .nbits = 0x17023a04,
    .ntime = 0x685468d7,
    .nonce = 0x7552034c,
    .coinbase_hash = "0abff72130542f02b3e2037bc341ec00d9acca1cb91f3e53dd23a508dc196203",
    .root = "06ddf5f08c36414b95ea54db71a0c28761a98bcf6355919e044f88725519a7cb",
    .header =
        "0040b420fd55646bc162b96dfcd4f201a3f4670d1d3996bc96520100000000000000000006ddf5f08c36414b95ea54db71a0c28761"
        "a98bcf6355919e044f88725519a7cbd7685468043a02174c035275",
    .hash = "0000000000023704cface997bcf7388694ea43dae96c51d80658687a7d8827fe"};

inline const Vector block_1{
    .prev_hash_field = "0a8ce26f72b3f1b646a2a6c14ff763ae65831e939c085ae10019d66800000000",
    .head =
        "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0704ffff001d0104ffffffff01"
        "00f2052a0100000043410496b538e853519c726a2c91e61ec11600ae1390813a627c66fb8be7947be63c52da7589379515d4e0a604f8"
        "141781e62294721166bf621e73a82cbf2342c858eeac00000000",
    .extranonce1 = "",
    .extranonce2 = "",
    .tail = "",
    .branch = {},
    .version = 1,
    .header_version = 1,
    .nbits = 0x1d00ffff,
    .ntime = 0x4966bc61,
    .nonce = 0x9962e301,
    .coinbase_hash = "982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e",
    .root = "982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e",
    .header =
        "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677b"
        "a1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299",
    .hash = "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048"};

inline const Vector regtest_share{
    .prev_hash_field = "246a74e2c1e52807f44fbe6fdfac636c33b5c6c0f5f0d736be31aaae00000000",
    .head =
        "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff1e02c50107616469740f740003"
        "0092100eb102",
    .extranonce1 = "b10cf00d",
    .extranonce2 = "fb9d17496c717905",
    .tail =
        "ffffffff0240be4025000000001976a9140102030405060708090a0b0c0d0e0f101112131488ac0000000000000000266a24aa21a9ed"
        "e2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf900000000",
    .branch = {},
    .version = 0x20000000,
    .header_version = 0x2642a000,
    .nbits = 0x207fffff,
    .ntime = 0x6b00e092,
    .nonce = 0x13b92607,
    .coinbase_hash = "a60f3b43663547c92d6cf8058792c91df74ea7ffe6321b69f6d9d21b4d5b02e4",
    .root = "a60f3b43663547c92d6cf8058792c91df74ea7ffe6321b69f6d9d21b4d5b02e4",
    .header =
        "00a04226e2746a240728e5c16fbe4ff46c63acdfc0c6b53336d7f0f5aeaa31be00000000a60f3b43663547c92d6cf8058792c91df7"
        "4ea7ffe6321b69f6d9d21b4d5b02e492e0006bffff7f200726b913",
    .hash = "000000003aaeba5d04d271ea04ba6dbf9dd024d38cc25dbcd6478d80f15fc39c"};

inline Hash256 hash_of(std::string_view hex) {
    Hash256 hash{};
    static_cast<void>(decode_hex(hex, std::span{hash}));
    return hash;
}

inline Bytes bytes_of(std::string_view hex) { return decode_hex(hex, hex.size() / 2).value_or(Bytes{}); }

inline Job job_of(const Vector& vector) {
    Job job;
    job.prev_hash = swap_words(hash_of(vector.prev_hash_field));
    job.coinbase_head = bytes_of(vector.head);
    job.coinbase_tail = bytes_of(vector.tail);
    job.extranonce1 = bytes_of(vector.extranonce1);
    job.extranonce2_size = static_cast<std::uint8_t>(vector.extranonce2.size() / 2);
    for (const auto hash : vector.branch) job.merkle_branch.push_back(hash_of(hash));
    job.version = vector.version;
    job.nbits = vector.nbits;
    job.ntime = vector.ntime;
    return job;
}

}  // namespace adit::miner::golden
