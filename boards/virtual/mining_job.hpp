// A job as a chip understands it, from either of the two forms it travels in.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "boards/virtual/chip_traits.hpp"
#include "boards/virtual/sha256_textbook.hpp"

namespace adit::boards::virtual_device {

struct MiningJob {
    static constexpr std::size_t most_slots = 4;

    std::uint64_t serial = 0;            ///< one more with every job of the chain
    std::uint8_t id = 0;                 ///< the job byte as sent
    std::uint32_t first_nonce = 0;       ///< "starting nonce", first wire byte on top
    std::array<std::byte, 80> header{};  ///< header form: base version, nonce bytes zero
    /// Second block of the header: merkle tail, time, bits, nonce (filled in later), padding, length 640 bits.
    ShaBlock tail{};
    std::uint8_t slots = 0;  ///< midstate form: how many; 0 = header form
    std::array<ShaWords, most_slots> midstates{};

    /// Work that opens one core of a BM1387: no midstate, no target.
    [[nodiscard]] bool opens_core() const noexcept;
};

/// Reads the payload of a job frame. Header form: id, midstate count, starting nonce, nbits, ntime, merkle root and
/// previous hash with their 4-byte groups in reverse order, version. Midstate form: id, count, starting nonce, nbits,
/// ntime, last four bytes of the merkle root, then midstates with H7 first.
/// Precondition: a length the form can have (82; 18 + 32 n, n = 1..4).
[[nodiscard]] MiningJob read_job(JobForm form, std::span<const std::byte> payload) noexcept;

[[nodiscard]] constexpr std::uint32_t byte_swapped(std::uint32_t x) noexcept {
    return (x << 24) | ((x & 0xff00u) << 8) | ((x >> 8) & 0xff00u) | (x >> 24);
}

}  // namespace adit::boards::virtual_device
