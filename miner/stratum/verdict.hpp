// What a pool's reply to a share (or to authorise) says, in all the shapes errors come in.
#pragma once

#include <string>

#include "miner/job.hpp"
#include "miner/stratum/message.hpp"

namespace adit::miner::stratum {

struct Verdict {
    ShareFate fate{};     ///< accepted, rejected or stale (code 21)
    FateReason reason{};  ///< `none` when accepted
    std::string text;     ///< the pool's words, printable
};

[[nodiscard]] Verdict read_verdict(const Message& reply);

/// The words of an error, printable; empty if there are none.
[[nodiscard]] std::string error_text(const Message& reply);

}  // namespace adit::miner::stratum
