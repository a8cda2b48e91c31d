// A host for chains of any family, made of bytes: the public initialisation tables as frames, none of Adit's drivers,
// and virtual time that moves only when told.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "boards/virtual/chain_line.hpp"
#include "boards/virtual/mining_job.hpp"
#include "boards/virtual/virtual_chain.hpp"
#include "tests/unit/virtual/host_bench.hpp"

namespace adit::boards::virtual_device::bench {

/// Frames of a family's wire, checksums included.
struct HostWire {
    const ChipTraits& chip;

    [[nodiscard]] Bytes command(std::uint8_t framed, std::uint8_t bare, std::uint8_t first, std::uint8_t second) const;
    [[nodiscard]] Bytes write(bool is_broadcast, std::uint8_t address, std::uint8_t reg, std::uint32_t value) const;
    [[nodiscard]] Bytes write_all(std::uint8_t reg, std::uint32_t value) const { return write(true, 0, reg, value); }
    [[nodiscard]] Bytes read_all(std::uint8_t reg) const { return command(0x52, 0x54, 0, reg); }
    [[nodiscard]] Bytes read_one(std::uint8_t address, std::uint8_t reg) const {
        return command(0x42, 0x44, address, reg);
    }
    [[nodiscard]] Bytes set_address(std::uint8_t address) const { return command(0x40, 0x41, address, 0); }
    [[nodiscard]] Bytes inactive() const { return command(0x53, 0x55, 0, 0); }
    /// A job from its payload.
    [[nodiscard]] Bytes job(Bytes payload) const;
};

/// A step of a bring-up: several frames where a table says "per chip" of one chip at a time, or of address setting.
struct ChainStep {
    std::string name;
    std::vector<Bytes> frames;
    bool redundant = false;
    Duration pause{};       ///< after every frame
    std::uint32_t value{};  ///< of a write whose every bit counts
    std::optional<Baud> host_baud{};
};

/// Bring-up of a whole chain up to `mhz` in steps of 6.25 MHz.
[[nodiscard]] std::vector<ChainStep> chain_bring_up(const ChainSetup& setup, double mhz, std::uint32_t ticket = 0);
/// The ticket register's value for difficulty 2^bits, at most 256.
[[nodiscard]] constexpr std::uint32_t ticket_word(unsigned bits) { return (0xffu << (8 - bits)) & 0xffu; }
/// A clock word of the family, best fit; every family has an enable bit or ignores it.
[[nodiscard]] std::uint32_t clock_word(const ChipTraits& chip, double mhz);
/// The same address for set-address frames, and the one commands name.
[[nodiscard]] std::uint8_t given_address(const ChainSetup& setup, std::size_t chip);
[[nodiscard]] std::uint8_t command_address(const ChainSetup& setup, std::size_t chip);

/// An endless supply of different jobs of the family's form.
[[nodiscard]] Bytes any_job(const ChipTraits& chip, std::uint32_t number, std::uint8_t id);

/// A report of any family: what the reply said, from the wire.
struct ChainReport {
    std::uint32_t nonce_wire = 0;
    std::uint8_t aux = 0, job = 0;
    std::uint16_t version_bits = 0;
    friend bool operator==(const ChainReport&, const ChainReport&) = default;
};

class ChainBench {
public:
    explicit ChainBench(const ChainSetup& setup);

    void send(const Bytes& bytes) { chain.hear(bytes, baud, now); }
    [[nodiscard]] Bytes hear(Duration time);
    void pass(Duration time) {
        now += time;
        chain.advance(now);
    }
    void run(const std::vector<ChainStep>& steps);
    /// Register replies among the frames of `time`; reports are skipped.
    [[nodiscard]] std::vector<Reply> replies(Duration time);
    [[nodiscard]] std::optional<std::uint32_t> read(std::size_t chip, std::uint8_t reg);
    [[nodiscard]] std::vector<ChainReport> reports(Duration time);
    /// How long a reply is now.
    [[nodiscard]] std::size_t reply_size() const;

    ChainSetup setup;
    VirtualChain chain;
    HostWire wire;
    Instant now{};
    Baud baud{115200};
    bool is_long = false;  ///< replies of eleven bytes

private:
    std::size_t split(const Bytes& heard, std::vector<Reply>* replies, std::vector<ChainReport>* reports) const;
    Bytes rest_;  ///< of a report cut by the end of a listening time
};

/// Does a report of this job frame hash to at least so many zero bits?
[[nodiscard]] unsigned zero_bits_of(const ChipTraits& chip, const Bytes& job_frame, const ChainReport& report);

}  // namespace adit::boards::virtual_device::bench
