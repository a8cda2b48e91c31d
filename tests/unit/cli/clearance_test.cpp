// May it be energised: every kind of evidence against power, one at a time and together.
#include "miner/rig/clearance.hpp"

#include "tests/support/catch.hpp"

namespace adit::miner::rig {
namespace {

using boards::PartVerdict;
using boards::safety::ArmingBits;
using boards::safety::NotArmed;

/// A physical board against which nothing speaks.
BoardEvidence spotless() {
    return {.board = "bitaxe-gamma",
            .device = "usb:1-1",
            .approval = {},
            .is_emulated = false,
            .fits_strings = true,
            .identification = {},
            .candidates = {"bitaxe-gamma"},
            .assigned = {}};
}

void add(BoardEvidence& evidence, PartVerdict verdict) {
    evidence.identification.parts.push_back(
        {.part = "EMC2101", .address = 0x4c, .is_regulator = false, .verdict = verdict, .read = "FD 17"});
}

std::string only_reason(const BoardEvidence& evidence, NotArmed bit) {
    const Clearance clearance = judge(evidence);
    CHECK(clearance.holds == ArmingBits{bit});
    REQUIRE(clearance.reasons.size() == 1);
    return clearance.reasons.front();
}

TEST_CASE("SA-4: a board that is shipped, complete, alone and itself has no standing hold") {
    BoardEvidence evidence = spotless();
    add(evidence, PartVerdict::right);
    CHECK(judge(evidence).holds.is_empty());
    CHECK(judge(evidence).reasons.empty());
}

TEST_CASE("SA-3: a description nobody vouches for stays off with the command to run, emulated or not") {
    BoardEvidence evidence = spotless();
    evidence.approval = "adit boards trust ./mine.toml";
    CHECK_THAT(only_reason(evidence, NotArmed::no_profile), Catch::Contains("adit boards trust ./mine.toml"));
    evidence.is_emulated = true;
    CHECK_THAT(only_reason(evidence, NotArmed::no_profile), Catch::Contains("adit boards trust ./mine.toml"));
}

TEST_CASE("HZ-28: parts that are wrong or silent keep a board off and are told") {
    for (const PartVerdict verdict : {PartVerdict::wrong, PartVerdict::silent}) {
        BoardEvidence evidence = spotless();
        add(evidence, verdict);
        CHECK_THAT(only_reason(evidence, NotArmed::id_mismatch),
                   Catch::Contains("0x4C EMC2101") && Catch::Contains("FD 17"));
    }
}

TEST_CASE("HZ-28: an emulator may be told to be silent, but not to be another board") {
    BoardEvidence evidence = spotless();
    evidence.is_emulated = true;
    evidence.fits_strings = false;
    add(evidence, PartVerdict::silent);
    CHECK(judge(evidence).holds.is_empty());
    add(evidence, PartVerdict::wrong);
    CHECK(judge(evidence).holds == ArmingBits{NotArmed::id_mismatch});
}

TEST_CASE("HZ-28: several boards that fit are listed and stay off until one is assigned") {
    BoardEvidence evidence = spotless();
    evidence.candidates = {"bitaxe-gamma", "bitaxe-ultra-207"};
    const std::string reason = only_reason(evidence, NotArmed::id_mismatch);
    CHECK_THAT(reason, Catch::Contains("bitaxe-gamma, bitaxe-ultra-207"));
    CHECK_THAT(reason, Catch::Contains("adit detect --assign usb:1-1=NAME"));
    evidence.assigned = "bitaxe-gamma";
    CHECK(judge(evidence).holds.is_empty());
}

TEST_CASE("HZ-28: a board named against what was assigned stays off") {
    BoardEvidence evidence = spotless();
    evidence.assigned = "bitaxe-ultra-207";
    CHECK_THAT(only_reason(evidence, NotArmed::id_mismatch), Catch::Contains("was assigned to bitaxe-ultra-207"));
}

TEST_CASE("HZ-28: strings of another device keep it off; the operator's word stands for them, but not for the parts") {
    BoardEvidence evidence = spotless();
    evidence.fits_strings = false;
    CHECK_THAT(only_reason(evidence, NotArmed::id_mismatch), Catch::Contains("USB strings"));
    evidence.assigned = "bitaxe-gamma";
    CHECK(judge(evidence).holds.is_empty());
    add(evidence, PartVerdict::silent);
    CHECK(judge(evidence).holds == ArmingBits{NotArmed::id_mismatch});
}

}  // namespace
}  // namespace adit::miner::rig
