// What a chip family must have been told before its cores may hash: a table of needs for each family, taken from the
// public initialisation sequences. The witness (bring_up_witness.hpp) checks them off.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

namespace adit::boards::virtual_device {

/// What can be checked off. One bit each; a family uses some.
enum class Mark : std::uint8_t {
    rolling,       ///< version rolling switched on
    identity,      ///< identity asked for
    inactive,      ///< forwarding of addresses stopped
    address,       ///< address taken
    ticket,        ///< ticket mask
    drive,         ///< pad drive strength
    strong_drive,  ///< clock pad at full strength: last chip of a voltage domain
    relay,         ///< UART relay gap
    offset,        ///< nonce offset
    mux,           ///< analog pad or temperature diode
    pad,           ///< ring oscillator pads off
    core_reset,
    misc,
    misc_add,
    clock_select,
    clock_delay,
    hash_clock,
    core_enable,
    adc,
    bin_overflow,
    clock_order_0,
    clock_order_1,
    ordered_clock,
    pll3,
    uart,
    first_clock,  ///< a clock was written
    clock,        ///< the clock was raised
    sweep,        ///< length of the nonce sweep
    opened,       ///< every core opened by a job of its own
};

/// A set of marks.
class Marks {
public:
    constexpr Marks() noexcept = default;
    constexpr Marks(std::initializer_list<Mark> marks) noexcept {
        for (const Mark mark : marks) bits_ |= bit(mark);
    }
    constexpr void set(Mark mark, bool is_set = true) noexcept {
        bits_ = is_set ? bits_ | bit(mark) : bits_ & ~bit(mark);
    }
    [[nodiscard]] constexpr bool has(Mark mark) const noexcept { return (bits_ & bit(mark)) != 0; }
    [[nodiscard]] constexpr bool has_all(Marks others) const noexcept { return (others.bits_ & ~bits_) == 0; }
    [[nodiscard]] constexpr Marks and_only(Marks others) const noexcept { return Marks{bits_ & others.bits_}; }
    [[nodiscard]] constexpr Marks without(Marks others) const noexcept { return Marks{bits_ & ~others.bits_}; }
    [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }
    friend constexpr bool operator==(Marks, Marks) = default;

private:
    explicit constexpr Marks(std::uint32_t bits) noexcept : bits_{bits} {}
    [[nodiscard]] static constexpr std::uint32_t bit(Mark mark) noexcept {
        return std::uint32_t{1} << static_cast<unsigned>(mark);
    }
    std::uint32_t bits_ = 0;
};

enum class Event : std::uint8_t {
    identity_read,  ///< broadcast read of register 0
    inactive,       ///< clears every mark that is not in its own `after`
    address,
    write,       ///< of a register
    core_write,  ///< of a core register, all cores at once
    clock_set,   ///< any write of the hash clock that makes a clock
    clock_raised,
    all_opened,
};

/// How the value of a write is judged.
enum class Match : std::uint8_t {
    exact,    ///< equal, under the mask
    ticket,   ///< a power-of-two difficulty, bits mirrored in every byte
    rolling,  ///< version rolling by itself
    not_zero,
    relay_gap,     ///< what follows from the chip's place: (chips per domain x (domains - domain) + 14) << 16 | 3
    nonce_offset,  ///< what follows from the chip's place: 80000000 | ceil(65536 x chip / chips)
};

/// Which chips of a chain need it. Only chains of several voltage domains have ends and borders.
enum class Role : std::uint8_t {
    every,
    first,          ///< of the chain
    not_end,        ///< all but the domain ends
    domain_end,     ///< last of its voltage domain
    domain_border,  ///< first or last of its voltage domain
    in_domains,     ///< every chip of a chain of several domains
};

/// One line: the event that sets the mark, if all marks of `after` are set. The same write with another value takes
/// the mark away again.
struct Need {
    Mark mark{};
    Event event = Event::write;
    std::uint8_t reg = 0;  ///< register, or core register
    std::uint32_t value = 0;
    Marks after{};
    bool is_addressed = false;  ///< a broadcast does not do
    Role role = Role::every;
    Match match = Match::exact;
    std::uint32_t mask = 0xffff'ffff;
};

struct BringUpNeeds {
    std::span<const Need> lines{};
    Marks lost_by_core_reset{};  ///< any write of register A8 takes these away
};

extern const BringUpNeeds bm1362_needs, bm1366_needs, bm1368_needs, bm1370_needs, bm1373_needs, bm1373_plain_needs,
    bm1387_needs, bm1397_needs;

}  // namespace adit::boards::virtual_device
