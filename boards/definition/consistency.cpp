// See consistency.hpp.
#include "boards/definition/consistency.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace adit::boards {

namespace {

/// Which silicon answers at an address: a fan controller brings its sensors along, everything else is alone.
enum class Silicon : std::uint8_t { regulator, power_meter, emc2101, emc2103, emc2302, tmp1075 };

Silicon silicon_of(SensorPart part) noexcept {
    switch (part) {
        case SensorPart::emc2101_external:
        case SensorPart::emc2101_internal:
            return Silicon::emc2101;
        case SensorPart::emc2103_external1:
        case SensorPart::emc2103_external2:
        case SensorPart::emc2103_internal:
            return Silicon::emc2103;
        case SensorPart::tmp1075:
            break;
    }
    return Silicon::tmp1075;
}

Silicon silicon_of(FanPart part) noexcept {
    switch (part) {
        case FanPart::emc2101:
            return Silicon::emc2101;
        case FanPart::emc2103:
            return Silicon::emc2103;
        case FanPart::emc2302:
            break;
    }
    return Silicon::emc2302;
}

std::string hexadecimal(std::uint8_t address) {
    constexpr std::string_view digits = "0123456789abcdef";
    return std::string{"0x"} + digits[address >> 4U] + digits[address & 0xfU];
}

/// Remembers who was first at each address and complains about a later one that is other silicon.
class AddressBook {
public:
    explicit AddressBook(TomlTable& root) : root_{root} {}

    void enter(std::uint8_t address, Silicon silicon, std::string_view key) {
        auto& place = places_.at(address % places_.size());
        if (place.first.empty()) place = {key, silicon};
        if (place.second == silicon) return;
        root_.complain(key, "another part is at " + hexadecimal(address) + " already, in `" + std::string{place.first} +
                                "`; every part of a bus has an address of its own");
    }

private:
    TomlTable& root_;
    std::array<std::pair<std::string_view, Silicon>, 128> places_{};
};

void check_addresses(TomlTable& root, const BoardDefinition& board) {
    AddressBook book{root};
    book.enter(board.regulator.address, Silicon::regulator, "regulator");
    if (board.power_meter) book.enter(board.power_meter->address, Silicon::power_meter, "power_meter");
    for (const Sensor& sensor : board.sensors) book.enter(sensor.address, silicon_of(sensor.part), "sensor");
    for (const Fan& fan : board.fans) book.enter(fan.address, silicon_of(fan.part), "fan");
}

template <class List, class Same>
bool has_twice(const List& list, Same same) {
    for (auto one = list.begin(); one != list.end(); ++one)
        if (std::any_of(list.begin(), one, [&](const auto& other) { return same(*one, other); })) return true;
    return false;
}

void check_repetitions(TomlTable& root, const BoardDefinition& board) {
    if (has_twice(board.sensors,
                  [](const Sensor& a, const Sensor& b) { return a.part == b.part && a.address == b.address; }))
        root.complain("sensor", "names the same sensor twice; give each its own address");
    if (has_twice(board.fans, [](const Fan& a, const Fan& b) {
            return a.part == b.part && a.address == b.address && a.channel == b.channel;
        }))
        root.complain("fan", "names the same fan twice; give each its own channel");
}

}  // namespace

void check_consistency(TomlTable& root, const BoardDefinition& board) {
    check_addresses(root, board);
    check_repetitions(root, board);
    if (board.chain.series_domains > 0 && board.chain.chips % board.chain.series_domains != 0)
        root.complain("chain", "chips must be a multiple of series_domains: every domain has as many");
    if (board.name.empty() || board.name.find_first_of(" /\t\"") != std::string::npos)
        root.complain("name", "must be one word without spaces and slashes: it stands in commands");
}

}  // namespace adit::boards
