// See identify.hpp. The drivers of the parts judge; the identity registers are read once more for people.
#include "boards/host/identify.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>

#include "boards/host/part_kind.hpp"
#include "boards/safety/supply.hpp"
#include "driver/peripheral/ds4432u.hpp"
#include "driver/peripheral/emc2101.hpp"
#include "driver/peripheral/emc2103.hpp"
#include "driver/peripheral/emc230x.hpp"
#include "driver/peripheral/ina260.hpp"
#include "driver/peripheral/tmp75.hpp"
#include "driver/peripheral/tps53647.hpp"
#include "driver/peripheral/tps546.hpp"

namespace adit::boards {

namespace part = driver::peripheral;

namespace {

/// For drivers that want the line of their regulator: asking who they are switches nothing.
class NoPin final : public hal::OutputPin {
    Expected<void, hal::PinError> do_set(hal::Level) override { return failure(hal::PinError::refused); }
    Expected<hal::Level, hal::PinError> do_get() override { return failure(hal::PinError::refused); }
};

/// Where a part keeps its identity.
struct IdRegister {
    std::uint8_t number{}, bytes{};
};
/// Microchip's fan controllers: product and maker. Texas Instruments: PMBus IC_DEVICE_ID as a block, device code,
/// die id. The DS4432U has none: its two outputs.
constexpr std::array emc_ids{IdRegister{0xFD, 1}, IdRegister{0xFE, 1}};
constexpr std::array tps546_ids{IdRegister{0xAD, 7}};
constexpr std::array tps53647_ids{IdRegister{0xFC, 2}};
constexpr std::array ds4432u_ids{IdRegister{0xF8, 1}, IdRegister{0xF9, 1}};
constexpr std::array tmp1075_ids{IdRegister{0x0F, 2}};
constexpr std::array ina260_ids{IdRegister{0xFE, 2}, IdRegister{0xFF, 2}};

std::string hex(unsigned value) {
    std::array<char, 8> digits{};
    (void)std::snprintf(digits.data(), digits.size(), "%02X", value);
    return digits.data();
}

std::string read_ids(hal::I2cDevice& device, std::span<const IdRegister> registers) {
    std::string text;
    for (const IdRegister& id : registers) {
        std::array<std::byte, 8> bytes{};
        const auto into = std::span{bytes}.first(id.bytes);
        if (!text.empty()) text += ", ";
        text += hex(id.number);
        if (!device.write_read(std::array{std::byte{id.number}}, into))
            text += " --";
        else
            for (const std::byte byte : into) text += ' ' + hex(std::to_integer<unsigned>(byte));
    }
    return text;
}

PartVerdict verdict_of(const part::Result<void>& identity) noexcept {
    if (identity) return PartVerdict::right;
    switch (identity.error()) {
        case part::PeripheralError::wrong_part:
        case part::PeripheralError::implausible:
        case part::PeripheralError::mismatch:
            return PartVerdict::wrong;
        default:
            return PartVerdict::silent;
    }
}

class Inquiry {
public:
    explicit Inquiry(hal::I2cBus& bus) : bus_{bus} {}

    void ask_regulator(const Regulator& regulator) {
        const part::EnableLine none{pin_, hal::Level::low};
        switch (regulator.part) {
            case RegulatorPart::tps546d24a:
                return ask("TPS546D24A", regulator.address, tps546_ids, [&](hal::I2cDevice device) {
                    return part::Tps546{std::move(device), safety::family_limits(regulator.family)}.check_identity();
                });
            case RegulatorPart::ds4432u:
                return ask("DS4432U", regulator.address, ds4432u_ids, [&](hal::I2cDevice device) {
                    return part::Ds4432u{std::move(device), none}.check_identity();
                });
            case RegulatorPart::tps53647:
                return ask_multiphase("TPS53647", part::Tps53647Part::tps53647, regulator.address, none);
            case RegulatorPart::tps53667:
                return ask_multiphase("TPS53667", part::Tps53647Part::tps53667, regulator.address, none);
        }
    }

    void ask(PartKind kind, std::uint8_t address) {
        switch (kind) {
            case PartKind::emc2101:
                return ask("EMC2101", address, emc_ids, [](hal::I2cDevice device) -> part::Result<void> {
                    const auto identity = part::Emc2101{std::move(device)}.identify();
                    if (!identity) return failure(part::PeripheralError{identity.error()});
                    if (!identity->part) return failure(part::PeripheralError::wrong_part);
                    return {};
                });
            case PartKind::emc2103:
                return ask_plain<part::Emc2103>("EMC2103", address, emc_ids);
            case PartKind::emc2302:
                return ask_plain<part::Emc230x>("EMC2302", address, emc_ids, part::Emc230xPart::emc2302);
            case PartKind::tmp1075:
                return ask_plain<part::Tmp75>("TMP1075", address, tmp1075_ids, part::Tmp75Part::tmp1075);
            case PartKind::ina260:
                return ask_plain<part::Ina260>("INA260", address, ina260_ids);
        }
    }

    /// An address of which only is known that somebody is there.
    void ask_presence(std::uint8_t address) {
        if (is_asked(address)) return;
        auto device = bus_.claim(address);
        std::array<std::byte, 1> byte{};
        const bool is_there = device && device->read(byte);
        found_.parts.push_back({.part = "any part",
                                .address = address,
                                .verdict = is_there ? PartVerdict::right : PartVerdict::silent,
                                .read = {}});
    }

    [[nodiscard]] Identification found() && { return std::move(found_); }
    void mark_regulator() noexcept { found_.parts.back().is_regulator = true; }

private:
    [[nodiscard]] bool is_asked(std::uint8_t address) const {
        return std::ranges::find(found_.parts, address, &PartFinding::address) != found_.parts.end();
    }

    template <class Check>
    void ask(std::string part, std::uint8_t address, std::span<const IdRegister> ids, Check check) {
        if (is_asked(address)) return;
        PartFinding& finding = found_.parts.emplace_back();
        finding.part = std::move(part);
        finding.address = address;
        if (auto device = bus_.claim(address)) finding.read = read_ids(*device, ids);
        if (auto device = bus_.claim(address)) finding.verdict = verdict_of(check(*std::move(device)));
    }
    template <class Part, class... More>
    void ask_plain(std::string part, std::uint8_t address, std::span<const IdRegister> ids, More... more) {
        ask(std::move(part), address, ids, [&](hal::I2cDevice device) {
            return Part{std::move(device), more...}.check_identity();
        });
    }
    void ask_multiphase(std::string name, part::Tps53647Part which, std::uint8_t address,
                        const part::EnableLine& line) {
        ask(std::move(name), address, tps53647_ids, [&](hal::I2cDevice device) {
            return part::Tps53647{std::move(device), line, {.part = which}}.check_identity();
        });
    }

    hal::I2cBus& bus_;
    NoPin pin_;
    Identification found_;
};

}  // namespace

bool Identification::has(PartVerdict verdict) const noexcept {
    return std::ranges::any_of(parts, [&](const PartFinding& finding) { return finding.verdict == verdict; });
}

bool Identification::is_complete() const noexcept { return !has(PartVerdict::wrong) && !has(PartVerdict::silent); }

bool Identification::has_foreign_regulator() const noexcept {
    return std::ranges::any_of(parts, [](const PartFinding& finding) {
        return finding.is_regulator && finding.verdict == PartVerdict::wrong;
    });
}

Identification identify(const BoardDefinition& board, hal::I2cBus& bus) {
    Inquiry inquiry{bus};
    inquiry.ask_regulator(board.regulator);
    inquiry.mark_regulator();
    for (const Sensor& sensor : board.sensors) inquiry.ask(kind_of(sensor.part), sensor.address);
    for (const Fan& fan : board.fans) inquiry.ask(kind_of(fan.part), fan.address);
    if (board.power_meter) inquiry.ask(PartKind::ina260, board.power_meter->address);
    for (const MatchRule& rule : board.match)
        for (const std::uint8_t address : rule.i2c) inquiry.ask_presence(address);
    return std::move(inquiry).found();
}

std::string_view name(PartVerdict verdict) noexcept {
    switch (verdict) {
        case PartVerdict::right:
            return "right";
        case PartVerdict::wrong:
            return "wrong";
        case PartVerdict::silent:
            break;
    }
    return "silent";
}

std::string text(const PartFinding& finding) {
    std::string line = "0x" + hex(finding.address) + " " + finding.part + ": " + std::string{name(finding.verdict)};
    return finding.read.empty() ? line : line + " (" + finding.read + ")";
}

std::string mismatches(const Identification& found) {
    std::string all;
    for (const PartFinding& finding : found.parts)
        if (finding.verdict != PartVerdict::right) all += (all.empty() ? "" : "; ") + text(finding);
    return all;
}

}  // namespace adit::boards
