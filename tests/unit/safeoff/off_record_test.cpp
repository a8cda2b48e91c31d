// The safe-off record: what was written comes back, anything else is no record.
#include "boards/safeoff/off_record.hpp"

#include <cstring>

#include "boards/safeoff/crc32.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safeoff/records.hpp"

namespace adit::boards::safeoff {
namespace {

using hal::bridge::Dialect;

void seal(OffRecordBytes& bytes) {
    const std::uint32_t crc = crc32(std::span{bytes}.first(off_record_size - 4));
    std::memcpy(&bytes[off_record_size - 4], &crc, sizeof crc);
}

TEST_CASE("the checksum is the CRC-32 of Ethernet: its check value is CBF43926") {
    constexpr std::string_view digits = "123456789";
    CHECK(crc32(std::as_bytes(std::span{digits})) == 0xCBF43926);
    CHECK(crc32({}) == 0);
}

TEST_CASE("SA-7: a safe-off record comes back as it was written") {
    const auto bytes = encode(gamma_record());
    REQUIRE(bytes);
    const auto record = decode_off_record(*bytes);
    REQUIRE(record);
    CHECK(*record == gamma_record());
}

TEST_CASE("SA-7: a safe-off record says which dialect the bridge speaks") {
    for (const Dialect dialect : {Dialect::v0, Dialect::v1, Dialect::bonanza}) {
        OffRecord record = gamma_record();
        record.dialect = dialect;
        CHECK(*decode_off_record(*encode(record)) == record);
    }
}

TEST_CASE("SA-7: a safe-off record of the first version is still good, and means dialect v0") {
    auto bytes = *encode(gamma_record());
    bytes[8] = std::byte{1};
    seal(bytes);
    const auto record = decode_off_record(bytes);
    REQUIRE(record);
    CHECK(*record == gamma_record());
}

TEST_CASE("SA-7: every flipped bit of a safe-off record is refused") {
    auto bytes = *encode(gamma_record());
    std::size_t accepted = 0;
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        const std::byte flip{static_cast<unsigned char>(1U << (bit % 8))};
        bytes.at(bit / 8) ^= flip;
        if (decode_off_record(bytes)) ++accepted;
        bytes.at(bit / 8) ^= flip;
    }
    CHECK(accepted == 0);
    CHECK(decode_off_record(bytes));
}

TEST_CASE("NV-15: a safe-off record that was cut short at any byte is refused") {
    const auto bytes = *encode(gamma_record());
    for (std::size_t size = 0; size < bytes.size(); ++size)
        CHECK_FALSE(decode_off_record(std::span{bytes}.first(size)));
    std::vector<std::byte> longer(bytes.begin(), bytes.end());
    longer.push_back({});
    CHECK_FALSE(decode_off_record(longer));
}

TEST_CASE("a record with a right checksum but without a proof is refused") {
    OffRecord record = gamma_record();
    for (OffStep& step : record.steps) step.is_proof = false;
    CHECK_FALSE(encode(record));
    record = gamma_record();
    for (OffStep& step : record.steps) step.mask = {};
    CHECK_FALSE(encode(record));
    record.steps.clear();
    CHECK_FALSE(encode(record));
}

TEST_CASE("a record with a right checksum but a meaning nobody writes is refused") {
    auto bytes = *encode(gamma_record());
    SECTION("an unknown version") { bytes[8] = std::byte{3}; }
    SECTION("an unknown dialect") { bytes[11] = std::byte{3}; }
    SECTION("a dialect in a version that knew only one") {
        bytes[8] = std::byte{1};
        bytes[11] = std::byte{1};
    }
    SECTION("more steps than there is room for") { bytes[10] = std::byte{13}; }
    SECTION("a control character in the port") { bytes[12 + 160 + 48] = std::byte{7}; }
    SECTION("bytes behind the steps") { bytes[off_record_size - 5] = std::byte{1}; }
    SECTION("a request with another length inside") { bytes[12 + 160 + 48 + 160 + 4] = std::byte{63}; }
    seal(bytes);
    CHECK_FALSE(decode_off_record(bytes));
}

TEST_CASE("a record whose texts do not fit is not written") {
    OffRecord record = gamma_record();
    record.device.assign(longest_device_id, 'x');
    CHECK(encode(record));
    record.device += 'x';
    CHECK_FALSE(encode(record));
    record.device = "two words";
    CHECK_FALSE(encode(record));
    record.device.clear();
    CHECK_FALSE(encode(record));
}

}  // namespace
}  // namespace adit::boards::safeoff
