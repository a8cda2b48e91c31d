// The hashing side of a chip: how fast, which positions, what gets reported, what the counters count.
#include <algorithm>
#include <bit>
#include <cmath>

#include "boards/virtual/virtual_chip.hpp"
#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

using driver::bm13xx::Register;

namespace {

constexpr std::uint8_t number(Register reg) noexcept { return static_cast<std::uint8_t>(reg); }

}  // namespace

bool VirtualChip::is_configured() const noexcept { return is_alive_ && clock_.is_locked() && witness_.is_complete(); }

bool VirtualChip::is_hashing() const noexcept {
    return search_.has_job() && is_configured() && !faults_.has(Fault::flatline) && !faults_.has(Fault::dead);
}

double VirtualChip::hashes_per_clock_and_engine() const noexcept {
    // Where more engines are told than the grid of cores and lanes holds, those in it are faster.
    const std::uint32_t grid = std::uint32_t{traits_->cores} * traits_->lanes - traits_->dead_engines();
    return traits_->engines / static_cast<double>(grid);
}

double VirtualChip::groups_per_second() const noexcept {
    // A group is what one core tests at once.
    const double tests = clock_.frequency().value * 1e6 * hashes_per_clock_and_engine();
    return tests * traits_->cores / static_cast<double>(stride_);
}

HashesPerSecond VirtualChip::rate() const noexcept {
    if (!is_hashing()) return {};
    const double grid = std::uint32_t{traits_->cores} * traits_->lanes - traits_->dead_engines();
    return {groups_per_second() / traits_->cores * grid};
}

void VirtualChip::update_pace(Duration hashed) {
    constexpr double nanoseconds = 1e9;
    pace_.set_rate(is_hashing() ? groups_per_second() / nanoseconds : 0.0, hashed);
}

std::uint8_t VirtualChip::nonce_address() const noexcept {
    constexpr std::uint32_t addresses = 256;
    if (!traits_->nonces_evenly_spread) return address_;
    return static_cast<std::uint8_t>(addresses / place_.chips * place_.index);
}

std::uint64_t VirtualChip::window() const noexcept {
    // 2 HCN crystal ticks plus an overrun of about 130, at one nonce per hash clock (measured on the BM1366).
    constexpr double overrun_ticks = 130.0, crystal_mhz = driver::bm13xx::crystal_hz / 1e6;
    const std::uint32_t sweep = registers_[traits_->places.sweep];
    const std::uint64_t slice = NonceSearch::slice_of(traits_->nonces);
    // Midstate chips sweep to the end of their slice and do not begin again at its start.
    if (traits_->jobs == JobForm::midstates && sweep == 0) return slice - (first_offset() & (slice - 1));
    const double ticks =
        (2.0 * sweep + overrun_ticks) * clock_.frequency().value / crystal_mhz * hashes_per_clock_and_engine();
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(ticks));
}

std::uint32_t VirtualChip::first_offset() const noexcept {
    constexpr std::uint32_t offset_enabled = 1u << 31;
    const std::uint32_t offset = registers_[number(Register::chip_nonce_offset)];
    switch (traits_->nonces) {
        case NonceLayout::header:
            if ((offset & offset_enabled) != 0) return (offset & 0xffff) << 9;
            return static_cast<std::uint32_t>(nonce_address()) << 17;
        case NonceLayout::bm1397:
            return static_cast<std::uint32_t>(nonce_address()) << 14;
        case NonceLayout::bm1387:
            break;
    }
    return 0;
}

SweepGeometry VirtualChip::geometry() const noexcept {
    SweepGeometry geometry;
    geometry.version_mask = static_cast<std::uint16_t>(registers_[number(Register::version_rolling)] & 0xffff);
    geometry.window = window();
    geometry.first_offset = first_offset();
    geometry.address = nonce_address();
    geometry.stride = stride_;
    return geometry;
}

std::uint32_t VirtualChip::scaled(std::uint64_t hashes) const noexcept {
    // Unit 2^32 hashes of silicon, of which the model computes 2^Z.
    return static_cast<std::uint32_t>(hashes >> setup_.zero_bits);
}

void VirtualChip::work(ChipTime time, std::uint64_t most_groups, VersionBatches& batches) {
    if (faults_.has(Fault::flatline)) return repeat_last(time.now);
    if (!is_hashing()) return;
    const std::uint64_t due = pace_.due(time.hashed), done = std::min(due, most_groups);
    for (std::uint64_t i = 0; i < done; ++i) {
        const Duration ago = time.hashed - pace_.take();
        examine(search_.next(batches), time.now - std::max(Duration{}, ago));
    }
    if (done < due) pace_.restart(time.hashed);
}

void VirtualChip::examine(const CandidateGroup& group, Instant at) {
    const std::uint32_t domains = static_cast<std::uint32_t>(domain_hashes_.size());
    const std::uint32_t domain = group.core * domains / traits_->cores;
    if (domain < faults_.level(Fault::domain_dead)) return;
    totals_.hashes += group.count;
    domain_hashes_[domain] += group.count;
    for (const Candidate& candidate : std::span{group.candidates}.first(group.count))
        if (meets_ticket(candidate.hash, setup_.zero_bits, ticket())) report(candidate, at);
}

std::uint8_t VirtualChip::job_byte(std::uint16_t roll) const noexcept {
    const unsigned index = traits_->job_byte.index_mask;
    const unsigned id = static_cast<unsigned>(search_.job_id()) << traits_->job_byte.shift;
    return static_cast<std::uint8_t>((id & ~index) | (roll & index));
}

void VirtualChip::report(const Candidate& candidate, Instant at) {
    if (random_.happens(faults_.level(Fault::weak))) return;
    const int beyond = static_cast<int>(leading_zero_bits(candidate.hash)) - setup_.zero_bits - std::popcount(ticket());
    NonceReport report{
        .nonce_wire = candidate.nonce_wire, .aux = 0, .job = job_byte(candidate.roll), .version_bits = candidate.roll};
    if (traits_->tells_excess) report.aux = static_cast<std::uint8_t>(std::clamp(2 * beyond, 0, 0xff));
    if (random_.happens(faults_.level(Fault::bad_nonce))) {
        report.nonce_wire = random_.next32();
        ++error_count_;
    }
    constexpr std::uint8_t another_id = 0x40;
    if (random_.happens(faults_.level(Fault::wrong_job))) report.job ^= another_id;
    last_report_ = report;
    if (faults_.has(Fault::mute)) return;
    constexpr int flood_repeats = 50;
    const int times = faults_.has(Fault::flood) ? flood_repeats : 1;
    for (int i = 0; i < times; ++i) say_nonce(report, at);
    if (random_.happens(faults_.level(Fault::duplicate))) say_nonce(report, at);
}

void VirtualChip::say_nonce(const NonceReport& nonce, Instant at) {
    if (is_cut_off_) return;
    ReplyFrame frame = nonce_reply(traits_->wire, is_long(), nonce);
    frame.sender = place_.index;
    if (line_->say(frame, baud_, at + relay_time(), faults_.level(Fault::garbage)))
        ++totals_.nonces;
    else
        ++overflow_count_;
}

Instant VirtualChip::next_repetition() const noexcept {
    constexpr Duration period = std::chrono::milliseconds{45};  // observed in the field
    const bool repeats = is_alive_ && faults_.has(Fault::flatline) && last_report_.has_value();
    return repeats ? last_repetition_ + period : Instant::max();
}

void VirtualChip::repeat_last(Instant now) {
    if (next_repetition() > now) return;
    last_repetition_ = now;
    if (!faults_.has(Fault::mute)) say_nonce(*last_report_, now);
}

}  // namespace adit::boards::virtual_device
