// Interprets the tables. Domain values: capture of an S21 Pro (13 domains of 5 chips), checked against two other
// chains.
#include "driver/bm13xx/table_plan.hpp"

#include <algorithm>

#include "driver/bm13xx/dialect.hpp"

namespace adit::driver::bm13xx {
namespace {

using Action = decltype(Step::action);

constexpr std::uint32_t strong_clock_pad = 0x0001f111;  // the last chip of a domain drives the clock across the border
constexpr std::uint32_t relay_both_ways = 3;
constexpr std::uint32_t first_gap = 14;

}  // namespace

TablePlan::TablePlan(const ChipModel& chip, const ChainShape& shape, std::span<const InitLine> table,
                     Megahertz clock) noexcept
    : chip_{&chip}, shape_{checked(chip, shape)}, table_{table}, clock_{clock} {}

std::optional<Step> TablePlan::next() noexcept {
    while (true) {
        if (const auto step = next_of_baud()) return step;
        if (const auto step = next_wait()) return step;
        if (line_ == table_.size()) return std::nullopt;
        const InitLine& line = table_[line_];
        if (index_ >= repetitions(line.kind)) {
            index_ = 0;
            ++line_;
            continue;
        }
        if (line.kind == InitKind::fast_baud) {
            baud_ = FastBaud{*chip_, shape_.fast_baud};
            advance();
            continue;
        }
        const Step step = step_for(line);
        if (line.kind == InitKind::set_addresses && line.value != 0) wait_ = &line;
        advance();
        return step;
    }
}

std::optional<Step> TablePlan::next_of_baud() noexcept {
    if (!baud_) return std::nullopt;
    const auto step = baud_->next();
    if (!step) baud_.reset();
    return step;
}

std::optional<Step> TablePlan::next_wait() noexcept {
    if (wait_ == nullptr) return std::nullopt;
    const InitLine& line = *wait_;
    wait_ = nullptr;
    return Step{step::Wait{std::chrono::milliseconds{line.value}}, "the chip takes its address", line.source};
}

std::uint32_t TablePlan::repetitions(InitKind kind) const noexcept {
    const bool has_domains = shape_.domains > 1;
    switch (kind) {
        case InitKind::set_addresses:
        case InitKind::write_each:
        case InitKind::wait_each:
            return shape_.chips;
        case InitKind::write_domain_ends:
            return has_domains ? shape_.present_domains() : 0u;
        case InitKind::relay_gaps:
            return has_domains ? 2u * shape_.present_domains() : 0u;
        case InitKind::nonce_offsets:
            return has_domains ? shape_.chips : 0u;
        default:
            return 1;
    }
}

Step TablePlan::step_for(const InitLine& line) const noexcept {
    const auto action = [&]() -> Action {
        switch (line.kind) {
            case InitKind::wait:
            case InitKind::wait_each:
                return step::Wait{std::chrono::milliseconds{line.value}};
            case InitKind::host_baud:
                return step::SetHostBaud{{line.value}};
            case InitKind::expect_ids:
                return step::ExpectChips{chip_->chip_id, shape_.chips, std::chrono::milliseconds{line.value}};
            case InitKind::set_clock:
                return step::SetFrequency{start_pll().output(), *frame_for(line)};
            default:
                break;
        }
        const auto frame = frame_for(line);
        return frame ? Action{step::Send{*frame}} : Action{step::PurgeInput{}};
    };
    return {action(), line.reason, line.source, line.redundant};
}

std::optional<CommandBytes> TablePlan::frame_for(const InitLine& line) const noexcept {
    const Dialect dialect = chip_->dialect();
    const auto chip = static_cast<std::uint16_t>(index_);
    const auto to_all = [&](Register reg, std::uint32_t value) {
        return encode(dialect, WriteRegister{all_chips, reg, value});
    };
    switch (line.kind) {
        case InitKind::read_ids:
            return encode(dialect, ReadRegister{all_chips, Register::chip_id});
        case InitKind::stop_relaying:
            return encode(dialect, Inactive{});
        case InitKind::set_addresses:
            return encode(dialect, SetAddress{assigned_address(*chip_, shape_.chips, chip)});
        case InitKind::write_all:
            return to_all(line.reg, line.value);
        case InitKind::write_first:
            return write(0, line.reg, line.value);
        case InitKind::write_each:
            return write(index_, line.reg, line.value);
        case InitKind::write_domain_ends:
            return write(last_of_domain(index_), Register::io_driver_strength, strong_clock_pad);
        case InitKind::relay_gaps:
            return relay_gap();
        case InitKind::nonce_offsets:
            return write(index_, Register::chip_nonce_offset, nonce_offset_word(shape_.whole, chip));
        case InitKind::set_clock:
            return to_all(chip_->places.pll, pack(start_pll(), chip_->pll.coding));
        case InitKind::set_sweep:
            return to_all(chip_->places.sweep, hash_counting_number(*chip_, sharing_chips(*chip_, shape_), clock_));
        default:
            return std::nullopt;
    }
}

CommandBytes TablePlan::write(std::uint32_t chip, Register reg, std::uint32_t value) const noexcept {
    const auto index = static_cast<std::uint16_t>(chip);
    return encode(chip_->dialect(), WriteRegister{chip_at(command_address(*chip_, shape_.chips, index)), reg, value});
}

/// First chip of a domain, then its last: the farther from the host, the shorter the gap.
CommandBytes TablePlan::relay_gap() const noexcept {
    const std::uint32_t length = shape_.per_domain(), domain = index_ / 2;
    const std::uint32_t gap = length * (shape_.domains - domain) + first_gap;
    const std::uint32_t chip = index_ % 2 == 0 ? domain * length : last_of_domain(domain);
    return write(chip, Register::uart_relay, gap << 16 | relay_both_ways);
}

/// The last chip of it that is present.
std::uint32_t TablePlan::last_of_domain(std::uint32_t domain) const noexcept {
    return std::min<std::uint32_t>((domain + 1) * shape_.per_domain(), shape_.chips) - 1;
}

Pll TablePlan::start_pll() const noexcept {
    return nearest_pll(chip_->start_clock, chip_->pll).value_or(Pll{chip_->pll.feedback_min, 2, 7, 6});
}

void TablePlan::advance() noexcept {
    if (is_per_chip(table_[line_].kind)) return advance_group();
    ++index_;
}

/// Within a group: the next line for the same chip, else the first line for the next chip.
void TablePlan::advance_group() noexcept {
    const auto in_group = [&](std::size_t line) { return line < table_.size() && is_per_chip(table_[line].kind); };
    if (in_group(++line_)) return;
    if (++index_ < shape_.chips)
        while (line_ > 0 && in_group(line_ - 1)) --line_;
    else
        index_ = 0;
}

}  // namespace adit::driver::bm13xx
