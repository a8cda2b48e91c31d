// The USB bridge of a board, whichever firmware it runs: requests for I2C, numbered lines, the ADC and what else the
// product has, answered one at a time on the control port, in that firmware's dialect and with its way of reporting
// errors. Nothing is allocated per request: a simulated day is millions of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "boards/virtual/bridge_faults.hpp"
#include "boards/virtual/bridge_firmware.hpp"
#include "boards/virtual/bridge_interlock.hpp"
#include "boards/virtual/bridge_pins.hpp"
#include "boards/virtual/bridge_replies.hpp"
#include "boards/virtual/seeded_random.hpp"

namespace adit::boards::virtual_device {

class BitaxeRawBridge {
public:
    static constexpr Duration partial_timeout = std::chrono::milliseconds{4};
    /// How long the firmware needs to come back after a restart.
    static constexpr Duration reboot_time = std::chrono::milliseconds{500};
    /// How long the firmware waits for an I2C bus that is stuck.
    static constexpr Duration i2c_timeout = std::chrono::milliseconds{25};

    /// `pins` and `firmware` must outlive the bridge. All chance comes from `seed`.
    explicit BitaxeRawBridge(BridgePins& pins, const BridgeFirmware& firmware = plain_firmware,
                             std::uint64_t seed = 0) noexcept;

    /// One USB packet. What follows a whole request in the same packet is discarded, but by patient firmware.
    void receive(std::span<const std::byte> packet, Instant now);
    /// Takes reply bytes that have arrived by `now`; without `now` all of them, late or not.
    [[nodiscard]] std::size_t take(std::span<std::byte> into, Instant now) noexcept { return replies_.take(into, now); }
    [[nodiscard]] std::size_t take(std::span<std::byte> into) noexcept { return take(into, Instant::max()); }
    [[nodiscard]] bool has_reply() const noexcept { return !replies_.empty(); }
    /// When the next reply byte is there; none: nothing is on its way.
    [[nodiscard]] std::optional<Instant> next_reply() const noexcept { return replies_.next(); }

    /// Lease and trip input, where it has them; call as time goes by.
    void advance(Instant now) {
        if (firmware_.has_lease) interlock_.advance(!faults_.lease_lost, now);
    }
    /// The host closed the control port (DTR went away).
    void close(Instant now);
    /// It restarts: lines fall back to what they are at boot, nothing is answered for `reboot_time`.
    void restart(Instant now);

    [[nodiscard]] const BridgeFaults& faults() const noexcept { return faults_; }
    void set_faults(const BridgeFaults& faults, Instant now);
    void set_i2c_hangs(bool hangs) noexcept { faults_.i2c_hangs = hangs; }

    /// Of firmware that has one.
    [[nodiscard]] const BridgeInterlock& interlock() const noexcept { return interlock_; }

private:
    using Bytes = std::span<const std::byte>;
    static constexpr std::size_t largest_request = 1024, largest_data = 256;
    static_assert(BridgeReplies::longest_frame >= largest_data + 4);

    [[nodiscard]] bool is_one_request(Bytes packet) const noexcept;
    // Not the usual request, nor its answer: kept out of the way of those.
    [[gnu::cold]] void keep(Bytes packet, Instant now);
    [[nodiscard, gnu::cold]] bool handle_first(Instant now);
    void drop(std::size_t count) noexcept;
    void handle(Bytes request, Instant now);
    void handle_page(std::uint8_t page, std::uint8_t command, Bytes data, Instant now);
    void handle_i2c(std::uint8_t command, Bytes data, Instant now);
    void i2c_write(Bytes data, Instant now);
    void i2c_read(Bytes data, Instant now);
    void i2c_write_read(Bytes data, Instant now);
    [[nodiscard]] I2cPart* answering_part(std::byte address);
    void handle_gpio(std::uint8_t command, Bytes data, Instant now);
    void handle_interlocked_gpio(std::uint8_t command, Bytes data, Instant now);
    void handle_adc(std::uint8_t command, Instant now);
    void handle_led(std::uint8_t command, Bytes data, Instant now);
    void handle_fan(std::uint8_t command, Bytes data, Instant now);
    void handle_system(std::uint8_t command, Bytes data, Instant now);
    void handle_restart(std::uint8_t command, Bytes data, Instant now);
    void reply_safety_status(Instant now);

    /// Where the data of a success are to stand; what is there is what an earlier reply left.
    [[nodiscard]] std::span<std::byte> reply_data(std::size_t size) noexcept {
        return replies_.room().subspan(reply_header_, size);
    }
    void reply_with(std::size_t size, Instant now);
    void reply(Bytes data, Instant now);
    void reply_level(bool level, Instant now);
    void reply_word(std::uint16_t word, Instant now);
    [[gnu::cold]] void reply_error(std::uint8_t code, Instant now, std::string_view text = {});
    [[gnu::cold]] void reply_invalid(Instant now);
    [[nodiscard]] bool was_refused(InterlockAnswer answer, Instant now);
    void send(std::size_t size, Instant now);
    [[gnu::cold]] void send_badly(std::size_t size, Instant due);

    BridgePins& pins_;
    const BridgeFirmware& firmware_;
    std::size_t reply_header_;  ///< bytes before the data of a success
    BridgeInterlock interlock_;
    BridgeFaults faults_;
    BridgeReplies replies_;
    SeededRandom random_;
    std::array<std::byte, largest_request> partial_{};
    std::array<std::byte, BridgeReplies::longest_frame> last_frame_{};
    std::size_t partial_size_ = 0, last_frame_size_ = 0;
    Instant last_byte_{}, boots_until_{};
    Duration work_time_{};  ///< of the request being handled
    std::uint8_t id_ = 0;
};

}  // namespace adit::boards::virtual_device
