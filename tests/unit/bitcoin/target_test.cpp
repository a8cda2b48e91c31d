// Targets: compact bits, powers of two, comparison, and the exact way from difficulty.
#include "miner/bitcoin/target.hpp"

#include <cmath>
#include <limits>
#include <random>

#include "miner/bitcoin/hex.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner {
namespace {

std::string padded(std::string hex) {
    hex.resize(64, '0');
    return hex;
}

std::string target_hex(std::string_view difficulty) {
    const auto parsed = parse_difficulty(difficulty);
    REQUIRE(parsed);
    return to_hex(parsed->target);
}

Target256 from_hex(const std::string& hex) {
    Hash256 bytes{};
    REQUIRE(decode_hex(hex, std::span{bytes}));
    std::reverse(bytes.begin(), bytes.end());
    return as_number(bytes);
}

TargetError error_of(std::string_view difficulty) {
    const auto parsed = parse_difficulty(difficulty);
    REQUIRE_FALSE(parsed);
    return parsed.error();
}

TEST_CASE("difficulties have exactly the targets worked out beforehand") {
    CHECK(target_hex("1") == padded("00000000ffff"));
    CHECK(target_hex("2") == padded("000000007fff8"));
    CHECK(target_hex("0.5") == padded("00000001fffe"));
    CHECK(target_hex("65535") == padded("0000000000010000"));
    CHECK(target_hex("8192") == padded("000000000007fff8"));
    CHECK(target_hex("0.00006103515625") == padded("00003fffc"));
    CHECK(target_hex("18446744073709551616") == padded("000000000000000000000000ffff"));
    CHECK(target_hex("0.1") == "00000009fff5ffffffffd80028000000009fff5ffffffffd80028000000009ff");
    CHECK(target_hex("0.002") == "000001f3fe0bfffffffd1202ee0000000464fb9afffffff968869780000009e3");
    CHECK(target_hex("1e-6") == "000f4230bdc0000031c1146eb9d000a23c55600c62fe11023b62f063c9f1f607");
    CHECK(target_hex("8192.5") == "000000000007ffd8009ffd8009ffd8009ffd8009ffd8009ffd8009ffd8009ffd");
    CHECK(target_hex("888171856257.3206") == "0000000000000000013ce90000000000b1917e817e817ee4fcda4e88a03729a4");
    CHECK(target_hex("4.656542373906925e-10") == "7ffffefffffffbfe000e0405f426140d539584dcf3a4abd45cc9473788b29624");
    CHECK(target_hex("2.3283064365386963e-10") == padded("ffff"));
}

TEST_CASE("the same difficulty gives the same target however it is written") {
    CHECK(target_hex("8192.0") == target_hex("8192"));
    CHECK(target_hex("8.192e3") == target_hex("8192"));
    CHECK(target_hex("0008192") == target_hex("8192"));
    CHECK(target_hex("1.8446744073709551616e19") == target_hex("18446744073709551616"));
}

TEST_CASE("an integer difficulty beyond the precision of a double is taken digit by digit") {
    CHECK(target_hex("9007199254740993") != target_hex("9007199254740992"));
    CHECK(parse_difficulty("18446744073709551615")->target > parse_difficulty("18446744073709551616")->target);
}

TEST_CASE("difficulties outside 2^-32 to 2^64 are refused (IN-5)") {
    CHECK(error_of("18446744073709551617") == TargetError::out_of_range);
    CHECK(error_of("99999999999999999999999") == TargetError::out_of_range);
    CHECK(error_of("1e300") == TargetError::out_of_range);
    CHECK(error_of("1e400") == TargetError::out_of_range);
    CHECK(error_of("1e-400") == TargetError::out_of_range);
    CHECK(error_of("2.328306436538696e-10") == TargetError::out_of_range);
}

TEST_CASE("difficulties that are no positive number are refused (IN-5)") {
    CHECK(error_of("0") == TargetError::not_positive);
    CHECK(error_of("0.0") == TargetError::not_positive);
    CHECK(error_of("-1") == TargetError::not_positive);
    CHECK(error_of("-0") == TargetError::not_positive);
    for (const char* text : {"", "abc", "nan", "inf", "-", "-inf", "+5", ".5", "0x10", "1 ", " 1", "1e", "1,5"}) {
        INFO(text);
        CHECK(error_of(text) == TargetError::malformed);
    }
}

TEST_CASE("a double has the target of its shortest decimal text") {
    CHECK(*target_of(0.1) == parse_difficulty("0.1")->target);
    CHECK(*target_of(0x1p-14) == parse_difficulty("0.00006103515625")->target);
    CHECK(target_of(0).error() == TargetError::not_positive);
    CHECK(target_of(std::nan("")).error() == TargetError::malformed);
    CHECK(target_of(std::numeric_limits<double>::infinity()).error() == TargetError::out_of_range);
}

TEST_CASE("a larger difficulty never has a larger target, and display undoes the conversion") {
    std::mt19937_64 random{20};
    std::uniform_real_distribution<double> exponent{-32, 64};
    for (int i = 0; i < 2000; ++i) {
        const double a = std::exp2(exponent(random));
        const double b = std::nextafter(a, std::numeric_limits<double>::infinity());
        CHECK(*target_of(a) >= *target_of(b));
        CHECK(difficulty_of(*target_of(a)) == Approx(a).epsilon(1e-12));
    }
}

TEST_CASE("compact bits expand as the chain reads them") {
    CHECK(to_hex(*from_compact(0x1d00ffff)) == padded("00000000ffff"));
    CHECK(to_hex(*from_compact(0x18013ce9)) == padded("0000000000000000013ce9"));
    CHECK(to_hex(*from_compact(0x207fffff)) == padded("7fffff"));
    CHECK(to_hex(*from_compact(0x01120000)) == std::string(62, '0') + "12");
    CHECK(to_hex(*from_compact(0x02123400)) == std::string(60, '0') + "1234");
    CHECK(to_hex(*from_compact(0x220000ff)) == padded("ff"));
    CHECK(to_hex(*from_compact(0x2100ffff)) == padded("ffff"));
}

TEST_CASE("compact bits that name no target are refused by reason (IN-4)") {
    CHECK(from_compact(0x00000000).error() == TargetError::zero);
    CHECK(from_compact(0x20000000).error() == TargetError::zero);
    CHECK(from_compact(0x01003456).error() == TargetError::zero);
    CHECK(from_compact(0xff123456).error() == TargetError::overflow);
    CHECK(from_compact(0x230000ff).error() == TargetError::overflow);
    CHECK(from_compact(0x220001ff).error() == TargetError::overflow);
    CHECK(from_compact(0x217fffff).error() == TargetError::overflow);
    CHECK(from_compact(0x1d800000).error() == TargetError::negative);
    CHECK(from_compact(0x04923456).error() == TargetError::negative);
}

TEST_CASE("a hash meets a target when it is not above it, byte 31 counting most") {
    Hash256 hash{};
    hash[31] = std::byte{1};
    CHECK(meets(hash, as_number(hash)));
    Hash256 above = hash;
    above[0] = std::byte{1};
    CHECK_FALSE(meets(above, as_number(hash)));
    CHECK(meets(hash, as_number(above)));
    CHECK(as_number(hash).limbs[3] == std::uint64_t{1} << 56);
}

TEST_CASE("the easiest number with z zero bits has work 2^z") {
    CHECK(to_hex(target_of_zero_bits(0)) == std::string(64, 'f'));
    CHECK(to_hex(target_of_zero_bits(32)) == "00000000" + std::string(56, 'f'));
    CHECK(to_hex(target_of_zero_bits(64)) == std::string(16, '0') + std::string(48, 'f'));
    CHECK(to_hex(target_of_zero_bits(255)) == std::string(63, '0') + "1");
    CHECK(target_of_zero_bits(256) == Target256{});
    for (int bits = 0; bits <= 256; ++bits) CHECK(floor_log2_work(target_of_zero_bits(bits)) == bits);
}

TEST_CASE("expected work is rounded down to a power of two") {
    CHECK(floor_log2_work(parse_difficulty("1")->target) == 32);
    CHECK(floor_log2_work(from_hex(padded("00000000ffffffff8"))) == 32);
    CHECK(floor_log2_work(from_hex(padded("000000008"))) == 32);
    CHECK(floor_log2_work(from_hex("000000007" + std::string(55, 'f'))) == 33);
    CHECK(floor_log2_work(parse_difficulty("256")->target) == 40);
}

TEST_CASE("a zero number has infinite difficulty") { CHECK(std::isinf(difficulty_of(Target256{}))); }

}  // namespace
}  // namespace adit::miner
