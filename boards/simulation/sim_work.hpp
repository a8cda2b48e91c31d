// A source of endless work on made-up headers. It hashes every result again with the reference, and remembers enough to
// notice one that comes twice or from a board that never had the work.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "boards/work_source.hpp"

namespace adit::boards::simulation {

/// What became of one device's results.
struct WorkCount {
    std::uint64_t handed_out = 0, credited = 0, below_claim = 0, hardware_errors = 0, unknown = 0, duplicates = 0,
                  stale = 0;
    std::uint64_t strangers = 0;  ///< results of work that another device was given
};

/// Work for up to four devices. One thread.
class SimWork final : public WorkSource {
public:
    static constexpr std::size_t most_devices = 4;

    /// `zero_bits`: the easiest result the devices can return; `claim_bits`: what they are to report.
    SimWork(std::uint8_t zero_bits, std::uint8_t claim_bits) noexcept
        : zero_bits_{zero_bits}, claim_bits_{claim_bits} {}

    bool has_work_now = true;
    /// Sum over all devices.
    [[nodiscard]] WorkCount total() const noexcept;
    [[nodiscard]] const WorkCount& of(DeviceIndex device) const noexcept {
        return counts_[static_cast<std::size_t>(device) % most_devices];
    }
    /// A new block: everything handed out before is void.
    void next_generation() noexcept { ++generation_; }
    /// Bits claimed of work handed out from now on.
    void set_claim_bits(std::uint8_t bits) noexcept { claim_bits_ = bits; }
    [[nodiscard]] std::uint8_t claim_bits() const noexcept { return claim_bits_; }

private:
    /// Results of the last second or so: as many works as a device may still answer for.
    struct Given {
        driver::Work work{};
        std::uint16_t device = 0;
    };
    /// Which results were seen, by their fingerprints.
    class Seen {
    public:
        /// False if it was there already.
        [[nodiscard]] bool insert(std::uint64_t print) noexcept;

    private:
        static constexpr std::size_t places = 1024, shelves = 16 * places;
        [[nodiscard]] static std::size_t shelf_of(std::uint64_t print) noexcept { return print % shelves; }
        std::array<std::uint64_t, places> prints_{};
        std::array<std::uint16_t, shelves> on_shelf_{};  ///< how many of `prints_`: mostly none, and nothing to search
        std::size_t next_ = 0;
    };

    Expected<driver::Work, NoWork> do_next_work(DeviceIndex device, Instant now) override;
    [[nodiscard]] bool do_has_work(Instant) const override { return has_work_now; }
    NonceVerdict do_report(DeviceIndex device, const driver::Nonce& nonce) override;
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return generation_; }
    [[nodiscard]] NonceVerdict judge(const Given& given, const driver::Nonce& nonce, WorkCount& count);

    std::uint8_t zero_bits_, claim_bits_;
    std::uint32_t generation_ = 1;
    std::uint64_t last_id_ = 0;
    std::array<Given, 128> given_{};
    std::array<WorkCount, most_devices> counts_{};
    std::array<Seen, most_devices> seen_{};
};

}  // namespace adit::boards::simulation
