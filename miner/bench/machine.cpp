#include "miner/bench/machine.hpp"

#include <fstream>
#include <iterator>
#include <locale>
#include <sstream>

namespace adit::miner::bench {
namespace {

#if defined(__OPTIMIZE__)
constexpr bool is_optimised = true;
#else
constexpr bool is_optimised = false;
#endif
#if defined(__clang__)
constexpr const char* compiler = "clang " __clang_version__;
#else
constexpr const char* compiler = "gcc " __VERSION__;
#endif

std::string text_of(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The value of the first line "key : value".
std::string_view value_of(std::string_view text, std::string_view key) {
    const std::size_t line = text.find(key);
    if (line == std::string_view::npos) return {};
    const std::string_view rest = text.substr(line, text.find('\n', line) - line);
    const std::size_t colon = rest.find(": ");
    return colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 2);
}

}  // namespace

std::string cpu_model_of(std::string_view cpuinfo) {
    if (const auto model = value_of(cpuinfo, "model name"); !model.empty()) return std::string{model};
    const auto implementer = value_of(cpuinfo, "CPU implementer"), part = value_of(cpuinfo, "CPU part");
    if (part.empty()) return "unknown";
    return "implementer " + std::string{implementer} + " part " + std::string{part};
}

std::optional<double> load_of(std::string_view loadavg) {
    std::istringstream text{std::string{loadavg}};
    text.imbue(std::locale::classic());
    double load = 0;
    if (!(text >> load)) return {};
    return load;
}

Machine describe_machine(const std::string& proc) {
    return {cpu_model_of(text_of(proc + "/cpuinfo")), compiler, is_optimised, load_of(text_of(proc + "/loadavg"))};
}

}  // namespace adit::miner::bench
