// The whole chain driver: jobs out, events back, and what it knows about the chips' registers.
#include "driver/bm13xx/chain.hpp"

#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/job_vectors.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using test::from_hex;

namespace {

constexpr Instant noon{std::chrono::hours{12}};

Work captured_work() {
    Work work;
    work.id = 4711;
    work.header = sha256::header_of({.header = test::array_from_hex<80>(test::job_vectors[0].header)}, 0x20000000, 0);
    work.rollable = full_version_mask;
    work.nonce_count = std::uint64_t{1} << 32;
    work.claim_bits = 40;
    return work;
}

std::vector<Event> events_of(Chain& chain, std::string_view hex) {
    chain.receive(from_hex(hex), noon);
    std::vector<Event> events;
    while (const auto event = chain.next_event()) events.push_back(*event);
    return events;
}

template <class Kind>
Kind only(const std::vector<Event>& events) {
    REQUIRE(events.size() == 1);
    REQUIRE(std::holds_alternative<Kind>(events[0]));
    return std::get<Kind>(events[0]);
}

/// A nonce reply for the captured job under any job byte.
std::string nonce_frame(std::uint8_t job_byte, std::uint16_t version) {
    auto frame = from_hex("AA 55 4C 03 52 75 0C 00 00 00 00");
    frame[7] = std::byte{job_byte};
    frame[8] = static_cast<std::byte>(version >> 8);
    frame[9] = static_cast<std::byte>(version & 0xff);
    frame[10] = reply_tail(std::span{frame}.subspan(2, 8), reply_type_nonce);
    return test::to_hex(frame);
}

}  // namespace

TEST_CASE("the captured job and its captured result meet in a chain and hash as published") {
    Chain chain{{}};
    for (int i = 0; i < 15; ++i) (void)chain.encode_job({});  // up to the capture's job id 0x68
    const Work work = captured_work();
    CHECK(test::to_hex(chain.encode_job(work)) == test::to_hex(from_hex(test::job_vectors[0].frame)));
    const auto nonce = only<Nonce>(events_of(chain, "AA 55 4C 03 52 75 0C D2 05 A2 9C"));
    CHECK(nonce.work == 4711);
    CHECK(nonce.nonce == 0x7552034c);
    CHECK(nonce.version == 0x20b44000);
    CHECK(nonce.chip == 0);
    CHECK(nonce.at == noon);
    const auto digest = sha256::hash_header(sha256::header_of(work, nonce.version, nonce.nonce));
    CHECK(test::display(digest) == test::job_vectors[0].hash);
    CHECK(sha256::leading_zero_bits(digest) == 46);
}

TEST_CASE("identities and register values become events, asked for or not") {
    Chain chain{{}};
    const auto seen = only<ChipSeen>(events_of(chain, "AA 55 13 70 00 00 00 00 00 00 10"));
    CHECK(seen.chip_id == 0x1370);
    CHECK(seen.address == 0);
    const auto value = only<RegisterValue>(events_of(chain, "AA 55 80 00 08 0C 00 B4 00 00 1A"));
    CHECK(value.reg == Register{0xb4});
    CHECK(value.value == 0x8000080c);
    const auto first = only<ChipSeen>(events_of(chain, "AA 55 13 68 00 00 C0 00 00 00 16"));
    CHECK(first.chip_id == 0x1368);
    CHECK(first.address == 0xc0);
}

TEST_CASE("IN-50 a result for a job that was never sent is an unknown job, counted") {
    Chain chain{{}};
    CHECK(only<UnknownJob>(events_of(chain, nonce_frame(0xd2, 0x05a2))).job_id == 0x68);
    (void)chain.encode_job(captured_work());
    CHECK(only<UnknownJob>(events_of(chain, nonce_frame(0xd2, 0x05a2))).job_id == 0x68);
    CHECK(chain.counters().unknown_jobs == 2);
}

TEST_CASE("results of voided jobs are stale until the job id is used again") {
    Chain chain{{}};
    (void)chain.encode_job(captured_work());
    chain.void_jobs();
    CHECK(only<StaleNonce>(events_of(chain, nonce_frame(0x02, 0x05a2))).nonce.work == 4711);
    Work next = captured_work();
    for (next.id = 5000; next.id < 5016; ++next.id) (void)chain.encode_job(next);
    CHECK(only<Nonce>(events_of(chain, nonce_frame(0x02, 0x05a2))).work == 5015);
}

TEST_CASE("a result whose engine contradicts its rolled version is dropped and counted while all bits roll") {
    Chain chain{{}};
    Work work = captured_work();
    (void)chain.encode_job(work);
    CHECK(events_of(chain, nonce_frame(0x03, 0x05a2)).empty());
    CHECK(chain.counters().inconsistent_nonces == 1);
    work.rollable = 0x00ffe000;  // a smaller mask: the index need not show in the version
    (void)chain.encode_job(work);
    CHECK(only<Nonce>(events_of(chain, nonce_frame(0x33, 0x05a2))).version == 0x20b44000);
    CHECK(chain.counters().inconsistent_nonces == 1);
}

TEST_CASE("rolled bits outside the work's mask never reach the version") {
    Chain chain{{}};
    Work work = captured_work();
    work.rollable = 0x0000e000;
    (void)chain.encode_job(work);
    CHECK(only<Nonce>(events_of(chain, nonce_frame(0x02, 0xffff))).version == 0x2000e000);
    work.rollable = 0xffffffff;  // more than the chips can roll
    (void)chain.encode_job(work);
    CHECK(only<Nonce>(events_of(chain, nonce_frame(0x3f, 0xffff))).version == 0x3fffe000);
}

TEST_CASE("the ticket is written before the first job, on change, and after it was lost or reset") {
    Chain chain{{}};
    Work work = captured_work();
    const auto first = chain.ticket_update(work);
    REQUIRE(first.has_value());
    CHECK(test::to_hex(first->bytes()) == "55aa51090014000000ff08");
    CHECK_FALSE(chain.ticket_update(work).has_value());
    work.claim_bits = 38;
    REQUIRE(chain.ticket_update(work).has_value());
    CHECK_FALSE(chain.ticket_update(work).has_value());
    chain.forget_ticket();
    const auto again = chain.ticket_update(work);
    REQUIRE(again.has_value());
    CHECK(test::to_hex(again->bytes()) == "55aa51090014000000fc07");
    chain.reset();
    CHECK(chain.ticket_update(work).has_value());
}

TEST_CASE("devices with fewer zero bits get the ticket that is left of the claim") {
    Chain chain{{.zero_bits = 10}};
    Work work;
    work.claim_bits = 18;
    CHECK(test::to_hex(chain.ticket_update(work)->bytes()) == "55aa51090014000000ff08");
    work.claim_bits = 9;  // easier than the device can be: every result it has
    CHECK(test::to_hex(chain.ticket_update(work)->bytes()) == "55aa51090014000000001c");
}

TEST_CASE("the version mask is written when the rollable bits change, and is clipped to what chips can roll") {
    Chain chain{{}};
    Work work = captured_work();
    CHECK(test::to_hex(chain.version_mask_update(work)->bytes()) == "55aa510900a49000ffff1c");
    CHECK_FALSE(chain.version_mask_update(work).has_value());
    work.rollable = 0xffffffff;
    CHECK_FALSE(chain.version_mask_update(work).has_value());
    work.rollable = 0x00ffe000;
    CHECK(chain.version_mask_update(work).has_value());
    CHECK(chain.missing_engine_bits(work) == 0);
    work.rollable = 0x00002000;
    CHECK(chain.missing_engine_bits(work) == 3);
}

TEST_CASE("a chip that resets itself is reported and everything it held counts as lost") {
    Chain chain{{}};
    const Work work = captured_work();
    (void)chain.ticket_update(work);
    (void)chain.version_mask_update(work);
    (void)events_of(chain, "AA 55 13 70 00 00 00 00 00 00 10 AA 55 13 70 00 00 00 00 00 00 10");
    const auto events = events_of(chain, "AA 55 00 00 C1 00 00 18 02 AA 55 00 00 C1 00 00 18 02 00 00");
    REQUIRE(events.size() == 2);
    CHECK(std::holds_alternative<RegisterValue>(events[0]));
    CHECK(std::holds_alternative<ConfigurationLost>(events[1]));
    CHECK(chain.ticket_update(work).has_value());
    CHECK(chain.version_mask_update(work).has_value());
}

TEST_CASE("after a reset nothing of before is known") {
    Chain chain{{}};
    (void)chain.encode_job(captured_work());
    chain.receive(from_hex("AA 55 4C 03"), noon);
    chain.reset();
    CHECK(only<UnknownJob>(events_of(chain, nonce_frame(0x02, 0x05a2))).job_id == 0);
    CHECK(chain.encode_job(captured_work())[4] == std::byte{0});
}

TEST_CASE("9-byte results carry no rolled version: the base version stands") {
    Chain chain{{}};
    (void)chain.encode_job(captured_work());
    CHECK(only<Nonce>(events_of(chain, "AA 55 42 A1 46 95 00 04 83")).version == 0x20000000);
}

TEST_CASE("what arrives faster than events are taken is counted, not kept") {
    Chain chain{{}};
    const std::vector<std::byte> flood(Chain::receive_capacity, std::byte{0});
    chain.receive(flood, noon);
    chain.receive(flood, noon);
    CHECK(chain.counters().overrun_bytes == Chain::receive_capacity);
    CHECK_FALSE(chain.next_event().has_value());
    CHECK(chain.counters().garbage_bytes == Chain::receive_capacity);
    CHECK(only<ChipSeen>(events_of(chain, "AA 55 13 70 00 00 00 00 00 00 10")).chip_id == 0x1370);
}

TEST_CASE("the plans of a chain are made for its chip, length and rate") {
    const Chain chain{{.chips = 2, .fast_baud = {1'000'000}}};
    int addresses = 0;
    for (BringUp plan = chain.bring_up(); const auto step = plan.next();)
        if (const auto* send = std::get_if<step::Send>(&step->action))
            addresses += send->frame.bytes()[2] == std::byte{0x40};
    CHECK(addresses == 2);
    CHECK(chain.fast_baud().next().has_value());
    CHECK(chain.ramp({50}, {400}).target() == Megahertz{400});
    CHECK(Chain{{.chips = 0}}.config().chips == 1);
    CHECK(Chain{{.chips = 1000}}.config().chips == 128);
}
