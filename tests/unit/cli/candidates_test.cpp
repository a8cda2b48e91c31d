// Asking a bridge which board is behind it: in its own dialect, in an order that is safe on every product, and without
// driving a line.
#include "miner/rig/candidates.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/data_board.hpp"
#include "tests/unit/virtual/bridge_bench.hpp"

namespace adit::miner::rig {
namespace {

using boards::PartVerdict;
using hal::bridge::Dialect;
namespace vd = boards::virtual_device;

cli::UsbSerialPort ember(std::uint16_t release) {
    return {.tty = "/dev/ttyACM0",
            .usb_device = {},
            .port = {},
            .vendor = 0x1209,
            .product = 0x256f,
            .release = release,
            .manufacturer_name = "256F",
            .product_name = "EmberOne00",
            .serial = {}};
}

/// Nobody at the other end; remembers what was asked.
class SilentPort final : public hal::Serial {
public:
    explicit SilentPort(hal::VirtualClock& clock) : clock_{clock} {}
    int requests = 0;

private:
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte>) override { return std::size_t{0}; }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> data) override {
        ++requests;
        return data.size();
    }
    Expected<void, hal::SerialError> do_set_baud(Baud) override { return {}; }
    Expected<void, hal::SerialError> do_discard_input() override { return {}; }
    hal::WaitResult do_wait(Instant deadline, hal::Wake&) override {
        clock_.advance_to(deadline);
        return hal::WaitResult::deadline;
    }

    hal::VirtualClock& clock_;
};

/// In front of an emulated bridge: keeps page and command of what goes by.
class Overheard final : public hal::Serial {
public:
    explicit Overheard(hal::Serial& line) : line_{line} {}
    std::vector<std::pair<int, int>> requests;

private:
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override { return line_.read(into); }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> data) override {
        REQUIRE(data.size() >= 6);
        requests.emplace_back(std::to_integer<int>(data[4]), std::to_integer<int>(data[5]));
        return line_.write(data);
    }
    Expected<void, hal::SerialError> do_set_baud(Baud baud) override { return line_.set_baud(baud); }
    Expected<void, hal::SerialError> do_discard_input() override { return line_.discard_input(); }
    hal::WaitResult do_wait(Instant deadline, hal::Wake& wake) override { return line_.wait(deadline, wake); }

    hal::Serial& line_;
};

PartVerdict verdict_at(const boards::Identification& found, std::uint8_t address) {
    const auto part = std::ranges::find(found.parts, address, &boards::PartFinding::address);
    REQUIRE(part != found.parts.end());
    return part->verdict;
}

TEST_CASE("HZ-28: the dialect is that of strings and release number, and the file's only where they do not tell") {
    const auto board = tests::data_board("bridge-v1.toml");
    CHECK(as_plugged(board, ember(0x0100)).control_bus.dialect == "v0");
    CHECK(as_plugged(board, ember(0x0110)).control_bus.dialect == "v1");
    cli::UsbSerialPort stranger = ember(0x0100);
    stranger.product_name = "something else";
    CHECK(as_plugged(board, stranger).control_bus.dialect == "v1");
}

TEST_CASE("HZ-28: before it is known which board this is, the link is tried, the bus slowed down, and no line driven") {
    tests::BridgeBench bench{vd::ember_firmware, Dialect::v1, {{0, false}, {1, false}, {2, false}}};
    Overheard port{bench.serial};
    const auto found = identify_behind(port, tests::data_board("bridge-v1.toml"), bench.clock);
    REQUIRE(port.requests.size() > 4);
    CHECK(port.requests[0] == std::pair{7, 0x50});
    CHECK(port.requests[1] == std::pair{5, 0x10});
    for (const auto& [page, command] : port.requests) CHECK(page != 6);
    CHECK(bench.pins.line_writes == 0);
    CHECK(verdict_at(found, tests::TestPins::part_address) == PartVerdict::wrong);
    CHECK(verdict_at(found, 0x48) == PartVerdict::silent);
}

TEST_CASE("HZ-28: a bridge asked in a dialect it does not speak shows no part, and is not driven either") {
    tests::BridgeBench bench{vd::plain_firmware, Dialect::v0, {{0, false}, {1, false}, {2, false}}};
    const auto found = identify_behind(bench.serial, tests::data_board("bridge-v1.toml"), bench.clock);
    for (const auto& part : found.parts) CHECK(part.verdict == PartVerdict::silent);
    CHECK(bench.pins.line_writes == 0);
}

TEST_CASE("a bridge that does not answer costs one time-out, not one a part") {
    hal::VirtualClock clock{Instant{std::chrono::hours{1}}};
    SilentPort port{clock};
    const auto found = identify_behind(port, tests::data_board("bridge-v1.toml"), clock);
    CHECK(found.parts.size() == 3);
    for (const auto& part : found.parts) CHECK(part.verdict == PartVerdict::silent);
    CHECK(clock.now() - Instant{std::chrono::hours{1}} <= std::chrono::milliseconds{200});
    CHECK(port.requests <= 2);
}

}  // namespace
}  // namespace adit::miner::rig
