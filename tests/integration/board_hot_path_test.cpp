// SEAMS section 8: from received bytes to the share, and from the job to its frame, production threads allocate
// nothing.
#include <atomic>
#include <memory>
#include <thread>

#include "boards/definition/catalog.hpp"
#include "hal/linux/event_wake.hpp"
#include "hal/linux/serial_pair.hpp"
#include "hal/linux/system_clock.hpp"
#include "miner/rig/board_device.hpp"
#include "miner/scheduler/scheduler.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/counted_memory.hpp"
#include "tests/unit/scheduler/jobs.hpp"

namespace adit::miner {
namespace {

using namespace std::chrono_literals;

/// Sits between board thread and scheduler: from its first call on, everything that thread allocates is counted.
class CountingSource final : public boards::WorkSource {
public:
    explicit CountingSource(boards::WorkSource& inner) : inner_{inner} {}

    std::atomic<std::uint64_t> results{0}, works{0}, memory_calls{0};
    std::atomic<bool> plant{false};

private:
    Expected<driver::Work, boards::NoWork> do_next_work(boards::DeviceIndex device, Instant now) override {
        thread_local const testing::HotPath hot;  // until the thread ends; registering that end may allocate
        thread_local const std::uint64_t before = testing::counted_memory_calls();
        before_ = before;
        ++works;
        return inner_.next_work(device, now);
    }
    [[nodiscard]] bool do_has_work(Instant now) const override { return inner_.has_work(now); }
    boards::NonceVerdict do_report(boards::DeviceIndex device, const driver::Nonce& nonce) override {
        if (plant.exchange(false)) planted_ = std::make_unique<int>(1);
        const auto verdict = inner_.report(device, nonce);
        memory_calls = testing::counted_memory_calls() - before_;
        ++results;
        return verdict;
    }
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return inner_.generation(); }

    boards::WorkSource& inner_;
    std::uint64_t before_ = 0;  ///< board thread only
    std::unique_ptr<int> planted_;
};

std::unique_ptr<rig::Device> fast_board(const hal::Clock& clock) {
    boards::virtual_device::BoardOptions options;
    options.zero_bits = 8;
    options.speed = 8;  // about 2000 results a second at ticket difficulty 1
    auto control = hal::make_serial_pair(clock);
    auto data = hal::make_serial_pair(clock);
    const auto port_of = [](std::unique_ptr<hal::SerialPairEnd> end) {
        hal::SerialPairEnd* raw = end.get();
        return boards::virtual_device::DevicePort{std::move(end), [raw] { return raw->far_baud(); }};
    };
    rig::BoardConnection connection;
    connection.emulator = std::make_unique<boards::virtual_device::DeviceServer>(
        *boards::find_board("bitaxe-gamma"), options, port_of(std::move(control.device)),
        port_of(std::move(data.device)), clock);
    connection.control = std::move(control.host);
    connection.data = std::move(data.host);
    auto device = rig::BoardDevice::open(
        *boards::find_board("bitaxe-gamma"),
        {.stable_id = "b", .spec = "b", .kind = "virtual", .zero_bits = 8, .holds = {}}, std::move(connection), clock);
    REQUIRE(device.has_value());
    return *std::move(device);
}

TEST_CASE("ten thousand results through production threads touch no memory manager, and a planted allocation shows") {
    const hal::SystemClock clock;
    Scheduler scheduler{{}, clock.now()};
    CountingSource source{scheduler};
    const auto board = fast_board(clock);
    DeviceInfo info = board->info();
    info.appetite.max_ticket_bits = 0;
    const auto index = scheduler.add_device(info, &board->wake());
    REQUIRE(index.has_value());
    testing::JobSketch sketch{.share_bits = 8};
    const auto offer = [&] {
        ++sketch.arrival;
        sketch.content = static_cast<std::uint8_t>(sketch.arrival);
        sketch.id = std::to_string(sketch.arrival);
        sketch.clean = sketch.arrival % 2 == 0;
        scheduler.adopt(testing::make_job(sketch), clock.now());
    };
    offer();
    board->start(source, *index);
    const Instant limit = clock.now() + 120s;
    Share share;
    while (source.results < 10'000 && clock.now() < limit) {
        std::this_thread::sleep_for(20ms);
        offer();
        while (scheduler.take_share(share)) scheduler.settle({share.number, ShareFate::accepted, FateReason::none});
    }
    CHECK(source.results >= 10'000);
    CHECK(source.works >= 100);
    CHECK(source.memory_calls == 0);
    source.plant = true;
    while (source.plant && clock.now() < limit) std::this_thread::sleep_for(1ms);
    const auto planted = source.results.load();
    while (source.results <= planted && clock.now() < limit) std::this_thread::sleep_for(1ms);
    CHECK(source.memory_calls >= 1);
    board->request_stop();
    board->join();
}

}  // namespace
}  // namespace adit::miner
