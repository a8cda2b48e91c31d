// The order in which a chip looks through a job. Later chips: cores split the nonce, the engines of a core test as many
// versions of the same nonce, a batch is one sweep of the nonce window, an epoch is all versions. Midstate chips: cores
// and engines split the nonce, and every nonce is tested with each midstate in turn.
// A model that may not hash 2^32 times as much tests an evenly thinned sample of those positions, with real SHA-256d.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "boards/virtual/chip_traits.hpp"
#include "boards/virtual/mining_job.hpp"
#include "boards/virtual/version_batches.hpp"

namespace adit::boards::virtual_device {

struct SweepGeometry {
    std::uint16_t version_mask = 0xffff;  ///< bits 28:13 of the header version that may be rolled
    std::uint64_t window = 1;             ///< nonces per core (and engine, where engines split the nonce), at least 1
    std::uint32_t first_offset = 0;       ///< where in its slice every core begins
    std::uint8_t address = 0;             ///< where the nonce has a field for it: BM1387
    std::uint64_t stride = 1;             ///< of so many positions one is tested; 1 = all
    friend bool operator==(const SweepGeometry&, const SweepGeometry&) = default;
};

/// One hash the chip has computed.
struct Candidate {
    std::uint32_t nonce_wire = 0;  ///< header bytes 76..79, first byte on top
    std::uint16_t roll = 0;        ///< the rolled sixteen bits, or the midstate's slot
    ShaWords hash{};
};

/// What one core tests at once: as many candidates as it has live engines.
struct CandidateGroup {
    std::array<Candidate, most_lanes> candidates{};
    std::size_t count = 0;
    std::uint32_t core = 0;
};

class NonceSearch {
public:
    explicit NonceSearch(const ChipTraits& traits) noexcept : traits_{&traits} {}

    /// Begins a job from its start.
    void start(std::shared_ptr<const MiningJob> job, const SweepGeometry& geometry);
    /// The clock or the sweep length changed: later chips go on with the current batch from its start.
    void change(const SweepGeometry& geometry);
    void stop() noexcept { job_.reset(); }

    [[nodiscard]] bool has_job() const noexcept { return job_ != nullptr; }
    [[nodiscard]] std::uint8_t job_id() const noexcept { return job_ ? job_->id : std::uint8_t{0}; }

    /// Hashes the next group of candidates. After the last one of the epoch the first follows again, as in silicon:
    /// without a new job the chip reports everything once more. Precondition: `has_job()`.
    const CandidateGroup& next(VersionBatches& batches);

    /// Test aid: the next group holds this roll and nonce, if the geometry ever comes there (exact for stride 1).
    void seek(std::uint16_t roll, std::uint32_t nonce_wire);

    /// Groups until everything repeats.
    [[nodiscard]] std::uint64_t groups_per_epoch() const noexcept;
    /// Nonces in the slice of a core.
    [[nodiscard]] static std::uint64_t slice_of(NonceLayout layout) noexcept;

private:
    [[nodiscard]] std::uint64_t positions_per_epoch() const noexcept;
    [[nodiscard]] std::uint64_t version_count() const noexcept;
    /// How often the window is gone through: batches of versions, or midstates.
    [[nodiscard]] std::uint64_t passes() const noexcept;
    [[nodiscard]] std::uint32_t first_offset() const noexcept;
    [[nodiscard]] std::uint32_t nonce_at(std::uint32_t core, std::uint32_t lane, std::uint32_t offset) const noexcept;
    void test_versions(const VersionBatch& batch, std::uint32_t offset);
    void test_midstate(std::uint16_t slot, std::uint32_t offset);

    const ChipTraits* traits_;
    std::shared_ptr<const MiningJob> job_;
    SweepGeometry geometry_;
    std::uint64_t group_ = 0;
    ShaBlock tail_{};
    CandidateGroup found_;
};

/// Leading zero bits of the hash as it is printed.
[[nodiscard]] unsigned leading_zero_bits(const ShaWords& hash) noexcept;

/// What the silicon asks: at least `zero_bits` leading zeros, and of the 32 bits that follow, taken as a
/// little-endian word of the printed bytes, none that is set in the ticket register (0x14).
[[nodiscard]] bool meets_ticket(const ShaWords& hash, unsigned zero_bits, std::uint32_t ticket_register) noexcept;

}  // namespace adit::boards::virtual_device
