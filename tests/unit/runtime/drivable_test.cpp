// Descriptions may be ahead of the code: such a board is named, and never half driven.
#include "boards/host/drivable.hpp"

#include "boards/definition/catalog.hpp"
#include "boards/virtual/models.hpp"
#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards;

TEST_CASE("SA-3 a board whose parts this build does not drive says which part it is") {
    const auto reason = [](std::string_view name) { return why_not_drivable(*find_board(name)).value_or(""); };
    CHECK(reason("bitaxe-gamma").empty());
    CHECK(reason("bitaxe-gamma-duo").empty());
    CHECK(reason("bitaxe-gamma-turbo").find("regulator") != std::string::npos);
    CHECK(reason("bitaxe-ultra").find("controller") != std::string::npos);
}

TEST_CASE("SA-3 a Gamma with another fan or another sensor is not driven as a Gamma") {
    BoardDefinition board = *find_board("bitaxe-gamma");
    board.fans.front().part = FanPart::emc2302;
    CHECK(why_not_drivable(board).has_value());
    board = *find_board("bitaxe-gamma");
    board.sensors.front().part = SensorPart::tmp1075;
    CHECK(why_not_drivable(board).has_value());
    board = *find_board("bitaxe-gamma");
    board.regulator.family = Tps546Family::series_12v;
    CHECK(why_not_drivable(board).has_value());
}

TEST_CASE("every board with an emulator is in the catalogue and can be driven") {
    int models = 0;
    for (const BoardDefinition& board : catalog())
        if (virtual_device::has_model(board.name)) {
            ++models;
            CHECK_FALSE(why_not_drivable(board).has_value());
        }
    CHECK(models >= 1);
}
