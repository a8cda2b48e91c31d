// May a board behind a serial port be energised? The standing reasons not to, from what the operator said, what USB
// says and what the parts say (SEAMS sections 3 and 5, HZ-28). Pure: the evidence is gathered in serial_board.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "boards/host/identify.hpp"
#include "boards/safety/arming.hpp"

namespace adit::miner::rig {

struct BoardEvidence {
    std::string board;     ///< the one that was named
    std::string device;    ///< stable id
    std::string approval;  ///< what has to be typed before this description may energise; empty: nothing
    bool is_emulated{};    ///< behind pseudo terminals: never hardware
    bool fits_strings{};   ///< a rule of the board fits the USB device
    boards::Identification identification;
    std::vector<std::string> candidates;  ///< every known board that strings and parts fit, the named one among them
    std::optional<std::string> assigned;  ///< what `adit detect --assign` remembers of the device
};

struct Clearance {
    boards::safety::ArmingBits holds;  ///< empty: nothing stands against it
    std::vector<std::string> reasons;  ///< one sentence each, with what to do
};

[[nodiscard]] Clearance judge(const BoardEvidence& evidence);

}  // namespace adit::miner::rig
