// See device_spec.hpp.
#include "miner/cli/device_spec.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace adit::miner::cli {

namespace {

constexpr std::size_t longest_spec = 512;

auto refusal(std::string_view text, const std::string& why) {
    return failure(Problem{ExitCode::usage, "device \"" + std::string{text.substr(0, longest_spec)} + "\": " + why});
}

bool read_zero_bits(std::string_view value, std::uint8_t& into) {
    const char* end = value.data() + value.size();
    const auto parsed = std::from_chars(value.data(), end, into);
    return parsed.ec == std::errc{} && parsed.ptr == end && into <= 32;
}

std::pair<std::string_view, std::string_view> cut(std::string_view text, char at) {
    const auto position = text.find(at);
    if (position == std::string_view::npos) return {text, {}};
    return {text.substr(0, position), text.substr(position + 1)};
}

Expected<DeviceSpec, Problem> parse_serial(std::string_view text, std::string_view path, std::string_view query) {
    SerialSpec serial{.data = std::string{path}, .board = {}, .control = {}, .zero_bits = 32};
    while (!query.empty()) {
        const auto [option, rest] = cut(query, '&');
        const auto [key, value] = cut(option, '=');
        if (key == "board")
            serial.board = value;
        else if (key == "control")
            serial.control = value;
        else if (key != "zero_bits" || !read_zero_bits(value, serial.zero_bits))
            return refusal(text, "unknown option \"" + std::string{key} + "\"; a serial device has board and control");
        query = rest;
    }
    if (serial.data.empty())
        return refusal(text, "names no port; write serial:/dev/ttyACM1?board=NAME&control=/dev/ttyACM0");
    if (serial.board.empty()) return refusal(text, "needs board=NAME (adit boards lists them)");
    if (serial.control.empty()) return refusal(text, "needs control=PORT, the bridge's first port");
    return DeviceSpec{std::string{text}, std::move(serial)};
}

}  // namespace

Expected<DeviceSpec, Problem> parse_device_spec(std::string_view text) {
    const bool is_printable = std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
    if (text.empty() || text.size() > longest_spec || !is_printable)
        return refusal(is_printable ? text : std::string_view{"…"},
                       "must be 1 to 512 printable characters without spaces");
    const auto [head, query] = cut(text, '?');
    const auto [kind, rest] = cut(head, ':');
    if (kind == "cpu" && head == kind) return DeviceSpec{std::string{text}, CpuSpec{std::string{query}}};
    if (kind == "virtual" && !rest.empty())
        return DeviceSpec{std::string{text}, VirtualSpec{std::string{rest}, std::string{query}}};
    if (kind == "virtual") return refusal(text, "names no board; write virtual:bitaxe-gamma");
    if (kind == "serial") return parse_serial(text, rest, query);
    constexpr std::array later{"usb", "hid", "spi", "auto"};
    if (std::ranges::find(later, kind) != later.end())
        return refusal(text, "this build has no " + std::string{kind} + " back-end yet; use cpu, virtual: or serial:");
    return refusal(text, "is not a device; write cpu, virtual:BOARD or serial:PORT?board=NAME&control=PORT");
}

}  // namespace adit::miner::cli
