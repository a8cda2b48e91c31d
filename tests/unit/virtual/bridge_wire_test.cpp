// The emulated bridge firmwares byte by byte: framing of each dialect, their errors, short, long and glued requests.
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/bridge_bench.hpp"

using namespace adit;
using namespace adit::tests;
using namespace adit::boards::virtual_device;
using namespace std::chrono_literals;
using hal::bridge::Dialect;

namespace {

const Bytes read_id = bytes({8, 0, 1, 0, 5, 0x30, 0x4C, 1});
const Bytes read_nobody = bytes({8, 0, 1, 0, 5, 0x30, 0x33, 1});

Bytes joined(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Bytes text(std::string_view words) {
    Bytes result;
    for (const char letter : words) result.push_back(static_cast<std::byte>(letter));
    return result;
}

Bytes said_by(const BridgeFirmware& firmware, std::initializer_list<Bytes> packets) {
    BridgeBench bench{firmware, Dialect::v0};
    bench.pins.part.cells[0] = std::byte{0x16};
    return bench.say(packets);
}

}  // namespace

TEST_CASE("each firmware frames one byte read in its own way") {
    CHECK(said_by(plain_firmware, {read_id}) == bytes({1, 0, 1, 0x16}));
    CHECK(said_by(ember_old_firmware, {read_id}) == bytes({1, 0, 1, 0x16}));
    CHECK(said_by(ember_firmware, {read_id}) == bytes({5, 0, 1, 0, 0x16}));
    CHECK(said_by(bonanza_firmware, {read_id}) == bytes({4, 0, 1, 0x16}));
    CHECK(said_by(birds_firmware, {read_id}) == bytes({4, 0, 1, 0x16}));
}

TEST_CASE("every firmware frames an error as LEN of it all, the request's id, code and text") {
    for (const BridgeFirmware& firmware : {plain_firmware, ember_firmware, bonanza_firmware}) {
        CHECK(said_by(firmware, {read_nobody}) == joined(bytes({0x12, 0, 1, 0xFF}), text("I2C Read Error")));
        CHECK(said_by(firmware, {bytes({6, 0, 7, 0, 0x55, 0})}) == bytes({4, 0, 7, 0x11}));
    }
}

TEST_CASE("errors can be sent as the manual has them instead") {
    BridgeBench bench{plain_firmware, Dialect::v0};
    bench.inject({.documented_errors = true});
    CHECK(bench.say({bytes({6, 0, 7, 0, 0x55, 0})}) == bytes({1, 0, 0xFF, 0x11}));
}

TEST_CASE("the plain firmware forgets half a request after 4 ms; the patient one waits") {
    for (const auto& [firmware, answer] :
         // The rest alone begins like a request too long for the buffer.
         {std::pair{plain_firmware, bytes({4, 0, 0xFF, 0x12})}, std::pair{bonanza_firmware, bytes({4, 0, 1, 0})}}) {
        BridgeBench bench{firmware, Dialect::v0};
        CHECK(bench.say({Bytes{read_id.begin(), read_id.begin() + 3}}).empty());
        bench.clock.advance(5ms);
        CHECK(bench.say({Bytes{read_id.begin() + 3, read_id.end()}}) == answer);
    }
    BridgeBench quick{plain_firmware, Dialect::v0};
    CHECK(quick.say({Bytes{read_id.begin(), read_id.begin() + 3}, Bytes{read_id.begin() + 3, read_id.end()}}) ==
          bytes({1, 0, 1, 0}));
}

TEST_CASE("a second request in one packet is lost on the plain firmware and answered by the patient one") {
    const Bytes both = joined(read_id, bytes({8, 0, 2, 0, 5, 0x30, 0x4C, 1}));
    CHECK(said_by(plain_firmware, {both}) == bytes({1, 0, 1, 0x16}));
    CHECK(said_by(birds_firmware, {both}) == bytes({4, 0, 1, 0x16, 4, 0, 2, 0x16}));
}

TEST_CASE("a LEN below 5 makes the plain firmware restart, the Bonanza complain") {
    BridgeBench bench{plain_firmware, Dialect::v0};
    REQUIRE(bench.set(0, true));
    CHECK(bench.say({bytes({4, 0, 1, 0})}).empty());
    CHECK_FALSE(bench.pins.lines.at(0));
    CHECK(bench.say({read_id}).empty());
    bench.clock.advance(BitaxeRawBridge::reboot_time);
    CHECK_FALSE(bench.say({read_id}).empty());
    CHECK(said_by(bonanza_firmware, {bytes({4, 0, 1, 0})}) == bytes({4, 0, 0xFF, 0x11}));
}

TEST_CASE("a LEN beyond the buffer is an overflow, in the Bonanza's words \"Buf\"") {
    CHECK(said_by(plain_firmware, {bytes({0xFF, 0xFF, 1, 0})}) == bytes({4, 0, 0xFF, 0x12}));
    CHECK(said_by(bonanza_firmware, {bytes({0xFF, 0xFF, 1, 0})}) == bytes({7, 0, 0xFF, 0xFF, 'B', 'u', 'f'}));
}

TEST_CASE("the longest read of every firmware is whole") {
    for (const BridgeFirmware& firmware : {plain_firmware, ember_firmware, bonanza_firmware}) {
        const Bytes said = said_by(firmware, {bytes({8, 0, 1, 0, 5, 0x30, 0x4C, 0xFF})});
        CHECK(said.size() == 255 + (firmware.dialect == BridgeDialect::v1 ? 4U : 3U));
    }
}

TEST_CASE("converter channels are those of the product: plain refuses 51 whatever its manual says") {
    const auto adc = [](int channel) { return bytes({6, 0, 1, 0, 7, channel}); };
    CHECK(said_by(plain_firmware, {adc(0x50)}) == bytes({2, 0, 1, 0x23, 0x01}));
    CHECK(said_by(plain_firmware, {adc(0x51)}) == bytes({4, 0, 1, 0x11}));
    CHECK(said_by(ember_old_firmware, {adc(0x51)}) == bytes({2, 0, 1, 0x01, 0x02}));
    CHECK(said_by(birds_firmware, {adc(0x52)}) == bytes({5, 0, 1, 0x02, 0x02}));
    CHECK(said_by(birds_firmware, {adc(0x53)}) == bytes({4, 0, 1, 0x11}));
    CHECK(said_by(birds_firmware, {adc(0x4F)}) == bytes({4, 0, 1, 0x11}));
}

TEST_CASE("a page exists only on the products that have it") {
    const Bytes led = bytes({9, 0, 1, 0, 8, 0x10, 0xFF, 0, 0xFF}), status = bytes({6, 0, 1, 0, 0, 0x10});
    CHECK(said_by(ember_firmware, {led}) == bytes({7, 0, 1, 0, 0xFF, 0, 0xFF}));
    CHECK(said_by(plain_firmware, {led}) == bytes({4, 0, 1, 0x11}));
    CHECK(said_by(plain_firmware, {status}) == bytes({4, 0, 1, 0x11}));
    CHECK(said_by(ember_firmware, {status}) == bytes({4, 0, 1, 0x11}));
}

TEST_CASE("a host that does not read costs replies, not memory, and the next reply after that is whole") {
    BridgeBench bench{plain_firmware, Dialect::v0};
    for (int i = 0; i < 1000; ++i) bench.bridge.receive(read_id, bench.clock.now());
    const Bytes said = bench.say({});
    CHECK(said.size() % 4 == 0);
    CHECK(said.size() < 4 * 1000);
    CHECK(bench.say({read_id}) == bytes({1, 0, 1, 0}));
}

TEST_CASE("a restart must be asked for with its key") {
    BridgeBench bench{ember_firmware, Dialect::v1, {{0, true}, {1, false}, {2, false}}};
    REQUIRE(bench.set(1, true));
    CHECK(bench.say({bytes({10, 0, 1, 0, 9, 1, 0xDE, 0xAD, 0xBE, 0xEE})}) == bytes({4, 0, 1, 0x11}));
    CHECK(bench.pins.lines.at(1));
    CHECK(bench.say({bytes({10, 0, 1, 0, 9, 1, 0xDE, 0xAD, 0xBE, 0xEF})}).empty());
    CHECK_FALSE(bench.pins.lines.at(1));
    CHECK(bench.pins.lines.at(0));  // released: that is how this board boots
}
