// See sim_board.hpp.
#include "boards/simulation/sim_board.hpp"

#include <algorithm>

#include "boards/runtime/chip_of.hpp"
#include "boards/safeoff/off_board.hpp"
#include "boards/safeoff/replay.hpp"

namespace adit::boards::simulation {

namespace {

/// A Runner that wants to be called again at once still costs the host this long.
constexpr Duration shortest_turn = std::chrono::microseconds{10};

RunnerConfig config_of(const SimBoard& board, std::uint8_t zero_bits, Keeper* keeper) {
    const BoardDefinition& definition = board.definition();
    return {.profile = board.profile(),
            .power_on = definition.power_on,
            .chain = {.chip = &board.chip(),
                      .chips = definition.chain.chips,
                      .zero_bits = zero_bits,
                      .fast_baud = definition.chain_bus.fast_baud,
                      .domains = definition.chain.series_domains},
            .reset_baud = definition.chain_bus.baud,
            .reset_active_low = definition.chain.reset_active_low,
            .holds = {},
            .keeper = keeper};
}

driver::bm13xx::ChipModel chip_model(const SimBoardSetup& setup) {
    driver::bm13xx::ChipModel chip = chip_of(setup.definition.chain.chip);
    if (setup.engines > 0) chip.engines = setup.engines;
    return chip;
}

virtual_device::BoardOptions emulator_options(const SimBoardSetup& setup) {
    virtual_device::BoardOptions options = setup.options;
    if (setup.engines > 0)
        options.speed = static_cast<double>(setup.engines) / chip_of(setup.definition.chain.chip).engines;
    return options;
}

}  // namespace

SimBoard::Process::Process(SimBoard& board, Keeper* keeper)
    : port{board.control, board.clock},
      i2c{port},
      reset{port, board.definition_.chain.reset_gpio},
      parts{*BoardParts::place(board.definition_, board.profile_, i2c, [this](std::uint8_t gpio) {
          return std::make_unique<hal::bridge::BridgePin>(port, gpio);
      })} {
    const RunnerPorts ports{board.data, reset, parts->regulator(), parts->instruments(), board.clock};
    runner = std::make_unique<Runner>(config_of(board, board.zero_bits_, keeper), ports, board.work_, board.index_);
}

SimBoard::SimBoard(const SimBoardSetup& setup, WorkSource& work, Trace* trace)
    : definition_{setup.definition},
      profile_{*safety::make_profile(definition_)},
      index_{setup.index},
      chip_{chip_model(setup)},
      zero_bits_{setup.options.zero_bits},
      keeps_state_{setup.keeps_state},
      work_{work},
      clock{setup.start},
      device{definition_, emulator_options(setup), setup.start},
      control{device, clock, SimSerial::Port::control, trace, static_cast<std::uint8_t>(setup.index)},
      data{device, clock, SimSerial::Port::data, trace, static_cast<std::uint8_t>(setup.index), setup.options.seed},
      keeper{clock} {}

SimBoard::~SimBoard() = default;

void SimBoard::start() {
    if (process_ != nullptr) return;
    control.reopen();
    data.reopen();
    process_ = std::make_unique<Process>(*this, keeps_state_ ? &keeper : nullptr);
    process_->runner->request_start();
}

void SimBoard::kill() {
    if (process_ == nullptr) return;
    const bool was_unplugged = control.is_unplugged;
    set_unplugged(true);  // a Runner switches off when it is destroyed; a killed one does not
    process_.reset();
    set_unplugged(was_unplugged);
    keeper.crash();
}

void SimBoard::finish() {
    if (process_ == nullptr) return;
    process_->runner->sign_off();
    process_.reset();
    keeper.flush();
}

void SimBoard::set_unplugged(bool is_unplugged) noexcept { control.is_unplugged = data.is_unplugged = is_unplugged; }

void SimBoard::turn(Instant limit) {
    ++turns_;
    if (process_ == nullptr) return stall(limit);
    const Instant before = clock.now();
    const Instant deadline = process_->runner->step();
    longest_step_ = std::max(longest_step_, clock.now() - before);
    if (deadline > clock.now())
        (void)data.wait(std::min(deadline, std::max(limit, clock.now())), wake);
    else
        clock.advance(shortest_turn);
}

void SimBoard::stall(Instant until) {
    clock.advance_to(until);
    device.advance(clock.now());
}

/// A board with a controller of its own is switched off by the start code of that controller, with the same steps.
bool SimBoard::safe_off() {
    const auto* const known = safeoff::find_off_board(definition_.name);
    if (known == nullptr) return false;
    safeoff::OffBoard board = *known;
    board.bus = safeoff::OffBus::bitaxe_raw;
    const auto steps = safeoff::off_steps(board);
    return safeoff::replay(steps, control, clock) == safeoff::OffVerdict::off;
}

}  // namespace adit::boards::simulation
