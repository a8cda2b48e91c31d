// See explain.hpp.
#include "boards/host/explain.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "boards/runtime/chip_of.hpp"
#include "boards/runtime/power_on_plan.hpp"

namespace adit::boards {

namespace {

std::string hex(const driver::CommandBytes& frame) {
    std::string text;
    for (const std::byte byte : frame.bytes()) {
        std::array<char, 4> digits{};
        (void)std::snprintf(digits.data(), digits.size(), "%02X ", static_cast<unsigned>(byte));
        text += digits.data();
    }
    if (!text.empty()) text.pop_back();
    return text;
}

std::string milliseconds(Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()) + " ms";
}

std::string megahertz(Megahertz frequency) {
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%.2f MHz", frequency.value);
    return text.data();
}

struct Words {
    std::string operator()(const board_step::SetReset& step) const {
        return step.asserted ? "assert chain reset" : "release chain reset";
    }
    std::string operator()(const board_step::CoreOff&) const { return "core off, read back"; }
    std::string operator()(const board_step::Preflight&) const {
        return "preflight: regulator limits written and verified";
    }
    std::string operator()(const board_step::CoreOn& step) const {
        return "core on at " + std::to_string(step.core.value) + " mV per domain";
    }
    std::string operator()(const board_step::ReachCheckpoint&) const { return "checkpoint: diode"; }
    std::string operator()(const driver::Step& step) const {
        return std::visit(*this, step.action) + (step.redundant ? "  (repeated on purpose)" : "");
    }
    std::string operator()(const driver::step::Send& step) const { return "send " + hex(step.frame); }
    std::string operator()(const driver::step::Wait& step) const { return "wait " + milliseconds(step.duration); }
    std::string operator()(const driver::step::SetFrequency& step) const {
        return "send " + hex(step.frame) + "  = " + megahertz(step.frequency);
    }
    std::string operator()(const driver::step::ExpectChips& step) const {
        return "expect " + std::to_string(step.count) + " chip(s) within " + milliseconds(step.within);
    }
    std::string operator()(const driver::step::SetHostBaud& step) const {
        return "host to " + std::to_string(step.baud.value) + " baud";
    }
    std::string operator()(const driver::step::PurgeInput&) const { return "discard what was received"; }
};

}  // namespace

std::vector<std::string> explain_power_on(const BoardDefinition& board, const safety::Profile& profile) {
    const driver::bm13xx::Chain chain{{.chip = &chip_of(board.chain.chip),
                                       .chips = board.chain.chips,
                                       .fast_baud = board.chain_bus.fast_baud,
                                       .domains = board.chain.series_domains}};
    PowerOnPlan plan{board.power_on, chain, profile.default_point};
    std::vector<std::string> lines;
    while (const auto step = plan.next()) {
        std::array<char, 8> number{};
        (void)std::snprintf(number.data(), number.size(), "%4zu  ", lines.size() + 1);
        lines.push_back(number.data() + std::visit(Words{}, step->action) + "\n        " + std::string{step->reason} +
                        " [" + std::string{step->source} + "]");
    }
    return lines;
}

}  // namespace adit::boards
