// A board behind real ports, played by a pseudo terminal and a sysfs tree of the test's own: identified, matched, held
// off, assigned, and then really energised.
#include "miner/rig/serial_board.hpp"

#include <fstream>
#include <thread>

#include "boards/definition/catalog.hpp"
#include "boards/host/operator_file.hpp"
#include "boards/virtual/device_server.hpp"
#include "hal/linux/pty.hpp"
#include "hal/linux/system_clock.hpp"
#include "miner/rig/open_device.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data_board.hpp"
#include "tests/support/fake_usb.hpp"

namespace adit::miner::rig {
namespace {

using boards::safety::NotArmed;
namespace vd = boards::virtual_device;

/// A served Gamma that USB says is plugged in, and a state directory.
struct Bench {
    explicit Bench(const boards::BoardDefinition& served = *boards::find_board("bitaxe-gamma")) {
        const auto port_of = [](std::unique_ptr<hal::Pty> pty) {
            hal::Pty* raw = pty.get();
            return vd::DevicePort{std::move(pty), [raw] { return raw->slave_baud(); }};
        };
        auto control = *hal::Pty::open(clock);
        auto data = *hal::Pty::open(clock);
        control_path = control->slave_path();
        data_path = data->slave_path();
        server.emplace(served, vd::BoardOptions{}, port_of(std::move(control)), port_of(std::move(data)), clock);
        around.is_emulated = [](const std::string&) { return false; };
        around.notice = [this](std::string_view line) { notices += line; };
        around.sys_class_tty = usb.sys_class_tty();
    }
    void plug(const tests::FakeUsbDevice& device = {}) const {
        usb.plug(device, 0, control_path.substr(5));
        usb.plug(device, 2, data_path.substr(5));
    }
    [[nodiscard]] cli::DeviceSpec spec(const std::string& board) const {
        return *cli::parse_device_spec("serial:" + data_path + "?board=" + board + "&control=" + control_path);
    }
    [[nodiscard]] Expected<SerialBoard, cli::Problem> open(const std::string& board) const {
        const cli::DeviceSpec what = spec(board);
        return open_serial_board(what, std::get<cli::SerialSpec>(what.what), clock, persistence, around);
    }
    [[nodiscard]] Clearance clearance(const std::string& board) const {
        auto opened = open(board);
        INFO((opened ? "" : opened.error().line));
        REQUIRE(opened);
        return opened->clearance;
    }
    void assign(const std::string& device, const std::string& board) const {
        REQUIRE(boards::change_operator_book(state.path(), [&](boards::OperatorBook& book) {
            return book.assign({device, board, 0});
        }));
    }

    hal::SystemClock clock;
    tests::FakeUsb usb;
    tests::TemporaryFolder state;
    std::string control_path, data_path, notices;
    std::optional<vd::DeviceServer> server;
    Surroundings around;
    Persistence persistence{state.path(), [](std::string_view) {}};
};

TEST_CASE("HZ-28: a Gamma shares strings and parts with others, so it stays off until it was assigned") {
    const Bench bench;
    bench.plug();
    const Clearance doubt = bench.clearance("bitaxe-gamma");
    CHECK(doubt.holds.contains(NotArmed::id_mismatch));
    CHECK_THAT(doubt.reasons.front(), Catch::Contains("bitaxe-gamma, ") && Catch::Contains("bitaxe-ultra-207"));
    CHECK_THAT(doubt.reasons.front(), !Catch::Contains("turbo"));  // its fan controller is another
    bench.assign("usb:c0de:cafe:A1B2", "bitaxe-gamma");
    CHECK(bench.clearance("bitaxe-gamma").holds.is_empty());
    CHECK(bench.open("bitaxe-gamma")->stable_id == "usb:c0de:cafe:A1B2");
    CHECK(bench.clearance("bitaxe-ultra-207").holds.contains(NotArmed::id_mismatch));
}

TEST_CASE("HZ-28: a board named as another model is found out by its parts, and what they said is told") {
    const Bench bench;
    bench.plug();
    bench.assign("usb:c0de:cafe:A1B2", "bitaxe-gamma-turbo");
    const Clearance clearance = bench.clearance("bitaxe-gamma-turbo");
    CHECK(clearance.holds.contains(NotArmed::id_mismatch));
    CHECK_THAT(clearance.reasons.front(), Catch::Contains("0x2E EMC2103: silent"));
    CHECK_FALSE(bench.server->observe().is_regulator_on);
}

TEST_CASE("HZ-28: strings of another device, swapped ports and ports that are not USB keep a board off") {
    const Bench stranger;
    stranger.plug({.product_name = "Bitacks"});
    CHECK_THAT(stranger.clearance("bitaxe-gamma").reasons.front(), Catch::Contains("USB strings"));
    const Bench swapped;
    swapped.usb.plug({}, 2, swapped.control_path.substr(5));
    swapped.usb.plug({}, 0, swapped.data_path.substr(5));
    CHECK(swapped.clearance("bitaxe-gamma").holds.contains(NotArmed::id_mismatch));
    const Bench apart;
    apart.usb.plug({.port = "1-1"}, 0, apart.control_path.substr(5));
    apart.usb.plug({.port = "1-2"}, 2, apart.data_path.substr(5));
    CHECK(apart.clearance("bitaxe-gamma").holds.contains(NotArmed::id_mismatch));
    const Bench bare;
    CHECK(bare.clearance("bitaxe-gamma").holds.contains(NotArmed::id_mismatch));
    CHECK(bare.open("bitaxe-gamma")->stable_id == "serial:" + bare.data_path);
}

TEST_CASE("HZ-28: an EmberOne is asked in the dialect of its release number, whatever its board file says") {
    const std::string file = tests::data_file("bridge-v1.toml").string();
    const auto [release, spoken] = GENERATE(std::pair{"0100", "v0"}, std::pair{"0110", "v1"});
    CAPTURE(spoken);
    boards::BoardDefinition served = tests::data_board("bridge-v1.toml");
    served.control_bus.dialect = spoken;
    const Bench bench{served};
    bench.plug({.vendor = "1209",
                .product = "256f",
                .manufacturer = "256F",
                .product_name = "EmberOne00",
                .serial = "E1",
                .release = release});
    const auto opened = bench.open(file);
    REQUIRE(opened);
    CHECK(opened->identification.is_complete());
    CHECK(opened->source.definition.control_bus.dialect == spoken);
    CHECK(opened->clearance.holds == boards::safety::ArmingBits{NotArmed::no_profile});
}

TEST_CASE("SA-3: a board file of one's own waits for trust, also behind a pseudo terminal") {
    Bench bench;
    const std::string file = bench.state.path() + "/mine.toml";
    for (const boards::CatalogFile& shipped : boards::catalog_files())
        if (shipped.file == "bitaxe-gamma.toml") std::ofstream{file} << shipped.text;
    bench.around.is_emulated = is_pseudo_terminal;
    CHECK(bench.open(file)->is_emulated);
    const Clearance clearance = bench.clearance(file);
    CHECK(clearance.holds == boards::safety::ArmingBits{NotArmed::no_profile});
    CHECK_THAT(clearance.reasons.front(), Catch::Contains("adit boards trust " + file));
    const auto content = cli::load_board(file)->content;
    REQUIRE(boards::change_operator_book(bench.state.path(), [&](boards::OperatorBook& book) {
        return book.approve({boards::Approval::Of::file, content, "bitaxe-gamma", 0});
    }));
    CHECK(bench.clearance(file).holds.is_empty());
    CHECK(bench.clearance("bitaxe-gamma").holds.is_empty());
}

TEST_CASE("a damaged operator's book opens no board") {
    const Bench bench;
    bench.plug();
    bench.assign("usb:c0de:cafe:A1B2", "bitaxe-gamma");
    std::ofstream{bench.state.path() + "/" + boards::operator_file_name, std::ios::app} << "x";
    CHECK(bench.open("bitaxe-gamma").error().code == cli::ExitCode::config);
}

/// Work that never ends, for a device that only has to want power.
class Anything final : public boards::WorkSource {
    Expected<driver::Work, boards::NoWork> do_next_work(boards::DeviceIndex, Instant) override {
        driver::Work work;
        work.id = ++id_;
        work.header[3] = std::byte{0x20};
        work.rollable = 0x1fffe000;
        work.nonce_count = std::uint64_t{1} << 32;
        work.claim_bits = 32;
        return work;
    }
    [[nodiscard]] bool do_has_work(Instant) const override { return true; }
    boards::NonceVerdict do_report(boards::DeviceIndex, const driver::Nonce&) override {
        return boards::NonceVerdict::credited;
    }
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return 1; }
    std::uint64_t id_ = 0;
};

/// Runs the device until its rail is up, or for `limit`; true if it came up.
bool energises(const Bench& bench, Device& device, Duration limit) {
    Anything work;
    device.start(work, boards::DeviceIndex{0});
    const Instant end = bench.clock.now() + limit;
    bool is_up = false;
    while (!is_up && bench.clock.now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        is_up = bench.server->observe().rail > Millivolts{1000};
    }
    device.request_stop();
    device.join();
    return is_up;
}

TEST_CASE("SA-4: a physical board that is matched, assigned and has its safe-off record gets power, and loses it") {
    using namespace std::chrono_literals;
    Bench bench;
    bench.plug();
    bench.assign("usb:c0de:cafe:A1B2", "bitaxe-gamma");
    const cli::DeviceSpec spec = bench.spec("bitaxe-gamma");
    CpuFactory cpus{bench.clock, "", {}, {}};
    auto device = open_device(spec, 0, bench.clock, cpus, bench.persistence, bench.around);
    REQUIRE(device);
    CHECK((*device)->info().stable_id == "usb:c0de:cafe:A1B2");
    CHECK((*device)->info().appetite.zero_bits == 32);
    CHECK(bench.notices.empty());
    CHECK(energises(bench, **device, 20s));
    CHECK_FALSE(bench.server->observe().is_regulator_on);
}

TEST_CASE("SA-4: one that is not assigned never gets power, and says why") {
    using namespace std::chrono_literals;
    Bench bench;
    bench.plug();
    const cli::DeviceSpec spec = bench.spec("bitaxe-gamma");
    CpuFactory cpus{bench.clock, "", {}, {}};
    auto device = open_device(spec, 0, bench.clock, cpus, bench.persistence, bench.around);
    REQUIRE(device);
    CHECK_THAT(bench.notices, Catch::Contains("adit detect --assign usb:c0de:cafe:A1B2=NAME"));
    CHECK_FALSE(energises(bench, **device, 1s));
    CHECK(bench.server->observe().rail_highest < Millivolts{100});
    const auto status = (*device)->status();
    CHECK((status->arming & boards::safety::ArmingBits{NotArmed::id_mismatch}.bits()) != 0);
}

}  // namespace
}  // namespace adit::miner::rig
