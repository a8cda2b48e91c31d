// See probe_output.hpp.
#include "miner/cli/probe_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "miner/cli/register_text.hpp"

namespace adit::miner::cli {

namespace json = boost::json;
namespace wire = driver::bm13xx;

namespace {

template <class Unit>
json::value number_or_null(const std::optional<Unit>& reading) {
    return reading ? json::value(reading->value) : json::value(nullptr);
}

std::string hex(std::uint32_t value) { return fmt::format("0x{:08x}", value); }

std::string title(const wire::ChipModel& model, wire::Register reg) {
    return fmt::format("0x{:02x} {}", static_cast<unsigned>(reg), wire::name_of(model, reg));
}

/// Which chips hold a value: "all", "chip 3", "chips 0, 1, 5".
std::string holders(const std::map<std::uint16_t, std::uint32_t>& values, std::uint32_t value, std::uint16_t chips) {
    std::string list;
    std::size_t count = 0;
    for (const auto& [chip, held] : values)
        if (held == value) {
            list += (list.empty() ? "" : ", ") + std::to_string(chip);
            ++count;
        }
    if (count == chips && chips > 1) return "all chips";
    return (count == 1 ? "chip " : "chips ") + list;
}

/// One line a value, the chips that hold it, and its fields.
std::string values_text(const wire::ChipModel& model, std::uint16_t chips, const RegisterAnswer& answer) {
    const wire::RegisterInfo* info = info_of(model, answer.access.reg);
    std::string text;
    std::vector<std::uint32_t> told;
    for (const auto& [chip, value] : answer.values) {
        if (std::ranges::find(told, value) != told.end()) continue;
        told.push_back(value);
        text += fmt::format("    {}  {}", hex(value), holders(answer.values, value, chips));
        if (info != nullptr && info->is_reset_known) text += value == info->reset ? ", as after reset" : "";
        text += '\n';
        const std::string fields = info == nullptr ? "" : field_text(info->fields, value);
        if (!fields.empty()) text += "                " + fields + '\n';
    }
    return text.empty() ? "    no answer\n" : text;
}

json::array fields_json(const wire::RegisterInfo* info, std::uint32_t value) {
    json::array fields;
    if (info == nullptr) return fields;
    for (const FieldValue& field : fields_of(info->fields, value))
        fields.push_back(
            json::object{{"name", field.name}, {"high", field.high}, {"low", field.low}, {"value", field.value}});
    return fields;
}

std::string_view verdict(const ChipTally& chip, bool expects_golden) {
    return is_healthy(chip, expects_golden) ? "good" : chip.verified == 0 ? "found nothing" : "bad";
}

}  // namespace

std::string parts_text(const boards::Identification& found) {
    std::string text = "parts\n";
    for (const boards::PartFinding& finding : found.parts) text += "  " + boards::text(finding) + '\n';
    return text;
}

json::array parts_json(const boards::Identification& found) {
    json::array parts;
    for (const boards::PartFinding& finding : found.parts)
        parts.push_back(json::object{{"part", finding.part},
                                     {"address", finding.address},
                                     {"verdict", boards::name(finding.verdict)},
                                     {"read", finding.read}});
    return parts;
}

std::string readings_text(const boards::BoardStatus& status) {
    std::string text = fmt::format("readings, state {}\n", status.state);
    const auto add = [&](const char* name, const auto& reading, const char* unit) {
        text += reading ? fmt::format("  {:<10} {:.2f} {}\n", name, reading->value, unit)
                        : fmt::format("  {:<10} unknown\n", name);
    };
    add("chip", status.chip, "C");
    add("board", status.board, "C");
    add("regulator", status.regulator, "C");
    add("input", status.input, "V");
    add("core", status.core, "V");
    add("current", status.current, "A");
    if (status.fan) text += fmt::format("  {:<10} {} rpm\n", "fan", status.fan->value);
    if (status.frequency.value > 0) text += fmt::format("  {:<10} {:.2f} MHz\n", "clock", status.frequency.value);
    return text;
}

json::object readings_json(const boards::BoardStatus& status) {
    return {{"state", status.state},
            {"chip_c", number_or_null(status.chip)},
            {"board_c", number_or_null(status.board)},
            {"regulator_c", number_or_null(status.regulator)},
            {"input_v", number_or_null(status.input)},
            {"core_v", number_or_null(status.core)},
            {"current_a", number_or_null(status.current)},
            {"fan_rpm", number_or_null(status.fan)},
            {"fan_duty_pct", number_or_null(status.fan_duty)},
            {"clock_mhz", status.frequency.value},
            {"chips", status.chips}};
}

std::string registers_text(const wire::ChipModel& model, std::uint16_t chips,
                           const std::vector<RegisterAnswer>& answers) {
    std::string text;
    for (const RegisterAnswer& answer : answers) {
        text += "  " + title(model, answer.access.reg);
        if (answer.access.write) text += fmt::format(" = {}", hex(*answer.access.write));
        text += '\n';
        if (answer.denied)
            text += fmt::format("    refused by the gate: {}\n", boards::safety::name(*answer.denied));
        else
            text += values_text(model, chips, answer);
    }
    return text;
}

json::array registers_json(const wire::ChipModel& model, const std::vector<RegisterAnswer>& answers) {
    json::array rows;
    for (const RegisterAnswer& answer : answers) {
        const wire::RegisterInfo* info = info_of(model, answer.access.reg);
        json::array chips;
        for (const auto& [chip, value] : answer.values)
            chips.push_back(json::object{{"chip", chip}, {"value", value}, {"fields", fields_json(info, value)}});
        json::object row{{"address", static_cast<unsigned>(answer.access.reg)},
                         {"name", wire::name_of(model, answer.access.reg)},
                         {"chips", std::move(chips)}};
        if (info != nullptr && info->is_reset_known) row["reset"] = info->reset;
        if (answer.access.write) row["written"] = *answer.access.write;
        if (answer.denied) row["refused"] = boards::safety::name(*answer.denied);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string health_text(const std::vector<ChipTally>& chips, bool expects_golden) {
    std::string text = "chip   verified  wrong  repeated  known answers\n";
    for (std::size_t i = 0; i < chips.size(); ++i) {
        const ChipTally& chip = chips[i];
        const std::string golden = expects_golden ? fmt::format("{} of {}", chip.golden, chip.golden_due) : "-";
        text += fmt::format("{:>4}  {:>9}  {:>5}  {:>8}  {:>13}  {}\n", i, chip.verified, chip.wrong, chip.repeated,
                            golden, verdict(chip, expects_golden));
    }
    return text;
}

json::array health_json(const std::vector<ChipTally>& chips, bool expects_golden) {
    json::array rows;
    for (std::size_t i = 0; i < chips.size(); ++i) {
        const ChipTally& chip = chips[i];
        json::object row{{"chip", i},
                         {"verified", chip.verified},
                         {"wrong", chip.wrong},
                         {"repeated", chip.repeated},
                         {"healthy", is_healthy(chip, expects_golden)}};
        row["golden_found"] = expects_golden ? json::value(chip.golden) : json::value(nullptr);
        row["golden_due"] = expects_golden ? json::value(chip.golden_due) : json::value(nullptr);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace adit::miner::cli
