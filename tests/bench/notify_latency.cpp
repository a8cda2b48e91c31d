// How long from a pool's notify line to the job frame on a board's UART: network thread, session, scheduler, board
// thread, chain driver, energy gate; without the time on the wire. Prints median and p99 over N new blocks.
//   notify_latency [N]
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "boards/definition/catalog.hpp"
#include "hal/linux/serial_pair.hpp"
#include "hal/linux/system_clock.hpp"
#include "miner/net/demo_pool.hpp"
#include "miner/rig/board_device.hpp"
#include "miner/rig/rig.hpp"

namespace {

using namespace adit;
using namespace std::chrono_literals;

/// Passes everything on and remembers when the first job frame after `arm` left.
class JobWatch final : public hal::Serial {
public:
    JobWatch(std::unique_ptr<hal::Serial> inner, const hal::Clock& clock) : inner_{std::move(inner)}, clock_{clock} {}

    static void arm() { sent_at = 0; }
    static inline std::atomic<std::int64_t> sent_at{0};

private:
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override { return inner_->read(into); }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> bytes) override {
        constexpr std::size_t job_frame_size = 88;
        std::int64_t none = 0;
        if (bytes.size() >= job_frame_size)
            sent_at.compare_exchange_strong(none, clock_.now().time_since_epoch().count());
        return inner_->write(bytes);
    }
    Expected<void, hal::SerialError> do_set_baud(Baud baud) override { return inner_->set_baud(baud); }
    Expected<void, hal::SerialError> do_discard_input() override { return inner_->discard_input(); }
    hal::WaitResult do_wait(Instant deadline, hal::Wake& wake) override { return inner_->wait(deadline, wake); }

    std::unique_ptr<hal::Serial> inner_;
    const hal::Clock& clock_;
};

std::unique_ptr<miner::rig::Device> watched_board(const hal::Clock& clock) {
    auto control = hal::make_serial_pair(clock);
    auto data = hal::make_serial_pair(clock);
    const auto port_of = [](std::unique_ptr<hal::SerialPairEnd> end) {
        hal::SerialPairEnd* raw = end.get();
        return boards::virtual_device::DevicePort{std::move(end), [raw] { return raw->far_baud(); }};
    };
    miner::rig::BoardConnection connection;
    connection.emulator = std::make_unique<boards::virtual_device::DeviceServer>(
        *boards::find_board("bitaxe-gamma"), boards::virtual_device::BoardOptions{}, port_of(std::move(control.device)),
        port_of(std::move(data.device)), clock);
    connection.control = std::move(control.host);
    connection.data = std::make_unique<JobWatch>(std::move(data.host), clock);
    auto device = miner::rig::BoardDevice::open(
        *boards::find_board("bitaxe-gamma"),
        {.stable_id = "b", .spec = "virtual:bitaxe-gamma", .kind = "virtual", .zero_bits = 10, .holds = {}},
        std::move(connection), clock);
    if (!device) std::abort();
    return *std::move(device);
}

}  // namespace

int main(int count, char** words) {
    const int rounds = count > 1 ? std::atoi(words[1]) : 500;
    const hal::SystemClock clock;
    miner::net::DemoPoolOptions options;
    options.job_interval = 1h;
    miner::net::DemoPool pool{options};
    if (!pool.start()) return 1;
    miner::net::PoolConfig config;
    config.endpoint = *miner::net::parse_endpoint(pool.url());
    config.user = "bench";
    std::vector<std::unique_ptr<miner::rig::Device>> devices;
    devices.push_back(watched_board(clock));
    miner::rig::Rig rig{std::move(devices), {config}, clock, {1, 1}, {}};
    rig.start();
    const Instant limit = clock.now() + 60s;
    while (rig.telemetry().devices[0].board->state != "hashing" && clock.now() < limit)
        std::this_thread::sleep_for(50ms);
    std::vector<double> micros;
    for (int i = 0; i < rounds; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{17 + i % 13});
        JobWatch::arm();
        const auto start = clock.now().time_since_epoch().count();
        pool.new_job(true);
        while (JobWatch::sent_at == 0) std::this_thread::sleep_for(10us);
        micros.push_back(static_cast<double>(JobWatch::sent_at - start) / 1e3);
    }
    rig.stop();
    std::sort(micros.begin(), micros.end());
    const auto at = [&](double q) {
        return micros[static_cast<std::size_t>(q * static_cast<double>(micros.size() - 1))];
    };
    std::printf("notify to job frame, %d new blocks: median %.0f us, p99 %.0f us, max %.0f us\n", rounds, at(0.5),
                at(0.99), micros.back());
    return 0;
}
