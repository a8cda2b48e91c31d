// SHA-256 over text of any length, and its digits. Expected values: FIPS 180-4 examples and sha256sum.
#include "boards/host/content_hash.hpp"

#include "tests/support/catch.hpp"

namespace adit::boards {
namespace {

TEST_CASE("a content's hash is what sha256sum prints, also where the padding takes a block of its own") {
    CHECK(to_hex(content_hash("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(to_hex(content_hash("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(content_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(to_hex(content_hash(std::string(64, 'a'))) ==
          "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST_CASE("only the digits as they are written are read back") {
    const auto hash = content_hash("abc");
    const std::string digits = to_hex(hash);
    CHECK(parse_content_hash(digits) == hash);
    CHECK_FALSE(parse_content_hash(digits.substr(1)));
    CHECK_FALSE(parse_content_hash("B" + digits.substr(1)));
    CHECK_FALSE(parse_content_hash("g" + digits.substr(1)));
    CHECK_FALSE(parse_content_hash(""));
}

}  // namespace
}  // namespace adit::boards
