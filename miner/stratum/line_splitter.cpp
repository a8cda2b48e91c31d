// Splitting at LF.
#include "miner/stratum/line_splitter.hpp"

namespace adit::miner::stratum {
namespace {

std::string_view without_cr(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace

// The whole buffer at once: it never grows, and never past the limit.
LineSplitter::LineSplitter(std::size_t max_line) : max_line_{max_line} { partial_.reserve(max_line); }

bool LineSplitter::keep(std::string_view piece) {
    too_long_ = partial_.size() + piece.size() > max_line_;
    if (!too_long_) partial_ += piece;
    return !too_long_;
}

std::optional<std::string_view> LineSplitter::next(std::span<const char>& bytes, Instant now) {
    if (handed_out_) partial_.clear();
    handed_out_ = false;
    if (too_long_ || bytes.empty()) return std::nullopt;
    const std::string_view text{bytes.data(), bytes.size()};
    const auto end = text.find('\n');
    bytes = bytes.subspan(end == text.npos ? bytes.size() : end + 1);
    if (end == text.npos) {
        if (!since_) since_ = now;
        static_cast<void>(keep(text));
        return std::nullopt;
    }
    since_.reset();
    if (partial_.empty() && end <= max_line_) return without_cr(text.substr(0, end));
    if (!keep(text.substr(0, end))) return std::nullopt;
    handed_out_ = true;
    return without_cr(partial_);
}

}  // namespace adit::miner::stratum
