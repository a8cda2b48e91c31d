// The other side of the wire for the tests of the virtual Gamma: a host made of bytes copied from public captures and
// tables, with none of Adit's drivers in it, and virtual time that moves only when told.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "boards/definition/catalog.hpp"
#include "boards/virtual/sha256_textbook.hpp"
#include "boards/virtual/virtual_board.hpp"

namespace adit::boards::virtual_device::bench {

using namespace std::chrono_literals;
using Bytes = std::vector<std::byte>;

/// "55 AA 51" as bytes.
[[nodiscard]] Bytes hex(std::string_view text);

/// A row of the bring-up table: the frame, whether the chip must come up without it, and a pause after it.
struct Row {
    std::string_view name;
    Bytes frame;
    bool redundant = false;
    Duration pause{};
};

/// The bring-up of a single BM1370 up to the core registers: rows 1..23.
[[nodiscard]] std::vector<Row> configuration_rows(std::string_view ticket = "00 00 00 FF 08");
/// 50 MHz to 525 MHz and the sweep length: rows 24 and 25.
[[nodiscard]] std::vector<Row> clock_rows();
/// Both.
[[nodiscard]] std::vector<Row> bring_up_rows(std::string_view ticket = "00 00 00 FF 08");

/// Write-register frame with its checksum, `flags` 0x41 or 0x51.
[[nodiscard]] Bytes write_frame(std::uint8_t flags, std::uint8_t address, std::uint8_t reg, std::uint32_t value);
[[nodiscard]] Bytes read_frame(std::uint8_t address, std::uint8_t reg);
/// 0x08 word for f = 25 MHz x 160..239 / (2 x PD1 x PD2), best fit; enough for the tests.
[[nodiscard]] std::uint32_t pll_word(double mhz);

/// Job frames of known blocks (the header's own version as base): base 0x20000000 capture, genesis, …
[[nodiscard]] Bytes capture_job();
[[nodiscard]] Bytes genesis_job();

struct Reply {
    std::uint32_t value;
    std::uint8_t chip, reg;
};
struct Report {
    std::uint32_t nonce_wire;
    std::uint8_t aux, job;
    std::uint16_t version_bits;
    friend bool operator==(const Report&, const Report&) = default;
};

class HostBench {
public:
    /// Four zero bits by default: 4 kH/s, so that seconds of mining cost a test little.
    explicit HostBench(const BoardOptions& options = {.zero_bits = 4})
        : gamma{*find_board("bitaxe-gamma"), options, Instant{}} {}

    void pass(Duration time);
    void data(std::span<const std::byte> bytes);
    /// Everything the chip said within `time`.
    [[nodiscard]] Bytes hear(Duration time);
    /// Reads a register of the chip at `address`; none if it does not answer within 10 ms.
    [[nodiscard]] std::optional<Reply> read(std::uint8_t address, std::uint8_t reg);
    /// The nonce reports (eleven-byte frames) of `time`; other frames are skipped.
    [[nodiscard]] std::vector<Report> reports(Duration time);

    /// One request on the control port and its answer.
    [[nodiscard]] Bytes control(std::span<const std::byte> request);
    void reset_line(bool level);
    void i2c_write(std::uint8_t address, std::initializer_list<int> bytes);
    [[nodiscard]] Bytes i2c_read(std::uint8_t address, std::uint8_t reg, std::uint8_t count);
    [[nodiscard]] unsigned i2c_word(std::uint8_t address, std::uint8_t reg);

    /// Reset held, regulator set up and on at 1.15 V, fan at `duty` (0..63), reset released, 100 ms.
    void power_up(int duty = 63);
    void send_rows(const std::vector<Row>& rows);
    /// Power, bring-up and the capture's job.
    void mine(std::string_view ticket = "00 00 00 FF 08");

    VirtualBoard gamma;
    Instant now{};
    Baud baud{115200};
    Bytes rest_of_report;  ///< cut off by the end of the last listening
};

/// The hash of a report for this job, as the host checks it.
[[nodiscard]] ShaWords hash_of(std::span<const std::byte> job_frame, const Report& report);

}  // namespace adit::boards::virtual_device::bench
