// Plans taken apart for tests: their steps, the frames they send (clocks included), how long they wait.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "driver/plan.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sha256/hex.hpp"

namespace adit::test {

template <class Cursor>
std::vector<driver::Step> steps_of(Cursor cursor) {
    std::vector<driver::Step> steps;
    while (const auto step = cursor.next()) steps.push_back(*step);
    CHECK_FALSE(cursor.next().has_value());
    return steps;
}

inline std::string frame_of(const driver::Step& step) {
    if (const auto* send = std::get_if<driver::step::Send>(&step.action)) return to_hex(send->frame.bytes());
    if (const auto* set = std::get_if<driver::step::SetFrequency>(&step.action)) return to_hex(set->frame.bytes());
    return {};
}

template <class Cursor>
std::vector<std::string> frames_of(const Cursor& cursor) {
    std::vector<std::string> frames;
    for (const driver::Step& step : steps_of(cursor))
        if (auto frame = frame_of(step); !frame.empty()) frames.push_back(std::move(frame));
    return frames;
}

/// The frames that are marked as deliberately repeated.
template <class Cursor>
std::vector<std::string> redundant_frames_of(const Cursor& cursor) {
    std::vector<std::string> frames;
    for (const driver::Step& step : steps_of(cursor))
        if (step.redundant) frames.push_back(frame_of(step));
    return frames;
}

template <class Cursor>
Duration waited_by(const Cursor& cursor) {
    Duration waited{};
    for (const driver::Step& step : steps_of(cursor))
        if (const auto* wait = std::get_if<driver::step::Wait>(&step.action)) waited += wait->duration;
    return waited;
}

inline std::vector<std::string> hex(const std::vector<std::string_view>& frames) {
    std::vector<std::string> result;
    for (const std::string_view frame : frames) result.push_back(to_hex(from_hex(frame)));
    return result;
}

/// The last `count` frames.
inline std::vector<std::string> last_of(const std::vector<std::string>& frames, std::size_t count) {
    REQUIRE(frames.size() >= count);
    return {frames.end() - static_cast<std::ptrdiff_t>(count), frames.end()};
}

}  // namespace adit::test
