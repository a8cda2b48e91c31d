// What the host can check: results verified per second on one core, through the scheduler as devices report them and as
// bare header hashes. The nonce scans are in scan_kernels.cpp.
#include <benchmark/benchmark.h>

#include "driver/sha256/sha256.hpp"
#include "miner/scheduler/scheduler.hpp"
#include "tests/unit/scheduler/jobs.hpp"

namespace {

using namespace adit;
using namespace adit::miner;

void header_hash(benchmark::State& state) {
    std::array<std::byte, 80> header{};
    for (auto _ : state) {
        header[76] = static_cast<std::byte>(state.iterations());
        benchmark::DoNotOptimize(driver::sha256::hash_header(header));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(header_hash);

void verified_result(benchmark::State& state) {
    Scheduler scheduler{{}, testing::start_of_time};
    const auto device = scheduler.add_device(
        {.stable_id = "b",
         .spec = "b",
         .kind = "virtual",
         .engine = "b",
         .appetite =
             {.rolls_versions = true, .versions = 1, .sized_by_rate = false, .zero_bits = 0, .max_ticket_bits = 0}},
        nullptr);
    scheduler.adopt(testing::make_job({.share_bits = 60}), testing::start_of_time);
    const auto work = scheduler.next_work(*device, testing::start_of_time);
    std::uint32_t nonce = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(scheduler.report(
            *device,
            {.work = work->id, .nonce = nonce++, .version = 0x20000000, .chip = 0, .at = testing::start_of_time}));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verified_result);

}  // namespace

BENCHMARK_MAIN();
