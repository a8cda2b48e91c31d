// From the words of a job to the hash of its header, for real blocks and accepted shares.
#include "tests/unit/bitcoin/golden.hpp"

#include "driver/sha256/sha256.hpp"
#include "miner/bitcoin/merkle.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner {
namespace {

HeaderBytes header_of(const golden::Vector& vector, std::uint32_t version) {
    const Job job = golden::job_of(vector);
    HeaderBytes header =
        build_header(job, merkle_root(job, golden::bytes_of(vector.extranonce2)), version, vector.ntime);
    set_nonce(header, vector.nonce);
    return header;
}

TEST_CASE("a coinbase hashes the same in pieces as it did in its block") {
    for (const auto& vector : {golden::block_482683, golden::rolled_share, golden::block_1}) {
        const Hash256 hash = coinbase_hash(golden::job_of(vector), golden::bytes_of(vector.extranonce2));
        CHECK(to_hex(hash) == vector.coinbase_hash);
    }
}

TEST_CASE("branches fold onto the coinbase one after the other, bytes as they came") {
    const Job job = golden::job_of(golden::block_482683);
    const std::array steps{"a805eb3ce3d610770fbeeb01e1f6e7f2b06759cdf6f05ad9f6c7c2c3c4e5db6b",
                           "de798d54ad09ae21b251b6a362c542e0f4d9c37cdd9263f6f69815c23be83e5c",
                           "b4d18bd2f7c1c5e452ea0a53e682607f2894a365bb58885537a2d1987daeedab",
                           "9fcfae9476e32fcffb8c53de66013196057bdaa64663581878a0c78329bc8808"};
    const Hash256 leaf = coinbase_hash(job, golden::bytes_of(golden::block_482683.extranonce2));
    for (std::size_t count = 0; count < steps.size(); ++count)
        CHECK(to_hex(merkle_root(leaf, std::span{job.merkle_branch}.first(count + 1))) == steps[count]);
    CHECK(merkle_root(leaf, {}) == leaf);
}

TEST_CASE("headers of real blocks and accepted shares come out byte for byte") {
    for (const auto& vector : {golden::block_482683, golden::rolled_share, golden::block_1, golden::regtest_share}) {
        const HeaderBytes header = header_of(vector, vector.header_version);
        CHECK(to_hex(header) == vector.header);
        CHECK(display_hex(driver::sha256::hash_header(header)) == vector.hash);
    }
}

TEST_CASE("a share found with rolled version bits is worth nothing without them") {
    const auto rolled = driver::sha256::hash_header(header_of(golden::rolled_share, 0x20b44000));
    const auto plain = driver::sha256::hash_header(header_of(golden::rolled_share, 0x20000000));
    CHECK(difficulty_of(as_number(rolled)) == Approx(29588.0139798).epsilon(1e-11));
    CHECK(difficulty_of(as_number(plain)) == Approx(5.4e-10).epsilon(0.01));
}

TEST_CASE("block 482683 meets its network target and shows its difficulty") {
    const Hash256 hash = driver::sha256::hash_header(header_of(golden::block_482683, 0x20000002));
    CHECK(meets(hash, *from_compact(golden::block_482683.nbits)));
    CHECK(difficulty_of(as_number(hash)) == Approx(1449241560655.47).epsilon(1e-12));
    CHECK(difficulty_of(*from_compact(0x18013ce9)) == Approx(888171856257.3206).epsilon(1e-14));
}

TEST_CASE("a previous hash has three spellings") {
    const auto field = golden::hash_of(golden::block_482683.prev_hash_field);
    CHECK(display_hex(swap_words(field)) ==
          "000000000000000000"
          "4f8568aa0bc28c7ca94785da07a49272f7124516aaac87");
    CHECK(swap_words(swap_words(field)) == field);
}

TEST_CASE("pieces of every length hash as the whole does") {
    Job job;
    for (std::size_t head = 0; head <= 130; head += 13)
        for (std::size_t tail = 0; tail <= 130; ++tail) {
            job.coinbase_head.assign(head, std::byte{0x5a});
            job.coinbase_tail.assign(tail, std::byte{0xc3});
            job.extranonce1.assign(head % 33, std::byte{0x11});
            const Bytes extranonce2(1 + tail % 16, std::byte{0x22});
            Bytes whole = job.coinbase_head;
            whole.insert(whole.end(), job.extranonce1.begin(), job.extranonce1.end());
            whole.insert(whole.end(), extranonce2.begin(), extranonce2.end());
            whole.insert(whole.end(), job.coinbase_tail.begin(), job.coinbase_tail.end());
            REQUIRE(coinbase_hash(job, extranonce2) == driver::sha256::hash_twice(whole));
        }
}

}  // namespace
}  // namespace adit::miner
