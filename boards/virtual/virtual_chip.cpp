// The bus side of a chip: who is addressed, what a register holds, what a write changes. The hashing side is
// virtual_chip_hashing.cpp.
#include "boards/virtual/virtual_chip.hpp"

#include <algorithm>
#include <cmath>

#include "boards/virtual/bit_field.hpp"
#include "boards/virtual/chip_baud.hpp"
#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

using driver::bm13xx::Register;

namespace {

constexpr Duration deaf_after_reset = std::chrono::milliseconds{20};  // model; field advice is to wait 100 ms
constexpr double golden_section = 0.6180339887;                       // spreads chips over the time of a group
constexpr std::uint8_t temperature_command = 0xb0, temperature_data = 0xb4;

constexpr std::uint8_t number(Register reg) noexcept { return static_cast<std::uint8_t>(reg); }

/// Of so many positions the model tests one, so that it hashes 2^(Z - 32) x speed as fast as silicon.
std::uint64_t stride_of(const ChipSetup& setup) noexcept {
    const double thinning = std::ldexp(1.0, 32 - setup.zero_bits) / setup.speed;
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(thinning));
}

}  // namespace

VirtualChip::VirtualChip(const ChipTraits& traits, const ChainPlace& place, const ChipSetup& setup, ChainLine& line)
    : traits_{&traits},
      place_{place},
      setup_{setup},
      stride_{stride_of(setup)},
      line_{&line},
      clock_{traits.clock, setup.measures_pauses},
      witness_{*traits.needs, place},
      search_{traits},
      random_{setup.seed + place.index, 0x63686970},
      core_registers_(traits.has_mailbox ? traits.cores : 0) {
    reset(Instant{});
}

void VirtualChip::set_alive(bool is_alive, Instant now) {
    if (is_alive == is_alive_) return;
    is_alive_ = is_alive;
    reset(now);
}

void VirtualChip::brown_out(Instant now) {
    if (!is_alive_) return;
    reset(now);
    line_->fall_silent(place_.index);
}

void VirtualChip::set_faults(const FaultSet& faults, ChipTime time) {
    faults_ = faults;
    clock_.set_unlocked(faults.has(Fault::lose_lock));
    update_pace(time.hashed);
}

void VirtualChip::reset(Instant now) {
    registers_ = {};
    registers_[number(Register::chip_id)] = traits_->identity;
    for (const auto& [address, value] : traits_->resets) registers_[address] = value;
    reset_cores();
    clock_.reset();
    witness_.reset();
    search_.stop();
    pace_ = WorkPace{std::fmod(place_.index * golden_section, 1.0)};
    baud_ = reset_baud;
    reset_at_ = now;
    hears_from_ = setup_.measures_pauses ? now + deaf_after_reset : now;
    diode_since_ = traits_->diode_route == 0 ? std::optional{now} : std::nullopt;
    awaits_address_ = is_rolling_ = has_divider_ = false;
    address_ = 0;
    opened_ = 0;
    domain_hashes_ = {};
    clearable_from_ = totals_.hashes;
    error_count_ = overflow_count_ = 0;
    last_report_.reset();
}

void VirtualChip::reset_cores() {
    for (CoreRegisters& core : core_registers_)
        for (const auto& [address, value] : traits_->core_resets) core[address] = static_cast<std::uint8_t>(value);
}

void VirtualChip::stop_forwarding() noexcept {
    awaits_address_ = true;
    witness_.saw(Event::inactive);
}

void VirtualChip::take_address(std::uint8_t address) {
    awaits_address_ = false;
    address_ = address;
    witness_.saw(Event::address);
}

bool VirtualChip::is_named(std::uint8_t command_address) const noexcept {
    return command_address == address_ >> traits_->command_address_shift;
}

Duration VirtualChip::relay_time() const noexcept {
    // Each relay on the way samples at eight times the rate and passes a bit on one sample later.
    constexpr std::int64_t second = 1'000'000'000, samples = 8;
    return Duration{place_.index * second / (samples * std::max<std::int64_t>(1, baud_.value))};
}

bool VirtualChip::is_long() const noexcept { return traits_->reply_grows && is_rolling_; }

void VirtualChip::read(std::uint8_t reg, bool is_broadcast, Instant now) {
    if (is_broadcast && reg == number(Register::chip_id)) witness_.saw(Event::identity_read);
    if (faults_.has(Fault::mute_registers)) return;
    ReplyFrame reply = register_reply(traits_->wire, is_long(), address_, reg, value_of(reg, now));
    reply.sender = place_.index;
    const int times = faults_.has(Fault::double_answer) ? 2 : 1;
    for (int i = 0; i < times; ++i) line_->say(reply, baud_, now + 2 * relay_time(), faults_.level(Fault::garbage));
}

bool VirtualChip::is_read_only(std::uint8_t reg) const noexcept {
    return std::ranges::find(traits_->read_only, reg) != traits_->read_only.end();
}

std::uint32_t VirtualChip::value_of(std::uint8_t reg, Instant now) const {
    if (reg == traits_->places.pll) return clock_.word();
    if (reg == traits_->places.rate) return rate_word(registers_[reg], now);
    if (reg == temperature_data && traits_->has_thermometer) return temperature_word();
    return counter_of(reg).value_or(registers_[reg]);
}

std::optional<std::uint32_t> VirtualChip::counter_of(std::uint8_t reg) const {
    if (traits_->wire == Wire::bare) return std::nullopt;
    if (reg == number(Register::nonce_error_counter)) return error_count_;
    if (reg == number(Register::nonce_overflow_counter)) return overflow_count_;
    if (!traits_->has_counters) return std::nullopt;
    constexpr std::uint8_t first = number(Register::domain0_counter), last = number(Register::domain3_counter);
    if (reg >= first && reg <= last) return scaled(domain_hashes_[reg - first]);
    if (reg == number(Register::total_counter))
        return scaled(domain_hashes_[0] + domain_hashes_[1] + domain_hashes_[2] + domain_hashes_[3]);
    if (reg == number(Register::total_counter_clearable)) return scaled(totals_.hashes - clearable_from_);
    return std::nullopt;
}

std::uint32_t VirtualChip::rate_word(std::uint32_t stored, Instant now) const {
    constexpr std::uint32_t valid = 0x8000'0000;
    const double silicon = rate().value * std::ldexp(1.0, 32 - setup_.zero_bits);
    switch (traits_->rate) {
        case RateRegister::seconds_since_reset:
            return static_cast<std::uint32_t>(
                std::chrono::duration_cast<std::chrono::seconds>(now - reset_at_).count());
        case RateRegister::units_of_2_20:
            return valid | static_cast<std::uint32_t>(std::ldexp(silicon, -20));
        case RateRegister::units_of_2_24:
            return static_cast<std::uint32_t>(std::ldexp(silicon, -24));
        case RateRegister::stored:
            break;
    }
    return stored;
}

std::uint32_t VirtualChip::temperature_word() const noexcept {
    // T = code x 0.171342 - 299.5144, once the measurement was asked for in its four steps.
    constexpr std::uint32_t valid = 0x8000'0000, last_step = 0x10020000;
    constexpr double scale = 0.171342, offset = 299.5144;
    if (registers_[temperature_command] != last_step) return 0;
    return valid | (static_cast<std::uint32_t>(std::lround((temperature_.value + offset) / scale)) & 0xffff);
}

void VirtualChip::write(std::uint8_t reg, std::uint32_t value, bool is_addressed, ChipTime time) {
    const bool is_lost = reg == traits_->places.ticket && faults_.has(Fault::lose_ticket);
    if (!is_read_only(reg) && !is_lost) registers_[reg] = value;
    write_effects(reg, value, time.now);
    if (reg == number(Register::core_mailbox) && traits_->has_mailbox)
        write_mailbox(value, is_addressed);
    else
        witness_.saw_write(reg, value, is_addressed);
    if (search_.has_job()) search_.change(geometry());
    update_pace(time.hashed);
}

void VirtualChip::write_effects(std::uint8_t reg, std::uint32_t value, Instant now) {
    if (const auto baud = baud_after_write(traits_->baud, reg, registers_)) {
        // At once: the rest of what the host sends at the old rate is lost.
        if (!rates_match(*baud, baud_)) hears_from_ = now;
        baud_ = *baud;
    }
    if (reg == traits_->places.pll) return write_clock(value, now);
    if (traits_->wire == Wire::bare) return;
    constexpr std::uint32_t dividers = 0x0f0f0f00;
    switch (static_cast<Register>(reg)) {
        case Register::version_rolling:
            is_rolling_ = (value >> 31) != 0;
            return;
        case Register::pll0_divider:
            has_divider_ = value == dividers;
            return;
        case Register::analog_mux:
            return route_diode(value, now);
        case Register::soft_reset:
            if ((value & traits_->core_reset_bits) != 0) reset_cores();
            return;
        case Register::total_counter_clearable:
            if (value == 0) clearable_from_ = totals_.hashes;
            return;
        default:
            return;
    }
}

void VirtualChip::write_clock(std::uint32_t word, Instant now) {
    const std::uint32_t before = clock_.word();
    clock_.write(word, has_divider_, now);
    if (((before ^ word) << 1) != 0) has_divider_ = false;  // used up by a new clock
    if (decode_pll(word, traits_->clock.form)) witness_.saw(Event::clock_set);
    if (clock_.was_raised()) witness_.saw(Event::clock_raised);
}

void VirtualChip::route_diode(std::uint32_t value, Instant now) {
    if (traits_->diode_route == 0) return;
    if (value != traits_->diode_route)
        diode_since_.reset();
    else if (!diode_since_)
        diode_since_ = now;
}

void VirtualChip::write_mailbox(std::uint32_t value, bool is_addressed) {
    constexpr std::uint32_t write_bit = 1u << 15, all_cores = 1u << 31;
    if ((value & write_bit) != 0) return write_cores(value, is_addressed);
    const std::uint32_t asked = (value & all_cores) != 0 ? 0 : field(value, 24, 16);
    if (asked < core_registers_.size())
        registers_[number(Register::core_value)] = (asked << 16) | core_registers_[asked][field(value, 12, 8)];
}

void VirtualChip::write_cores(std::uint32_t value, bool is_addressed) {
    // One core alone is no bring-up: the witness only hears of writes to all of them.
    constexpr std::uint32_t all_cores_write = 0x8000'8000, ignored = 0x0000'1fff, all_cores = 1u << 31;
    const std::uint32_t core = field(value, 24, 16);
    const auto core_reg = static_cast<std::uint8_t>(field(value, 12, 8));
    const auto content = static_cast<std::uint8_t>(value & 0xff);
    for (std::uint32_t i = 0; i < core_registers_.size(); ++i)
        if ((value & all_cores) != 0 || i == core) core_registers_[i][core_reg] = content;
    if ((value & ~ignored) == all_cores_write) witness_.saw_core_write(core_reg, content, is_addressed);
}

void VirtualChip::take_job(std::shared_ptr<const MiningJob> job, ChipTime time) {
    if (opened_ < traits_->opening_jobs && job->opens_core() && witness_.may_open()) {
        if (++opened_ == traits_->opening_jobs) witness_.saw(Event::all_opened);
        return;
    }
    if (!is_configured()) return;  // cores are not clocked: nobody is there to take it
    search_.start(std::move(job), geometry());
    ++totals_.jobs;
    update_pace(time.hashed);
}

}  // namespace adit::boards::virtual_device
