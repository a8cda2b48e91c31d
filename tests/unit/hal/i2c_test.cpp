// The hand-out of I2C addresses: one holder each.
#include "hal/i2c.hpp"

#include <optional>

#include "tests/support/catch.hpp"
#include "tests/unit/hal/bytes.hpp"

using namespace adit;
using hal::I2cError;

namespace {

class EchoBus final : public hal::I2cBus {
public:
    int transfers = 0;
    std::uint8_t last_address = 0;

private:
    Expected<void, I2cError> do_transfer(std::uint8_t address, std::span<const std::byte> out,
                                         std::span<std::byte> in) override {
        ++transfers;
        last_address = address;
        std::copy_n(out.begin(), std::min(out.size(), in.size()), in.begin());
        return {};
    }
};

}  // namespace

TEST_CASE("an I2C address is handed out once and given back when its holder is destroyed") {
    EchoBus bus;
    {
        const auto first = bus.claim(0x24);
        REQUIRE(first);
        CHECK(first->address() == 0x24);
        const auto second = bus.claim(0x24);
        REQUIRE_FALSE(second);
        CHECK(second.error() == I2cError::address_taken);
        CHECK(bus.claim(0x4C));
    }
    CHECK(bus.claim(0x24));
}

TEST_CASE("an address outside seven bits is refused") {
    EchoBus bus;
    const auto device = bus.claim(0x80);
    REQUIRE_FALSE(device);
    CHECK(device.error() == I2cError::no_ack);
    CHECK(bus.claim(0x7F));
}

TEST_CASE("a moved handle keeps the address, and only the new one moves bytes") {
    EchoBus bus;
    auto first = bus.claim(0x24);
    REQUIRE(first);
    hal::I2cDevice second{std::move(*first)};
    CHECK_FALSE(bus.claim(0x24));

    std::array<std::byte, 2> in{};
    const auto out = test::bytes({0xAD, 0x06});
    REQUIRE(second.write_read(out, in));
    CHECK(test::copy(in) == out);
    CHECK(bus.last_address == 0x24);
    const auto moved_from = first->write(out);
    REQUIRE_FALSE(moved_from);
    CHECK(moved_from.error() == I2cError::disconnected);
    CHECK(bus.transfers == 1);
}

TEST_CASE("assigning a handle gives back the address it held before") {
    EchoBus bus;
    auto regulator = bus.claim(0x24);
    auto fan = bus.claim(0x4C);
    REQUIRE(regulator);
    REQUIRE(fan);
    *regulator = std::move(*fan);
    CHECK(regulator->address() == 0x4C);
    CHECK(bus.claim(0x24));
    CHECK_FALSE(bus.claim(0x4C));
}
