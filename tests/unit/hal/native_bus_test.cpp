// I2C and GPIO of the controller Adit runs on, against a kernel without hardware.
#include <fstream>

#include "hal/linux/gpio_line.hpp"
#include "hal/linux/i2c_dev.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/hal/fake_kernel.hpp"

using namespace adit;
using namespace adit::hal;
using test::bytes;
using test::FakeKernel;

namespace {

std::unique_ptr<I2cDevBus> open_bus(FakeKernel& kernel) {
    auto bus = I2cDevBus::open("/dev/i2c-1", kernel);
    REQUIRE(bus);
    return std::move(*bus);
}

NodeError bus_error(FakeKernel& kernel) {
    const auto bus = I2cDevBus::open("/dev/i2c-1", kernel);
    REQUIRE_FALSE(bus);
    return bus.error();
}

I2cError transfer_error(int error_number) {
    FakeKernel kernel;
    const auto bus = open_bus(kernel);
    auto part = *bus->claim(FakeKernel::part_address);
    kernel.errors[I2C_RDWR] = error_number;
    const auto done = part.write(bytes({1}));
    REQUIRE_FALSE(done);
    return done.error();
}

}  // namespace

TEST_CASE("a bus is opened for this process alone, with a time-out of 30 ms and no retries (HZ-29)") {
    FakeKernel kernel;
    const auto bus = open_bus(kernel);
    CHECK(kernel.opened == std::vector{NodeUse::exclusive});
    CHECK(kernel.timeout_10ms == 3);
    CHECK(kernel.retries == 0);
}

TEST_CASE("a bus that is not there, not ours, or no I2C bus says so") {
    FakeKernel kernel;
    for (const auto& [number, error] :
         {std::pair{ENOENT, NodeError::not_found}, std::pair{EACCES, NodeError::no_permission},
          std::pair{EBUSY, NodeError::busy}, std::pair{EIO, NodeError::io}}) {
        kernel.open_error = number;
        CHECK(bus_error(kernel) == error);
    }
    kernel.open_error = 0;
    kernel.errors[I2C_FUNCS] = ENOTTY;
    CHECK(bus_error(kernel) == NodeError::unsupported);
    kernel.errors.clear();
    kernel.functions = I2C_FUNC_SMBUS_BYTE;
    CHECK(bus_error(kernel) == NodeError::unsupported);
}

TEST_CASE("a bus whose time-out cannot be set is not used: it could stall the supervisor") {
    for (const unsigned long request :
         {static_cast<unsigned long>(I2C_TIMEOUT), static_cast<unsigned long>(I2C_RETRIES)}) {
        FakeKernel kernel;
        kernel.errors[request] = EIO;
        CHECK(bus_error(kernel) == NodeError::io);
    }
}

TEST_CASE("a register is read in one transaction: pointer, repeated start, data") {
    FakeKernel kernel;
    kernel.cells[0x79] = std::byte{0x40};
    kernel.cells[0x7A] = std::byte{0x08};
    const auto bus = open_bus(kernel);
    auto part = *bus->claim(FakeKernel::part_address);
    std::array<std::byte, 2> word{};
    REQUIRE(part.write_read(bytes({0x79}), word));
    CHECK(test::copy(word) == bytes({0x40, 0x08}));
    REQUIRE(kernel.messages.size() == 2);
    CHECK(kernel.messages[0] == std::pair{0, bytes({0x79})});
    CHECK(kernel.messages[1].first == I2C_M_RD);
}

TEST_CASE("a write is one message, a read is one message, and nothing at all is an empty write") {
    FakeKernel kernel;
    const auto bus = open_bus(kernel);
    auto part = *bus->claim(FakeKernel::part_address);
    REQUIRE(part.write(bytes({0x01, 0x80})));
    std::array<std::byte, 1> one{};
    REQUIRE(part.read(one));
    REQUIRE(part.write({}));
    REQUIRE(kernel.messages.size() == 3);
    CHECK(kernel.messages[0] == std::pair{0, bytes({0x01, 0x80})});
    CHECK(kernel.messages[1].first == I2C_M_RD);
    CHECK(kernel.messages[2] == std::pair{0, test::Bytes{}});
}

TEST_CASE("kernel errors are I2C errors by their meaning (FI-I1)") {
    CHECK(transfer_error(ENXIO) == I2cError::no_ack);
    CHECK(transfer_error(EREMOTEIO) == I2cError::no_ack);
    CHECK(transfer_error(ETIMEDOUT) == I2cError::timeout);
    CHECK(transfer_error(EAGAIN) == I2cError::bus);
    CHECK(transfer_error(EIO) == I2cError::bus);
    CHECK(transfer_error(ENODEV) == I2cError::disconnected);
    CHECK(transfer_error(EOPNOTSUPP) == I2cError::too_long);
}

TEST_CASE("half a transaction is an error, not half a success") {
    FakeKernel kernel;
    kernel.moves_less = 1;
    const auto bus = open_bus(kernel);
    auto part = *bus->claim(FakeKernel::part_address);
    std::array<std::byte, 1> one{};
    CHECK(part.write_read(bytes({0}), one) == failure(I2cError::bus));
}

TEST_CASE("an address that a kernel driver holds is left to it") {
    FakeKernel kernel;
    const auto bus = open_bus(kernel);
    auto part = *bus->claim(FakeKernel::driver_address);
    CHECK(part.write(bytes({1})) == failure(I2cError::address_taken));
    CHECK(kernel.messages.empty());
    auto absent = *bus->claim(0x25);
    CHECK(absent.write(bytes({1})) == failure(I2cError::no_ack));
}

TEST_CASE("a message longer than the kernel takes never reaches it") {
    FakeKernel kernel;
    const auto bus = open_bus(kernel);
    auto part = *bus->claim(FakeKernel::part_address);
    CHECK(part.write(test::Bytes(8193)) == failure(I2cError::too_long));
    CHECK(part.write(test::Bytes(8192)));
}

TEST_CASE("a line starts at its level, without a moment at another") {
    for (const Level level : {Level::low, Level::high}) {
        FakeKernel kernel;
        kernel.levels[5] = 1;
        const auto line = GpioLine::open("/dev/gpiochip0", 5, level, kernel);
        REQUIRE(line);
        CHECK(kernel.edges == std::vector{level == Level::high ? 1 : 0});
        CHECK(kernel.consumer == "adit");
        CHECK(kernel.opened == std::vector{NodeUse::shared});
        CHECK((*line)->get() == level);
    }
}

TEST_CASE("a line is driven and read, and its errors have names") {
    FakeKernel kernel;
    const auto line = *GpioLine::open("/dev/gpiochip0", 1, Level::low, kernel);
    REQUIRE(line->set(Level::high));
    CHECK(kernel.levels[1] == 1);
    CHECK(line->get() == Level::high);
    for (const auto& [number, error] : {std::pair{ENODEV, PinError::disconnected}, std::pair{EPERM, PinError::refused},
                                        std::pair{ETIMEDOUT, PinError::timeout}, std::pair{EIO, PinError::io}}) {
        kernel.errors[GPIO_V2_LINE_SET_VALUES_IOCTL] = number;
        kernel.errors[GPIO_V2_LINE_GET_VALUES_IOCTL] = number;
        CHECK(line->set(Level::low) == failure(PinError{error}));
        CHECK(line->get() == failure(PinError{error}));
    }
    CHECK(kernel.levels[1] == 1);
}

TEST_CASE("a line that another holds, or that the chip does not have, is not taken") {
    FakeKernel kernel;
    CHECK(GpioLine::open("/dev/gpiochip0", 8, Level::low, kernel).error() == NodeError::unsupported);
    kernel.errors[GPIO_V2_GET_LINE_IOCTL] = EBUSY;
    CHECK(GpioLine::open("/dev/gpiochip0", 1, Level::low, kernel).error() == NodeError::busy);
    kernel.open_error = ENOENT;
    CHECK(GpioLine::open("/dev/gpiochip9", 1, Level::low, kernel).error() == NodeError::not_found);
    CHECK(kernel.edges.empty());
}

TEST_CASE("the real kernel says that a file is neither bus nor chip, that what is not there is not, and locks a bus") {
    LinuxKernelCalls kernel;
    const tests::TemporaryFolder folder;
    const std::string file = folder.path() + "/node";
    std::ofstream{file} << "no device";
    CHECK(I2cDevBus::open(file, kernel).error() == NodeError::unsupported);
    CHECK(GpioLine::open(file, 0, Level::low, kernel).error() == NodeError::unsupported);
    CHECK(I2cDevBus::open(file + "-2", kernel).error() == NodeError::not_found);
    CHECK(GpioLine::open(file + "-2", 0, Level::low, kernel).error() == NodeError::not_found);
    const auto held = kernel.open(file.c_str(), NodeUse::exclusive);
    REQUIRE(held);
    CHECK(I2cDevBus::open(file, kernel).error() == NodeError::busy);
    CHECK(kernel.open(file.c_str(), NodeUse::shared));
}
