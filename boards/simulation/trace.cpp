// See trace.hpp.
#include "boards/simulation/trace.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace adit::boards::simulation {

namespace {

const char* name(TraceKind kind) noexcept {
    constexpr std::array names{"control>", "control<", "data>", "data<",  "baud",   "state",
                               "permit",   "fault",    "act",   "hazard", "FINDING"};
    return names[static_cast<std::size_t>(kind)];
}

constexpr std::size_t word_size = sizeof(std::uint64_t);

/// Little-endian whatever the machine.
template <class Word>
Word load(const std::byte* bytes) noexcept {
    Word word = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&word, bytes, sizeof word);
    } else {
        for (std::size_t i = 0; i < sizeof word; ++i)
            word = static_cast<Word>(word | std::to_integer<Word>(bytes[i]) << (8 * i));
    }
    return word;
}

/// Fewer bytes than a word; the rest of it is zero.
std::uint64_t short_word(std::span<const std::byte> bytes) noexcept {
    const std::byte* at = bytes.data();
    std::uint64_t word = 0;
    unsigned shift = 0;
    if ((bytes.size() & 4) != 0) {
        word = load<std::uint32_t>(at);
        at += 4;
        shift = 32;
    }
    if ((bytes.size() & 2) != 0) {
        word |= std::uint64_t{load<std::uint16_t>(at)} << shift;
        at += 2;
        shift += 16;
    }
    if ((bytes.size() & 1) != 0) word |= std::to_integer<std::uint64_t>(*at) << shift;
    return word;
}

}  // namespace

inline void Trace::mix(std::uint64_t word) noexcept {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // the golden ratio, as in SplitMix64
    hash_ = std::rotl(hash_ ^ word, 29) * odd;
    hash_ ^= hash_ >> 32;
}

inline TraceEvent& Trace::next(TraceKind kind, std::uint8_t board, Instant at) noexcept {
    TraceEvent& event = ring_[count_++ % kept];
    event.at = at;
    event.kind = kind;
    event.board = board;
    event.count = 0;
    event.a = event.b = 0;
    event.text = "";
    mix(static_cast<std::uint64_t>(at.time_since_epoch().count()));
    return event;
}

void Trace::bytes(TraceKind kind, std::uint8_t board, Instant at, std::span<const std::byte> what) noexcept {
    TraceEvent& event = next(kind, board, at);
    const std::size_t shown = std::min(what.size(), TraceEvent::most_bytes);
    std::copy_n(what.begin(), shown, event.bytes.begin());
    event.count = static_cast<std::uint8_t>(shown);
    event.a = what.size();
    mix(static_cast<std::uint64_t>(kind) << 56 | std::uint64_t{board} << 48 | what.size());
    for (; what.size() >= word_size; what = what.subspan(word_size)) mix(load<std::uint64_t>(what.data()));
    if (!what.empty()) mix(short_word(what));
    if (sink_ != nullptr) print(event);
}

void Trace::note(TraceKind kind, std::uint8_t board, Instant at, std::uint64_t a, std::uint64_t b,
                 const char* text) noexcept {
    TraceEvent& event = next(kind, board, at);
    event.a = a;
    event.b = b;
    event.text = text;
    mix(static_cast<std::uint64_t>(kind) << 56 | std::uint64_t{board} << 48);
    mix(a);
    mix(b);
    if (sink_ != nullptr) print(event);
}

void Trace::print(const TraceEvent& event) const { std::fprintf(sink_, "%s\n", describe(event).c_str()); }

std::vector<TraceEvent> Trace::last(std::size_t most) const {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(count_, std::min(most, kept)));
    std::vector<TraceEvent> events;
    events.reserve(count);
    for (std::uint64_t i = count_ - count; i < count_; ++i) events.push_back(ring_[i % kept]);
    return events;
}

std::string describe(const TraceEvent& event) {
    std::array<char, 160> head{};
    const double seconds = static_cast<double>(event.at.time_since_epoch().count()) * 1e-9;
    std::snprintf(head.data(), head.size(), "%14.6f board %u %-8s", seconds, unsigned{event.board}, name(event.kind));
    std::string line = head.data();
    for (std::size_t i = 0; i < event.count; ++i) {
        std::snprintf(head.data(), head.size(), " %02x", std::to_integer<unsigned>(event.bytes[i]));
        line += head.data();
    }
    if (event.count > 0) return event.a > event.count ? line + " …" : line;
    std::snprintf(head.data(), head.size(), " %s %llu %llu", event.text, static_cast<unsigned long long>(event.a),
                  static_cast<unsigned long long>(event.b));
    return line + head.data();
}

}  // namespace adit::boards::simulation
