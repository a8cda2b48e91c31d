// The three kinds of core supply over their part models.
#include "boards/virtual/core_supply.hpp"

#include <algorithm>

#include "boards/virtual/ds4432u_model.hpp"
#include "boards/virtual/rail_output.hpp"
#include "boards/virtual/tps53647_model.hpp"
#include "boards/virtual/tps546_model.hpp"

namespace adit::boards::virtual_device {

namespace {

/// What the board's feedback resistors divide by; a driver has to know it (VOUT_SCALE_LOOP).
constexpr double divider_of(Tps546Family family) noexcept { return family == Tps546Family::series_12v ? 0.125 : 0.25; }

class Tps546Supply final : public CoreSupply {
public:
    explicit Tps546Supply(const Regulator& regulator) : model_{divider_of(regulator.family)} {}

    [[nodiscard]] I2cPart& part() noexcept override { return model_; }
    void set_surroundings(const RegulatorSurroundings& surroundings, Instant now) override {
        model_.set_surroundings(surroundings, now);
    }
    void set_faults(const SupplyFaults& faults) override { model_.set_faults(faults); }
    void happen(SupplyEvent event, Instant now) override { model_.happen(event, now); }
    [[nodiscard]] Volts rail(Instant now) const noexcept override { return model_.rail(now); }
    [[nodiscard]] Instant settled_at() const noexcept override { return model_.settled_at(); }
    [[nodiscard]] bool is_on() const noexcept override { return model_.is_on(); }
    [[nodiscard]] bool is_tripped() const noexcept override { return model_.is_tripped(); }
    [[nodiscard]] bool is_bricked() const noexcept override { return model_.is_bricked(); }

private:
    Tps546Model model_;
};

class MultiphaseSupply final : public CoreSupply {
public:
    explicit MultiphaseSupply(const Regulator& regulator) : model_{regulator.part == RegulatorPart::tps53667} {}

    [[nodiscard]] I2cPart& part() noexcept override { return model_; }
    void set_enabled(bool is_enabled, Instant now) override {
        model_.set_enabled(is_enabled);
        refresh(now);
    }
    void set_surroundings(const RegulatorSurroundings& surroundings, Instant now) override {
        model_.set_surroundings(surroundings);
        refresh(now);
    }
    void set_faults(const SupplyFaults& faults) override {
        delay_ = faults.delay;
        model_.set_faults(faults);
    }
    void happen(SupplyEvent event, Instant now) override {
        model_.happen(event);
        refresh(now);
    }
    void refresh(Instant now) override {
        const bool was_on = is_on_;
        is_on_ = model_.is_on();
        output_.set_target(model_.rail(), now, was_on && is_on_ ? delay_ : Duration{});
    }
    [[nodiscard]] Volts rail(Instant now) const noexcept override { return output_.at(now); }
    [[nodiscard]] Instant settled_at() const noexcept override { return output_.settled_at(); }
    [[nodiscard]] bool is_on() const noexcept override { return model_.is_on(); }
    [[nodiscard]] bool is_tripped() const noexcept override { return model_.is_tripped(); }
    [[nodiscard]] bool is_bricked() const noexcept override { return model_.was_stored(); }

private:
    Tps53647Model model_;
    RailOutput output_;
    Duration delay_{};
    bool is_on_ = false;
};

/// A buck bent by a current DAC. It has nothing to tell: its input, current and heat are somebody else's business.
class DacSupply final : public CoreSupply {
public:
    [[nodiscard]] I2cPart& part() noexcept override { return model_; }
    void set_enabled(bool is_enabled, Instant now) override {
        if (!is_enabled) is_tripped_ = false;
        is_enabled_ = is_enabled;
        refresh(now);
    }
    void set_surroundings(const RegulatorSurroundings& surroundings, Instant now) override {
        constexpr Volts lowest_input{4.3};  // where bucks of this class lock out
        input_ = surroundings.input;
        is_starved_ = input_ < lowest_input;
        refresh(now);
    }
    void set_faults(const SupplyFaults& faults) override {
        delay_ = faults.delay;
        droop_ = faults.droop;
        model_.set_deaf(rail_register, faults.ignores_voltage);
        model_.set_flipped(rail_register, faults.flips_bit ? flipped_bit : std::uint16_t{0});
        model_.set_absent(faults.is_wrong_part);  // the part has no identity: another one sits elsewhere
    }
    void happen(SupplyEvent event, Instant now) override {
        is_tripped_ = is_tripped_ || (event != SupplyEvent::blink && is_on());
        refresh(now);
    }
    void refresh(Instant now) override {
        const bool was_on = was_on_;
        was_on_ = is_on();
        model_.set_enabled(was_on_);
        const Volts rail = std::max(Volts{}, model_.rail() - droop_);
        output_.set_target(std::min(rail, input_), now, was_on && was_on_ ? delay_ : Duration{});
    }
    [[nodiscard]] Volts rail(Instant now) const noexcept override { return output_.at(now); }
    [[nodiscard]] Instant settled_at() const noexcept override { return output_.settled_at(); }
    [[nodiscard]] bool is_on() const noexcept override { return is_enabled_ && !is_tripped_ && !is_starved_; }
    [[nodiscard]] bool is_tripped() const noexcept override { return is_tripped_; }
    [[nodiscard]] bool is_bricked() const noexcept override { return false; }

private:
    static constexpr std::uint8_t rail_register = 0xf8;
    static constexpr std::uint16_t flipped_bit = 0x20;

    Ds4432uModel model_;
    RailOutput output_;
    Volts input_{}, droop_{};
    Duration delay_{};
    bool is_enabled_ = false, is_tripped_ = false, is_starved_ = true, was_on_ = false;
};

}  // namespace

std::unique_ptr<CoreSupply> make_core_supply(const Regulator& regulator) {
    switch (regulator.part) {
        case RegulatorPart::tps53647:
        case RegulatorPart::tps53667:
            return std::make_unique<MultiphaseSupply>(regulator);
        case RegulatorPart::ds4432u:
            return std::make_unique<DacSupply>();
        case RegulatorPart::tps546d24a:
            break;
    }
    return std::make_unique<Tps546Supply>(regulator);
}

}  // namespace adit::boards::virtual_device
