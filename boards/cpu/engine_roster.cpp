// See engine_roster.hpp.
#include "boards/cpu/engine_roster.hpp"

#include <algorithm>
#include <array>

#include "boards/cpu/engine_trial.hpp"
#include "boards/cpu/self_test.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::boards::cpu {

using driver::sha256::Engine;
using driver::sha256::portable_engine;

namespace {

constexpr std::array<std::uint8_t, 4> version_counts{1, 4, 8, 16};

bool is_portable(const Engine& engine) noexcept { return engine.scan == portable_engine().scan; }

std::size_t places_for(std::span<const Engine> engines) noexcept {
    return engines.size() + (std::ranges::any_of(engines, is_portable) ? 0 : 1);
}

}  // namespace

std::uint32_t version_of(const driver::Work& work, std::uint8_t index) noexcept {
    if (index < work.version_count) return work.versions[index];
    std::uint32_t version = 0;
    for (std::size_t i = 4; i-- > 0;) version = version << 8U | std::to_integer<std::uint32_t>(work.header[i]);
    return version;
}

EngineRoster::EngineRoster(std::span<const Engine> engines, const hal::CpuFeatures& features, const hal::Clock& clock)
    : entries_(places_for(engines)) {
    enlist(engines);
    const SelfTest test;
    for (RosterEntry& entry : entries_) {
        if (!features.includes(entry.engine().needs)) continue;
        const auto mistake = test.examine(entry.engine());
        if (mistake) disabled_.push_back({entry.engine().name, *mistake, std::nullopt});
        entry.state_ = mistake ? EngineState::disabled : EngineState::usable;
    }
    race(clock);
}

EngineRoster::EngineRoster(const Engine& engine) : entries_(places_for({&engine, 1})) {
    enlist({&engine, 1});
    for (RosterEntry& entry : entries_) entry.state_ = EngineState::usable;
    entries_.front().ns_per_hash_ = 0;
    disabled_.reserve(entries_.size());
}

void EngineRoster::enlist(std::span<const Engine> engines) {
    disabled_.reserve(entries_.size());
    entries_.back().engine_ = &portable_engine();
    for (std::size_t i = 0; i < engines.size(); ++i) entries_[i].engine_ = &engines[i];
}

void EngineRoster::race(const hal::Clock& clock) {
    std::vector<Contestant> contestants;
    for (const RosterEntry& entry : entries_)
        for (const std::uint8_t versions : version_counts)
            if (entry.is_usable()) contestants.push_back({&entry.engine(), versions});
    run_trial(contestants, clock);
    for (const Contestant& contestant : contestants)
        for (RosterEntry& entry : entries_)
            if (&entry.engine() == contestant.engine && contestant.ns_per_hash < entry.ns_per_hash_) {
                entry.ns_per_hash_ = contestant.ns_per_hash;
                entry.versions_ = contestant.versions;
            }
}

const RosterEntry& EngineRoster::fastest() const noexcept {
    const RosterEntry* best = nullptr;
    for (const RosterEntry& entry : entries_)
        if (entry.is_usable() && (best == nullptr || entry.ns_per_hash() < best->ns_per_hash())) best = &entry;
    if (best != nullptr) return *best;
    return *std::ranges::find_if(entries_, is_last_resort);
}

Expected<const RosterEntry*, ChoiceError> EngineRoster::find(std::string_view name) const noexcept {
    for (const RosterEntry& entry : entries_) {
        if (entry.engine().name != name) continue;
        if (entry.is_usable()) return &entry;
        return failure(entry.state() == EngineState::disabled ? ChoiceError::disabled : ChoiceError::unsupported);
    }
    return failure(ChoiceError::unknown);
}

std::uint32_t EngineRoster::widest_group() const noexcept {
    std::uint32_t widest = 1;
    for (const RosterEntry& entry : entries_)
        if (entry.is_usable()) widest = std::max(widest, entry.engine().group_nonces);
    return widest;
}

bool EngineRoster::is_last_resort(const RosterEntry& entry) noexcept { return is_portable(entry.engine()); }

void EngineRoster::disable(const RosterEntry& entry, const EngineMistake& mistake, const driver::Work& work) {
    const std::lock_guard lock{mutex_};
    if (!entry.is_usable() || is_last_resort(entry)) return;
    const auto place = static_cast<std::size_t>(&entry - entries_.data());
    entries_[place].state_.store(EngineState::disabled, std::memory_order_relaxed);
    const std::uint32_t version = version_of(work, mistake.where.version_index);
    disabled_.push_back({entry.engine().name, mistake, driver::sha256::header_of(work, version, mistake.where.nonce)});
}

std::vector<DisabledEngine> EngineRoster::disabled() const {
    const std::lock_guard lock{mutex_};
    return disabled_;
}

}  // namespace adit::boards::cpu
