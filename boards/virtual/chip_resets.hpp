// What the registers of a BM13xx hold after reset. A register that is not listed reads 0 and keeps what is written.
// Sources: public register crates and notes. BM1362, BM1368, BM1372 and BM1373 have no public dump: they take their
// neighbours' values.
#pragma once

#include <array>
#include <cstdint>

#include "boards/virtual/chip_traits.hpp"

namespace adit::boards::virtual_device::chip_resets {

/// BM1366. The BM1362 takes it with A8 = 0.
inline constexpr std::array bm1366{
    RegisterValue{0x04, 0x00012a89}, RegisterValue{0x18, 0x0000c100}, RegisterValue{0x20, 0x00000003},
    RegisterValue{0x24, 0x00100000}, RegisterValue{0x28, 0x01301a00}, RegisterValue{0x2c, 0x000f0000},
    RegisterValue{0x30, 0x00000070}, RegisterValue{0x40, 0x1eaf5fbe}, RegisterValue{0x58, 0x00012111},
    RegisterValue{0x5c, 0x0000ffff}, RegisterValue{0x60, 0x20500174}, RegisterValue{0x6c, 0x00010200},
    RegisterValue{0x9c, 0x00fd0077}, RegisterValue{0xa4, 0x0000ffff}, RegisterValue{0xa8, 0x00070000},
    RegisterValue{0xb8, 0x20000000}, RegisterValue{0xbc, 0x00003313}, RegisterValue{0xc0, 0x00002000},
    RegisterValue{0xd0, 0x00000070}, RegisterValue{0xd4, 0x00376400}, RegisterValue{0xd8, 0x30303030},
    RegisterValue{0xdc, 0x0000ffff}, RegisterValue{0xec, 0x00000008},
};
inline constexpr std::array bm1362 = [] {
    auto values = bm1366;
    for (RegisterValue& entry : values)
        if (entry.address == 0xa8) entry.value = 0;
    return values;
}();

/// BM1370; BM1368 and BM1372/73 with it.
inline constexpr std::array bm1370{
    RegisterValue{0x18, 0x0000c100}, RegisterValue{0x20, 0x00000007}, RegisterValue{0x24, 0x00100000},
    RegisterValue{0x28, 0x01301a00}, RegisterValue{0x2c, 0x000f0000}, RegisterValue{0x30, 0x00000080},
    RegisterValue{0x40, 0x08020100}, RegisterValue{0x58, 0x00012111}, RegisterValue{0x5c, 0x0000ffff},
    RegisterValue{0x60, 0x20500174}, RegisterValue{0x64, 0x20500174}, RegisterValue{0x6c, 0x00010200},
    RegisterValue{0x9c, 0x00f70073}, RegisterValue{0xa4, 0x0000ffff}, RegisterValue{0xa8, 0x00070000},
    RegisterValue{0xb8, 0x20000000}, RegisterValue{0xbc, 0x00003313}, RegisterValue{0xc0, 0x00002000},
    RegisterValue{0xc4, 0x0000b850},
};

inline constexpr std::array bm1397{
    RegisterValue{0x04, 0x80000000}, RegisterValue{0x18, 0x00003a01}, RegisterValue{0x1c, 0x01000000},
    RegisterValue{0x20, 0x0000ffff}, RegisterValue{0x28, 0x0600000f}, RegisterValue{0x2c, 0x000f0000},
    RegisterValue{0x3c, 0x00004000}, RegisterValue{0x44, 0x00000100}, RegisterValue{0x48, 0xff000000},
    RegisterValue{0x58, 0x02112111}, RegisterValue{0x5c, 0x0000ffff}, RegisterValue{0x60, 0x00640111},
    RegisterValue{0x64, 0x00680111}, RegisterValue{0x68, 0x00700111}, RegisterValue{0x70, 0x03040607},
    RegisterValue{0x74, 0x03040506}, RegisterValue{0x78, 0x03040506}, RegisterValue{0x7c, 0x03040506},
    RegisterValue{0x80, 0xd95c8410}, RegisterValue{0x84, 0xfb73ea62}, RegisterValue{0x90, 0x00000070},
    RegisterValue{0x94, 0x00376400}, RegisterValue{0x98, 0x30303030}, RegisterValue{0x9c, 0x0000ffff},
};

/// No dump: only the rate that every chip starts with is known (divisor 26).
inline constexpr std::array bm1387{RegisterValue{0x1c, 0x00001a00}};

inline constexpr std::array bm1366_cores{RegisterValue{0, 0x98}, RegisterValue{2, 0x55}, RegisterValue{5, 0x40},
                                         RegisterValue{6, 0x08}, RegisterValue{7, 0x11}};
inline constexpr std::array bm1370_cores{RegisterValue{0, 0x52}, RegisterValue{2, 0x55}, RegisterValue{6, 0x08}};

}  // namespace adit::boards::virtual_device::chip_resets
