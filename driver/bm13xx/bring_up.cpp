// Interprets a family's table: one step per call, chip by chip where the table says so.
#include "driver/bm13xx/bring_up.hpp"

#include <algorithm>

#include "driver/bm13xx/frames.hpp"

namespace adit::driver::bm13xx {
namespace {

using Action = decltype(Step::action);

}  // namespace

BringUp::BringUp(const ChipModel& chip, std::uint16_t chips) noexcept
    : chip_{&chip}, chips_{std::clamp<std::uint16_t>(chips, 1, max_chips)} {}

std::optional<Step> BringUp::next() noexcept {
    if (line_ == chip_->init.size()) return std::nullopt;
    const Step step = step_for(chip_->init[line_]);
    advance();
    return step;
}

std::uint8_t BringUp::address() const noexcept { return static_cast<std::uint8_t>(index_ * address_interval(chips_)); }

Step BringUp::step_for(const InitLine& line) const noexcept {
    const auto action = [&]() -> Action {
        switch (line.kind) {
            case InitKind::wait:
                return step::Wait{std::chrono::milliseconds{line.value}};
            case InitKind::host_baud:
                return step::SetHostBaud{{line.value}};
            case InitKind::purge_input:
                return step::PurgeInput{};
            case InitKind::read_ids:
                return step::Send{encode(ReadRegister{all_chips, Register::chip_id})};
            case InitKind::expect_ids:
                return step::ExpectChips{chip_->chip_id, chips_, std::chrono::milliseconds{line.value}};
            case InitKind::stop_relaying:
                return step::Send{encode(Inactive{})};
            case InitKind::set_addresses:
                return step::Send{encode(SetAddress{address()})};
            case InitKind::write_all:
                return step::Send{encode(WriteRegister{all_chips, line.reg, line.value})};
            case InitKind::write_each:
                break;
        }
        return step::Send{encode(WriteRegister{chip_at(address()), line.reg, line.value})};
    };
    return {action(), line.reason, line.source, line.redundant};
}

void BringUp::advance() noexcept {
    const InitKind kind = chip_->init[line_].kind;
    if (kind == InitKind::write_each) return advance_group();
    if (kind == InitKind::set_addresses && ++index_ < chips_) return;
    index_ = 0;
    ++line_;
}

/// Within a group of `write_each`: the next line for the same chip, else the first line for the next chip.
void BringUp::advance_group() noexcept {
    const auto in_group = [&](std::size_t line) {
        return line < chip_->init.size() && chip_->init[line].kind == InitKind::write_each;
    };
    if (in_group(++line_)) return;
    if (++index_ < chips_)
        while (line_ > 0 && in_group(line_ - 1)) --line_;
    else
        index_ = 0;
}

}  // namespace adit::driver::bm13xx
