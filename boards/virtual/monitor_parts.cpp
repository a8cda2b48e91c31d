// Each kind of part, as the board's world needs it.
#include "boards/virtual/monitor_parts.hpp"

#include <cmath>

#include "boards/virtual/emc2101_model.hpp"
#include "boards/virtual/emc2103_model.hpp"
#include "boards/virtual/emc230x_model.hpp"
#include "boards/virtual/seeded_random.hpp"
#include "boards/virtual/tmp75_model.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr double full_drive = 255.0;

class Emc2101Part final : public MonitorPart {
public:
    explicit Emc2101Part(std::uint64_t seed) : model_{seed} {}
    [[nodiscard]] I2cPart& part() noexcept override { return model_; }
    void set_temperature(SensorPart input, DiodeState state, Celsius temperature) override {
        if (input == SensorPart::emc2101_external)
            model_.set_diode(state, temperature);
        else
            model_.set_board(temperature);
    }
    void set_fan(std::size_t /*channel*/, Rpm speed) override { model_.set_fan(speed); }
    [[nodiscard]] double duty(std::size_t /*channel*/) const noexcept override { return model_.drive(); }

private:
    Emc2101Model model_;
};

class Emc2103Part final : public MonitorPart {
public:
    explicit Emc2103Part(std::uint64_t seed) : random_{seed, 0x64696f6465} {}
    [[nodiscard]] I2cPart& part() noexcept override { return model_; }
    void set_temperature(SensorPart input, DiodeState state, Celsius temperature) override {
        const std::size_t index = degrees_register(input) / 2u;
        std::optional<Celsius> seen = temperature;
        constexpr std::uint32_t codes = 128;  // whole degrees of nonsense
        if (state == DiodeState::unsettled) seen = Celsius{static_cast<double>(random_.next32() % codes)};
        if (state == DiodeState::open || state == DiodeState::shorted) seen.reset();
        model_.set_temperature(index, seen);
    }
    void set_fan(std::size_t /*channel*/, Rpm speed) override { model_.fan.measured = speed; }
    [[nodiscard]] double duty(std::size_t /*channel*/) const noexcept override { return model_.drive() / full_drive; }

private:
    Emc2103Model model_;
    SeededRandom random_;
};

class Emc2302Part final : public MonitorPart {
public:
    [[nodiscard]] I2cPart& part() noexcept override { return model_; }
    void set_temperature(SensorPart /*input*/, DiodeState /*state*/, Celsius /*temperature*/) override {}
    void set_fan(std::size_t channel, Rpm speed) override {
        if (channel < channels) model_.fans[channel].measured = speed;
    }
    [[nodiscard]] double duty(std::size_t channel) const noexcept override {
        return channel < channels ? model_.drive(channel) / full_drive : 0.0;
    }

private:
    static constexpr std::size_t channels = 2;
    Emc230xModel model_{channels};
};

class Tmp1075Part final : public MonitorPart {
public:
    [[nodiscard]] I2cPart& part() noexcept override { return model_; }
    void set_temperature(SensorPart /*input*/, DiodeState /*state*/, Celsius temperature) override {
        model_.set_temperature(temperature);
    }

private:
    Tmp75Model model_;
};

}  // namespace

std::unique_ptr<MonitorPart> make_monitor(SensorPart sensor, std::uint64_t seed) {
    switch (sensor) {
        case SensorPart::emc2101_external:
        case SensorPart::emc2101_internal:
            return std::make_unique<Emc2101Part>(seed);
        case SensorPart::emc2103_external1:
        case SensorPart::emc2103_external2:
        case SensorPart::emc2103_internal:
            return std::make_unique<Emc2103Part>(seed);
        case SensorPart::tmp1075:
            break;
    }
    return std::make_unique<Tmp1075Part>();
}

std::unique_ptr<MonitorPart> make_monitor(FanPart fan, std::uint64_t seed) {
    switch (fan) {
        case FanPart::emc2101:
            return std::make_unique<Emc2101Part>(seed);
        case FanPart::emc2103:
            return std::make_unique<Emc2103Part>(seed);
        case FanPart::emc2302:
            break;
    }
    return std::make_unique<Emc2302Part>();
}

}  // namespace adit::boards::virtual_device
