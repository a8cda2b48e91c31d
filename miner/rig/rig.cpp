// See rig.hpp.
#include "miner/rig/rig.hpp"

#include <chrono>
#include <thread>

namespace adit::miner::rig {

using namespace std::chrono_literals;

namespace {

/// How long a stop waits for the pool's verdicts on shares in flight; the rest of the 1 s aim is for the boards.
constexpr Duration verdict_patience = 500ms;

}  // namespace

Rig::Rig(std::vector<std::unique_ptr<Device>> devices, std::vector<net::PoolConfig> pools, const hal::Clock& clock,
         Seeds seeds, net::LogSink log)
    : clock_{clock},
      scheduler_{{.extranonce2_start = seeds.extranonce2, .share_wake = &shares_wake_}, clock.now()},
      devices_{std::move(devices)},
      network_{scheduler_, shares_wake_, std::move(pools), clock, seeds.back_off, std::move(log)} {
    for (const auto& device : devices_)
        if (const auto index = scheduler_.add_device(device->info(), &device->wake())) indices_.push_back(*index);
}

Rig::~Rig() { stop(); }

void Rig::start() {
    is_running_ = true;
    network_.start();
    for (std::size_t i = 0; i < indices_.size(); ++i) devices_[i]->start(scheduler_, indices_[i]);
}

void Rig::stop() {
    if (!is_running_) return;
    is_running_ = false;
    for (const auto& device : devices_) device->request_stop();
    for (const auto& device : devices_) device->join();
    await_verdicts();
    last_pools_ = network_.status();
    network_.stop();
    scheduler_.close();
}

void Rig::await_verdicts() {
    const Instant limit = clock_.now() + verdict_patience;
    while (scheduler_.snapshot(clock_.now()).shares.pending > 0 && clock_.now() < limit)
        std::this_thread::sleep_for(5ms);
}

Telemetry Rig::telemetry() const {
    Telemetry telemetry = scheduler_.snapshot(clock_.now());
    for (std::size_t i = 0; i < telemetry.devices.size(); ++i) {
        DeviceTelemetry& device = telemetry.devices[i];
        device.board = devices_[i]->status();
        if (device.board) device.results.hw_errors += device.board->refused_results;
        device.cpu = devices_[i]->cpu();
        if (device.cpu) device.engine = device.cpu->engine;
    }
    for (const net::PoolStatus& pool : is_running_ ? network_.status() : last_pools_)
        telemetry.pools.push_back({.url = pool.url,
                                   .state = std::string{net::to_string(pool.state)},
                                   .accepted = pool.accepted,
                                   .rejected = pool.rejected,
                                   .difficulty = pool.difficulty});
    return telemetry;
}

}  // namespace adit::miner::rig
