// Frames and clockwork of the chain's host; the tables are in chain_tables.cpp.
#include "tests/unit/virtual/chain_bench.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "boards/virtual/nonce_search.hpp"
#include "driver/bm13xx/crc.hpp"

namespace adit::boards::virtual_device::bench {

namespace crc = driver::bm13xx;

Bytes HostWire::command(std::uint8_t framed, std::uint8_t bare, std::uint8_t first, std::uint8_t second) const {
    const bool is_bare = chip.wire == Wire::bare;
    Bytes frame = is_bare ? Bytes{} : hex("55 AA");
    const std::size_t start = frame.size();
    for (const std::uint8_t byte : {is_bare ? bare : framed, std::uint8_t{5}, first, second})
        frame.push_back(std::byte{byte});
    frame.push_back(std::byte{crc::crc5(std::span{frame}.subspan(start))});
    return frame;
}

Bytes HostWire::write(bool is_broadcast, std::uint8_t address, std::uint8_t reg, std::uint32_t value) const {
    if (chip.wire == Wire::framed) return write_frame(is_broadcast ? 0x51 : 0x41, address, reg, value);
    Bytes frame{is_broadcast ? std::byte{0x58} : std::byte{0x48}, std::byte{9}, std::byte{address}, std::byte{reg}};
    for (unsigned shift = 32; shift > 0; shift -= 8) frame.push_back(static_cast<std::byte>(value >> (shift - 8)));
    frame.push_back(std::byte{crc::crc5(frame)});
    return frame;
}

Bytes HostWire::job(Bytes payload) const {
    Bytes frame = chip.wire == Wire::bare ? Bytes{} : hex("55 AA");
    const std::size_t start = frame.size();
    frame.push_back(std::byte{0x21});
    frame.push_back(static_cast<std::byte>(payload.size() + 4));
    frame.insert(frame.end(), payload.begin(), payload.end());
    const std::uint16_t sum = crc::crc16(std::span{frame}.subspan(start));
    frame.push_back(static_cast<std::byte>(sum >> 8));
    frame.push_back(static_cast<std::byte>(sum & 0xff));
    return frame;
}

Bytes any_job(const ChipTraits& chip, std::uint32_t number, std::uint8_t id) {
    const bool is_header = chip.jobs == JobForm::header;
    constexpr std::size_t four_midstates = 18 + 4 * 32, header = 82;
    Bytes payload(is_header ? header : four_midstates);
    for (std::size_t i = 6; i < payload.size(); ++i)
        payload[i] = static_cast<std::byte>((number * 2654435761u + 12345u * i) >> (i % 20));
    payload[0] = std::byte{id};
    payload[1] = is_header ? std::byte{1} : std::byte{4};
    if (is_header) std::ranges::copy(hex("00 00 00 20"), payload.end() - 4);
    return HostWire{chip}.job(payload);
}

std::uint32_t clock_word(const ChipTraits& chip, double mhz) {
    const bool is_bare = chip.clock.form == PllForm::raw_bare, is_coded = chip.clock.form == PllForm::less_one;
    const unsigned least = is_coded ? 144 : 16, most = is_coded ? 235 : 200;
    double best = 1e9;
    std::uint32_t word = 0;
    for (unsigned first = 1; first <= 7; ++first)
        for (unsigned second = 1; second <= first; ++second) {
            const double exact = mhz * 2 * first * second / 25.0;
            const auto feedback = static_cast<unsigned>(std::lround(exact));
            const double error = std::abs(exact - feedback) / (2.0 * first * second);
            if (feedback < least || feedback > most || error >= best) continue;
            best = error;
            const unsigned less = is_coded ? 1 : 0;
            word = (is_bare ? 0u : 0x40000000u) | feedback << 16 | 2u << 8 | (first - less) << 4 | (second - less);
        }
    return word;
}

std::uint8_t given_address(const ChainSetup& setup, std::size_t chip) {
    const bool is_scaled = setup.chip->command_address_shift != 0;
    const std::size_t interval = is_scaled ? 16 : 256 / std::bit_ceil(std::size_t{setup.chips});
    return static_cast<std::uint8_t>(interval * chip);
}

std::uint8_t command_address(const ChainSetup& setup, std::size_t chip) {
    return static_cast<std::uint8_t>(given_address(setup, chip) >> setup.chip->command_address_shift);
}

ChainBench::ChainBench(const ChainSetup& s) : setup{s}, chain{s}, wire{*s.chip} {
    chain.set_core(Volts{1.2}, now);
    chain.set_reset(true, now);
    pass(100ms);
}

std::size_t ChainBench::reply_size() const {
    if (setup.chip->wire == Wire::bare) return 7;
    return is_long ? 11 : 9;
}

Bytes ChainBench::hear(Duration time) {
    Bytes heard;
    std::array<std::byte, 512> chunk{};
    const Instant end = now + time;
    do {
        now = std::min<Instant>(end, now + 100ms);
        while (const std::size_t count = chain.say(chunk, baud, now))
            heard.insert(heard.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count));
    } while (now < end);
    return heard;
}

void ChainBench::run(const std::vector<ChainStep>& steps) {
    for (const ChainStep& step : steps) {
        for (const Bytes& frame : step.frames) {
            send(frame);
            (void)hear(step.pause);
        }
        if (step.host_baud) baud = *step.host_baud;
    }
    is_long = setup.chip->reply_grows;
    (void)hear(100ms);
}

namespace {

std::uint32_t number(std::span<const std::byte> bytes) {
    std::uint32_t value = 0;
    for (const std::byte byte : bytes) value = (value << 8) | std::to_integer<std::uint32_t>(byte);
    return value;
}

}  // namespace

std::size_t ChainBench::split(const Bytes& heard, std::vector<Reply>* replies,
                              std::vector<ChainReport>* reports) const {
    const std::size_t size = reply_size(), head = setup.chip->wire == Wire::bare ? 0 : 2;
    std::size_t at = 0;
    while (at + size <= heard.size()) {
        const std::span frame = std::span{heard}.subspan(at + head, size - head);
        const bool starts = head == 0 || (heard[at] == std::byte{0xaa} && heard[at + 1] == std::byte{0x55});
        if (!starts || !crc::reply_is_intact(frame)) {
            ++at;
            continue;
        }
        at += size;
        const auto byte = [&](std::size_t i) { return std::to_integer<std::uint8_t>(frame[i]); };
        const bool is_report = (frame.back() & std::byte{0x80}) != std::byte{0};
        if (is_report && reports != nullptr)
            reports->push_back({number(frame.first(4)), byte(4), byte(5),
                                static_cast<std::uint16_t>(is_long ? number(frame.subspan(6, 2)) : 0)});
        if (!is_report && replies != nullptr) replies->push_back({number(frame.first(4)), byte(4), byte(5)});
    }
    return at;
}

std::vector<Reply> ChainBench::replies(Duration time) {
    std::vector<Reply> found;
    split(hear(time), &found, nullptr);
    return found;
}

std::optional<std::uint32_t> ChainBench::read(std::size_t chip, std::uint8_t reg) {
    (void)hear(0ms);
    send(wire.read_one(command_address(setup, chip), reg));
    for (const Reply& reply : replies(20ms))
        if (reply.reg == reg && reply.chip == given_address(setup, chip)) return reply.value;
    return std::nullopt;
}

std::vector<ChainReport> ChainBench::reports(Duration time) {
    std::vector<ChainReport> found;
    Bytes heard = std::exchange(rest_, {});
    const Bytes more = hear(time);
    heard.insert(heard.end(), more.begin(), more.end());
    const std::size_t used = split(heard, nullptr, &found);
    rest_.assign(heard.begin() + static_cast<std::ptrdiff_t>(used), heard.end());
    return found;
}

unsigned zero_bits_of(const ChipTraits& chip, const Bytes& job_frame, const ChainReport& report) {
    const std::size_t head = chip.wire == Wire::bare ? 2 : 4;
    MiningJob job = read_job(chip.jobs, std::span{job_frame}.subspan(head, job_frame.size() - head - 2));
    for (std::size_t i = 0; i < 4; ++i)
        job.header[76 + i] = static_cast<std::byte>((report.nonce_wire >> (24 - 8 * i)) & 0xff);
    if (chip.jobs == JobForm::midstates) {
        job.tail[3] = report.nonce_wire;
        const std::size_t slot = report.job & chip.job_byte.index_mask;
        return leading_zero_bits(sha256_of_digest(sha256_compress(job.midstates[slot], job.tail)));
    }
    const std::uint32_t version = static_cast<std::uint32_t>(report.version_bits) << 13;
    for (unsigned i = 0; i < 4; ++i) job.header[i] |= static_cast<std::byte>((version >> (8 * i)) & 0xff);
    return leading_zero_bits(sha256d_header(job.header));
}

}  // namespace adit::boards::virtual_device::bench
