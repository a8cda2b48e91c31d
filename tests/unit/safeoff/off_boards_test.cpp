// The generated table says about switching off what the board files say, and every bridge board can be proven off.
#include "boards/definition/catalog.hpp"
#include "boards/safeoff/known_boards.hpp"
#include "hal/bridge/bitaxe_raw.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards::safeoff {
namespace {

OffBoard off_board_of(const BoardDefinition& board) {
    OffBoard off{.name = board.name,
                 .bus = board.control_bus.kind == ControlKind::native ? OffBus::native : OffBus::bitaxe_raw,
                 .i2c_hz = board.control_bus.i2c_hz,
                 .reset_gpio = board.chain.reset_gpio,
                 .is_reset_low = board.chain.reset_active_low,
                 .dialect = hal::bridge::parse_dialect(board.control_bus.dialect).value_or(hal::bridge::Dialect::v0)};
    if (board.regulator.part == RegulatorPart::tps546d24a) off.operation = board.regulator.address;
    if (const auto& line = board.regulator.enable) off.enable = OffLine{line->gpio, line->is_on_low};
    return off;
}

TEST_CASE("SA-7: the compiled-in table agrees with every board file of the catalogue") {
    const auto known = catalog();
    CHECK(known.size() == off_boards().size());
    for (const BoardDefinition& board : known) {
        const OffBoard* off = find_off_board(board.name);
        INFO(board.name);
        REQUIRE(off != nullptr);
        CHECK(*off == off_board_of(board));
    }
}

TEST_CASE("SA-7: every board of the catalogue behind a bridge has off steps that fit a record") {
    std::size_t bridged = 0;
    for (const OffBoard& board : off_boards()) {
        INFO(board.name);
        if (board.bus != OffBus::bitaxe_raw) {
            CHECK(off_steps(board).empty());
            continue;
        }
        ++bridged;
        CHECK(encode(make_off_record(board, "serial:/dev/ttyACM1", "/dev/ttyACM0")));
    }
    CHECK(bridged >= 1);
}

TEST_CASE("the off steps of a Gamma write OPERATION, read it and STATUS_WORD back, and hold the reset") {
    const auto steps = off_steps(*find_off_board("bitaxe-gamma"));
    REQUIRE(steps.size() == 6);
    const auto bytes = [](const OffStep& step) {
        std::vector<int> numbers;
        for (std::size_t i = 0; i < step.request_size; ++i) numbers.push_back(std::to_integer<int>(step.request.at(i)));
        return numbers;
    };
    CHECK(bytes(steps[1]) == std::vector<int>{9, 0, 0, 0, 5, 0x20, 0x24, 0x01, 0x00});
    CHECK(bytes(steps[2]) == std::vector<int>{9, 0, 0, 0, 5, 0x40, 0x24, 0x01, 1});
    CHECK(bytes(steps[3]) == std::vector<int>{9, 0, 0, 0, 5, 0x40, 0x24, 0x79, 2});
    CHECK(bytes(steps[4]) == std::vector<int>{7, 0, 0, 0, 6, 0, 0});
    CHECK(bytes(steps[5]) == std::vector<int>{6, 0, 0, 0, 6, 0});
    CHECK(steps[2].is_proof);
    CHECK(steps[3].mask[0] == std::byte{0x40});
    CHECK(steps[5].is_proof);
}

TEST_CASE("the off steps of a board switched by a line drive that line to off, whichever level that is") {
    OffBoard board{.name = "line", .i2c_hz = 100000, .reset_gpio = 1, .enable = OffLine{10, true}};
    const auto low_is_on = off_steps(board);
    REQUIRE(low_is_on.size() == 4);
    CHECK(low_is_on[0].request[6] == std::byte{1});
    CHECK(low_is_on[1].expected[0] == std::byte{1});
    board.enable->is_on_low = false;
    const auto high_is_on = off_steps(board);
    CHECK(high_is_on[0].request[6] == std::byte{0});
    CHECK(high_is_on[1].expected[0] == std::byte{0});
}

TEST_CASE("a board that is unknown, or that no host can reach, has no record but a reason") {
    CHECK_FALSE(board_at("/dev/ttyACM0", "no-such-board").record);
    CHECK(board_at("/dev/ttyACM0", "bitaxe-gamma").record);
    for (const OffBoard& board : off_boards())
        if (board.bus == OffBus::native) CHECK_FALSE(board_at("/dev/ttyACM0", std::string{board.name}).record);
}

}  // namespace
}  // namespace adit::boards::safeoff
