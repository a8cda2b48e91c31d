// The numbered lines between bridge (or controller) and board: which there are, what they are at boot, what they
// switch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "boards/definition/board_definition.hpp"

namespace adit::boards::virtual_device {

class BoardLines {
public:
    explicit BoardLines(const BoardDefinition& board) noexcept
        : reset_{board.chain.reset_gpio, board.chain.reset_active_low},
          enable_{of(board.regulator.enable)},
          io_{of(board.regulator.io)} {
        release();
    }

    [[nodiscard]] std::optional<bool> level(std::uint8_t number) const noexcept {
        for (const Line* line : {&reset_, enable(), io()})
            if (line != nullptr && line->number == number) return line->level;
        return std::nullopt;
    }
    void set(std::uint8_t number, bool level) noexcept {
        for (Line* line : {&reset_, enable(), io()})
            if (line != nullptr && line->number == number) line->level = level;
    }
    /// Nobody drives them any more: the board's resistors hold reset and keep supplies off.
    void release() noexcept {
        for (Line* line : {&reset_, enable(), io()})
            if (line != nullptr) line->level = !line->on_level;
    }

    [[nodiscard]] bool is_reset_released() const noexcept { return reset_.is_on(); }
    [[nodiscard]] bool is_core_enabled() const noexcept { return enable_ && enable_->is_on(); }
    /// True where no line switches it.
    [[nodiscard]] bool is_io_on() const noexcept { return !io_ || io_->is_on(); }

private:
    struct Line {
        std::uint8_t number{};
        bool on_level = true;
        bool level = false;
        [[nodiscard]] bool is_on() const noexcept { return level == on_level; }
    };
    static std::optional<Line> of(const std::optional<SwitchLine>& line) noexcept {
        return line ? std::optional<Line>{{line->gpio, !line->is_on_low}} : std::nullopt;
    }
    [[nodiscard]] Line* enable() noexcept { return enable_ ? &*enable_ : nullptr; }
    [[nodiscard]] Line* io() noexcept { return io_ ? &*io_ : nullptr; }
    [[nodiscard]] const Line* enable() const noexcept { return enable_ ? &*enable_ : nullptr; }
    [[nodiscard]] const Line* io() const noexcept { return io_ ? &*io_ : nullptr; }

    Line reset_;  ///< "on" is running
    std::optional<Line> enable_, io_;
};

}  // namespace adit::boards::virtual_device
