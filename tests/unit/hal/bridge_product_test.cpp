// Which bridge it is, by its strings; what may be asked of it before that is certain.
#include "hal/bridge/probing.hpp"
#include "hal/bridge/product.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hal/bytes.hpp"

using namespace adit;
using namespace adit::hal::bridge;
using adit::hal::Level;
using test::bytes;

namespace {

std::optional<Identified> found(std::uint16_t vendor, std::uint16_t product, std::string_view manufacturer,
                                std::string_view name, std::uint16_t release = 1) {
    return identify({vendor, product, release, manufacturer, name});
}

}  // namespace

TEST_CASE("a bridge is known by its numbers and both strings") {
    const auto bitaxe = found(0xC0DE, 0xCAFE, "OSMU", "Bitaxe");
    REQUIRE(bitaxe);
    CHECK(bitaxe->product == Product::bitaxe);
    CHECK(bitaxe->dialect == Dialect::v0);
    const auto bonanza = found(0xC0DE, 0xCAFE, "OSMU", "BitaxeBonanza");
    REQUIRE(bonanza);
    CHECK(bonanza->product == Product::bonanza);
    CHECK(bonanza->dialect == Dialect::bonanza);
    const auto birds = found(0xC0DE, 0xB17D, "OSMU", "BitaxeBonanza");
    REQUIRE(birds);
    CHECK(birds->product == Product::birds);
    CHECK(birds->dialect == Dialect::bonanza);
}

TEST_CASE("what is almost a bridge is none: other strings, other numbers, the QAxe's own protocol") {
    CHECK_FALSE(found(0xC0DE, 0xCAFE, "OSMU", "Bitaxe2"));
    CHECK_FALSE(found(0xC0DE, 0xCAFE, "osmu", "Bitaxe"));
    CHECK_FALSE(found(0xC0DE, 0xCAFE, "", ""));
    CHECK_FALSE(found(0xC0DE, 0xB17D, "OSMU", "Bitaxe"));
    CHECK_FALSE(found(0xC0DE, 0xCAFF, "Microengineer", "Qaxe"));
    CHECK_FALSE(found(0x1209, 0x256F, "OSMU", "Bitaxe"));
}

TEST_CASE("an EmberOne's dialect is in its release number: firmware minor 0 is v0, later ones v1") {
    CHECK(found(0x1209, 0x256F, "256F", "EmberOne00", 0x0500)->dialect == Dialect::v0);
    CHECK(found(0x1209, 0x256F, "256F", "EmberOne00", 0x050F)->dialect == Dialect::v0);
    CHECK(found(0x1209, 0x256F, "256F", "EmberOne00", 0x0510)->dialect == Dialect::v1);
    CHECK(found(0x1209, 0x256F, "256F", "EmberOne00", 0x01F3)->dialect == Dialect::v1);
}

TEST_CASE("only the plain Bitaxe's strings are shared with another product") {
    CHECK(found(0xC0DE, 0xCAFE, "OSMU", "Bitaxe")->has_double);
    CHECK_FALSE(found(0xC0DE, 0xCAFE, "OSMU", "BitaxeBonanza")->has_double);
    CHECK_FALSE(found(0x1209, 0x256F, "256F", "EmberOne00", 0x0500)->has_double);
}

TEST_CASE("every product's facts stand at its place, with a reset line and a supply to measure") {
    for (const auto product : {Product::bitaxe, Product::ember_one, Product::bonanza, Product::birds}) {
        CHECK(facts(product).product == product);
        CHECK(find_line(product, LineRole::reset));
        CHECK(facts(product).adc_channels.front() == adc_vdd);
    }
    CHECK_FALSE(find_line(Product::bitaxe, LineRole::five_volt));
    CHECK(find_line(Product::ember_one, LineRole::asic_power)->number == 1);
    CHECK(find_line(Product::bonanza, LineRole::five_volt)->number == 1);
    CHECK(find_line(Product::bonanza, LineRole::reset)->number == 2);
}

TEST_CASE("no supply is on when a bridge boots; the EmberOne's reset alone is released") {
    for (const auto product : {Product::bitaxe, Product::ember_one, Product::bonanza, Product::birds})
        for (const BridgeLine& line : facts(product).lines)
            CHECK((line.at_boot == Level::high) == (product == Product::ember_one && line.role == LineRole::reset));
}

TEST_CASE("one product's number is another's supply: line 1 means three things") {
    CHECK_FALSE(find_line(Product::bitaxe, LineRole::asic_power));
    CHECK(find_line(Product::ember_one, LineRole::asic_power)->number ==
          find_line(Product::bonanza, LineRole::five_volt)->number);
}

TEST_CASE("probing touches no pin and writes to no part, whatever the addresses") {
    std::array<std::uint8_t, 128> addresses{};
    for (std::size_t i = 0; i < addresses.size(); ++i) addresses[i] = static_cast<std::uint8_t>(i);
    SafeProbing probing{addresses};
    std::size_t steps = 0;
    while (const auto step = probing.next()) {
        ++steps;
        constexpr std::uint8_t page_i2c = 5, page_adc = 7;
        REQUIRE((step->request.page() == page_i2c || step->request.page() == page_adc));
        REQUIRE(step->request.answer() != Answer::count);  // no I2C write
        REQUIRE_FALSE(step->reason.empty());
    }
    CHECK(steps == 2 + addresses.size());
    CHECK_FALSE(probing.next());
    CHECK_FALSE(probing.next());
}

TEST_CASE("probing starts with the bridge itself, at a bus clock every part knows") {
    SafeProbing probing{{}};
    CHECK(test::copy(probing.next()->request.bytes()) == bytes({6, 0, 0, 0, 7, 0x50}));
    CHECK(test::copy(probing.next()->request.bytes()) == bytes({10, 0, 0, 0, 5, 0x10, 0xA0, 0x86, 0x01, 0}));
    CHECK_FALSE(probing.next());
}

TEST_CASE("a regulator and a fan controller must give an id that is theirs; others need only answer") {
    const std::array<std::uint8_t, 3> addresses{0x24, 0x4C, 0x48};
    SafeProbing probing{addresses};
    (void)probing.next();
    (void)probing.next();
    const auto regulator = *probing.next(), fan = *probing.next(), sensor = *probing.next();
    CHECK(test::copy(regulator.request.bytes()) == bytes({9, 0, 0, 0, 5, 0x40, 0x24, 0xAD, 7}));
    CHECK(regulator.accepts(bytes({6, 0x54, 0x49, 0x54, 0x6D, 0x24, 0x41})));
    CHECK(regulator.accepts(bytes({6, 0x54, 0x49, 0x54, 0x6D, 0x24, 0x62})));
    CHECK_FALSE(regulator.accepts(bytes({6, 0x54, 0x49, 0x54, 0x6B, 0x24, 0x41})));
    CHECK_FALSE(regulator.accepts(bytes({6, 0x54, 0x49, 0x54, 0x6D, 0x24})));
    CHECK_FALSE(regulator.accepts({}));
    CHECK(fan.accepts(bytes({0x16})));
    CHECK(fan.accepts(bytes({0x28})));
    CHECK_FALSE(fan.accepts(bytes({0xFF})));
    CHECK(sensor.address == 0x48);
    CHECK(sensor.accepts(bytes({0x00})));
}
