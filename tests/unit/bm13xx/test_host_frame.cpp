// The strict decoder of host frames: reads back what the encoders write, and refuses everything else.
#include "driver/bm13xx/host_frame.hpp"

#include <random>

#include "driver/bm13xx/job.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver::bm13xx;
using test::from_hex;

namespace {

template <class Command>
void check_round_trip(Command command) {
    const driver::CommandBytes frame = encode(command);
    const auto decoded = decode_host_frame(frame.bytes());
    REQUIRE(decoded.has_value());
    CHECK(decoded->size == frame.bytes().size());
    const auto* same = std::get_if<Command>(&decoded->command);
    REQUIRE(same != nullptr);
    CHECK(*same == command);
}

JobFrame some_job() {
    driver::Work work;
    for (std::size_t i = 0; i < work.header.size(); ++i) work.header[i] = static_cast<std::byte>(i * 7);
    return encode_job_frame(work, 0x68);
}

void set_crc(std::vector<std::byte>& frame) {
    frame.back() = static_cast<std::byte>(crc5(std::span{frame}.subspan(2, frame.size() - 3)));
}

}  // namespace

TEST_CASE("every command reads back as it was written") {
    std::mt19937 random{5};
    for (int i = 0; i < 500; ++i) {
        const auto address = static_cast<std::uint8_t>(random());
        const auto reg = static_cast<Register>(static_cast<std::uint8_t>(random()));
        const auto value = static_cast<std::uint32_t>(random());
        check_round_trip(SetAddress{address});
        check_round_trip(ReadRegister{chip_at(address), reg});
        check_round_trip(ReadRegister{all_chips, reg});
        check_round_trip(WriteRegister{chip_at(address), reg, value});
        check_round_trip(WriteRegister{all_chips, reg, value});
    }
    check_round_trip(Inactive{});
}

TEST_CASE("a job reads back with its id and payload") {
    const JobFrame frame = some_job();
    const auto decoded = decode_host_frame(frame);
    REQUIRE(decoded.has_value());
    CHECK(decoded->size == 88);
    const auto* job = std::get_if<SubmitJob>(&decoded->command);
    REQUIRE(job != nullptr);
    CHECK(job->job_header == 0x68);
    CHECK(std::ranges::equal(job->payload, std::span{frame}.subspan(4, 82)));
}

TEST_CASE("several frames in one buffer are read one after the other") {
    auto bytes = from_hex("55 AA 53 05 00 00 03  55 AA 51 09 00 A4 90 00 FF FF 1C  55 AA 40 05 02 00 01");
    std::span<const std::byte> rest{bytes};
    int frames = 0;
    while (!rest.empty()) {
        const auto frame = decode_host_frame(rest);
        REQUIRE(frame.has_value());
        rest = rest.subspan(frame->size);
        ++frames;
    }
    CHECK(frames == 3);
}

TEST_CASE("every single-bit flip of a host frame is refused") {
    const JobFrame job = some_job();
    std::vector<std::vector<std::byte>> frames{from_hex("55 AA 51 09 00 08 40 A8 02 30 03"),
                                               from_hex("55 AA 40 05 02 00 01"),
                                               from_hex("55 AA 52 05 00 00 0A"),
                                               {job.begin(), job.end()}};
    for (const auto& intact : frames)
        for (std::size_t bit = 0; bit < intact.size() * 8; ++bit) {
            auto flipped = intact;
            flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            CAPTURE(test::to_hex(intact), bit);
            CHECK_FALSE(decode_host_frame(flipped).has_value());
        }
}

TEST_CASE("every shortened host frame is incomplete") {
    const auto frame = from_hex("55 AA 51 09 00 08 40 A8 02 30 03");
    for (std::size_t size = 0; size < frame.size(); ++size)
        CHECK(decode_host_frame(std::span{frame}.first(size)).error() == HostFrameError::incomplete);
    const JobFrame job = some_job();
    for (std::size_t size = 0; size < job.size(); ++size)
        CHECK(decode_host_frame(std::span{job}.first(size)).error() == HostFrameError::incomplete);
}

TEST_CASE("frames that no encoder writes are refused by name") {
    const auto error = [](std::string_view hex) { return decode_host_frame(from_hex(hex)).error(); };
    CHECK(error("AA 55 53 05 00 00 03") == HostFrameError::bad_preamble);
    CHECK(error("00") == HostFrameError::bad_preamble);
    CHECK(error("55 AA 54 05 00 00 03") == HostFrameError::unknown_command);
    CHECK(error("55 AA 50 05 00 00 03") == HostFrameError::unknown_command);
    CHECK(error("55 AA 53 09 00 00 03") == HostFrameError::bad_length);
    CHECK(error("55 AA 21 36 00 00 03") == HostFrameError::bad_length);
    CHECK(error("55 AA 53 05 00 00 04") == HostFrameError::bad_crc);
}

TEST_CASE("an intact frame with a field that must be zero is refused") {
    auto broadcast_write_to_one = from_hex("55 AA 51 09 04 08 40 A8 02 30 00");
    auto broadcast_read_to_one = from_hex("55 AA 52 05 04 00 00");
    auto inactive_with_payload = from_hex("55 AA 53 05 00 01 00");
    auto address_with_register = from_hex("55 AA 40 05 02 01 00");
    for (auto* frame :
         {&broadcast_write_to_one, &broadcast_read_to_one, &inactive_with_payload, &address_with_register}) {
        set_crc(*frame);
        CHECK(decode_host_frame(*frame).error() == HostFrameError::not_canonical);
    }
}
