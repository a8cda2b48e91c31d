// The boards that may be energised, as far as the state directory tells.
#pragma once

#include <string>
#include <vector>

#include "boards/safeoff/off_record.hpp"

namespace adit::boards::safeoff {

struct KnownBoard {
    std::string source;               ///< file of the record, or the port asked for
    std::optional<OffRecord> record;  ///< none: the record cannot be read or trusted
    std::string why;                  ///< then: why
};

struct KnownBoards {
    std::vector<KnownBoard> boards;
    bool is_readable = true;  ///< false: the directory is there and cannot be read
};

/// Every record of the directory, by file name. A directory that does not exist has none.
[[nodiscard]] KnownBoards read_off_records(const std::string& directory);

/// A board without a record, from the compiled-in table. No record when it is unknown or cannot be reached.
[[nodiscard]] KnownBoard board_at(const std::string& port, const std::string& board);

/// The record for `board` of `device` behind `port`; what the miner writes before first power.
[[nodiscard]] OffRecord make_off_record(const OffBoard& board, std::string device, std::string port);

}  // namespace adit::boards::safeoff
