// See config.hpp.
#include "miner/cli/config.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace adit::miner::cli {

namespace {

constexpr std::size_t longest_password = 512;

/// The first line of a password file, or nothing where none is named.
std::string read_password(boards::TomlTable& table) {
    if (!table.has("password_file")) return "x";
    auto text = read_text_file(table.text("password_file"), longest_password);
    if (!text) {
        table.complain("password_file", text.error().line);
        return {};
    }
    return text->substr(0, text->find_first_of("\r\n"));
}

void read_pool(boards::TomlTable table, Config& config) {
    auto endpoint = net::parse_endpoint(table.text("url"));
    if (!endpoint) table.complain("url", std::string{net::describe(endpoint.error())});
    std::string user = table.text("user");
    if (user.empty()) table.complain("user", "must name your worker or payout address");
    std::string password = read_password(table);
    table.refuse_unknown_keys();
    if (endpoint) config.pools.push_back({*std::move(endpoint), std::move(user), std::move(password)});
}

void read_device(boards::TomlTable table, Config& config) {
    std::string text = table.text("spec");
    if (table.has("board")) {
        const std::string board = table.text("board");
        if (text.starts_with("serial:"))
            text += (text.find('?') == std::string::npos ? "?board=" : "&board=") + board;
        else
            table.complain("board", "goes with a serial: device; others name their board in spec");
    }
    auto spec = parse_device_spec(text);
    if (!spec) table.complain("spec", spec.error().line);
    table.refuse_unknown_keys();
    if (spec) config.devices.push_back(*std::move(spec));
}

void read_log(boards::TomlTable table, Config& config) {
    config.log_level = table.text_or("level", config.log_level);
    if (!is_log_level(config.log_level)) table.complain("level", "must be trace, debug, info, warn, error or off");
    table.refuse_unknown_keys();
}

}  // namespace

bool is_log_level(std::string_view word) {
    constexpr std::array levels{"trace", "debug", "info", "warn", "error", "off"};
    return std::ranges::find(levels, word) != levels.end();
}

Expected<Config, std::vector<boards::Complaint>> parse_config(std::string_view text) {
    std::vector<boards::Complaint> complaints;
    const auto document = boards::parse_toml(text, complaints);
    if (!document) return failure(std::move(complaints));
    boards::TomlTable root{*document, "", complaints};
    Config config;
    (void)root.integer("schema", 1, 1);
    for (boards::TomlTable& pool : root.tables("pool", true)) read_pool(std::move(pool), config);
    for (boards::TomlTable& device : root.tables("device", true)) read_device(std::move(device), config);
    if (root.has("log"))
        if (auto log = root.table("log")) read_log(*std::move(log), config);
    config.state_dir = root.text_or("state_dir", "");
    root.refuse_unknown_keys();
    if (!complaints.empty()) return failure(std::move(complaints));
    return config;
}

Expected<std::string, Problem> read_text_file(const std::string& path, std::size_t most) {
    std::ifstream file{path, std::ios::binary};
    std::string text;
    text.resize(most + 1);
    if (!file || !file.read(text.data(), static_cast<std::streamsize>(text.size())).eof() || file.bad()) {
        const bool is_long = file.good();
        const std::string why =
            is_long ? "is longer than " + std::to_string(most) + " bytes" : std::string{std::strerror(errno)};
        return failure(Problem{ExitCode::config, path + ": " + why});
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

Expected<Config, Problem> load_config(const std::string& path) {
    const auto text = read_text_file(path, boards::max_toml_bytes);
    if (!text) return failure(Problem{text.error()});
    auto config = parse_config(*text);
    if (!config) return failure(Problem{ExitCode::config, boards::format_complaints(path, config.error())});
    return *std::move(config);
}

}  // namespace adit::miner::cli
