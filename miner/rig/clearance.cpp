// See clearance.hpp.
#include "miner/rig/clearance.hpp"

namespace adit::miner::rig {

using boards::PartVerdict;
using boards::safety::NotArmed;

namespace {

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::string assign_command(const BoardEvidence& evidence, const std::string& board) {
    return "adit detect --assign " + evidence.device + "=" + board;
}

/// Which of the boards it is; only silicon is asked.
std::optional<std::string> doubt(const BoardEvidence& evidence) {
    if (evidence.assigned && *evidence.assigned != evidence.board)
        return "was assigned to " + *evidence.assigned + "; if it is a " + evidence.board + ": " +
               assign_command(evidence, evidence.board);
    if (evidence.assigned) return std::nullopt;
    if (!evidence.fits_strings)
        return "its USB strings are not those of a " + evidence.board +
               "; if you know that it is one: " + assign_command(evidence, evidence.board);
    if (evidence.candidates.size() > 1)
        return "several boards fit (" + listed(evidence.candidates) +
               "); look which one it is, then: " + assign_command(evidence, "NAME");
    return std::nullopt;
}

}  // namespace

Clearance judge(const BoardEvidence& evidence) {
    Clearance clearance;
    const auto hold = [&](NotArmed bit, std::string reason) {
        clearance.holds.insert(bit);
        clearance.reasons.push_back(std::move(reason));
    };
    if (!evidence.approval.empty())
        hold(NotArmed::no_profile, "nobody vouches for this board description: " + evidence.approval);
    // An emulator's silent part is a fault it was told to have; the Runner meets it in its preflight.
    const bool has_mismatch = evidence.identification.has(PartVerdict::wrong) ||
                              (!evidence.is_emulated && !evidence.identification.is_complete());
    if (has_mismatch)
        hold(NotArmed::id_mismatch,
             "its parts are not those of a " + evidence.board + ": " + boards::mismatches(evidence.identification));
    if (evidence.is_emulated) return clearance;
    if (auto reason = doubt(evidence)) hold(NotArmed::id_mismatch, *std::move(reason));
    return clearance;
}

}  // namespace adit::miner::rig
