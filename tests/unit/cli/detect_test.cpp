// Which board is behind which ports: strings, parts, and the operator's word; each narrows, none is guessed.
#include "miner/cli/detect.hpp"

#include <algorithm>

#include "boards/definition/catalog.hpp"
#include "boards/host/operator_file.hpp"
#include "miner/cli/detect_command.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_usb.hpp"

namespace adit::miner::cli {
namespace {

using boards::PartVerdict;

bool anybody(const std::string&) { return true; }
bool nobody(const std::string&) { return false; }

std::vector<UsbSerialPort> plugged(const tests::FakeUsbDevice& device = {}) {
    const tests::FakeUsb usb;
    usb.plug(device, 0, "ttyACM0");
    usb.plug(device, 2, "ttyACM1");
    return list_usb_serial(usb.sys_class_tty());
}

/// Answers as the named boards would.
AskParts parts_of(std::vector<std::string> fitting) {
    return [fitting](const UsbSerialPort&, std::span<const boards::BoardDefinition* const> boards) {
        std::vector<rig::Candidate> asked;
        for (const auto* board : boards) {
            const bool fits = std::ranges::find(fitting, board->name) != fitting.end();
            boards::Identification found;
            found.parts.push_back({.part = "TPS546D24A",
                                   .address = 0x24,
                                   .is_regulator = true,
                                   .verdict = fits ? PartVerdict::right : PartVerdict::silent,
                                   .read = "AD --"});
            asked.push_back({board->name, found});
        }
        return std::optional{asked};
    };
}

Detected row_of(const std::vector<UsbSerialPort>& ports, const AskParts& ask = {},
                const boards::OperatorBook& book = {}, bool (*may_open)(const std::string&) = anybody) {
    const auto known = boards::catalog();
    const auto rows = detect(ports, known, book, {may_open, ask});
    const auto found = std::ranges::find_if(rows, [](const Detected& row) { return !row.id.empty(); });
    REQUIRE(found != rows.end());
    return *found;
}

TEST_CASE("boards that share their strings are all named, once a device, and none is chosen") {
    const auto ports = plugged();
    REQUIRE(ports.size() == 2);
    const Detected row = row_of(ports);
    CHECK(row.board.empty());
    CHECK_FALSE(row.usable);
    CHECK(row.candidates.size() > 3);
    CHECK(row.spec == "serial:/dev/ttyACM1?board=NAME&control=/dev/ttyACM0");
    CHECK_THAT(row.reason, Catch::Contains("adit detect --probe"));
    CHECK(row.id == "usb:c0de:cafe:A1B2");
}

TEST_CASE("the parts leave fewer, and one that is left is the board") {
    const Detected one = row_of(plugged(), parts_of({"bitaxe-gamma-turbo"}));
    CHECK(one.board == "bitaxe-gamma-turbo");
    CHECK(one.matched_by == "parts");
    CHECK(one.usable);
    const Detected two = row_of(plugged(), parts_of({"bitaxe-gamma", "bitaxe-ultra-207"}));
    CHECK(two.board.empty());
    CHECK(two.candidates.size() == 2);
    CHECK_THAT(two.reason, Catch::Contains("adit detect --assign usb:c0de:cafe:A1B2=NAME"));
    const Detected none = row_of(plugged(), parts_of({}));
    CHECK_FALSE(none.usable);
    CHECK_THAT(none.reason, Catch::Contains("0x24 TPS546D24A: silent (AD --)"));
}

TEST_CASE("the operator's word chooses among those that fit, and never against the parts") {
    boards::OperatorBook book;
    REQUIRE(book.assign({"usb:c0de:cafe:A1B2", "bitaxe-gamma", 0}));
    CHECK(row_of(plugged(), {}, book).board == "bitaxe-gamma");
    CHECK(row_of(plugged(), parts_of({"bitaxe-gamma", "bitaxe-ultra-207"}), book).matched_by == "assigned");
    const Detected row = row_of(plugged(), parts_of({"bitaxe-gamma-turbo"}), book);
    CHECK_FALSE(row.usable);
    CHECK_THAT(row.reason, Catch::Contains("--forget"));
}

TEST_CASE("a port that may not be opened, is missing or is in use is said to be so") {
    CHECK_THAT(row_of(plugged(), {}, {}, nobody).reason, Catch::Contains("no permission"));
    const tests::FakeUsb usb;
    usb.plug({}, 2, "ttyACM1");
    CHECK_THAT(row_of(list_usb_serial(usb.sys_class_tty())).reason, Catch::Contains("control port is missing"));
    const AskParts busy = [](const auto&, auto) { return std::nullopt; };
    CHECK_THAT(row_of(plugged(), busy).reason, Catch::Contains("is a miner using it?"));
}

TEST_CASE("strings of somebody else's device match nothing") {
    for (const tests::FakeUsbDevice& device :
         {tests::FakeUsbDevice{.product = "caff"}, tests::FakeUsbDevice{.manufacturer = "Microengineer"},
          tests::FakeUsbDevice{.product_name = "Bitaxe2"}}) {
        const auto known = boards::catalog();
        for (const Detected& row : detect(plugged(device), known, {}, {anybody, {}})) CHECK(row.id.empty());
    }
}

TEST_CASE("a device is remembered by its serial number, or by its place where that tells nothing") {
    const auto one = plugged();
    CHECK(stable_id(one.front(), one) == "usb:c0de:cafe:A1B2");
    const auto mute = plugged({.serial = ""});
    CHECK(stable_id(mute.front(), mute) == "usb:1-1.2");
    const auto odd = plugged({.serial = "a b/%"});
    CHECK(stable_id(odd.front(), odd) == "usb:c0de:cafe:a%20b%2F%25");
    const tests::FakeUsb usb;
    usb.plug({.port = "1-1"}, 0, "ttyACM0");
    usb.plug({.port = "1-2"}, 0, "ttyACM1");
    const auto twins = list_usb_serial(usb.sys_class_tty());
    CHECK(stable_id(twins[0], twins) == "usb:1-1");
    CHECK(stable_id(twins[1], twins) == "usb:1-2");
}

Expected<DetectCommand, Problem> parse(const std::vector<std::string>& words) { return parse_detect(words); }

TEST_CASE("detect reads its words") {
    CHECK(parse({"--probe", "--json"})->probe);
    CHECK(parse({"--assign", "usb:1-1=bitaxe-gamma"})->assign_device == "usb:1-1");
    CHECK(parse({"--forget", "usb:1-1"})->forget == "usb:1-1");
    for (const auto& words : std::vector<std::vector<std::string>>{{"--assign"},
                                                                   {"--assign", "x"},
                                                                   {"--assign", "=x"},
                                                                   {"--assign", "x="},
                                                                   {"x"},
                                                                   {"--probe", "--forget", "x"}})
        CHECK(parse(words).error().code == ExitCode::usage);
}

TEST_CASE("what was assigned is remembered, for attached devices and known boards only, until it is forgotten") {
    const tests::FakeUsb usb;
    usb.plug({}, 0, "ttyACM0");
    const tests::TemporaryFolder folder;
    const auto run = [&](const std::vector<std::string>& words) {
        DetectCommand command = *parse(words);
        command.state_dir = folder.path();
        command.sys_class_tty = usb.sys_class_tty();
        return run_detect(command);
    };
    const auto board = [&] { return boards::read_operator_book(folder.path())->board_of("usb:c0de:cafe:A1B2"); };
    CHECK(run({"--assign", "A1B2=bitaxe-gamma"}) == ExitCode::ok);
    CHECK(board() == "bitaxe-gamma");
    CHECK(run({"--assign", "usb:c0de:cafe:A1B2=bitaxe-ultra-207"}) == ExitCode::ok);
    CHECK(board() == "bitaxe-ultra-207");
    CHECK(run({"--assign", "OTHER=bitaxe-gamma"}) == ExitCode::no_hardware);
    CHECK(run({"--assign", "A1B2=bitaxe-epsilon"}) == ExitCode::usage);
    REQUIRE(boards::change_operator_book(folder.path(), [](boards::OperatorBook& book) {
        return book.approve({boards::Approval::Of::file, {}, "bitaxe-epsilon", 0});
    }));
    CHECK(run({"--assign", "A1B2=bitaxe-epsilon"}) == ExitCode::ok);
    CHECK(run({"--forget", "usb:c0de:cafe:A1B2"}) == ExitCode::ok);
    CHECK_FALSE(board());
    CHECK(run({"--forget", "usb:c0de:cafe:A1B2"}) == ExitCode::failed);
    CHECK(run({"--json"}) == ExitCode::ok);
}

}  // namespace
}  // namespace adit::miner::cli
