// The exit codes of every Adit program; part of the command-line contract.
#pragma once

namespace adit::miner::cli {

enum class ExitCode : int {
    ok = 0,
    failed = 1,        ///< did what was asked, and the answer is no
    usage = 2,         ///< the command line is wrong
    config = 3,        ///< a configuration or board file is wrong
    no_hardware = 4,   ///< a device is not there or not usable
    permission = 5,    ///< a device is there, this user may not use it
    no_job = 6,        ///< never had a job
    safety_stop = 7,   ///< a board was stopped for safety and stayed off
    device_idle = 8,   ///< a device named on the command line never hashed
    interrupted = 130  ///< SIGINT, after a clean stop
};

}  // namespace adit::miner::cli
