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
static_assert(TraceEvent::most_bytes % word_size == 0);

/// Little-endian whatever the machine.
template <class Word>
std::uint64_t load(const std::byte* bytes) noexcept {
    Word word = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&word, bytes, sizeof word);
    } else {
        for (std::size_t i = 0; i < sizeof word; ++i)
            word = static_cast<Word>(word | std::to_integer<Word>(bytes[i]) << (8 * i));
    }
    return word;
}

/// One to seven bytes; the rest of the word is zero. Where they are longer than a load is, two loads overlap.
std::uint64_t short_word(std::span<const std::byte> bytes) noexcept {
    const std::byte* const first = bytes.data();
    const std::size_t size = bytes.size();
    if (size >= 4) return load<std::uint32_t>(first) | load<std::uint32_t>(first + size - 4) << (8 * (size - 4));
    if (size >= 2) return load<std::uint16_t>(first) | load<std::uint16_t>(first + size - 2) << (8 * (size - 2));
    return load<std::uint8_t>(first);
}

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t word) noexcept {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // the golden ratio, as in SplitMix64
    const std::uint64_t mixed = std::rotl(hash ^ word, 29) * odd;
    return mixed ^ mixed >> 32;
}

constexpr std::uint64_t head(TraceKind kind, std::uint8_t board) noexcept {
    return static_cast<std::uint64_t>(kind) << 56 | std::uint64_t{board} << 48;
}

}  // namespace

inline TraceEvent& Trace::next(TraceKind kind, std::uint8_t board, Instant at) noexcept {
    TraceEvent& event = ring_[count_++ % kept];
    event.at = at;
    event.a = event.b = 0;
    event.text = "";
    event.kind = kind;
    event.board = board;
    event.count = 0;
    hash_ = mix(hash_, static_cast<std::uint64_t>(at.time_since_epoch().count()));
    return event;
}

void Trace::bytes(TraceKind kind, std::uint8_t board, Instant at, std::span<const std::byte> what) noexcept {
    TraceEvent& event = next(kind, board, at);
    event.a = what.size();
    event.count = static_cast<std::uint8_t>(std::min(what.size(), TraceEvent::most_bytes));
    std::uint64_t hash = mix(hash_, head(kind, board) | what.size());
    auto room = event.words.begin();
    const auto take = [&](std::uint64_t word) {
        hash = mix(hash, word);
        if (room != event.words.end()) *room++ = word;
    };
    for (; what.size() >= word_size; what = what.subspan(word_size)) take(load<std::uint64_t>(what.data()));
    if (!what.empty()) take(short_word(what));
    hash_ = hash;
    if (sink_ != nullptr) print(event);
}

void Trace::note(TraceKind kind, std::uint8_t board, Instant at, std::uint64_t a, std::uint64_t b,
                 const char* text) noexcept {
    TraceEvent& event = next(kind, board, at);
    event.a = a;
    event.b = b;
    event.text = text;
    hash_ = mix(mix(mix(hash_, head(kind, board)), a), b);
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
        std::snprintf(head.data(), head.size(), " %02x", event.byte(i));
        line += head.data();
    }
    if (event.count > 0) return event.a > event.count ? line + " …" : line;
    std::snprintf(head.data(), head.size(), " %s %llu %llu", event.text, static_cast<unsigned long long>(event.a),
                  static_cast<unsigned long long>(event.b));
    return line + head.data();
}

}  // namespace adit::boards::simulation
