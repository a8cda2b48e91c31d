// See recording.hpp.
#include "hal/tap/recording.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace adit::hal {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
/// 146 years: sums of two times stay within 64 bits.
constexpr Duration::rep latest_time = Duration::rep{1} << 62;

char sign_of(TrafficKind kind) noexcept {
    switch (kind) {
        case TrafficKind::sent:
            return '>';
        case TrafficKind::received:
            return '<';
        case TrafficKind::baud:
            break;
    }
    return '=';
}

void append_line(std::string& text, const Transfer& transfer, std::span<const std::byte> bytes) {
    text += std::to_string(transfer.at.time_since_epoch().count());
    text += ' ';
    text += sign_of(transfer.kind);
    text += ' ';
    if (transfer.kind == TrafficKind::baud) text += std::to_string(transfer.baud.value);
    for (const std::byte byte : bytes) {
        const auto value = std::to_integer<unsigned>(byte);
        text += hex_digits[value >> 4];
        text += hex_digits[value & 0xF];
    }
    text += '\n';
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) noexcept {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Cuts off and returns the first word.
std::string_view take_word(std::string_view& line) noexcept {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

std::optional<TrafficKind> parse_kind(std::string_view word) noexcept {
    if (word == ">") return TrafficKind::sent;
    if (word == "<") return TrafficKind::received;
    if (word == "=") return TrafficKind::baud;
    return std::nullopt;
}

Expected<std::vector<std::byte>, RecordingFault> parse_hex(std::string_view text) {
    if (text.empty() || text.size() % 2 != 0) return failure(RecordingFault::bad_hex);
    if (text.size() / 2 > max_transfer_size) return failure(RecordingFault::transfer_large);
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() / 2);
    for (; !text.empty(); text.remove_prefix(2)) {
        const auto high = hex_digits.find(text[0]);
        const auto low = hex_digits.find(text[1]);
        if (high == hex_digits.npos || low == hex_digits.npos) return failure(RecordingFault::bad_hex);
        bytes.push_back(static_cast<std::byte>(high << 4 | low));
    }
    return bytes;
}

Expected<Transfer, RecordingFault> parse_transfer(std::string_view line) {
    Transfer transfer;
    const auto at = parse_number<Duration::rep>(take_word(line));
    if (!at || *at < 0 || *at > latest_time) return failure(RecordingFault::bad_time);
    transfer.at = Instant{Duration{*at}};
    const auto kind = parse_kind(take_word(line));
    if (!kind) return failure(RecordingFault::bad_kind);
    transfer.kind = *kind;
    if (*kind == TrafficKind::baud) {
        const auto rate = parse_number<std::uint32_t>(line);
        if (!rate || *rate == 0) return failure(RecordingFault::bad_baud);
        transfer.baud = Baud{*rate};
        return transfer;
    }
    auto bytes = parse_hex(line);
    if (!bytes) return failure(bytes.error());
    transfer.bytes = std::move(*bytes);
    return transfer;
}

/// Cuts off and returns the first line, without its end.
std::string_view take_line(std::string_view& text) noexcept {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace

void Recording::do_record(const Traffic& traffic) {
    const bool fits = traffic.bytes.size() <= capacity_ - used_ && transfers_.size() < max_transfers;
    if (lost_ > 0 || !fits) {
        ++lost_;  // once a gap exists, what follows would only pretend to be a whole conversation
        return;
    }
    used_ += traffic.bytes.size();
    transfers_.push_back({traffic.at, traffic.kind, {traffic.bytes.begin(), traffic.bytes.end()}, traffic.baud});
}

std::string to_text(const std::vector<Transfer>& transfers) {
    std::string text;
    for (const auto& transfer : transfers) {
        if (transfer.bytes.empty() && transfer.kind != TrafficKind::baud) continue;
        std::span<const std::byte> rest{transfer.bytes};
        do {
            const auto part = rest.first(std::min(rest.size(), max_transfer_size));
            append_line(text, transfer, part);
            rest = rest.subspan(part.size());
        } while (!rest.empty());
    }
    return text;
}

Expected<std::vector<Transfer>, RecordingError> parse_recording(std::string_view text) {
    std::vector<Transfer> transfers;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        if (line.empty() || line.front() == '#') continue;
        if (transfers.size() == max_transfers) return failure(RecordingError{RecordingFault::recording_large, number});
        auto transfer = parse_transfer(line);
        if (!transfer) return failure(RecordingError{transfer.error(), number});
        if (!transfers.empty() && transfer->at < transfers.back().at) {
            return failure(RecordingError{RecordingFault::bad_time, number});
        }
        transfers.push_back(std::move(*transfer));
    }
    return transfers;
}

}  // namespace adit::hal
