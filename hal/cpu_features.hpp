// Instruction set extensions that Adit has code for.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace adit::hal {

/// "Usable": the processor has it and the operating system keeps its registers.
enum class CpuFeature : std::uint8_t { sse41, avx2, avx512, sha_ni, neon, armv8_sha2 };

/// A set of features.
class CpuFeatures {
public:
    constexpr CpuFeatures() noexcept = default;
    constexpr CpuFeatures(std::initializer_list<CpuFeature> features) noexcept {
        for (const CpuFeature feature : features) add(feature);
    }

    constexpr void add(CpuFeature feature) noexcept { bits_ |= 1U << static_cast<unsigned>(feature); }

    [[nodiscard]] constexpr bool has(CpuFeature feature) const noexcept { return includes({feature}); }
    [[nodiscard]] constexpr bool includes(const CpuFeatures& wanted) const noexcept {
        return (bits_ & wanted.bits_) == wanted.bits_;
    }

    friend constexpr bool operator==(const CpuFeatures&, const CpuFeatures&) = default;

private:
    std::uint32_t bits_ = 0;
};

}  // namespace adit::hal
