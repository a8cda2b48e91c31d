// See cpu_factory.hpp.
#include "miner/rig/cpu_factory.hpp"

#include <utility>

#include "boards/cpu/engine_names.hpp"
#include "hal/linux/package_temperature.hpp"
#include "miner/rig/cpu_device.hpp"

namespace adit::miner::rig {

using boards::cpu::ChoiceError;
using boards::cpu::EngineRoster;
using boards::cpu::RosterEntry;
using cli::ExitCode;
using cli::Problem;

namespace {

std::string usable_names(const EngineRoster& roster) {
    std::string names;
    for (const RosterEntry& entry : roster.entries())
        if (entry.is_usable()) names.append(names.empty() ? "" : ", ").append(entry.engine().name);
    return names.empty() ? "none" : names;
}

}  // namespace

CpuFactory::CpuFactory(const hal::Clock& clock, std::string engine, std::span<const driver::sha256::Engine> engines,
                       const hal::CpuFeatures& features)
    : clock_{clock}, engine_{std::move(engine)}, engines_{engines}, features_{features} {}

boards::cpu::Thermometer CpuFactory::thermometer() {
    auto sensor = std::make_shared<const hal::PackageThermometer>();
    if (!sensor->is_present()) return {};
    return [sensor] { return sensor->read(); };
}

Expected<const RosterEntry*, Problem> CpuFactory::choose(const std::string& name, const cli::DeviceSpec& spec) {
    const auto problem = [&spec](ExitCode code, const std::string& why) {
        return failure(Problem{code, "device " + spec.text + ": " + why});
    };
    if (!roster_) roster_ = std::make_shared<EngineRoster>(engines_, features_, clock_);
    if (!roster_->has_usable())
        return problem(ExitCode::no_hardware, "no engine gives right results on this processor");
    if (name.empty()) return &roster_->fastest();
    const auto found = roster_->find(name);
    if (found) return *found;
    if (found.error() == ChoiceError::unknown)
        return problem(ExitCode::usage,
                       "no engine is called \"" + name + "\"; known are " + boards::cpu::engine_names(engines_));
    const char* why = found.error() == ChoiceError::disabled ? "gives wrong results on this processor"
                                                             : "needs instructions that this processor lacks";
    return problem(ExitCode::no_hardware, "engine \"" + name + "\" " + why + "; usable are " + usable_names(*roster_));
}

Expected<std::unique_ptr<Device>, Problem> CpuFactory::open(const cli::DeviceSpec& spec, const cli::CpuSpec& cpu,
                                                            std::size_t ordinal) {
    auto options = boards::cpu::parse_cpu_query(cpu.query);
    if (!options) return failure(Problem{ExitCode::usage, "device " + spec.text + ": " + options.error()});
    const auto chosen = choose(options->engine.empty() ? engine_ : options->engine, spec);
    if (!chosen) return failure(Problem{chosen.error()});
    options->first_place = places_taken_;
    auto device = std::make_unique<CpuDevice>(spec.text, ordinal, *options, clock_, roster_, **chosen, thermometer());
    if (device->cpu()->is_pinned) places_taken_ += device->cpu()->threads;
    return device;
}

}  // namespace adit::miner::rig
