// The hashing side of the BM1370: how fast, which positions, what gets reported, what the counters count.
#include <algorithm>
#include <bit>
#include <cmath>

#include "boards/virtual/bm1370_chip.hpp"

namespace adit::boards::virtual_device {

namespace bm = driver::bm13xx;
using bm::Register;

namespace {

constexpr std::uint8_t number(Register reg) noexcept { return static_cast<std::uint8_t>(reg); }

/// Of so many positions the model tests one, so that it hashes 2^(Z - 32) x speed as fast as silicon.
std::uint64_t stride_of(const ChipSetup& setup) noexcept {
    const double thinning = std::ldexp(1.0, 32 - setup.zero_bits) / setup.speed;
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(thinning));
}

}  // namespace

bool Bm1370Chip::is_configured() const noexcept { return is_alive_ && clock_.is_locked() && witness_.is_complete(); }

bool Bm1370Chip::is_hashing() const noexcept {
    return is_configured() && search_.has_job() && !faults_.has(Fault::flatline);
}

double Bm1370Chip::groups_per_second() const noexcept {
    return clock_.frequency().value * 1e6 * cores / static_cast<double>(stride_of(setup_));
}

HashesPerSecond Bm1370Chip::rate() const noexcept {
    if (!is_hashing()) return {};
    return {groups_per_second() / cores * live_engines};
}

SweepGeometry Bm1370Chip::geometry() const noexcept {
    // Window: 2 HCN crystal ticks plus an overrun of about 130, at one nonce per hash clock (measured on the family).
    constexpr double overrun_ticks = 130.0, crystal_mhz = bm::crystal_hz / 1e6;
    constexpr std::uint32_t offset_enabled = 1u << 31;
    const std::uint32_t sweep = registers_[number(Register::hash_counting_number)];
    const std::uint32_t offset = registers_[number(Register::chip_nonce_offset)];
    SweepGeometry geometry;
    geometry.version_mask = static_cast<std::uint16_t>(registers_[number(Register::version_rolling)] & 0xffff);
    geometry.window = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>((2.0 * sweep + overrun_ticks) * clock_.frequency().value / crystal_mhz));
    geometry.first_offset =
        (offset & offset_enabled) != 0 ? (offset & 0xffff) << 9 : static_cast<std::uint32_t>(address_) << 17;
    geometry.stride = stride_of(setup_);
    return geometry;
}

std::uint32_t Bm1370Chip::scaled(std::uint64_t hashes) const noexcept {
    // Unit 2^32 hashes of silicon, of which the model computes 2^Z.
    return static_cast<std::uint32_t>(hashes >> setup_.zero_bits);
}

void Bm1370Chip::work(Duration time, Instant now, std::uint64_t most_groups) {
    if (faults_.has(Fault::flatline)) return repeat_last(now);
    if (!is_hashing()) return;
    const double per_nanosecond = groups_per_second() / 1e9;
    group_debt_ += per_nanosecond * static_cast<double>(time.count());
    group_debt_ = std::min(group_debt_, static_cast<double>(most_groups) + 1.0);
    while (group_debt_ >= 1.0) {
        group_debt_ -= 1.0;
        const CandidateGroup& group = search_.next();
        count(group);
        report(group, now - Duration{static_cast<Duration::rep>(group_debt_ / per_nanosecond)});
    }
}

void Bm1370Chip::count(const CandidateGroup& group) noexcept {
    constexpr unsigned domain_shift = 30;  // four domains of 32 cores; the core is n[31:25]
    totals_.hashes += group.count;
    domain_hashes_[group.candidates[0].nonce_wire >> domain_shift] += group.count;
}

void Bm1370Chip::report(const CandidateGroup& group, Instant at) {
    const std::uint32_t ticket = registers_[number(Register::ticket_mask)];
    for (const Candidate& candidate : std::span{group.candidates}.first(group.count))
        if (meets_ticket(candidate.hash, setup_.zero_bits, ticket)) say_candidate(candidate, at);
}

void Bm1370Chip::say_candidate(const Candidate& candidate, Instant at) {
    const auto ticket = registers_[number(Register::ticket_mask)];
    const int beyond = static_cast<int>(leading_zero_bits(candidate.hash)) - setup_.zero_bits - std::popcount(ticket);
    NonceReport report;
    report.nonce_wire = candidate.nonce_wire;
    report.aux = static_cast<std::uint8_t>(std::clamp(2 * beyond, 0, 0xff));
    report.version_bits = candidate.version_bits;
    if (random_.happens(faults_.level(Fault::bad_nonce))) {
        report.nonce_wire = random_.next32();
        ++error_count_;
    }
    constexpr unsigned engine_bits = 0x0f, id_bits = 0xf0;
    report.job =
        static_cast<std::uint8_t>(((unsigned{search_.job_id()} << 1) & id_bits) | (report.version_bits & engine_bits));
    last_report_ = report;
    if (faults_.has(Fault::mute)) return;
    say_nonce(report, at);
    if (random_.happens(faults_.level(Fault::duplicate))) say_nonce(report, at);
}

void Bm1370Chip::say_nonce(const NonceReport& nonce, Instant at) {
    if (voice_.say_nonce(nonce, at))
        ++totals_.nonces;
    else
        ++overflow_count_;
}

Instant Bm1370Chip::next_repetition() const noexcept {
    constexpr Duration period = std::chrono::milliseconds{45};  // observed in the field
    const bool repeats = is_alive_ && faults_.has(Fault::flatline) && last_report_.has_value();
    return repeats ? last_repetition_ + period : Instant::max();
}

void Bm1370Chip::repeat_last(Instant now) {
    if (next_repetition() > now) return;
    last_repetition_ = now;
    if (!faults_.has(Fault::mute)) say_nonce(*last_report_, now);
}

}  // namespace adit::boards::virtual_device
