// Frames and clockwork of the test host.
#include "tests/unit/virtual/host_bench.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "boards/virtual/nonce_search.hpp"
#include "driver/bm13xx/crc.hpp"

namespace adit::boards::virtual_device::bench {

Bytes hex(std::string_view text) {
    Bytes bytes;
    int digits = 0;
    unsigned value = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\n') continue;
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value * 16 + static_cast<unsigned>(digit);
        if (++digits % 2 == 0) bytes.push_back(static_cast<std::byte>(value & 0xff));
    }
    return bytes;
}

std::vector<Row> configuration_rows(std::string_view ticket) {
    std::vector<Row> rows;
    const auto add = [&](std::string_view name, std::string_view frame, bool redundant = false, Duration pause = {}) {
        rows.push_back({name, hex(frame), redundant, pause});
    };
    const std::string_view rolling = "55 AA 51 09 00 A4 90 00 FF FF 1C";
    add("rolling 1", rolling, true);
    add("rolling 2", rolling, true);
    add("rolling 3", rolling, true);
    add("read identity", "55 AA 52 05 00 00 0A", false, 10ms);
    add("rolling 4", rolling, true);
    add("all A8", "55 AA 51 09 00 A8 00 07 00 00 03", true);
    add("all 18", "55 AA 51 09 00 18 F0 00 C1 00 04", true);
    add("inactive", "55 AA 53 05 00 00 03");
    add("address", "55 AA 40 05 00 00 1C");
    add("all core 0B", "55 AA 51 09 00 3C 80 00 8B 00 12", true);
    add("all core 0", "55 AA 51 09 00 3C 80 00 80 0C 11", true);
    rows.push_back({"ticket", hex("55 AA 51 09 00 14 " + std::string{ticket}), false, {}});
    add("drive strength", "55 AA 51 09 00 58 00 01 11 11 0D");
    add("ring oscillator pad", "55 AA 51 09 00 68 5A A5 5A A5 1C", true);
    add("core reset", "55 AA 41 09 00 A8 00 07 01 F0 15");
    add("misc", "55 AA 41 09 00 18 F0 00 C1 00 0C");
    add("core 0B", "55 AA 41 09 00 3C 80 00 8B 00 1A");
    add("core 0", "55 AA 41 09 00 3C 80 00 80 0C 19");
    add("core enable", "55 AA 41 09 00 3C 80 00 82 AA 05");
    add("adc 1", "55 AA 51 09 00 B9 00 00 44 80 0D", true);
    add("diode", "55 AA 51 09 00 54 00 00 00 02 18", false, 500ms);
    add("adc 2", "55 AA 51 09 00 B9 00 00 44 80 0D", true);
    add("core 0D", "55 AA 51 09 00 3C 80 00 8D EE 1B");
    return rows;
}

std::vector<Row> clock_rows() {
    std::vector<Row> rows;
    for (double mhz = 56.25; mhz <= 525.0; mhz += 6.25)
        rows.push_back({"clock", write_frame(0x51, 0, 0x08, pll_word(mhz)), true, 100ms});
    rows.push_back({"sweep", hex("55 AA 51 09 00 10 00 00 1E B5 0F"), false, {}});
    return rows;
}

std::vector<Row> bring_up_rows(std::string_view ticket) {
    std::vector<Row> rows = configuration_rows(ticket);
    std::ranges::move(clock_rows(), std::back_inserter(rows));
    return rows;
}

Bytes write_frame(std::uint8_t flags, std::uint8_t address, std::uint8_t reg, std::uint32_t value) {
    Bytes frame{std::byte{0x55}, std::byte{0xaa}, std::byte{flags}, std::byte{9}, std::byte{address}, std::byte{reg}};
    for (unsigned shift = 32; shift > 0; shift -= 8) frame.push_back(static_cast<std::byte>(value >> (shift - 8)));
    frame.push_back(std::byte{driver::bm13xx::crc5(std::span{frame}.subspan(2))});
    return frame;
}

Bytes read_frame(std::uint8_t address, std::uint8_t reg) {
    Bytes frame{std::byte{0x55}, std::byte{0xaa}, std::byte{0x42}, std::byte{5}, std::byte{address}, std::byte{reg}};
    frame.push_back(std::byte{driver::bm13xx::crc5(std::span{frame}.subspan(2))});
    return frame;
}

std::uint32_t pll_word(double mhz) {
    double best_error = 1e9;
    std::uint32_t word = 0;
    for (unsigned first = 1; first <= 7; ++first)
        for (unsigned second = 1; second <= first; ++second) {
            const double wanted = mhz * 2 * first * second / 25.0;
            const auto feedback = static_cast<unsigned>(std::lround(wanted));
            const double error = std::abs(wanted - feedback) / (2.0 * first * second);
            if (feedback < 160 || feedback > 239 || error >= best_error) continue;
            best_error = error;
            word = 0x40000200u | (feedback << 16) | ((first - 1) << 4) | (second - 1);
        }
    return word;
}

Bytes capture_job() {
    return hex(
        "55 AA 21 56 68 01 00 00 00 00 04 3A 02 17 D7 68 54 68 55 19 A7 CB 04 4F 88 72 63 55 91 9E 61 A9"
        "8B CF 71 A0 C2 87 95 EA 54 DB 8C 36 41 4B 06 DD F5 F0 00 00 00 00 00 00 00 00 96 52 01 00 1D 39"
        "96 BC A3 F4 67 0D FC D4 F2 01 C1 62 B9 6D FD 55 64 6B 00 00 00 20 72 1C");
}

Bytes genesis_job() {
    return hex(
        "55 AA 21 56 18 01 00 00 00 00 FF FF 00 1D 29 AB 5F 49 4B 1E 5E 4A 3A 9F B8 AA 88 8A 51 32 7F C8"
        "1B C3 67 76 8F 61 7A C7 2C 3E 7A 7B 12 B2 3B A3 ED FD 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
        "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 FB 42");
}

void HostBench::pass(Duration time) {
    now += time;
    gamma.advance(now);
}

void HostBench::data(std::span<const std::byte> bytes) { gamma.data_received(bytes, baud, now); }

Bytes HostBench::hear(Duration time) {
    now += time;
    Bytes heard;
    std::array<std::byte, 512> chunk{};
    while (const std::size_t count = gamma.data_pending(chunk, baud, now))
        heard.insert(heard.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count));
    return heard;
}

namespace {

std::uint32_t number(std::span<const std::byte> bytes) {
    std::uint32_t value = 0;
    for (const std::byte byte : bytes) value = (value << 8) | std::to_integer<std::uint32_t>(byte);
    return value;
}

/// A register reply of `size` bytes at the start of `bytes`; nonce reports are something else.
std::optional<Reply> reply_in(std::span<const std::byte> bytes, std::size_t size) {
    if (bytes.size() < size || bytes[0] != std::byte{0xaa} || bytes[1] != std::byte{0x55}) return std::nullopt;
    const bool is_register = (bytes[size - 1] & std::byte{0xe0}) == std::byte{0};
    if (!is_register || !driver::bm13xx::reply_is_intact(bytes.subspan(2, size - 2))) return std::nullopt;
    return Reply{number(bytes.subspan(2, 4)), std::to_integer<std::uint8_t>(bytes[6]),
                 std::to_integer<std::uint8_t>(bytes[7])};
}

}  // namespace

std::optional<Reply> HostBench::read(std::uint8_t address, std::uint8_t reg) {
    (void)hear(0ms);
    data(read_frame(address, reg));
    const Bytes heard = hear(10ms);
    for (std::size_t at = 0; at + 9 <= heard.size(); ++at)
        for (const std::size_t size : {11UL, 9UL})
            if (const auto reply = reply_in(std::span{heard}.subspan(at), size); reply && reply->reg == reg)
                return reply;
    return std::nullopt;
}

std::vector<Report> HostBench::reports(Duration time) {
    Bytes heard = std::exchange(rest_of_report, {});
    for (Duration done{}; done < time; done += 1s) {
        const Bytes more = hear(std::min<Duration>(1s, time - done));
        heard.insert(heard.end(), more.begin(), more.end());
    }
    std::vector<Report> found;
    rest_of_report.assign(heard.end() - static_cast<std::ptrdiff_t>(heard.size() % 11), heard.end());
    for (std::size_t at = 0; at + 11 <= heard.size(); at += 11) {
        const std::span frame = std::span{heard}.subspan(at, 11);
        if ((frame.back() & std::byte{0x80}) == std::byte{0}) continue;
        found.push_back({number(frame.subspan(2, 4)), std::to_integer<std::uint8_t>(frame[6]),
                         std::to_integer<std::uint8_t>(frame[7]),
                         static_cast<std::uint16_t>(number(frame.subspan(8, 2)))});
    }
    return found;
}

Bytes HostBench::control(std::span<const std::byte> request) {
    now += 1ms;
    gamma.control_received(request, now);
    std::array<std::byte, 300> chunk{};
    const std::size_t count = gamma.control_pending(chunk, now);
    return {chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count)};
}

void HostBench::reset_line(bool level) { (void)control(hex(level ? "07 00 01 00 06 00 01" : "07 00 01 00 06 00 00")); }

void HostBench::i2c_write(std::uint8_t address, std::initializer_list<int> bytes) {
    Bytes request = hex("00 00 01 00 05 20");
    request.push_back(std::byte{address});
    for (const int byte : bytes) request.push_back(static_cast<std::byte>(byte));
    request[0] = static_cast<std::byte>(request.size());
    (void)control(request);
}

Bytes HostBench::i2c_read(std::uint8_t address, std::uint8_t reg, std::uint8_t count) {
    Bytes request = hex("09 00 01 00 05 40");
    for (const std::uint8_t byte : {address, reg, count}) request.push_back(std::byte{byte});
    const Bytes answer = control(request);
    return answer.size() == 3UL + count ? Bytes{answer.begin() + 3, answer.end()} : Bytes{};
}

unsigned HostBench::i2c_word(std::uint8_t address, std::uint8_t reg) {
    const Bytes word = i2c_read(address, reg, 2);
    return word.empty() ? 0xffffffffu : std::to_integer<unsigned>(word[0]) | std::to_integer<unsigned>(word[1]) << 8;
}

void HostBench::power_up(int duty) {
    constexpr std::uint8_t regulator = 0x24, fan = 0x4c;
    i2c_write(fan, {0x03, 0x04});
    i2c_write(fan, {0x17, 0x24});
    i2c_write(fan, {0x18, 0x00});
    i2c_write(fan, {0x4a, 0x23});
    i2c_write(fan, {0x4c, duty});
    i2c_write(regulator, {0x01, 0x00});
    i2c_write(regulator, {0x02, 0x1b});
    i2c_write(regulator, {0x21, 0x4c, 0x02});
    i2c_write(regulator, {0x01, 0x80});
    pass(500ms);
    reset_line(true);
    pass(100ms);
}

void HostBench::send_rows(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        data(row.frame);
        (void)hear(row.pause);
    }
}

void HostBench::mine(std::string_view ticket) {
    power_up();
    send_rows(bring_up_rows(ticket));
    (void)hear(10ms);
    data(capture_job());
}

ShaWords hash_of(std::span<const std::byte> job_frame, const Report& report) {
    MiningJob job = read_job(JobForm::header, job_frame.subspan(4, 82));
    const std::uint32_t version = static_cast<std::uint32_t>(report.version_bits) << 13;
    for (unsigned i = 0; i < 4; ++i) {
        job.header[i] |= static_cast<std::byte>((version >> (8 * i)) & 0xff);
        job.header[76 + i] = static_cast<std::byte>((report.nonce_wire >> (24 - 8 * i)) & 0xff);
    }
    return sha256d_header(job.header);
}

}  // namespace adit::boards::virtual_device::bench
