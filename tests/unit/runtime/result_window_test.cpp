// The window that error and duplicate shares are taken from.
#include "boards/runtime/result_window.hpp"

#include "tests/support/catch.hpp"

using namespace adit::boards;

TEST_CASE("HZ-23, HZ-24: shares are of the last 400 results, of fewer as long as there are no more") {
    ResultWindow window;
    CHECK(window.share(ResultKind::bad) == 0.0);
    window.add(ResultKind::bad);
    CHECK(window.share(ResultKind::bad) == 1.0);
    for (int i = 0; i < 99; ++i) window.add(ResultKind::good);
    CHECK(window.share(ResultKind::bad) == Approx(0.01));
    for (int i = 0; i < 300; ++i) window.add(ResultKind::duplicate);
    CHECK(window.share(ResultKind::bad) == Approx(1.0 / 400));
    CHECK(window.share(ResultKind::duplicate) == Approx(0.75));
    window.add(ResultKind::good);  // the bad one, the oldest, is out
    CHECK(window.share(ResultKind::bad) == 0.0);
    CHECK(window.total() == 401);
    window.restart();
    CHECK(window.total() == 0);
    CHECK(window.share(ResultKind::duplicate) == 0.0);
}
