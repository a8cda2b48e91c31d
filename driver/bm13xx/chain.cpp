// Ties decoder, job slots and what the chips are known to hold together.
#include "driver/bm13xx/chain.hpp"

#include <algorithm>

#include "driver/bm13xx/ticket.hpp"

namespace adit::driver::bm13xx {
namespace {

ChainConfig checked(ChainConfig config) noexcept {
    config.chips = std::clamp<std::uint16_t>(config.chips, 1, max_chips);
    config.version_mask &= full_version_mask;
    return config;
}

/// The engine index is the low end of the rolled version: a cheap check for corruption while all bits roll.
bool is_consistent(const NonceReply& reply, const JobSlot& slot, std::uint8_t engine,
                   std::uint8_t engine_mask) noexcept {
    if (!reply.rolled_version || slot.rollable != full_version_mask) return true;
    return (*reply.rolled_version & engine_mask) == engine;
}

}  // namespace

Chain::Chain(const ChainConfig& config) noexcept : config_{checked(config)}, slots_{config.chip->job_ids} {}

BringUp Chain::bring_up() const noexcept { return BringUp{*config_.chip, config_.chips}; }

Ramp Chain::ramp(Megahertz from, Megahertz to) const noexcept { return Ramp{*config_.chip, config_.chips, from, to}; }

FastBaud Chain::fast_baud() const noexcept { return FastBaud{config_.fast_baud}; }

std::optional<CommandBytes> Chain::ticket_update(const Work& work) noexcept {
    const int bits = ticket_bits_for(work.claim_bits, config_.zero_bits);
    if (ticket_held_ == bits) return std::nullopt;
    ticket_held_ = bits;
    return encode(WriteRegister{all_chips, Register::ticket_mask, ticket_value(bits)});
}

std::optional<CommandBytes> Chain::version_mask_update(const Work& work) noexcept {
    const std::uint32_t mask = rolled_mask(work);
    if (mask_held_ == mask) return std::nullopt;
    mask_held_ = mask;
    return encode(WriteRegister{all_chips, Register::version_rolling, version_rolling_word(mask)});
}

std::span<const std::byte> Chain::encode_job(const Work& work) noexcept {
    frame_ = encode_job_frame(work, slots_.remember(work, rolled_mask(work)));
    return frame_;
}

int Chain::missing_engine_bits(const Work& work) const noexcept {
    return bm13xx::missing_engine_bits(*config_.chip, rolled_mask(work));
}

void Chain::void_jobs() noexcept { slots_.void_all(); }

void Chain::forget_ticket() noexcept { ticket_held_.reset(); }

void Chain::reset() noexcept {
    decoder_.reset();
    slots_.clear();
    ticket_held_.reset();
    mask_held_.reset();
}

void Chain::purge() noexcept { decoder_.purge(); }

void Chain::receive(std::span<const std::byte> bytes, Instant now) noexcept {
    received_at_ = now;
    overrun_bytes_ += bytes.size() - decoder_.feed(bytes);
}

std::optional<Event> Chain::next_event() noexcept {
    while (true) {
        if (decoder_.take_configuration_lost()) {
            ticket_held_.reset();
            mask_held_.reset();
            return ConfigurationLost{};
        }
        const auto reply = decoder_.next();
        if (!reply) return std::nullopt;
        if (auto event = event_of(*reply)) return event;
    }
}

std::optional<Event> Chain::event_of(const Reply& reply) noexcept {
    if (const auto* nonce = std::get_if<NonceReply>(&reply)) return nonce_event(*nonce);
    const auto& value = *std::get_if<RegisterReply>(&reply);
    if (value.reg == Register::chip_id) return ChipSeen{static_cast<std::uint16_t>(value.value >> 16), value.address};
    return RegisterValue{value.address, value.reg, value.value};
}

std::optional<Event> Chain::nonce_event(const NonceReply& reply) noexcept {
    const std::uint16_t chip = chip_of(reply.nonce, config_.chips);
    const JobSlot* slot = slots_.find(reply.job_byte);
    if (slot == nullptr) {
        ++unknown_jobs_;
        return UnknownJob{slots_.id_of(reply.job_byte), chip};
    }
    if (!is_consistent(reply, *slot, slots_.engine_of(reply.job_byte), config_.chip->job_ids.engine_mask)) {
        ++inconsistent_nonces_;
        return std::nullopt;
    }
    const std::uint32_t version = reply.rolled_version
                                      ? full_version(slot->base_version, *reply.rolled_version, slot->rollable)
                                      : slot->base_version;
    const Nonce nonce{slot->work, reply.nonce, version, chip, received_at_};
    if (slot->is_void) return StaleNonce{nonce};
    return nonce;
}

ChainCounters Chain::counters() const noexcept {
    const DecoderCounters& bytes = decoder_.counters();
    return {bytes.frames, bytes.crc_failures, bytes.garbage_bytes, unknown_jobs_, inconsistent_nonces_, overrun_bytes_};
}

std::uint32_t Chain::rolled_mask(const Work& work) const noexcept { return work.rollable & config_.version_mask; }

}  // namespace adit::driver::bm13xx
