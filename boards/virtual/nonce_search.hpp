// The order in which a BM1370 looks through a job: cores split the nonce by its top seven bits, sixteen engines of a
// core test sixteen versions of the same nonce, a batch is one sweep of the nonce window, an epoch is all versions.
// A model that may not hash 2^32 times as much tests an evenly thinned sample of those positions, with real SHA-256d.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "boards/virtual/sha256_textbook.hpp"

namespace adit::boards::virtual_device {

inline constexpr std::uint32_t cores = 128;
inline constexpr std::uint32_t engines_per_core = 16;
/// 128 x 16 positions, eight of them dead. Which ones is not public; here the last engine of the last eight cores.
inline constexpr std::uint32_t live_engines = 2040;

/// A header job as the wire carries it, put back into the order in which it is hashed.
struct HeaderJob {
    std::uint8_t id = 0;                 ///< the job byte as sent (logical id << 3)
    std::uint32_t first_nonce = 0;       ///< "starting nonce", first wire byte on top
    std::array<std::byte, 80> header{};  ///< base version, nonce bytes zero
};

/// Reads the 82-byte payload of a job frame (id, midstate count, starting nonce, nbits, ntime, merkle root and
/// previous hash with their 4-byte groups in reverse order, version).
[[nodiscard]] HeaderJob read_header_job(std::span<const std::byte, 82> payload) noexcept;

struct SweepGeometry {
    std::uint16_t version_mask = 0xffff;  ///< bits 28:13 of the header version that may be rolled
    std::uint64_t window = 1;             ///< nonces per core and batch, at least 1
    std::uint32_t first_offset = 0;       ///< where in its slice every core begins
    std::uint64_t stride = 1;             ///< of so many positions one is tested; 1 = all
    friend bool operator==(const SweepGeometry&, const SweepGeometry&) = default;
};

/// One hash the chip has computed.
struct Candidate {
    std::uint32_t nonce_wire = 0;    ///< header bytes 76..79, first byte on top
    std::uint16_t version_bits = 0;  ///< the rolled sixteen bits
    ShaWords hash{};
};

/// All candidates of one nonce of one core: as many as the core has live engines.
struct CandidateGroup {
    std::array<Candidate, engines_per_core> candidates{};
    std::size_t count = 0;
};

class NonceSearch {
public:
    /// Begins a job from the start of its first batch.
    void start(const HeaderJob& job, const SweepGeometry& geometry);
    /// The clock or the sweep length changed: goes on with the current batch from its start.
    void change(const SweepGeometry& geometry);
    void stop() noexcept { job_.reset(); }

    [[nodiscard]] bool has_job() const noexcept { return job_.has_value(); }
    [[nodiscard]] std::uint8_t job_id() const noexcept { return job_ ? job_->id : std::uint8_t{0}; }

    /// Hashes the next group of candidates. After the last one of the epoch the first follows again, as in silicon:
    /// without a new job the chip reports everything once more. Precondition: `has_job()`.
    const CandidateGroup& next();

    /// Test aid: the next group holds this version and nonce, if the geometry ever comes there (exact for stride 1).
    void seek(std::uint16_t version_bits, std::uint32_t nonce_wire);

    /// Groups until everything repeats.
    [[nodiscard]] std::uint64_t groups_per_epoch() const noexcept;

private:
    [[nodiscard]] std::uint64_t positions_per_epoch() const noexcept;
    [[nodiscard]] std::uint64_t version_count() const noexcept;
    [[nodiscard]] std::uint64_t batches() const noexcept;
    /// Where every core begins in its slice: the chip's own start plus the low 25 bits of the job's starting nonce.
    [[nodiscard]] std::uint32_t first_offset() const noexcept;
    void load_batch(std::uint64_t batch);

    std::optional<HeaderJob> job_;
    SweepGeometry geometry_;
    std::uint64_t group_ = 0;
    std::optional<std::uint64_t> batch_;  ///< whose midstates are loaded
    std::array<std::uint16_t, engines_per_core> versions_{};
    std::array<ShaWords, engines_per_core> midstates_{};
    ShaBlock tail_{};
    CandidateGroup found_;
};

/// Spreads the low bits of `index` over the one bits of `mask`, lowest first.
[[nodiscard]] constexpr std::uint16_t spread_bits(std::uint64_t index, std::uint16_t mask) noexcept {
    unsigned spread = 0;
    for (unsigned bit = 1; bit <= mask; bit <<= 1) {
        if ((mask & bit) == 0) continue;
        if ((index & 1) != 0) spread |= bit;
        index >>= 1;
    }
    return static_cast<std::uint16_t>(spread);
}

/// Leading zero bits of the hash as it is printed.
[[nodiscard]] unsigned leading_zero_bits(const ShaWords& hash) noexcept;

/// What the silicon asks: at least `zero_bits` leading zeros, and of the 32 bits that follow, taken as a
/// little-endian word of the printed bytes, none that is set in the ticket register (0x14).
[[nodiscard]] bool meets_ticket(const ShaWords& hash, unsigned zero_bits, std::uint32_t ticket_register) noexcept;

}  // namespace adit::boards::virtual_device
