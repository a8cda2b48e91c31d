// Three chains of 108 BM1362 in one process at toy difficulty: what the host side costs, and how soon a new block is on
// its way to the last chip. Emulators run in threads of their own and are not counted.
//   chain_scale [seconds]
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "boards/definition/catalog.hpp"
#include "boards/host/parts.hpp"
#include "boards/runtime/runner.hpp"
#include "boards/simulation/sim_work.hpp"
#include "boards/virtual/emc230x_model.hpp"
#include "boards/virtual/part_bus.hpp"
#include "boards/virtual/tmp75_model.hpp"
#include "boards/virtual/tps546_model.hpp"
#include "boards/virtual/virtual_chain.hpp"
#include "hal/linux/event_wake.hpp"
#include "hal/linux/serial_pair.hpp"
#include "hal/linux/system_clock.hpp"

namespace {

using namespace adit;
using namespace std::chrono_literals;

constexpr int chains = 3;
constexpr std::uint16_t chips = 108;
constexpr std::uint8_t zero_bits = 2, claim_bits = 5;
constexpr Megahertz clock_wanted{525};
constexpr Baud fast_baud{1'000'000};

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}
double thread_seconds() {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

/// One scheduler for all boards: work behind a mutex, a generation that any thread may raise.
class SharedWork final : public boards::WorkSource {
public:
    void next_block() {
        const std::scoped_lock lock{mutex_};
        work_.next_generation();
        ++generation_;
    }
    boards::simulation::WorkCount total() {
        const std::scoped_lock lock{mutex_};
        return work_.total();
    }

private:
    Expected<driver::Work, boards::NoWork> do_next_work(boards::DeviceIndex device, Instant now) override {
        const std::scoped_lock lock{mutex_};
        auto work = work_.next_work(device, now);
        if (work) work->generation = generation_;
        return work;
    }
    [[nodiscard]] bool do_has_work(Instant) const override { return true; }
    boards::NonceVerdict do_report(boards::DeviceIndex device, const driver::Nonce& nonce) override {
        const std::scoped_lock lock{mutex_};
        return work_.report(device, nonce);
    }
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return generation_; }

    std::mutex mutex_;
    boards::simulation::SimWork work_{zero_bits, claim_bits};
    std::atomic<std::uint32_t> generation_{1};
};

/// The host's end of a line; notes when the first job after `arm` was handed over.
class JobWatch final : public hal::Serial {
public:
    JobWatch(hal::Serial& inner, const hal::Clock& clock) : inner_{inner}, clock_{clock} {}
    void arm() { sent_at = 0; }
    std::atomic<std::int64_t> sent_at{1};

private:
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override { return inner_.read(into); }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> bytes) override {
        constexpr std::size_t job_frame_size = 88;
        const auto written = inner_.write(bytes);
        std::int64_t none = 0;
        if (bytes.size() >= job_frame_size)
            sent_at.compare_exchange_strong(none, clock_.now().time_since_epoch().count());
        return written;
    }
    Expected<void, hal::SerialError> do_set_baud(Baud baud) override { return inner_.set_baud(baud); }
    Expected<void, hal::SerialError> do_discard_input() override { return inner_.discard_input(); }
    hal::WaitResult do_wait(Instant deadline, hal::Wake& wake) override { return inner_.wait(deadline, wake); }

    hal::Serial& inner_;
    const hal::Clock& clock_;
};

/// 108 emulated chips at the far end, in a thread of their own.
class EmulatedChain {
public:
    EmulatedChain(std::unique_ptr<hal::SerialPairEnd> end, const hal::Clock& clock, std::uint64_t seed)
        : end_{std::move(end)},
          clock_{clock},
          chain_{{.chip = &boards::virtual_device::bm1362_traits,
                  .chips = chips,
                  .zero_bits = zero_bits,
                  .seed = seed,
                  .real_time = true},
                 clock.now()},
          thread_{[this] { run(); }} {
        const std::scoped_lock lock{mutex_};
        chain_.set_core(Volts{1.2}, clock_.now());
    }
    ~EmulatedChain() {
        is_done_ = true;
        wake_.notify();
        thread_.join();
    }
    void set_reset(bool is_released) {
        const std::scoped_lock lock{mutex_};
        chain_.set_reset(is_released, clock_.now());
    }
    boards::virtual_device::ChainObservation observe() {
        const std::scoped_lock lock{mutex_};
        return chain_.observe();
    }

private:
    void run() {
        while (!is_done_) (void)end_->wait(serve(), wake_);
    }
    Instant serve() {
        std::array<std::byte, 4096> bytes{};
        const std::scoped_lock lock{mutex_};
        while (const auto count = end_->read(bytes)) {
            if (*count == 0) break;
            chain_.hear(std::span{bytes}.first(*count), end_->far_baud(), clock_.now());
        }
        while (const std::size_t count = chain_.say(bytes, end_->far_baud(), clock_.now()))
            (void)end_->write(std::span{bytes}.first(count));
        return chain_.next_event(clock_.now());
    }

    std::unique_ptr<hal::SerialPairEnd> end_;
    const hal::Clock& clock_;
    std::mutex mutex_;
    boards::virtual_device::VirtualChain chain_;
    hal::EventWake wake_;
    std::atomic<bool> is_done_{false};
    std::thread thread_;
};

class ResetPin final : public hal::OutputPin {
public:
    explicit ResetPin(EmulatedChain& chain) : chain_{chain} {}

private:
    Expected<void, hal::PinError> do_set(hal::Level level) override {
        level_ = level;
        chain_.set_reset(level == hal::Level::high);
        return {};
    }
    Expected<hal::Level, hal::PinError> do_get() override { return level_; }
    EmulatedChain& chain_;
    hal::Level level_ = hal::Level::high;
};

/// The small parts of a Hex on an in-process bus, and a long chain on its connector.
struct Board {
    Board(int index, SharedWork& work, const hal::Clock& host_clock)
        : clock{host_clock}, emulated{std::move(pair.device), clock, static_cast<std::uint64_t>(index) + 1} {
        bus.attach(0x24, regulator);
        bus.attach(0x2f, fans);
        bus.attach(0x4a, left);
        bus.attach(0x4b, right);
        regulator.set_surroundings({.input = Volts{12.0}, .output_current = Amperes{15.0}}, clock.now());
        const boards::RunnerConfig config{
            .profile = profile,
            .power_on = definition.power_on,
            .chain = {.chip = &driver::bm13xx::bm1362, .chips = chips, .zero_bits = zero_bits, .fast_baud = fast_baud},
            .reset_baud = definition.chain_bus.baud,
            .holds = {}};
        runner = std::make_unique<boards::Runner>(
            config, boards::RunnerPorts{watch, reset, parts->regulator(), parts->instruments(), clock}, work,
            boards::DeviceIndex{static_cast<std::uint16_t>(index)});
    }
    void run() {
        runner->request_start();
        while (!is_done) {
            const Instant deadline = runner->step();
            ++steps;
            cpu_seconds = thread_seconds();
            is_hashing = boards::safety::is_hashing(runner->state());
            if (deadline > clock.now()) (void)watch.wait(deadline, wake);
        }
    }
    static boards::safety::Profile patient(const boards::BoardDefinition& board) {
        boards::safety::Profile profile = *boards::safety::make_profile(board);
        profile.default_point.frequency = clock_wanted;
        profile.envelope.frequency_max = std::max(profile.envelope.frequency_max, clock_wanted);
        profile.least_rise = 0;  // these thermometers show no heat
        return profile;
    }

    const hal::Clock& clock;
    boards::BoardDefinition definition = *boards::find_board("bitaxe-hex");
    boards::safety::Profile profile = patient(definition);
    hal::SerialPair pair = hal::make_serial_pair(clock);
    JobWatch watch{*pair.host, clock};
    EmulatedChain emulated;
    ResetPin reset{emulated};
    boards::virtual_device::PartBus bus{clock};
    boards::virtual_device::Tps546Model regulator{0.125};
    boards::virtual_device::Emc230xModel fans{2};
    boards::virtual_device::Tmp75Model left, right;
    std::unique_ptr<boards::BoardParts> parts = *boards::BoardParts::place(definition, profile, bus, boards::OpenPin{});
    hal::EventWake wake;
    std::unique_ptr<boards::Runner> runner;
    std::atomic<double> cpu_seconds{0};
    std::atomic<std::uint64_t> steps{0};
    std::atomic<bool> is_done{false}, is_hashing{false};
};

struct Totals {
    double host_cpu = 0;
    std::uint64_t steps = 0;
};
Totals totals(const std::vector<std::unique_ptr<Board>>& boards) {
    Totals sum;
    for (const auto& board : boards) {
        sum.host_cpu += board->cpu_seconds;
        sum.steps += board->steps;
    }
    return sum;
}

/// Microseconds from a new block to the last board's job frame.
double new_block(std::vector<std::unique_ptr<Board>>& boards, SharedWork& work, const hal::Clock& clock) {
    for (auto& board : boards) board->watch.arm();
    const Instant start = clock.now();
    work.next_block();
    for (auto& board : boards) board->wake.notify();
    std::this_thread::sleep_for(150ms);
    std::int64_t last = 0;
    for (auto& board : boards) last = std::max(last, board->watch.sent_at.load());
    return static_cast<double>(last - start.time_since_epoch().count()) / 1e3;
}

}  // namespace

int main(int argc, char** argv) {
    const int seconds = argc > 1 ? std::atoi(argv[1]) : 60;
    const hal::SystemClock clock;
    SharedWork work;
    std::vector<std::unique_ptr<Board>> boards;
    std::vector<std::thread> threads;
    boards.reserve(chains);
    threads.reserve(chains);
    for (int i = 0; i < chains; ++i) boards.push_back(std::make_unique<Board>(i, work, clock));
    for (auto& board : boards) threads.emplace_back([&board] { board->run(); });
    const auto is_up = [&] {
        return std::ranges::all_of(boards, [](auto& board) { return board->is_hashing.load(); });
    };
    for (int wait = 0; wait < 120 && !is_up(); ++wait) std::this_thread::sleep_for(1s);
    std::this_thread::sleep_for(3s);
    const auto before = work.total();
    const Totals host_before = totals(boards);
    const Instant start = clock.now();
    std::vector<double> latencies;
    while (clock.now() - start < std::chrono::seconds{seconds}) latencies.push_back(new_block(boards, work, clock));
    const double time = std::chrono::duration<double>(clock.now() - start).count();
    const auto after = work.total();
    const Totals host = totals(boards);
    std::ranges::sort(latencies);
    rusage process{};
    getrusage(RUSAGE_SELF, &process);
    std::printf("%d chains x %d chips, all hashing: %s\n", chains, int{chips}, is_up() ? "yes" : "no");
    std::printf("jobs %.1f/s, credited results %.1f/s, hardware errors %llu, duplicates %llu, unknown %llu\n",
                static_cast<double>(after.handed_out - before.handed_out) / time,
                static_cast<double>(after.credited - before.credited) / time,
                static_cast<unsigned long long>(after.hardware_errors - before.hardware_errors),
                static_cast<unsigned long long>(after.duplicates - before.duplicates),
                static_cast<unsigned long long>(after.unknown - before.unknown));
    std::printf(
        "host threads %.2f %% of one processor, %.0f steps/s; Runner %zu KiB each; process %ld MiB with emulators\n",
        100.0 * (host.host_cpu - host_before.host_cpu) / time,
        static_cast<double>(host.steps - host_before.steps) / time, sizeof(boards::Runner) / 1024,
        process.ru_maxrss / 1024);
    std::printf("new block to the last chain's job frame: median %.0f us, p99 %.0f us, of %zu\n",
                latencies[latencies.size() / 2], latencies[latencies.size() * 99 / 100], latencies.size());
    for (auto& board : boards) board->is_done = true;
    for (auto& board : boards) board->wake.notify();
    for (auto& thread : threads) thread.join();
    return 0;
}
