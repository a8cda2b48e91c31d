// Ties decoder, job slots and what the chips are known to hold together.
#include "driver/bm13xx/chain.hpp"

#include <algorithm>
#include <bit>

#include "driver/bm13xx/dialect.hpp"
#include "driver/bm13xx/ticket.hpp"

namespace adit::driver::bm13xx {
namespace {

ChainConfig checked(ChainConfig config) noexcept {
    const ChainShape shape = bm13xx::checked(*config.chip, config.shape());
    config.chips = shape.chips;
    config.domains = shape.domains;
    config.version_mask &= full_version_mask;
    return config;
}

/// The engine index is the low end of the rolled version: a cheap check for corruption while all bits roll.
bool is_consistent(const NonceReply& reply, const JobSlot& slot, const JobIdScheme& ids) noexcept {
    if (!ids.engine_in_version || !reply.rolled_version || slot.rollable != full_version_mask) return true;
    return ((*reply.rolled_version ^ reply.job_byte) & ids.engine_mask) == 0;
}

bool changes_speed_early(const ChipModel& chip) noexcept {
    return std::ranges::find(chip.init, InitKind::fast_baud, &InitLine::kind) != chip.init.end();
}

}  // namespace

Chain::Chain(const ChainConfig& config) noexcept
    : config_{checked(config)}, shape_{config_.shape()}, decoder_{config.chip->replies}, slots_{config.chip->job_ids} {}

BringUp Chain::bring_up() const noexcept { return BringUp{*config_.chip, shape_}; }

void Chain::set_present(std::uint16_t chips) noexcept {
    shape_.chips = std::clamp<std::uint16_t>(chips, 1, config_.chips);
}

bool Chain::is_fast_before_ramp() const noexcept { return changes_speed_early(*config_.chip); }

HashesPerSecond Chain::nominal_rate(Megahertz clock) const noexcept {
    return bm13xx::nominal_rate(*config_.chip, shape_.chips, clock);
}

CommandBytes Chain::clock_read() const noexcept {
    return encode(config_.chip->dialect(), ReadRegister{all_chips, config_.chip->places.pll});
}

std::optional<Expected<Megahertz, PllError>> Chain::clock_in(const RegisterValue& value) const noexcept {
    if (value.reg != config_.chip->places.pll) return std::nullopt;
    return frequency_of(value.value, config_.chip->pll.coding);
}

std::optional<CounterReading> Chain::counter_in(const RegisterValue& value) const noexcept {
    return counter_of(*config_.chip, shape_.chips, {value.value, value.address, value.reg});
}

std::span<const std::byte> Chain::encode_open_core_job() noexcept {
    midstate_frame_ = bm13xx::encode_open_core_job(config_.chip->dialect(), 0);
    return midstate_frame_.bytes();
}

Ramp Chain::ramp(Megahertz from, Megahertz to) const noexcept {
    const RampPurpose purpose = has_worked_ ? RampPurpose::change_clock : RampPurpose::complete_bring_up;
    return Ramp{*config_.chip, shape_, from, to, purpose};
}

FastBaud Chain::fast_baud() const noexcept {
    return FastBaud{*config_.chip, changes_speed_early(*config_.chip) ? fast_uart::reset_baud : config_.fast_baud};
}

std::optional<CommandBytes> Chain::ticket_update(const Work& work) noexcept {
    const int bits = ticket_bits_for(work.claim_bits, config_.zero_bits);
    if (ticket_held_ == bits) return std::nullopt;
    ticket_held_ = bits;
    return encode(config_.chip->dialect(), WriteRegister{all_chips, config_.chip->places.ticket, ticket_value(bits)});
}

std::optional<CommandBytes> Chain::version_mask_update(const Work& work) noexcept {
    const std::uint32_t mask = rolled_mask(work);
    if (!config_.chip->rolls_versions() || mask_held_ == mask) return std::nullopt;
    mask_held_ = mask;
    return encode(WriteRegister{all_chips, Register::version_rolling, version_rolling_word(mask)});
}

std::span<const std::byte> Chain::encode_job(const Work& work) noexcept {
    has_worked_ = true;
    const std::uint32_t mask = rolled_mask(work);
    if (config_.chip->jobs == JobKind::header) {
        header_frame_ = encode_job_frame(work, slots_.remember(work, mask));
        return header_frame_;
    }
    const JobVersions versions = versions_of(work, mask);
    const std::uint8_t id = slots_.remember(work, mask, versions);
    midstate_frame_ = encode_midstate_job(config_.chip->dialect(), work, versions, id);
    return midstate_frame_.bytes();
}

Duration Chain::job_interval(const Work& work, Megahertz clock) const noexcept {
    const std::uint32_t mask = rolled_mask(work);
    const auto rolled = static_cast<int>(std::popcount(mask));
    const auto prepared = static_cast<int>(std::bit_width(unsigned{versions_of(work, mask).count})) - 1;
    const int bits = config_.chip->rolls_versions() ? rolled : prepared;
    return bm13xx::job_interval(*config_.chip, sharing_chips(*config_.chip, shape_), clock, bits);
}

std::uint16_t Chain::chip_at_address(std::uint8_t address) const noexcept {
    return index_of_address(*config_.chip, shape_.chips, address);
}

int Chain::missing_engine_bits(const Work& work) const noexcept {
    return bm13xx::missing_engine_bits(*config_.chip, rolled_mask(work));
}

void Chain::void_jobs() noexcept { slots_.void_all(); }

void Chain::forget_ticket() noexcept { ticket_held_.reset(); }

void Chain::reset() noexcept {
    shape_.chips = config_.chips;
    decoder_.reset();
    slots_.clear();
    has_worked_ = false;
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
    const NonceOrigin origin = origin_of(*config_.chip, shape_, reply.nonce);
    if (origin.core >= config_.chip->cores) ++impossible_cores_;
    const JobSlot* slot = slots_.find(reply.job_byte);
    if (slot == nullptr) {
        ++unknown_jobs_;
        return UnknownJob{slots_.id_of(reply.job_byte), origin.chip};
    }
    const auto version = version_of(reply, *slot);
    if (!version || !is_consistent(reply, *slot, config_.chip->job_ids)) {
        ++inconsistent_nonces_;
        return std::nullopt;
    }
    const Nonce nonce{slot->work, reply.nonce, *version, origin.chip, received_at_};
    if (slot->is_void) return StaleNonce{nonce};
    return nonce;
}

/// The header version behind a reply; none if it names a midstate that its job did not have.
std::optional<std::uint32_t> Chain::version_of(const NonceReply& reply, const JobSlot& slot) const noexcept {
    if (config_.chip->jobs == JobKind::midstates) {
        const std::uint8_t index = slots_.engine_of(reply.job_byte);
        return index < slot.versions.count ? std::optional{slot.versions.values[index]} : std::nullopt;
    }
    return reply.rolled_version ? full_version(slot.base_version, *reply.rolled_version, slot.rollable)
                                : slot.base_version;
}

ChainCounters Chain::counters() const noexcept {
    const DecoderCounters& bytes = decoder_.counters();
    return {.frames = bytes.frames,
            .crc_failures = bytes.crc_failures,
            .garbage_bytes = bytes.garbage_bytes,
            .unknown_jobs = unknown_jobs_,
            .inconsistent_nonces = inconsistent_nonces_,
            .impossible_cores = impossible_cores_,
            .overrun_bytes = overrun_bytes_};
}

std::uint32_t Chain::rolled_mask(const Work& work) const noexcept { return work.rollable & config_.version_mask; }

}  // namespace adit::driver::bm13xx
