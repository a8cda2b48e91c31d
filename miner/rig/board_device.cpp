// See board_device.hpp.
#include "miner/rig/board_device.hpp"

#include <algorithm>
#include <utility>

#include "boards/host/drivable.hpp"
#include "boards/runtime/chip_of.hpp"

namespace adit::miner::rig {

namespace {

using cli::ExitCode;
using cli::Problem;

std::string envelope_text(const std::string& board, boards::safety::EnvelopeError error) {
    const bool widens = error.fault == boards::safety::EnvelopeFault::widens;
    return "board " + board + ": " + std::string{boards::safety::name(error.field)} +
           (widens ? " reaches outside what the chip and regulator can take" : " contradicts the other limits");
}

/// While it is not certain which board this is, no line but its reset is driven: on another board the same number may
/// be a supply.
hal::bridge::ControlOptions control_options(const boards::BoardDefinition& definition, const BoardIdentity& identity) {
    using boards::safety::NotArmed;
    using hal::bridge::Dialect;
    using hal::bridge::PinScope;
    const bool is_certain =
        !identity.holds.contains(NotArmed::id_mismatch) && !identity.holds.contains(NotArmed::no_profile);
    return {.dialect = hal::bridge::parse_dialect(definition.control_bus.dialect).value_or(Dialect::v0),
            .pins = is_certain ? PinScope::every_line : PinScope::reset_only};
}

}  // namespace

Expected<std::unique_ptr<Device>, Problem> BoardDevice::open(boards::BoardDefinition definition, BoardIdentity identity,
                                                             BoardConnection connection, const hal::Clock& clock) {
    if (const auto reason = boards::why_not_emulated(definition))
        return failure(Problem{ExitCode::no_hardware, identity.spec + ": board " + definition.name + " " + *reason});
    const auto profile = boards::safety::make_profile(definition);
    if (!profile) return failure(Problem{ExitCode::config, envelope_text(definition.name, profile.error())});
    const std::uint32_t hertz = definition.control_bus.i2c_hz;
    const std::string spec = identity.spec;
    auto device = std::make_unique<BoardDevice>(std::move(definition), *profile, std::move(identity),
                                                std::move(connection), clock);
    if (const auto placed = device->place_parts(); !placed)
        return failure(Problem{ExitCode::config, "board " + device->definition_.name + ": " + placed.error()});
    if (!device->i2c_.set_frequency(hertz))
        return failure(Problem{ExitCode::no_hardware, spec + ": the bridge does not answer on its control port"});
    return device;
}

BoardDevice::BoardDevice(boards::BoardDefinition definition, const boards::safety::Profile& profile,
                         BoardIdentity identity, BoardConnection connection, const hal::Clock& clock)
    : definition_{std::move(definition)},
      profile_{profile},
      identity_{std::move(identity)},
      connection_{std::move(connection)},
      clock_{clock},
      control_{*connection_.control, clock, control_options(definition_, identity_)},
      i2c_{control_},
      recovery_{i2c_, definition_.control_bus.i2c_hz},
      reset_{control_, definition_.chain.reset_gpio} {}

DeviceInfo BoardDevice::do_info() const {
    const driver::bm13xx::ChipModel& chip = boards::chip_of(definition_.chain.chip);
    return {.stable_id = identity_.stable_id,
            .spec = identity_.spec,
            .kind = identity_.kind,
            .engine = std::string{chip.name},
            .appetite = {.rolls_versions = chip.rolls_versions(),
                         .versions = driver::bm13xx::midstate_job::most_midstates,
                         .zero_bits = identity_.zero_bits}};
}

Expected<void, std::string> BoardDevice::place_parts() {
    auto parts = boards::BoardParts::place(definition_, profile_, i2c_, [this](std::uint8_t gpio) {
        return std::make_unique<hal::bridge::BridgePin>(control_, gpio);
    });
    if (!parts) return failure(std::move(parts).error());
    parts_ = *std::move(parts);
    return {};
}

void BoardDevice::do_start(boards::WorkSource& source, boards::DeviceIndex index) {
    if (!parts_) return;
    const boards::RunnerConfig config{.profile = profile_,
                                      .power_on = definition_.power_on,
                                      .chain = {.chip = &boards::chip_of(definition_.chain.chip),
                                                .chips = definition_.chain.chips,
                                                .zero_bits = identity_.zero_bits,
                                                .fast_baud = definition_.chain_bus.fast_baud,
                                                .domains = definition_.chain.series_domains},
                                      .reset_baud = definition_.chain_bus.baud,
                                      .reset_active_low = definition_.chain.reset_active_low,
                                      .holds = identity_.holds,
                                      .keeper = identity_.keeper,
                                      .bench = identity_.bench};
    auto runner = std::make_unique<boards::Runner>(
        config,
        boards::RunnerPorts{*connection_.data, reset_, parts_->regulator(), parts_->instruments(), clock_, &recovery_},
        source, index);
    thread_ = std::make_unique<boards::BoardThread>(std::move(runner), *connection_.data, wake_, clock_);
}

void BoardDevice::do_request_stop() noexcept {
    if (thread_) thread_->request_stop();
}

void BoardDevice::do_join() noexcept {
    if (thread_) thread_->join();
}

std::optional<boards::BoardStatus> BoardDevice::do_status() const {
    return thread_ ? thread_->status() : boards::BoardStatus{};
}

}  // namespace adit::miner::rig
