// One worker on the test's own thread, in the virtual time of `lab`, until its source has no more boxes.
#pragma once

#include <atomic>
#include <memory>

#include "boards/cpu/cpu_worker.hpp"
#include "tests/unit/cpu/fake_engines.hpp"
#include "tests/unit/cpu/fake_source.hpp"

namespace adit::boards::cpu::testing {

class WorkerBench {
public:
    explicit WorkerBench(const Engine& engine, const driver::Work& first) : source{first}, roster{engine} {
        lab.is_spoiled = false;
        lab.calls = 0;
        source.at_end = [this] { stop(); };
    }

    void stop() {
        is_stopping_ = true;
        wake_.notify();
    }

    /// Returns when `stop` was called.
    void run(int duty = 100) {
        BoxSplitter splitter{source, DeviceIndex{0}, 1, roster.widest_group()};
        const Workplace place{source,   DeviceIndex{0}, lab.clock, roster, roster.entries().front(),
                              splitter, wake_,          counts,    heat,   is_stopping_};
        auto worker = std::make_unique<CpuWorker>(place, std::uint16_t{0}, Percent{duty});
        worker->run();
    }

    FakeSource source;
    EngineRoster roster;
    CheckCounts counts;
    std::optional<Celsius> package;
    PackageHeat heat{[this] { return package; }, Celsius{90.0}};

private:
    WorkerWake wake_;
    std::atomic<bool> is_stopping_{false};
};

}  // namespace adit::boards::cpu::testing
