// See parts.hpp.
#include "boards/host/parts.hpp"

#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "boards/host/part_kind.hpp"
#include "boards/host/sequenced_pin.hpp"
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

part::Result<void> check(part::Emc2101& monitor) {
    const auto identity = monitor.identify();
    if (!identity) return failure(part::PeripheralError{identity.error()});
    if (!identity->part) return failure(part::PeripheralError::wrong_part);
    return {};
}

part::Result<void> check(auto& any) { return any.check_identity(); }

/// A part of the board's own, with what has to happen before it counts.
template <class Part>
class Placed final : public Preparation {
public:
    template <class... More>
    explicit Placed(hal::I2cDevice device, More... more) : part{std::move(device), more...} {}

    Part part;

private:
    driver::peripheral::Result<void> do_prepare() override {
        if (const auto is_it = check(part); !is_it) return is_it;
        return part.configure();
    }
};

std::string address_text(std::uint8_t address) {
    std::array<char, 16> text{};
    (void)std::snprintf(text.data(), text.size(), "address 0x%02x", static_cast<unsigned>(address));
    return text.data();
}

constexpr hal::Level on_level(const SwitchLine& line) { return line.is_on_low ? hal::Level::low : hal::Level::high; }

/// Which input of its part a sensor of the definition is.
constexpr std::uint8_t input_of(SensorPart sensor) {
    switch (sensor) {
        case SensorPart::emc2101_external:
            return part::Emc2101::external;
        case SensorPart::emc2103_external1:
            return part::Emc2103::external_1;
        case SensorPart::emc2103_external2:
            return part::Emc2103::external_2;
        case SensorPart::emc2101_internal:
        case SensorPart::emc2103_internal:
        case SensorPart::tmp1075:
            break;
    }
    return 0;
}

using Kind = PartKind;

/// What a placed part offers.
struct Offer {
    std::uint8_t address{};
    Kind kind{};
    part::TemperatureSensor* thermometer{};
    part::FanController* fans{};
    part::PowerMeter* meter{};
};

}  // namespace

class PartsBuilder {
public:
    PartsBuilder(const BoardDefinition& board, hal::I2cBus& bus, const OpenPin& open_pin)
        : board_{board}, bus_{bus}, open_pin_{open_pin}, parts_{new BoardParts} {}

    Expected<std::unique_ptr<BoardParts>, std::string> build(const safety::Profile& profile) {
        if (!add_regulator(profile) || !add_sensors() || !add_fans() || !add_meter()) return failure(std::move(why_));
        for (const auto& placed : parts_->parts_) parts_->preparations_.push_back(placed.get());
        parts_->instruments_.preparations = parts_->preparations_;
        parts_->instruments_.sensors = parts_->sensors_;
        parts_->instruments_.fans = parts_->fans_;
        return std::move(parts_);
    }

private:
    bool refuse(std::string why) {
        why_ = std::move(why);
        return false;
    }

    std::optional<hal::I2cDevice> claim(std::uint8_t address) {
        auto device = bus_.claim(address);
        if (device) return *std::move(device);
        why_ = address_text(address) + " is taken by another part";
        return std::nullopt;
    }

    hal::OutputPin& open(std::uint8_t gpio) { return *parts_->pins_.emplace_back(open_pin_(gpio)); }

    /// The line that switches the core, with the I/O supply along where the board has one.
    part::EnableLine enable_line() {
        const Regulator& regulator = board_.regulator;
        const hal::Level on = on_level(*regulator.enable);
        hal::OutputPin& core = open(regulator.enable->gpio);
        if (!regulator.io) return {core, on};
        hal::OutputPin& io = open(regulator.io->gpio);
        parts_->pins_.push_back(std::make_unique<SequencedPin>(SequencedPin::Line{io, on_level(*regulator.io)},
                                                               SequencedPin::Line{core, on}));
        return {*parts_->pins_.back(), on};
    }

    part::Tps53647Setup multiphase() const {
        const Regulator& regulator = board_.regulator;
        const bool has_six = regulator.part == RegulatorPart::tps53667;
        return {.part = has_six ? part::Tps53647Part::tps53667 : part::Tps53647Part::tps53647,
                .phases = regulator.phases,
                .current_max = regulator.current_full_scale,
                .current_fault = regulator.current_fault};
    }

    bool add_regulator(const safety::Profile& profile) {
        const Regulator& regulator = board_.regulator;
        const bool is_tps546 = regulator.part == RegulatorPart::tps546d24a;
        if (!is_tps546 && !regulator.enable) return refuse("the regulator has no line that switches it");
        auto device = claim(regulator.address);
        if (!device) return false;
        if (is_tps546) {
            auto limits = safety::family_limits(regulator.family);
            limits.temperature_warning = profile.vrm_warm;
            parts_->regulator_ = std::make_unique<part::Tps546>(*std::move(device), limits);
        } else if (regulator.part == RegulatorPart::ds4432u) {
            parts_->regulator_ = std::make_unique<part::Ds4432u>(*std::move(device), enable_line());
        } else {
            parts_->regulator_ = std::make_unique<part::Tps53647>(*std::move(device), enable_line(), multiphase());
        }
        return true;
    }

    template <class Part, class... More>
    Part& place(hal::I2cDevice device, More... more) {
        auto placed = std::make_unique<Placed<Part>>(std::move(device), more...);
        Part& built = placed->part;
        parts_->parts_.push_back(std::move(placed));
        return built;
    }

    Offer make(Kind kind, hal::I2cDevice device) {
        Offer offer{.address = device.address(), .kind = kind};
        const auto both = [&](auto& monitor) { offer.thermometer = &monitor, offer.fans = &monitor; };
        switch (kind) {
            case Kind::emc2101:
                both(place<part::Emc2101>(std::move(device)));
                break;
            case Kind::emc2103:
                both(place<part::Emc2103>(std::move(device)));
                break;
            case Kind::emc2302:
                offer.fans = &place<part::Emc230x>(std::move(device), part::Emc230xPart::emc2302);
                break;
            case Kind::tmp1075:
                offer.thermometer = &place<part::Tmp75>(std::move(device), part::Tmp75Part::tmp1075);
                break;
            case Kind::ina260:
                offer.meter = &place<part::Ina260>(std::move(device));
                break;
        }
        return offer;
    }

    /// The part at `address`, placed at its first mention.
    const Offer* at(std::uint8_t address, Kind kind) {
        for (const Offer& offer : offers_)
            if (offer.address == address) {
                if (offer.kind == kind) return &offer;
                (void)refuse(address_text(address) + " is named for two different parts");
                return nullptr;
            }
        auto device = claim(address);
        return device ? &offers_.emplace_back(make(kind, *std::move(device))) : nullptr;
    }

    bool add_sensors() {
        for (const Sensor& sensor : board_.sensors) {
            const Offer* offer = at(sensor.address, kind_of(sensor.part));
            if (offer == nullptr) return false;
            parts_->sensors_.push_back({.measures = sensor.measures,
                                        .part = offer->thermometer,
                                        .input = input_of(sensor.part),
                                        .correction = {.offset = sensor.offset}});
        }
        return true;
    }

    bool add_fans() {
        for (const Fan& fan : board_.fans) {
            const Offer* offer = at(fan.address, kind_of(fan.part));
            if (offer == nullptr) return false;
            if (fan.channel >= offer->fans->fan_count())
                return refuse("the fan controller at " + address_text(fan.address) + " has no such channel");
            parts_->fans_.push_back({offer->fans, fan.channel});
        }
        return true;
    }

    bool add_meter() {
        if (!board_.power_meter) return true;
        const Offer* offer = at(board_.power_meter->address, Kind::ina260);
        if (offer == nullptr) return false;
        parts_->instruments_.meter = offer->meter;
        return true;
    }

    const BoardDefinition& board_;
    hal::I2cBus& bus_;
    const OpenPin& open_pin_;
    std::unique_ptr<BoardParts> parts_;
    std::vector<Offer> offers_;
    std::string why_;
};

Expected<std::unique_ptr<BoardParts>, std::string> BoardParts::place(const BoardDefinition& board,
                                                                     const safety::Profile& profile, hal::I2cBus& bus,
                                                                     const OpenPin& open_pin) {
    return PartsBuilder{board, bus, open_pin}.build(profile);
}

}  // namespace adit::boards
