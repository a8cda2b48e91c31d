// FXL6408 on a register-level part: pins that switch power, their first level, and what is lost on the way.
#include "driver/peripheral/fxl6408.hpp"

#include "boards/virtual/fxl6408_model.hpp"
#include "tests/unit/peripheral/part_bench.hpp"

using namespace adit;
using namespace adit::driver::peripheral;
using hal::Level;
using test::error_of;

namespace {

constexpr std::uint8_t address = 0x43;
/// Pins 0 to 4 switch and select, pin 5 is a strap with a pull-up.
constexpr Fxl6408Setup setup{.outputs = 0x1F, .levels = 0x00, .pulls = 0x20, .pulls_up = 0x20};

struct Bench : test::PartBench {
    Bench() { bus.attach(address, model); }

    boards::virtual_device::Fxl6408Model model;
    Fxl6408 part{device(address)};
};

}  // namespace

TEST_CASE("an output never passes through the level it is not to have") {
    Bench bench;
    Fxl6408Setup high = setup;
    high.levels = 0x05;
    REQUIRE(bench.part.reset());
    REQUIRE(bench.part.configure(high));
    CHECK(bench.model.history(0) == std::vector<bool>{true});
    CHECK(bench.model.history(1) == std::vector<bool>{false});
    CHECK(bench.model.history(2) == std::vector<bool>{true});
    CHECK(bench.model.history(5).empty());
}

TEST_CASE("outputs are switched one by one and read back") {
    Bench bench;
    REQUIRE(bench.part.configure(setup));
    REQUIRE(bench.part.write_pin(1, Level::high));
    REQUIRE(bench.part.write_pin(2, Level::high));
    REQUIRE(bench.part.write_pin(1, Level::low));
    CHECK(bench.model.driven(0) == false);
    CHECK(bench.model.driven(1) == false);
    CHECK(bench.model.driven(2) == true);
    CHECK(*bench.part.read_pin(2) == Level::high);
    CHECK(*bench.part.read_pin(1) == Level::low);
}

TEST_CASE("an input is read where the board drives it, or its pull") {
    Bench bench;
    REQUIRE(bench.part.configure(setup));
    CHECK(*bench.part.read_pin(5) == Level::high);
    bench.model.drive_input(5, false);
    CHECK(*bench.part.read_pin(5) == Level::low);
    CHECK(*bench.part.read_pin(6) == Level::low);
}

TEST_CASE("what is no output is not driven, and nothing is before the set-up") {
    Bench bench;
    CHECK(error_of(bench.part.read_pin(0)) == PeripheralError::not_configured);
    CHECK(error_of(bench.part.write_pin(0, Level::high)) == PeripheralError::unsupported);
    REQUIRE(bench.part.configure(setup));
    const auto transfers = bench.bus.transfers();
    CHECK(error_of(bench.part.write_pin(5, Level::high)) == PeripheralError::unsupported);
    CHECK(error_of(bench.part.write_pin(8, Level::high)) == PeripheralError::unsupported);
    CHECK(error_of(bench.part.read_pin(8)) == PeripheralError::unsupported);
    CHECK(bench.bus.transfers() == transfers);
    REQUIRE(bench.part.reset());
    CHECK(error_of(bench.part.write_pin(0, Level::high)) == PeripheralError::not_configured);
    CHECK(bench.model.driven(0) == std::nullopt);
}

TEST_CASE("a switch-off whose answer was lost does not come back on with the next pin") {
    Bench bench;
    REQUIRE(bench.part.configure(setup));
    REQUIRE(bench.part.write_pin(1, Level::high));
    bench.bus.set_failing(bench.bus.transfers() + 2);  // the read-back
    CHECK(error_of(bench.part.write_pin(1, Level::low)) == PeripheralError::no_ack);
    CHECK(bench.model.driven(1) == false);
    REQUIRE(bench.part.write_pin(2, Level::high));
    CHECK(bench.model.driven(1) == false);
}

TEST_CASE("a level that was not taken is a mismatch, and so is any register of the set-up") {
    Bench bench;
    REQUIRE(bench.part.configure(setup));
    bench.model.set_deaf(0x05);
    CHECK(error_of(bench.part.write_pin(1, Level::high)) == PeripheralError::mismatch);
    for (const unsigned setting : {0x03U, 0x05U, 0x07U, 0x0BU, 0x0DU}) {
        Bench other;
        other.model.set_stuck(static_cast<std::uint8_t>(setting), 0x40);
        CHECK(error_of(other.part.configure(setup)) == PeripheralError::mismatch);
        CHECK(error_of(other.part.write_pin(1, Level::high)) == PeripheralError::unsupported);
    }
    for (std::size_t n = 0; n < 10; ++n) {
        Bench other;
        other.bus.set_failing(n);
        CHECK(error_of(other.part.configure(setup)) == PeripheralError::no_ack);
    }
}

TEST_CASE("all pins high is told apart from an undriven bus, another part from this one") {
    Bench bench;
    REQUIRE(bench.part.configure({.outputs = 0xFF, .levels = 0xFF}));
    CHECK(*bench.part.read_pin(7) == Level::high);
    REQUIRE(bench.part.write_pin(7, Level::low));
    CHECK(bench.part.check_identity());
    bench.model.set_stuck(0x01, 0x42);
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::wrong_part);
    bench.bus.set_undriven(true);
    CHECK(error_of(bench.part.check_identity()) == PeripheralError::bus);
    CHECK(error_of(bench.part.read_pin(7)) == PeripheralError::bus);
    CHECK(error_of(bench.part.write_pin(7, Level::high)) == PeripheralError::bus);
}

TEST_CASE("an output of the expander is a pin like any other, with its errors") {
    Bench bench;
    Fxl6408Pin vreg{bench.part, 1}, strap{bench.part, 5};
    CHECK(error_of(vreg.get()) == hal::PinError::refused);
    REQUIRE(bench.part.configure(setup));
    REQUIRE(vreg.set(Level::high));
    CHECK(*vreg.get() == Level::high);
    CHECK(bench.model.driven(1) == true);
    CHECK(error_of(strap.set(Level::high)) == hal::PinError::refused);
    CHECK(*strap.get() == Level::high);
    bench.model.set_absent(true);
    CHECK(error_of(vreg.set(Level::low)) == hal::PinError::io);
    bench.bus.set_stuck(hal::I2cError::timeout);
    CHECK(error_of(vreg.set(Level::low)) == hal::PinError::timeout);
    bench.bus.set_stuck(hal::I2cError::disconnected);
    CHECK(error_of(vreg.get()) == hal::PinError::disconnected);
}
