// A model that lives in real time on a machine with too little of it: hashes are lost, answers are not.
#include "boards/virtual/hash_pacing.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

TEST_CASE("a request that waited for a second is answered before anything is hashed") {
    HostBench host{BoardOptions{.zero_bits = 10, .real_time = true}};
    host.mine();
    REQUIRE(host.gamma.observe().is_hashing);
    const std::uint64_t before = host.gamma.observe().hashes_done;
    host.now += 1s;
    CHECK_FALSE(host.control(hex("06 00 03 00 07 50")).empty());
    CHECK(host.gamma.observe().hashes_done == before);
}

TEST_CASE("after a pause of any length one look hashes no more than 5 ms' worth") {
    HostBench host{BoardOptions{.zero_bits = 10, .real_time = true}};
    host.mine();
    const double rate = host.gamma.observe().hash_rate.value;
    REQUIRE(rate > 200e3);
    for (const Duration pause : {Duration{100ms}, Duration{1s}, Duration{10s}}) {
        const std::uint64_t before = host.gamma.observe().hashes_done;
        std::array<std::byte, 256> said{};
        host.now += pause;
        (void)host.gamma.data_pending(said, host.baud, host.now);
        const auto done = static_cast<double>(host.gamma.observe().hashes_done - before);
        CHECK(done > 0.0);
        CHECK(done < rate * 0.006);
    }
}

TEST_CASE("looked at often enough the model hashes at its full rate") {
    HostBench host{BoardOptions{.zero_bits = 6, .real_time = true}};
    host.mine();
    const double rate = host.gamma.observe().hash_rate.value;
    std::array<std::byte, 256> said{};
    const auto look_for = [&](Duration time) {
        for (const Instant end = host.now + time; host.now < end; host.now += 2ms)
            (void)host.gamma.data_pending(said, host.baud, host.now);
    };
    look_for(HashPacing::recovery + 1s);
    const std::uint64_t before = host.gamma.observe().hashes_done;
    look_for(1s);
    CHECK(static_cast<double>(host.gamma.observe().hashes_done - before) == Approx(rate).epsilon(0.03));
}

TEST_CASE("a model that is looked at late hashes less and less, and at its full rate again once looks are punctual") {
    HashPacing pacing;
    const auto share_of_time = [&](Duration interval, int looks) {
        Duration worked{};
        for (int look = 0; look < looks; ++look) worked += pacing.grant(interval);
        return static_cast<double>(worked.count()) / static_cast<double>((interval * looks).count());
    };
    CHECK(share_of_time(2ms, 1000) == Approx(1.0).epsilon(0.01));
    (void)share_of_time(30ms, 6);
    CHECK(pacing.share() == Approx(HashPacing::least_share));
    CHECK(share_of_time(30ms, 100) < 0.01);  // a hundredth of a processor, whatever the rate
    (void)share_of_time(2ms, 2000);
    CHECK(share_of_time(2ms, 1000) == Approx(1.0).epsilon(0.01));
}

TEST_CASE("a single late look costs a model little") {
    HashPacing pacing;
    Duration worked{};
    for (int look = 0; look < 5000; ++look) worked += pacing.grant(look == 100 ? 50ms : 2ms);
    CHECK(worked > 9s);
}
