// The bus side of the BM1370: who is addressed, what a register holds, what a write changes.
// The hashing side is bm1370_hashing.cpp.
#include "boards/virtual/bm1370_chip.hpp"

namespace adit::boards::virtual_device {

namespace bm = driver::bm13xx;
using bm::Register;

namespace {

constexpr Duration deaf_after_reset = std::chrono::milliseconds{20};  // model; field advice is to wait 100 ms

constexpr std::uint8_t number(Register reg) noexcept { return static_cast<std::uint8_t>(reg); }

/// The chip's own results: writes are ignored.
constexpr bool is_read_only(std::uint8_t reg) noexcept {
    switch (static_cast<Register>(reg)) {
        case Register::chip_id:
        case Register::hash_rate:
        case Register::core_number:
        case Register::core_value:
        case Register::nonce_error_counter:
        case Register::nonce_overflow_counter:
        case Register::domain0_counter:
        case Register::domain1_counter:
        case Register::domain2_counter:
        case Register::domain3_counter:
        case Register::total_counter:
            return true;
        default:
            return false;
    }
}

}  // namespace

Bm1370Chip::Bm1370Chip(const ChipSetup& setup)
    : setup_{setup}, voice_{setup.seed}, clock_{setup.measures_pauses}, random_{setup.seed, 0x63686970} {
    reset(Instant{});
}

void Bm1370Chip::set_alive(bool is_alive, Instant now) {
    if (is_alive == is_alive_) return;
    is_alive_ = is_alive;
    reset(now);
}

void Bm1370Chip::brown_out(Instant now) {
    if (is_alive_) reset(now);
}

void Bm1370Chip::set_faults(const FaultSet& faults) noexcept {
    faults_ = faults;
    voice_.set_garbage(faults.level(Fault::garbage));
}

void Bm1370Chip::reset(Instant now) {
    registers_ = {};
    for (const auto& [address, value] : bm::bm1370_reset_values) registers_[number(address)] = value;
    for (auto& core : core_registers_)
        for (const auto& [address, value] : bm::bm1370_core_reset_values) core[address] = value;
    ear_.clear();
    voice_.fall_silent();
    voice_.set_rolling(false);
    clock_.reset();
    witness_.reset();
    search_.stop();
    baud_ = decode_fast_uart(registers_[number(Register::fast_uart)], 0).value_or(Baud{});
    voice_.set_baud(baud_);
    hears_from_ = setup_.measures_pauses ? now + deaf_after_reset : now;
    diode_since_.reset();
    awaits_address_ = false;
    address_ = 0;
    group_debt_ = 0.0;
    domain_hashes_ = {};
    clearable_from_ = totals_.hashes;
    error_count_ = overflow_count_ = 0;
    last_report_.reset();
}

void Bm1370Chip::hear(std::byte byte, Baud host_baud, Instant now) {
    if (!is_alive_ || now < hears_from_) return;
    if (!rates_match(host_baud, baud_)) {
        ++totals_.bytes_lost;
        return;
    }
    ear_.push(byte);
    while (const auto frame = ear_.next()) execute(*frame, now);
}

void Bm1370Chip::execute(const HostFrame& frame, Instant now) {
    switch (frame.flags) {
        case bm::flags::set_address:
            return take_address(frame.address());
        case bm::flags::inactive:
            awaits_address_ = true;
            return witness_.saw_inactive();
        case bm::flags::read_one:
        case bm::flags::read_all:
            return read(frame, now);
        case bm::flags::write_all:
            return write(frame.reg(), frame.value(), false, now);
        case bm::flags::write_one:
            if (frame.address() == address_) write(frame.reg(), frame.value(), true, now);
            return;
        default:
            return take_job(frame);
    }
}

void Bm1370Chip::take_address(std::uint8_t address) {
    // A chip that already has an address passes the frame on; there is nobody behind this one.
    if (!awaits_address_) return;
    awaits_address_ = false;
    address_ = address;
    witness_.saw_address();
}

void Bm1370Chip::read(const HostFrame& frame, Instant now) {
    const bool is_broadcast = frame.flags == bm::flags::read_all;
    if (!is_broadcast && frame.address() != address_) return;
    if (is_broadcast && frame.reg() == number(Register::chip_id)) witness_.saw_identity_read();
    voice_.say_register(address_, frame.reg(), value_of(frame.reg()), now);
}

std::uint32_t Bm1370Chip::value_of(std::uint8_t reg) const {
    switch (static_cast<Register>(reg)) {
        case Register::pll0:
            return clock_.word();
        case Register::nonce_error_counter:
            return error_count_;
        case Register::nonce_overflow_counter:
            return overflow_count_;
        case Register::domain0_counter:
        case Register::domain1_counter:
        case Register::domain2_counter:
        case Register::domain3_counter:
            return scaled(domain_hashes_[reg - number(Register::domain0_counter)]);
        case Register::total_counter:
            return scaled(domain_hashes_[0] + domain_hashes_[1] + domain_hashes_[2] + domain_hashes_[3]);
        case Register::total_counter_clearable:
            return scaled(totals_.hashes - clearable_from_);
        default:
            return registers_[reg];
    }
}

void Bm1370Chip::write(std::uint8_t reg, std::uint32_t value, bool is_addressed, Instant now) {
    const bool is_lost = reg == number(Register::ticket_mask) && faults_.has(Fault::lose_ticket);
    if (!is_read_only(reg) && !is_lost) registers_[reg] = value;
    write_effects(reg, value, now);
    witness_.saw_write(reg, value, is_addressed, clock_.frequency());
    if (search_.has_job()) search_.change(geometry());
}

void Bm1370Chip::write_effects(std::uint8_t reg, std::uint32_t value, Instant now) {
    switch (static_cast<Register>(reg)) {
        case Register::version_rolling:
            return voice_.set_rolling((value >> 31) != 0);
        case Register::pll0:
            return clock_.write(value, now);
        case Register::fast_uart:
            // At once: the rest of what the host sends at the old rate is lost.
            baud_ = decode_fast_uart(value, registers_[number(Register::pll1)]).value_or(baud_);
            return voice_.set_baud(baud_);
        case Register::core_mailbox:
            return write_mailbox(value);
        case Register::analog_mux: {
            constexpr std::uint32_t diode = 2;
            if (value != diode)
                diode_since_.reset();
            else if (!diode_since_)
                diode_since_ = now;
            return;
        }
        case Register::soft_reset: {
            constexpr std::uint32_t core_reset_bits = 0x1f0;
            if ((value & core_reset_bits) == 0) return;
            for (auto& core : core_registers_)
                for (const auto& [address, reset_value] : bm::bm1370_core_reset_values) core[address] = reset_value;
            return;
        }
        case Register::total_counter_clearable:
            if (value == 0) clearable_from_ = totals_.hashes;
            return;
        default:
            return;
    }
}

void Bm1370Chip::write_mailbox(std::uint32_t value) {
    constexpr std::uint32_t write_bit = 1u << 15, all_cores = 1u << 31;
    const std::uint32_t core = (value >> 16) & 0x1ff, core_reg = (value >> 8) & 0x1f;
    const auto content = static_cast<std::uint8_t>(value & 0xff);
    if ((value & write_bit) == 0) {
        const std::uint32_t asked = (value & all_cores) != 0 ? 0 : core;
        if (asked < cores) registers_[number(Register::core_value)] = (asked << 16) | core_registers_[asked][core_reg];
        return;
    }
    for (std::uint32_t i = 0; i < cores; ++i)
        if ((value & all_cores) != 0 || i == core) core_registers_[i][core_reg] = content;
}

void Bm1370Chip::take_job(const HostFrame& frame) {
    if (!is_configured()) return;  // cores are not clocked: nobody is there to take it
    search_.start(read_header_job(frame.payload), geometry());
    group_debt_ = 0.0;
    ++totals_.jobs;
}

}  // namespace adit::boards::virtual_device
