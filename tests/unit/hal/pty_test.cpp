// Both ends of a pseudo terminal: the master that serves a virtual board, and the port a host opens.
#include "hal/linux/pty.hpp"

#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

#include "hal/linux/event_wake.hpp"
#include "hal/linux/serial_text.hpp"
#include "hal/linux/system_clock.hpp"
#include "hal/linux/termios_serial.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hal/bytes.hpp"

using namespace adit;
using namespace adit::hal;
using namespace std::chrono_literals;

namespace {

struct Port {
    SystemClock clock;
    EventWake wake;
    std::unique_ptr<Pty> board = make();

    std::unique_ptr<Pty> make() {
        auto made = Pty::open(clock);
        REQUIRE(made);
        return std::move(*made);
    }
    [[nodiscard]] Expected<std::unique_ptr<TermiosSerial>, SerialError> try_host(Baud baud = Baud{115200}) const {
        return TermiosSerial::open(board->slave_path(), baud, clock);
    }
    std::unique_ptr<TermiosSerial> host(Baud baud = Baud{115200}) {
        auto opened = try_host(baud);
        REQUIRE(opened);
        return std::move(*opened);
    }
    /// Reads until `size` bytes are there or nothing comes for a second.
    test::Bytes collect(Serial& end, std::size_t size) {
        test::Bytes all;
        while (all.size() < size && end.wait(clock.now() + 1s, wake) == WaitResult::readable) {
            test::Bytes buffer(size - all.size());
            const auto count = end.read(buffer);
            REQUIRE(count);
            buffer.resize(*count);
            all = test::joined(std::move(all), buffer);
        }
        return all;
    }
};

test::Bytes every_byte() {
    test::Bytes all(256);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::byte>(i);
    return all;
}

Duration cpu_time() {
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

/// Opens as somebody the file's permissions apply to.
int open_unprivileged(const Port& port) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(100);
        const auto opened = port.try_host();
        ::_exit(opened ? 101 : static_cast<int>(opened.error()));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("every byte value passes a raw port unchanged in both directions") {
    Port port;
    const auto host = port.host();
    const auto all = every_byte();
    REQUIRE(host->write(all));
    CHECK(port.collect(*port.board, all.size()) == all);
    REQUIRE(port.board->write(all));
    CHECK(port.collect(*host, all.size()) == all);
}

TEST_CASE("an empty port reads as no bytes, not as an error") {
    Port port;
    const auto host = port.host();
    std::array<std::byte, 8> buffer{};
    for (Serial* end : {static_cast<Serial*>(host.get()), static_cast<Serial*>(port.board.get())}) {
        const auto count = end->read(buffer);
        REQUIRE(count);
        CHECK(*count == 0);
    }
}

TEST_CASE("the board sees the rate that the host set, standard or not") {
    Port port;
    const auto host = port.host(Baud{115200});
    CHECK(port.board->slave_baud() == Baud{115200});
    for (const Baud baud : {Baud{1'000'000}, Baud{3'125'000}, Baud{115'740}}) {
        REQUIRE(host->set_baud(baud));
        CHECK(port.board->slave_baud() == baud);
    }
    const auto zero = host->set_baud(Baud{0});
    REQUIRE_FALSE(zero);
    CHECK(zero.error() == SerialError::bad_baud);
    CHECK(port.board->slave_baud() == Baud{115'740});
}

TEST_CASE("a second opener is told that the port is busy, and may have it once it is closed") {
    Port port;
    auto host = port.host();
    const auto second = port.try_host();
    REQUIRE_FALSE(second);
    CHECK(second.error() == SerialError::busy);
    host.reset();
    CHECK(port.try_host());
}

TEST_CASE("a path that is missing, no terminal, or forbidden is refused with the reason") {
    Port port;
    const auto missing = TermiosSerial::open("/dev/adit-no-such-port", Baud{115200}, port.clock);
    REQUIRE_FALSE(missing);
    CHECK(missing.error() == SerialError::not_found);
    const auto null = TermiosSerial::open("/dev/null", Baud{115200}, port.clock);
    REQUIRE_FALSE(null);
    CHECK(null.error() == SerialError::not_a_tty);
    const auto folder = TermiosSerial::open("/dev", Baud{115200}, port.clock);
    REQUIRE_FALSE(folder);
    CHECK(folder.error() == SerialError::not_a_tty);
    REQUIRE(::chmod(port.board->slave_path().c_str(), 0) == 0);
    CHECK(open_unprivileged(port) == static_cast<int>(SerialError::no_permission));
}

TEST_CASE("a new host does not see what was meant for the one before") {
    Port port;
    auto host = port.host();
    REQUIRE(port.board->write(test::bytes({0xAA, 0x55})));
    CHECK(host->wait(port.clock.now() + 1s, port.wake) == WaitResult::readable);
    host.reset();
    host = port.host();
    CHECK(host->wait(port.clock.now() + 2ms, port.wake) == WaitResult::deadline);
}

TEST_CASE("a host that comes and goes is no disconnect for the board, and costs it no time (FI-S2)") {
    Port port;
    port.host().reset();
    const Duration before = cpu_time();
    CHECK(port.board->wait(port.clock.now() + 60ms, port.wake) == WaitResult::deadline);
    CHECK(cpu_time() - before < 20ms);
    std::array<std::byte, 8> buffer{};
    const auto count = port.board->read(buffer);
    REQUIRE(count);
    CHECK(*count == 0);

    const auto host = port.host();
    REQUIRE(host->write(test::bytes({1, 2})));
    CHECK(port.collect(*port.board, 2) == test::bytes({1, 2}));
}

TEST_CASE("a board that goes away ends the host's wait and is reported by every call (FI-S2)") {
    Port port;
    const auto host = port.host();
    port.board.reset();
    CHECK(host->wait(Instant::max(), port.wake) == WaitResult::disconnected);
    std::array<std::byte, 8> buffer{};
    const auto read = host->read(buffer);
    REQUIRE_FALSE(read);
    CHECK(read.error() == SerialError::disconnected);
    const auto written = host->write(buffer);
    REQUIRE_FALSE(written);
    CHECK(written.error() == SerialError::disconnected);
    CHECK_FALSE(host->set_baud(Baud{9600}));
}

TEST_CASE("a wake ends a host's wait before bytes do, and is consumed") {
    Port port;
    const auto host = port.host();
    REQUIRE(port.board->write(test::bytes({1})));
    port.wake.notify();
    CHECK(host->wait(Instant::max(), port.wake) == WaitResult::woken);
    CHECK(host->wait(Instant::max(), port.wake) == WaitResult::readable);
}

TEST_CASE("signals do not shorten a wait (FI-S2)") {
    Port port;
    const auto host = port.host();
    struct sigaction action {
    }, old_action{};
    action.sa_handler = [](int) {};
    ::sigaction(SIGALRM, &action, &old_action);
    itimerval every{{0, 3000}, {0, 3000}};
    ::setitimer(ITIMER_REAL, &every, nullptr);
    const Instant deadline = port.clock.now() + 30ms;
    const WaitResult result = host->wait(deadline, port.wake);
    const Instant ended = port.clock.now();
    every = {};
    ::setitimer(ITIMER_REAL, &every, nullptr);
    ::sigaction(SIGALRM, &old_action, nullptr);
    CHECK(result == WaitResult::deadline);
    CHECK(ended >= deadline);
}

TEST_CASE("a host that does not read makes the board's write take less, never block (FI-S3)") {
    Port port;
    const auto host = port.host();
    const test::Bytes chunk(4096, std::byte{0x33});
    std::size_t taken = 0;
    std::size_t last = 1;
    for (int i = 0; i < 1000 && last > 0; ++i) {
        const auto count = port.board->write(chunk);
        REQUIRE(count);
        last = *count;
        taken += last;
    }
    CHECK(last == 0);
    CHECK(taken > 0);
}

TEST_CASE("discarded input is gone at either end") {
    Port port;
    const auto host = port.host();
    REQUIRE(port.board->write(test::bytes({1, 2})));
    REQUIRE(host->wait(port.clock.now() + 1s, port.wake) == WaitResult::readable);
    REQUIRE(host->discard_input());
    CHECK(host->wait(port.clock.now() + 2ms, port.wake) == WaitResult::deadline);
    REQUIRE(host->write(test::bytes({3, 4})));
    REQUIRE(port.board->wait(port.clock.now() + 1s, port.wake) == WaitResult::readable);
    REQUIRE(port.board->discard_input());
    CHECK(port.board->wait(port.clock.now() + 2ms, port.wake) == WaitResult::deadline);
}

TEST_CASE("every serial error is described in words of its own, without asking for root (FI-U5)") {
    std::vector<std::string_view> texts;
    for (int error = 0; error <= static_cast<int>(SerialError::io); ++error) {
        const auto text = describe(static_cast<SerialError>(error));
        CHECK(text.find("unknown") == text.npos);
        CHECK(text.find("sudo") == text.npos);
        CHECK(text.find("root") == text.npos);
        CHECK(std::ranges::count(texts, text) == 0);
        texts.push_back(text);
    }
    CHECK(describe(SerialError::no_permission).find("udev") != std::string_view::npos);
}
