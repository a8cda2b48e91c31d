// The production scheduler and the production CPU miner together.
#include <condition_variable>
#include <mutex>

#include "boards/cpu/cpu_miner.hpp"
#include "hal/linux/system_clock.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/scheduler/jobs.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::testing;

namespace {

/// Lets the test thread be the network thread.
class WaitingWake final : public hal::Wake {
public:
    void wait() {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, 30s, [this] { return pending_; });
        pending_ = false;
    }

private:
    void do_notify() noexcept override {
        const std::lock_guard lock{mutex_};
        pending_ = true;
        changed_.notify_all();
    }
    bool do_take() noexcept override { return false; }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool pending_ = false;
};

}  // namespace

TEST_CASE("a CPU miner turns jobs into shares, without an error and without a duplicate") {
    const hal::SystemClock clock;
    WaitingWake share_wake;
    Scheduler scheduler{SchedulerOptions{.share_wake = &share_wake}, clock.now()};
    boards::cpu::CpuMiner miner{{.threads = 2, .duty = Percent{100}}, clock};
    const auto index = scheduler.add_device(device(boards::cpu::cpu_appetite()), &miner.wake());
    REQUIRE(index);
    miner.start(scheduler, *index);
    Share share;
    std::uint64_t accepted = 0;
    for (std::uint64_t block = 1; block <= 5; ++block) {
        scheduler.adopt(make_job({.arrival = block,
                                  .id = std::to_string(block),
                                  .block = static_cast<std::uint8_t>(block),
                                  .content = static_cast<std::uint8_t>(block),
                                  .clean = true,
                                  .share_bits = 10,
                                  .arrived = clock.now()}),
                        clock.now());
        for (const std::uint64_t enough = accepted + 10; accepted < enough; share_wake.wait())
            while (scheduler.take_share(share)) {
                REQUIRE(meets(share.hash, share.job->share_target));
                REQUIRE(scheduler.settle({.number = share.number, .fate = ShareFate::accepted, .reason = {}}));
                ++accepted;
            }
    }
    miner.stop();
    scheduler.close();
    const Telemetry telemetry = scheduler.snapshot(clock.now());
    CHECK(telemetry.shares.accepted == accepted);
    CHECK(telemetry.devices[0].accepted == accepted);
    CHECK(telemetry.devices[0].results.hw_errors == 0);
    CHECK(telemetry.devices[0].results.duplicates == 0);
    CHECK(telemetry.devices[0].results.unknown_work == 0);
    CHECK(telemetry.devices[0].verified_hashrate_hs > 0);
}
