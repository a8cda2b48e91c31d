// Troubles as sets: what is on, and whether it is any of those somebody asks for.
#include "boards/simulation/troubles.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards::simulation {

using virtual_device::Fault;

TEST_CASE("a set of troubles meets another when they share one, inside the board or outside") {
    constexpr TroubleSet heat{Fault::vrm_hot, Fault::unplug}, cable{{}, {Outside::unplug}}, none;
    CHECK(heat.meets({Fault::mute, Fault::vrm_hot}));
    CHECK_FALSE(heat.meets({Fault::mute}));
    CHECK_FALSE(heat.meets(cable));  // silent ports are another matter than ports that are gone
    CHECK_FALSE(none.meets(heat));
    CHECK(none.is_empty());
    CHECK_FALSE(cable.is_empty());
}

TEST_CASE("every trouble is on from when it is set until it is set to nothing") {
    TroubleLevels levels;
    for (std::size_t trouble = 0; trouble < troubles().size(); ++trouble) {
        const Trouble& row = troubles()[trouble];
        TroubleSet itself;
        if (row.inside) itself.set(*row.inside, true);
        if (row.outside) itself.set(*row.outside, true);
        CAPTURE(row.name);
        CHECK_FALSE(levels.has_any(itself));
        levels.set(trouble, 0.5);
        CHECK(levels.has_any(itself));
        CHECK_FALSE(levels.is_quiet());
        levels.set(trouble, 0.0);
        CHECK(levels.is_quiet());
    }
}

}  // namespace adit::boards::simulation
