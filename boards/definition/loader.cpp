// See loader.hpp. One function per table of the file; words and their meanings in `words` tables.
#include "boards/definition/loader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "boards/definition/consistency.hpp"
#include "hal/bridge/dialect.hpp"

namespace adit::boards {

namespace {

template <class Choice>
using Words = std::pair<std::string_view, Choice>;

constexpr std::array chip_words{
    Words<ChipFamily>{"bm1370", ChipFamily::bm1370}, Words<ChipFamily>{"bm1368", ChipFamily::bm1368},
    Words<ChipFamily>{"bm1366", ChipFamily::bm1366}, Words<ChipFamily>{"bm1397", ChipFamily::bm1397},
    Words<ChipFamily>{"bm1373", ChipFamily::bm1373}, Words<ChipFamily>{"bm1362", ChipFamily::bm1362},
    Words<ChipFamily>{"bm1387", ChipFamily::bm1387}};
constexpr std::array regulator_words{Words<RegulatorPart>{"tps546d24a", RegulatorPart::tps546d24a},
                                     Words<RegulatorPart>{"tps53647", RegulatorPart::tps53647},
                                     Words<RegulatorPart>{"tps53667", RegulatorPart::tps53667},
                                     Words<RegulatorPart>{"ds4432u", RegulatorPart::ds4432u}};
constexpr std::array family_words{Words<Tps546Family>{"5v-single", Tps546Family::single_5v},
                                  Words<Tps546Family>{"12v-series", Tps546Family::series_12v},
                                  Words<Tps546Family>{"12v-stacked", Tps546Family::stacked_12v}};
constexpr std::array meter_words{Words<PowerMeterPart>{"ina260", PowerMeterPart::ina260}};
constexpr std::array sensor_words{Words<SensorPart>{"emc2101-external", SensorPart::emc2101_external},
                                  Words<SensorPart>{"emc2101-internal", SensorPart::emc2101_internal},
                                  Words<SensorPart>{"emc2103-external1", SensorPart::emc2103_external1},
                                  Words<SensorPart>{"emc2103-external2", SensorPart::emc2103_external2},
                                  Words<SensorPart>{"emc2103-internal", SensorPart::emc2103_internal},
                                  Words<SensorPart>{"tmp1075", SensorPart::tmp1075}};
constexpr std::array fan_words{Words<FanPart>{"emc2101", FanPart::emc2101}, Words<FanPart>{"emc2103", FanPart::emc2103},
                               Words<FanPart>{"emc2302", FanPart::emc2302}};
constexpr std::array measures_words{Words<Measures>{"chip", Measures::chip}, Words<Measures>{"board", Measures::board},
                                    Words<Measures>{"regulator", Measures::regulator}};
constexpr std::array control_words{Words<ControlKind>{"bitaxe-raw", ControlKind::bitaxe_raw},
                                   Words<ControlKind>{"native", ControlKind::native}};
constexpr std::array active_words{Words<bool>{"low", true}, Words<bool>{"high", false}};
constexpr std::array valid_words{Words<std::optional<Checkpoint>>{"always", std::nullopt},
                                 Words<std::optional<Checkpoint>>{"after:diode", Checkpoint::diode}};
constexpr std::array power_words{Words<PowerStep>{"reset:assert", PowerStep::reset_assert},
                                 Words<PowerStep>{"core:off", PowerStep::core_off},
                                 Words<PowerStep>{"preflight", PowerStep::preflight},
                                 Words<PowerStep>{"core:on", PowerStep::core_on},
                                 Words<PowerStep>{"reset:release", PowerStep::reset_release},
                                 Words<PowerStep>{"chain:init", PowerStep::chain_init},
                                 Words<PowerStep>{"checkpoint:diode", PowerStep::checkpoint_diode},
                                 Words<PowerStep>{"ramp", PowerStep::ramp}};

template <class Choice, std::size_t Size>
std::span<const Words<Choice>> list(const std::array<Words<Choice>, Size>& words) {
    return words;
}

/// A 7-bit address outside the ranges the I2C bus keeps for itself.
std::uint8_t read_address(TomlTable& table) { return static_cast<std::uint8_t>(table.integer("address", 0x08, 0x77)); }

void require_bus(TomlTable& table, std::string_view key, std::string_view name) {
    if (const std::string bus = table.text(key); !bus.empty() && bus != name)
        table.complain(key, "\"" + bus + "\" is not a bus of this board; use \"" + std::string{name} + "\"");
}

void read_usb(TomlTable& table, MatchRule& rule) {
    const std::string usb = table.text("usb");
    const char* end = usb.data() + usb.size();
    const auto vendor = std::from_chars(usb.data(), end, rule.usb_vendor, 16);
    const bool has_colon =
        vendor.ec == std::errc{} && vendor.ptr == usb.data() + 4 && vendor.ptr != end && *vendor.ptr == ':';
    if (has_colon)
        if (const auto product = std::from_chars(vendor.ptr + 1, end, rule.usb_product, 16);
            product.ec == std::errc{} && product.ptr == end && usb.size() == 9)
            return;
    if (!usb.empty()) table.complain("usb", "must be VENDOR:PRODUCT in hex, like \"c0de:cafe\"");
}

MatchRule read_match(TomlTable table) {
    MatchRule rule;
    read_usb(table, rule);
    rule.manufacturer = table.text_or("manufacturer", "");
    rule.product = table.text_or("product", "");
    for (const std::int64_t address : table.integers("i2c", 0x08, 0x77))
        rule.i2c.push_back(static_cast<std::uint8_t>(address));
    table.refuse_unknown_keys();
    return rule;
}

Baud read_baud(TomlTable& table, std::string_view key) {
    return Baud{static_cast<std::uint32_t>(table.integer(key, 9600, 6'250'000))};
}

std::optional<SwitchLine> read_line(TomlTable& parent, std::string_view key) {
    if (!parent.has(key)) return std::nullopt;
    auto line = parent.table(key);
    if (!line) return std::nullopt;
    require_bus(*line, "via", "control");
    const SwitchLine read{static_cast<std::uint8_t>(line->integer("gpio", 0, 255)),
                          line->choice("on", list(active_words))};
    line->refuse_unknown_keys();
    return read;
}

void read_buses(TomlTable& root, BoardDefinition& board) {
    auto buses = root.table("bus");
    if (!buses) return;
    if (auto chain = buses->table("chain")) {
        (void)chain->choice<bool>("kind", list(std::array{Words<bool>{"uart", true}}));
        board.chain_bus.interface_number = static_cast<std::uint8_t>(chain->integer_or("interface", 0, 15, 0));
        board.chain_bus.baud = read_baud(*chain, "baud");
        board.chain_bus.fast_baud = chain->has("fast_baud") ? read_baud(*chain, "fast_baud") : board.chain_bus.baud;
        chain->refuse_unknown_keys();
    }
    if (auto control = buses->table("control")) {
        board.control_bus.kind = control->choice("kind", list(control_words));
        if (board.control_bus.kind == ControlKind::bitaxe_raw) {
            board.control_bus.dialect = control->text("dialect");
            if (!hal::bridge::parse_dialect(board.control_bus.dialect))
                control->complain("dialect", "must be \"v0\", \"v1\" or \"bonanza\"");
            board.control_bus.interface_number = static_cast<std::uint8_t>(control->integer("interface", 0, 15));
        }
        control->refuse_unknown_keys();
    }
    if (auto i2c = buses->table("i2c0")) {
        require_bus(*i2c, "via", "control");
        board.control_bus.i2c_hz = static_cast<std::uint32_t>(i2c->integer("hz", 10'000, 1'000'000));
        i2c->refuse_unknown_keys();
    }
    buses->refuse_unknown_keys();
}

void read_chain(TomlTable& root, BoardDefinition& board) {
    auto chain = root.table("chain");
    if (!chain) return;
    require_bus(*chain, "bus", "chain");
    board.chain.chip = chain->choice("chip", list(chip_words));
    board.chain.chips = static_cast<std::uint16_t>(chain->integer("chips", 1, 128));
    board.chain.series_domains = static_cast<std::uint8_t>(chain->integer("series_domains", 1, 64));
    if (auto reset = chain->table("reset")) {
        require_bus(*reset, "via", "control");
        board.chain.reset_gpio = static_cast<std::uint8_t>(reset->integer("gpio", 0, 255));
        board.chain.reset_active_low = reset->choice("active", list(active_words));
        reset->refuse_unknown_keys();
    }
    chain->refuse_unknown_keys();
}

/// What only some parts need. A regulator that no command switches needs its enable line.
void read_regulator_details(TomlTable& table, Regulator& regulator) {
    if (regulator.part == RegulatorPart::tps546d24a) {
        if (table.has("family")) regulator.family = table.choice("family", list(family_words));
        return;
    }
    regulator.enable = read_line(table, "enable");
    if (!regulator.enable)
        table.complain("enable", "this part has no command for its output; name the line that switches it");
    regulator.io = read_line(table, "io");
    if (regulator.part == RegulatorPart::ds4432u) return;
    regulator.phases = static_cast<std::uint8_t>(table.integer("phases", 1, 6));
    regulator.current_full_scale = Amperes{table.number("full_scale_a", 10, 400)};
    regulator.current_fault = Amperes{table.number("fault_a", 10, 400)};
}

void read_regulator(TomlTable& root, BoardDefinition& board) {
    auto regulator = root.table("regulator");
    if (!regulator) return;
    board.regulator.part = regulator->choice("part", list(regulator_words));
    require_bus(*regulator, "bus", "i2c0");
    board.regulator.address = read_address(*regulator);
    read_regulator_details(*regulator, board.regulator);
    regulator->refuse_unknown_keys();
}

void read_power_meter(TomlTable& root, BoardDefinition& board) {
    if (!root.has("power_meter")) return;
    auto meter = root.table("power_meter");
    if (!meter) return;
    board.power_meter.emplace();
    board.power_meter->part = meter->choice("part", list(meter_words));
    require_bus(*meter, "bus", "i2c0");
    board.power_meter->address = read_address(*meter);
    meter->refuse_unknown_keys();
}

Sensor read_sensor(TomlTable table) {
    Sensor sensor;
    sensor.measures = table.choice("measures", list(measures_words));
    sensor.part = table.choice("part", list(sensor_words));
    require_bus(table, "bus", "i2c0");
    sensor.address = read_address(table);
    sensor.valid_after = table.choice("valid", list(valid_words));
    if (table.has("offset_c")) sensor.offset = Celsius{table.number("offset_c", 0, 30)};
    table.refuse_unknown_keys();
    return sensor;
}

Fan read_fan(TomlTable table) {
    Fan fan;
    fan.part = table.choice("part", list(fan_words));
    require_bus(table, "bus", "i2c0");
    fan.address = read_address(table);
    fan.channel = static_cast<std::uint8_t>(table.integer_or("channel", 0, 4, 0));
    fan.min_duty = Percent{static_cast<std::int32_t>(table.integer("min_duty_pct", 0, 100))};
    fan.full_rpm = Rpm{static_cast<std::uint32_t>(table.integer("full_rpm", 100, 50'000))};
    table.refuse_unknown_keys();
    return fan;
}

Millivolts read_core(TomlTable& table, std::string_view key) {
    return Millivolts{static_cast<std::int32_t>(table.integer(key, 100, 2000, "mV of one chip, not of the rail"))};
}

/// The default point against the limits.
void check_point(TomlTable& point, const OperatingPoint& wanted, const Limits& limits) {
    const std::string range = std::to_string(limits.core_min.value) + " to " + std::to_string(limits.core_max.value);
    if (wanted.core < limits.core_min || wanted.core > limits.core_max)
        point.complain("core_mv", "lies outside of limits.core_min_mv to core_max_mv, " + range);
    if (wanted.frequency > limits.frequency_max) point.complain("freq_mhz", "is above limits.freq_max_mhz");
}

void read_point_and_limits(TomlTable& root, BoardDefinition& board) {
    const std::size_t complaints = root.complaints();
    auto point = root.table("default");
    if (point) {
        board.default_point = {read_core(*point, "core_mv"), Megahertz{point->number("freq_mhz", 1, 2000)}};
        point->refuse_unknown_keys();
    }
    auto limits = root.table("limits");
    if (!limits) return;
    board.limits = {.core_min = read_core(*limits, "core_min_mv"),
                    .core_max = read_core(*limits, "core_max_mv"),
                    .frequency_max = Megahertz{limits->number("freq_max_mhz", 1, 2000)},
                    .throttle = Celsius{limits->number("throttle_c", 20, 120)},
                    .emergency = Celsius{limits->number("emergency_c", 20, 120)},
                    .vrm_trip = Celsius{limits->number("vrm_trip_c", 20, 150)},
                    .input_max = Watts{limits->number("input_max_w", 1, 10'000)}};
    if (root.complaints() > complaints) return limits->refuse_unknown_keys();  // made-up values fit nothing
    const auto order = [&](bool holds, std::string_view key, std::string what) {
        if (!holds) limits->complain(key, std::move(what));
    };
    order(board.limits.core_min <= board.limits.core_max, "core_max_mv", "must not be below core_min_mv");
    order(board.limits.throttle < board.limits.emergency, "throttle_c", "must be below emergency_c");
    if (point) check_point(*point, board.default_point, board.limits);
    limits->refuse_unknown_keys();
}

/// The order that keeps a chip safe: reset and rail off first, limits verified, rail on, reset released, then the
/// chain.
void read_power_on(TomlTable& root, BoardDefinition& board) {
    for (const std::string& word : root.texts("power_on"))
        board.power_on.push_back(root.choose("power_on", word, list(power_words)));
    if (board.power_on.empty()) return;  // that was said
    const auto at = [&](PowerStep wanted) {
        return std::ranges::find(board.power_on, wanted) - board.power_on.begin();
    };
    const auto size = static_cast<std::ptrdiff_t>(board.power_on.size());
    constexpr std::array order{PowerStep::reset_assert, PowerStep::core_off,      PowerStep::preflight,
                               PowerStep::core_on,      PowerStep::reset_release, PowerStep::chain_init,
                               PowerStep::ramp};
    for (std::size_t i = 0; i < order.size(); ++i)
        if (at(order[i]) == size || (i > 0 && at(order[i - 1]) > at(order[i]))) {
            root.complain("power_on",
                          "must contain, in this order: reset:assert, core:off, preflight, core:on, "
                          "reset:release, chain:init, ramp");
            return;
        }
    const bool needs_diode =
        std::ranges::any_of(board.sensors, [](const Sensor& s) { return s.valid_after.has_value(); });
    if (needs_diode && at(PowerStep::checkpoint_diode) == size)
        root.complain("power_on", "a sensor is valid \"after:diode\"; add \"checkpoint:diode\" after \"chain:init\"");
}

/// SEAMS section 3: one sensor must be readable before power.
void check_sensors(TomlTable& root, const BoardDefinition& board) {
    const auto has = [&](auto test) { return std::ranges::any_of(board.sensors, test); };
    if (!has([](const Sensor& s) { return !s.valid_after; }))
        root.complain("sensor",
                      "at least one sensor must be valid = \"always\", or nothing watches the rail coming up");
    if (!has([](const Sensor& s) { return s.measures == Measures::chip; }))
        root.complain("sensor", "at least one sensor must measure \"chip\"");
}

}  // namespace

Expected<BoardDefinition, std::vector<Complaint>> parse_board(std::string_view text) {
    std::vector<Complaint> complaints;
    const auto document = parse_toml(text, complaints);
    if (!document) return failure(std::move(complaints));
    TomlTable root{*document, "", complaints};
    BoardDefinition board;
    (void)root.integer("schema", board_schema, board_schema);
    board.name = root.text("name");
    board.status = root.text_or("status", "not confirmed: add status = \"complete\" when every fact was checked");
    for (TomlTable& rule : root.tables("match", true)) board.match.push_back(read_match(rule));
    read_buses(root, board);
    read_chain(root, board);
    read_regulator(root, board);
    read_power_meter(root, board);
    for (TomlTable& sensor : root.tables("sensor")) board.sensors.push_back(read_sensor(sensor));
    for (TomlTable& fan : root.tables("fan")) board.fans.push_back(read_fan(fan));
    read_point_and_limits(root, board);
    read_power_on(root, board);
    if (!board.sensors.empty()) check_sensors(root, board);
    if (complaints.empty()) check_consistency(root, board);
    root.refuse_unknown_keys();
    if (!complaints.empty()) return failure(std::move(complaints));
    return board;
}

}  // namespace adit::boards
