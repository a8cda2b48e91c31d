// A set of enumerators in one word: the Supervisor's actions, the reasons not to arm.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace adit::boards::safety {

template <class Enum>
class EnumSet {
public:
    constexpr EnumSet() = default;
    constexpr EnumSet(std::initializer_list<Enum> members) noexcept {
        for (const Enum member : members) insert(member);
    }

    constexpr void insert(Enum member) noexcept { bits_ |= mask(member); }
    constexpr void insert_if(bool condition, Enum member) noexcept {
        if (condition) insert(member);
    }
    [[nodiscard]] constexpr bool contains(Enum member) const noexcept { return (bits_ & mask(member)) != 0; }
    [[nodiscard]] constexpr bool is_empty() const noexcept { return bits_ == 0; }
    /// One bit per enumerator, in order of declaration.
    [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }

    friend constexpr EnumSet operator|(EnumSet a, EnumSet b) noexcept {
        a.bits_ |= b.bits_;
        return a;
    }
    friend constexpr EnumSet operator&(EnumSet a, EnumSet b) noexcept {
        a.bits_ &= b.bits_;
        return a;
    }
    friend constexpr bool operator==(EnumSet, EnumSet) = default;

private:
    [[nodiscard]] static constexpr std::uint32_t mask(Enum member) noexcept {
        return std::uint32_t{1} << static_cast<unsigned>(member);
    }
    std::uint32_t bits_ = 0;
};

}  // namespace adit::boards::safety
