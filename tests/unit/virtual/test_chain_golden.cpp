// Known results: fed with a vector's job, a chip of the family emits exactly that frame.
#include <algorithm>

#include "boards/virtual/host_frame.hpp"
#include "driver/bm13xx/crc.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/chain_bench.hpp"
#include "tests/unit/virtual/golden_vectors.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

/// Silicon's own difficulty, every position, and windows that cover a whole slice.
ChainBench silicon(const ChipTraits& chip, unsigned ticket_bits) {
    ChainBench host{{.chip = &chip, .zero_bits = 32}};
    host.run(chain_bring_up(host.setup, chip.name == "bm1387" ? 100 : 56.25, ticket_word(ticket_bits)));
    if (chip.jobs == JobForm::header) host.send(host.wire.write_all(0x10, 0x007fffff));
    return host;
}

/// What the chip says to a job, looked at where the nonce is; two nanoseconds, or it would hash like silicon.
Bytes said(ChainBench& host, const Bytes& job, std::uint16_t roll, std::uint32_t nonce_wire) {
    host.send(job);
    host.chain.seek(0, roll, nonce_wire);
    host.pass(2ns);
    host.chain.inject(Fault::lose_lock, 0);
    const Bytes heard = host.hear(2ms);
    host.chain.inject(Fault::lose_lock, 0, 0.0);
    return heard;
}

std::uint32_t nonce_of(std::string_view reply) {
    const Bytes bytes = hex(reply);
    std::uint32_t nonce = 0;
    for (std::size_t i = 2; i < 6; ++i) nonce = (nonce << 8) | std::to_integer<std::uint32_t>(bytes[i]);
    return nonce;
}

/// A header as a job frame: groups of four bytes of root and previous hash in reverse order.
Bytes job_of_header(const Bytes& header, std::uint8_t id) {
    Bytes payload{std::byte{id}, std::byte{1}, {}, {}, {}, {}};
    const auto put = [&](std::size_t at, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) payload.push_back(header[at + i]);
    };
    put(72, 4);
    put(68, 4);
    for (const std::size_t end : {std::size_t{68}, std::size_t{36}})
        for (std::size_t group = 1; group <= 8; ++group) put(end - 4 * group, 4);
    put(0, 4);
    return HostWire{bm1370_traits}.job(payload);
}

}  // namespace

TEST_CASE("a BM1370 reports the nonce of a hardware capture byte for byte") {
    ChainBench host = silicon(bm1370_traits, 8);
    CHECK(said(host, capture_job(), 0x05a2, 0x4c035275) == hex("AA 55 4C 03 52 75 0C D2 05 A2 9C"));
}

TEST_CASE("a BM1366 reports every nonce of a hardware run on block 839900 byte for byte") {
    ChainBench host = silicon(bm1366_traits, 8);
    for (const RollVector& vector : block_839900_results) {
        CAPTURE(vector.reply);
        CHECK(said(host, hex(block_839900_job), vector.roll, nonce_of(vector.reply)) == hex(vector.reply));
    }
}

TEST_CASE("the short sweeps of a BM1366 at 485 MHz reach every nonce that hardware found") {
    ChainBench host{{.chip = &bm1366_traits, .zero_bits = 32}};
    host.run(chain_bring_up(host.setup, 485, ticket_word(6)));
    host.send(host.wire.write_all(0x08, clock_word(bm1366_traits, 485)));
    host.send(host.wire.write_all(0x10, 0x0000151c));
    for (const SweepVector& vector : second_run_results) {
        const Bytes heard = said(host, hex(second_run_job), vector.roll, vector.nonce_wire);
        CAPTURE(vector.nonce_wire);
        REQUIRE(heard.size() == 11);
        Bytes nonce;
        for (int shift = 24; shift >= 0; shift -= 8)
            nonce.push_back(static_cast<std::byte>(vector.nonce_wire >> shift));
        CHECK(Bytes{heard.begin() + 2, heard.begin() + 6} == nonce);
        CHECK(heard[8] == static_cast<std::byte>(vector.roll >> 8));
        CHECK(heard[9] == static_cast<std::byte>(vector.roll & 0xff));
        CHECK(heard[7] == static_cast<std::byte>(8 | (vector.roll & 7)));
    }
}

TEST_CASE("mainnet blocks are found as header jobs by every family that rolls versions") {
    for (const ChipTraits* const chip : {&bm1362_traits, &bm1366_traits, &bm1368_traits, &bm1370_traits}) {
        ChainBench host = silicon(*chip, 8);
        const bool is_narrow = chip->lanes == 8;
        for (const BlockVector& block : blocks) {
            CAPTURE(chip->name, block.bm1370_reply);
            CHECK(said(host, hex(block.job), block.roll, block.nonce_wire) ==
                  hex(is_narrow ? block.bm1366_reply : block.bm1370_reply));
        }
    }
}

TEST_CASE("a job of four slots is taken with each of its midstates") {
    const Bytes frame = hex(four_slot_job);
    HostFrameParser parser{Wire::framed, JobForm::midstates};
    for (const std::byte byte : frame) parser.push(byte);
    const auto parsed = parser.next();
    REQUIRE(parsed);
    const MiningJob job = read_job(JobForm::midstates, parsed->bytes());
    CHECK(job.id == 4);
    CHECK(job.slots == 4);
    CHECK(job.midstates[0] ==
          ShaWords{0x52EADF91, 0x68739F8A, 0x5D490D3D, 0x1574DDD6, 0xCB21CAE1, 0xE3591741, 0x5F7D5DE0, 0x4D3185F2});
    CHECK(job.midstates[3] == ShaWords{});
    CHECK(job.tail[0] == 0xC604A846);
    ChainBench host = silicon(bm1397_traits, 8);
    host.send(frame);
    CHECK(host.chain.observe(0).jobs == 1);
}

TEST_CASE("a BM1397 starts at the job's starting nonce and names the midstate it used") {
    Bytes payload = hex("18 04 9B 04 4C 0A 3A AE 05 17 A0 84 73 64 50 E3 71 61");
    payload.resize(18 + 4 * 32);
    const Bytes midstate = hex("7E027035B1ACBAF23EA01A527344FAF76AB476D328216118B7760F7B1B22D229");
    std::ranges::copy(midstate, payload.begin() + 18 + 2 * 32);
    ChainBench host = silicon(bm1397_traits, 8);
    host.send(HostWire{bm1397_traits}.job(payload));
    host.pass(200ns);  // without being told where to look: 168 cores x 4 midstates
    host.chain.inject(Fault::lose_lock, 0);
    CHECK(host.hear(2ms) == hex("AA 55 9B 04 4C 0A 00 1A 94"));
}

TEST_CASE("blocks are found as one-midstate jobs by a BM1397") {
    ChainBench host = silicon(bm1397_traits, 8);
    CHECK(said(host, hex(block_125552_midstate_job), 0, 0x42a14695) == hex("AA 55 42 A1 46 95 00 04 83"));
    CHECK(said(host, hex(genesis_midstate_job), 0, 0x1dac2b7c) == hex("AA 55 1D AC 2B 7C 00 04 96"));
}

TEST_CASE("null work has its two golden nonces on the BM1387 chips whose addresses they carry") {
    Bytes null_work(50);
    std::fill(null_work.begin() + 6, null_work.begin() + 18, std::byte{0xff});
    null_work[1] = std::byte{1};
    struct Golden {
        std::uint8_t address;
        std::uint32_t nonce_wire;
        std::string_view nonce;
    };
    for (const Golden golden : {Golden{112, 0x7203ea83, "72 03 EA 83"}, Golden{224, 0xe16bf809, "E1 6B F8 09"}}) {
        ChainBench host{{.chip = &bm1387_traits, .zero_bits = 32}};
        auto steps = chain_bring_up(host.setup, 100);
        for (ChainStep& step : steps)
            if (step.name == "address of chip 0") step.frames = {host.wire.set_address(golden.address)};
        host.run(steps);
        Bytes reply = hex(golden.nonce);
        reply.resize(6);  // aux and job byte 0
        reply.push_back(driver::bm13xx::reply_tail(reply, 4));
        CAPTURE(golden.nonce);
        CHECK(said(host, host.wire.job(null_work), 0, golden.nonce_wire) == reply);
    }
}

TEST_CASE("the headers of a firmware's hash tests are found at the difficulty that was published") {
    struct Vector {
        std::string_view header;
        std::uint32_t nonce_wire;
        unsigned ticket_bits;
        std::string_view reply;
    };
    const Vector vectors[]{
        {"04000020fc102bd0ea11470daf05a8e133a8a8505e21a2122b7f010000000000000000006d0359c451434605c52a5a9ce074340b"
         "e47c2c63840731f9edf1db3f26b1cdd9a9f16f643aae0517",
         0x47896e27, 4, "47 89 6E 27 00 30 00 00"},
        {"040000204595850c738349a3fa5274a511b72ec265a4f23d5243050000000000000000005bdc1968499c3393873edf8e07a1c3a5"
         "0a97fc3a9d1a376bbf77087dd63778ebb52570643aae0517",
         0xd19e020a, 8, "D1 9E 02 0A 02 30 00 00"},
    };
    for (const Vector& vector : vectors) {
        ChainBench host = silicon(bm1370_traits, vector.ticket_bits);
        Bytes body = hex(vector.reply), reply = hex("AA 55");
        reply.insert(reply.end(), body.begin(), body.end());
        reply.push_back(driver::bm13xx::reply_tail(body, 4));
        CAPTURE(vector.reply);
        CHECK(said(host, job_of_header(hex(vector.header), 0x18), 0, vector.nonce_wire) == reply);
    }
}
