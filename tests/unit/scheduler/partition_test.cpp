// The promise of the scheduler: no point of the search space is handed out twice, nobody starves, little is wasted.
#include <random>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/unit/scheduler/handed_out.hpp"
#include "tests/unit/scheduler/jobs.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::testing;

namespace {

/// 64 devices of all kinds and speeds, and a pool that does what pools do.
class World {
public:
    World(std::uint64_t seed, std::uint8_t extranonce2_size)
        : random_{seed}, scheduler_{SchedulerOptions{.extranonce2_start = random_()}, start_of_time} {
        sketch_.extranonce2_size = extranonce2_size;
        for (std::size_t i = 0; i < max_devices; ++i) {
            const boards::Appetite appetite = std::array{rolling_chip, four_version_chip, cpu_like}[random_() % 3];
            devices_.push_back({*scheduler_.add_device(device(appetite), nullptr), appetite, any_rate()});
        }
        new_job();
    }

    /// The device that is done first asks for work; now and then the pool speaks.
    void step() {
        Device& next = *std::min_element(devices_.begin(), devices_.end(),
                                         [](const Device& a, const Device& b) { return a.asks_at < b.asks_at; });
        now_ = std::max(now_, next.asks_at);
        if (random_() % 50 == 0) pool_speaks();
        const auto work = scheduler_.next_work(next.index, now_);
        if (work) handed_out.add(*work);
        longest_wait = std::max(longest_wait, work ? now_ - next.wants_since : Duration{});
        next.asks_at = now_ + (work ? time_for(next, *work) : Duration{100ms});
        if (work) next.wants_since = next.asks_at;
    }

    HandedOut handed_out;
    Duration longest_wait{};

private:
    struct Device {
        boards::DeviceIndex index;
        boards::Appetite appetite;
        double rate_hs;
        Instant asks_at = start_of_time, wants_since = start_of_time;
    };

    double any_rate() { return std::exp2(std::uniform_real_distribution<double>{10, 47}(random_)); }

    /// Chips are given new work every second, whatever is left of the old.
    static Duration time_for(const Device& device, const driver::Work& work) {
        if (!device.appetite.sized_by_rate) return 1s;
        const double seconds = static_cast<double>(work.nonce_count * work.version_count) / device.rate_hs;
        return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(std::min(seconds, 3600.0)));
    }

    void pool_speaks() {
        switch (random_() % 6) {
            case 0:
                sketch_.mask = std::array{0U, 0x00006000U, usual_mask}[random_() % 3];
                scheduler_.set_mask(sketch_.session, sketch_.mask);
                break;
            case 1:
                reconnect();
                break;
            case 2:
                sketch_.ntime += static_cast<std::uint32_t>(random_() % 40);
                adopt();
                break;
            case 3:
                sketch_.content = static_cast<std::uint8_t>(random_() % 8);  // perhaps one of long ago
                adopt();
                break;
            case 4:
                adopt();
                break;
            default:
                new_job();
        }
    }

    void reconnect() {
        scheduler_.retire_session(sketch_.session, now_);
        ++sketch_.session;
        adopt();
    }

    void new_job() {
        sketch_.content = static_cast<std::uint8_t>(8 + random_() % 200);
        sketch_.block = static_cast<std::uint8_t>(random_() % 4);
        sketch_.clean = random_() % 2 == 0;
        adopt();
    }

    void adopt() {
        ++sketch_.arrival;
        sketch_.id = std::to_string(sketch_.content);
        sketch_.arrived = now_;
        scheduler_.adopt(make_job(sketch_), now_);
    }

    std::mt19937_64 random_;
    Instant now_ = start_of_time;
    JobSketch sketch_;
    Scheduler scheduler_;
    std::vector<Device> devices_;
};

/// Takes everything the devices can get within one second.
double all_hashes(const std::vector<boards::Appetite>& appetites, const JobSketch& sketch, HandedOut& handed_out) {
    Scheduler scheduler{SchedulerOptions{.extranonce2_start = 77}, start_of_time};
    std::vector<boards::DeviceIndex> devices;
    for (const boards::Appetite& appetite : appetites)
        devices.push_back(*scheduler.add_device(device(appetite), nullptr));
    scheduler.adopt(make_job(sketch), start_of_time);
    Instant now = start_of_time;
    for (bool gave = true; gave;) {
        gave = false;
        for (const boards::DeviceIndex index : devices)
            if (const auto work = scheduler.next_work(index, now += 1us)) {
                handed_out.add(*work);
                gave = true;
            }
    }
    REQUIRE(now < start_of_time + 1s);
    return handed_out.hashes();
}

driver::Work box(std::uint8_t version_count, std::uint32_t first_nonce, std::uint64_t nonce_count) {
    driver::Work work;
    work.version_count = version_count;
    work.first_nonce = first_nonce;
    work.nonce_count = nonce_count;
    return work;
}

}  // namespace

TEST_CASE("the check for overlaps sees them") {
    HandedOut twice_whole, whole_and_part, overlapping, adjacent;
    for (int i = 0; i < 2; ++i) twice_whole.add(box(0, 0, 100));
    whole_and_part.add(box(0, 0, 100));
    whole_and_part.add(box(1, 0, 1));
    overlapping.add(box(1, 0, 100));
    overlapping.add(box(1, 99, 1));
    adjacent.add(box(1, 0, 100));
    adjacent.add(box(1, 100, 1));
    CHECK_FALSE(twice_whole.is_disjoint());
    CHECK_FALSE(whole_and_part.is_disjoint());
    CHECK_FALSE(overlapping.is_disjoint());
    CHECK(adjacent.is_disjoint());
}

TEST_CASE("64 devices never get the same point twice, whatever the pool does, and nobody starves") {
    const std::uint8_t size =
        GENERATE(std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}, std::uint8_t{8}, std::uint8_t{16});
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        World world{seed, size};
        for (int step = 0; step < 3000; ++step) world.step();
        INFO("extranonce2 size " << int{size} << ", seed " << seed);
        CHECK(world.handed_out.is_disjoint());
        CHECK(world.handed_out.places() > 500);
        CHECK(world.longest_wait <= 3s);
    }
}

TEST_CASE("at least 95 % of a space that can be exhausted is handed out") {
    const std::uint32_t mask = GENERATE(0U, 0x00006000U, 0x0003e000U);
    const double whole = 256.0 * std::exp2(32 + __builtin_popcount(mask));
    const JobSketch sketch{.extranonce2_size = 1, .mask = mask};
    const auto appetites = GENERATE(std::vector{rolling_chip}, std::vector{four_version_chip}, std::vector{cpu_like},
                                    std::vector{cpu_like, four_version_chip, rolling_chip, cpu_like, cpu_like});
    HandedOut handed_out;
    const double handed = all_hashes(appetites, sketch, handed_out);
    CHECK(handed >= 0.95 * whole);
    CHECK(handed <= whole);
    CHECK(handed_out.is_disjoint());
}
