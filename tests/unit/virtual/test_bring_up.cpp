// When the chip hashes, and above all when it does not.
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

/// Do these rows, then a job, make the chip hash?
bool hashes_after(const std::vector<Row>& rows) {
    HostBench host{{.zero_bits = 4}};
    host.power_up();
    host.send_rows(rows);
    (void)host.hear(10ms);
    host.data(capture_job());
    host.pass(100ms);
    return host.gamma.observe().hashes_done > 0;
}

std::vector<Row> without(std::size_t index) {
    auto rows = bring_up_rows();
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(index));
    return rows;
}

std::size_t index_of(const std::vector<Row>& rows, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(rows, name, &Row::name) - rows.begin());
}

/// The row moved to stand right behind another.
std::vector<Row> moved(std::string_view name, std::string_view behind) {
    auto rows = bring_up_rows();
    const Row row = rows[index_of(rows, name)];
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(index_of(rows, name)));
    rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(index_of(rows, behind)) + 1, row);
    return rows;
}

}  // namespace

TEST_CASE("the complete bring-up makes the chip hash") { CHECK(hashes_after(bring_up_rows())); }

TEST_CASE("a bring-up step that is not redundant cannot be left out") {
    const auto rows = configuration_rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(rows[i].name);
        CHECK(hashes_after(without(i)) == rows[i].redundant);
    }
    CHECK_FALSE(hashes_after(without(bring_up_rows().size() - 1)));  // the sweep length
}

TEST_CASE("the redundant steps are redundant together, and of what then remains nothing can be left out") {
    auto rows = bring_up_rows();
    std::erase_if(rows, [](const Row& row) {
        return row.redundant && row.name != "rolling 1" && row.name != "adc 1" && row.name != "clock";
    });
    CHECK(hashes_after(rows));
    for (std::size_t i = 0; rows[i].name != "clock"; ++i) {
        CAPTURE(rows[i].name);
        auto fewer = rows;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK_FALSE(hashes_after(fewer));
    }
}

TEST_CASE("a step left out of the clock's ramp loses the lock, whichever it is") {
    const auto first = index_of(bring_up_rows(), "clock"), last = index_of(bring_up_rows(), "sweep") - 1;
    for (std::size_t i = first; i < last; i += 5) CHECK_FALSE(hashes_after(without(i)));
}

TEST_CASE("without any rolling write before the identity is read the chip does not hash") {
    auto rows = bring_up_rows();
    rows.erase(rows.begin(), rows.begin() + 3);
    CHECK_FALSE(hashes_after(rows));
}

TEST_CASE("a step with one bit of its value altered, checksum repaired, does not do") {
    for (const auto* const name :
         {"drive strength", "core reset", "misc", "core 0B", "core 0", "core enable", "diode", "core 0D"}) {
        auto rows = bring_up_rows();
        Bytes& frame = rows[index_of(rows, name)].frame;
        std::uint32_t value = 0;
        for (std::size_t i = 6; i < 10; ++i) value = (value << 8) | std::to_integer<std::uint32_t>(frame[i]);
        const auto flags = std::to_integer<std::uint8_t>(frame[2]), reg = std::to_integer<std::uint8_t>(frame[5]);
        for (const unsigned bit : {0u, 7u, 8u, 15u, 31u}) {
            CAPTURE(name, bit);
            frame = write_frame(flags, 0, reg, value ^ (1u << bit));
            CHECK_FALSE(hashes_after(rows));
        }
    }
}

TEST_CASE("a step addressed to another chip, or broadcast where the chip must be addressed, does not do") {
    for (const auto* const name : {"core reset", "misc", "core 0B", "core 0", "core enable"}) {
        CAPTURE(name);
        auto rows = bring_up_rows();
        Bytes& frame = rows[index_of(rows, name)].frame;
        std::uint32_t value = 0;
        for (std::size_t i = 6; i < 10; ++i) value = (value << 8) | std::to_integer<std::uint32_t>(frame[i]);
        const auto reg = std::to_integer<std::uint8_t>(frame[5]);
        frame = write_frame(0x41, 2, reg, value);
        CHECK_FALSE(hashes_after(rows));
        frame = write_frame(0x51, 0, reg, value);
        CHECK_FALSE(hashes_after(rows));
    }
}

TEST_CASE("a step moved to where it has no effect does not do") {
    CHECK_FALSE(hashes_after(moved("read identity", "address")));
    CHECK_FALSE(hashes_after(moved("address", "read identity")));
    CHECK_FALSE(hashes_after(moved("inactive", "address")));
    CHECK_FALSE(hashes_after(moved("ticket", "core enable")));
    CHECK_FALSE(hashes_after(moved("drive strength", "core enable")));
    CHECK_FALSE(hashes_after(moved("core reset", "misc")));
    CHECK_FALSE(hashes_after(moved("core enable", "misc")));
    CHECK_FALSE(hashes_after(moved("core 0", "core enable")));
    CHECK_FALSE(hashes_after(moved("diode", "core 0B")));
    CHECK_FALSE(hashes_after(moved("core 0D", "core 0")));
    CHECK_FALSE(hashes_after(moved("sweep", "core 0D")));
}

TEST_CASE("every bit flip of a bring-up frame is refused by its checksum") {
    HostBench host;
    host.power_up();
    for (const Row& row : configuration_rows())
        for (std::size_t bit = 0; bit < row.frame.size() * 8; ++bit) {
            Bytes frame = row.frame;
            frame[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
            host.data(frame);
            CHECK(host.hear(10ms).empty());
        }
    host.data(hex("55 AA 42 05 00 18 03"));
    (void)host.hear(10ms);
    const auto misc = host.read(0, 0x18);
    REQUIRE(misc);
    CHECK(misc->value == 0x0000c100);  // nothing was executed
}

TEST_CASE("a needed register overwritten later stops the hashing until it is put right") {
    HostBench host;
    host.mine();
    host.pass(100ms);
    REQUIRE(host.gamma.observe().is_hashing);
    host.data(write_frame(0x51, 0, 0x18, 0x0000c100));
    CHECK_FALSE(host.gamma.observe().is_hashing);
    host.data(write_frame(0x41, 0, 0x18, 0xf000c100));
    CHECK(host.gamma.observe().is_hashing);
}

TEST_CASE("a job sent before the chip is configured is not taken") {
    HostBench host;
    host.power_up();
    host.send_rows(configuration_rows());
    host.data(capture_job());
    host.send_rows(clock_rows());
    host.pass(1s);
    CHECK(host.gamma.observe().jobs_accepted == 0);
    CHECK(host.gamma.observe().hashes_done == 0);
}

TEST_CASE("the hash clock follows a ramp of small steps and loses lock on a leap or on haste") {
    HostBench host;
    host.mine();
    CHECK(host.gamma.observe().frequency.value == Approx(525.0));
    CHECK(host.read(0, 0x08)->value >> 31 == 1);
    SECTION("a leap of two steps") {
        host.data(write_frame(0x51, 0, 0x08, pll_word(537.5)));
        CHECK(host.read(0, 0x08)->value >> 31 == 0);
        CHECK_FALSE(host.gamma.observe().is_hashing);
    }
    SECTION("two steps within 50 ms") {
        host.pass(100ms);
        host.data(write_frame(0x51, 0, 0x08, pll_word(531.25)));
        CHECK(host.gamma.observe().is_hashing);
        host.pass(49ms);
        host.data(write_frame(0x51, 0, 0x08, pll_word(537.5)));
        CHECK_FALSE(host.gamma.observe().is_hashing);
    }
    SECTION("down in one leap is harmless") {
        host.data(write_frame(0x51, 0, 0x08, pll_word(400)));
        CHECK(host.gamma.observe().is_hashing);
        CHECK(host.gamma.observe().frequency.value == Approx(400.0));
    }
}
