// What can go wrong in the simulated world, as a table: every fault the emulated board knows, and those of cable,
// host, disk and pool around it. A seed draws from here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "boards/virtual/faults.hpp"
#include "hal/clock.hpp"

namespace adit::boards::simulation {

/// Faults outside the board.
enum class Outside : std::uint8_t {
    cable_noise,  ///< level: probability of each mishap a byte on the data port
    write_block,  ///< the data port takes no bytes
    unplug,       ///< both ports are gone; afterwards the process is started anew
    slow_bridge,  ///< answers on the control port take long (level: milliseconds)
    kill,         ///< the process dies and adit-safeoff runs; started again at the end
    stall,        ///< the host stands still
    slow_disk,    ///< level: milliseconds until stored
    full_disk,
    no_work,     ///< no pool has a job
    new_blocks,  ///< a new block every second
};

inline constexpr std::size_t outside_count = 10;

struct Trouble {
    std::string_view name;
    std::string_view fi;  ///< row of the fault matrix
    std::optional<virtual_device::Fault> inside;
    std::optional<Outside> outside;
    Duration shortest{}, longest{};
    std::span<const double> levels{};  ///< one is drawn
    bool hits_all = false;             ///< the process or the pool: every board
};

/// All of them, in an order that does not change while the program runs.
[[nodiscard]] const std::vector<Trouble>& troubles();

/// Some of the troubles.
class TroubleSet {
public:
    constexpr TroubleSet() = default;
    constexpr TroubleSet(std::initializer_list<virtual_device::Fault> inside,
                         std::initializer_list<Outside> outside = {}) noexcept {
        for (const virtual_device::Fault fault : inside) set(fault, true);
        for (const Outside fault : outside) set(fault, true);
    }
    constexpr void set(virtual_device::Fault fault, bool is_in) noexcept {
        put(inside_, static_cast<unsigned>(fault), is_in);
    }
    constexpr void set(Outside fault, bool is_in) noexcept { put(outside_, static_cast<unsigned>(fault), is_in); }
    [[nodiscard]] constexpr bool is_empty() const noexcept { return (inside_ | outside_) == 0; }
    [[nodiscard]] constexpr bool meets(const TroubleSet& other) const noexcept {
        return ((inside_ & other.inside_) | (outside_ & other.outside_)) != 0;
    }

private:
    static_assert(virtual_device::fault_count <= 64 && outside_count <= 64);
    static constexpr void put(std::uint64_t& word, unsigned number, bool is_in) noexcept {
        const std::uint64_t bit = std::uint64_t{1} << number;
        word = is_in ? word | bit : word & ~bit;
    }

    std::uint64_t inside_ = 0, outside_ = 0;
};

/// How strongly each trouble acts on one board now; 0: not at all.
class TroubleLevels {
public:
    TroubleLevels() : level_(troubles().size()) {}
    void set(std::size_t trouble, double level);
    [[nodiscard]] double level(std::size_t trouble) const { return level_[trouble]; }
    [[nodiscard]] double level(virtual_device::Fault fault) const { return inside_[static_cast<std::size_t>(fault)]; }
    [[nodiscard]] double level(Outside fault) const { return outside_[static_cast<std::size_t>(fault)]; }
    [[nodiscard]] bool has(virtual_device::Fault fault) const { return level(fault) > 0; }
    [[nodiscard]] bool has(Outside fault) const { return level(fault) > 0; }
    [[nodiscard]] bool has_any(const TroubleSet& of) const noexcept { return on_.meets(of); }
    [[nodiscard]] bool is_quiet() const noexcept { return on_.is_empty(); }

private:
    std::vector<double> level_;
    std::array<double, virtual_device::fault_count> inside_{};
    std::array<double, outside_count> outside_{};
    TroubleSet on_;
};

}  // namespace adit::boards::simulation
