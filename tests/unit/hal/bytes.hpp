// Byte strings for tests: bytes({0x55, 0xAA}), and text as bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace adit::test {

using Bytes = std::vector<std::byte>;

inline Bytes bytes(std::initializer_list<int> values) {
    Bytes result;
    for (const int value : values) result.push_back(static_cast<std::byte>(value));
    return result;
}

inline Bytes bytes(std::string_view text) {
    Bytes result;
    for (const char c : text) result.push_back(static_cast<std::byte>(c));
    return result;
}

inline Bytes copy(std::span<const std::byte> from) { return {from.begin(), from.end()}; }

inline Bytes joined(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

}  // namespace adit::test
