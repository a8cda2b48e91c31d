// What `adit probe` tells, as text for people and as parts of its JSON object.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "boards/board_status.hpp"
#include "boards/host/identify.hpp"
#include "miner/cli/health_work.hpp"
#include "miner/cli/register_bench.hpp"

namespace adit::miner::cli {

[[nodiscard]] std::string parts_text(const boards::Identification& found);
[[nodiscard]] boost::json::array parts_json(const boards::Identification& found);

/// Unknown readings are left out of the text and null in JSON.
[[nodiscard]] std::string readings_text(const boards::BoardStatus& status);
[[nodiscard]] boost::json::object readings_json(const boards::BoardStatus& status);

/// Registers of which every chip holds the same are told once.
[[nodiscard]] std::string registers_text(const driver::bm13xx::ChipModel& model, std::uint16_t chips,
                                         const std::vector<RegisterAnswer>& answers);
[[nodiscard]] boost::json::array registers_json(const driver::bm13xx::ChipModel& model,
                                                const std::vector<RegisterAnswer>& answers);

[[nodiscard]] std::string health_text(const std::vector<ChipTally>& chips, bool expects_golden);
[[nodiscard]] boost::json::array health_json(const std::vector<ChipTally>& chips, bool expects_golden);

}  // namespace adit::miner::cli
