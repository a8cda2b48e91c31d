// Pool URLs, good and bad.
#include "miner/net/endpoint.hpp"

#include "tests/support/catch.hpp"

using namespace adit::miner::net;

namespace {
EndpointError error_of(std::string_view url) {
    const auto parsed = parse_endpoint(url);
    REQUIRE_FALSE(parsed.has_value());
    return parsed.error();
}
}  // namespace

TEST_CASE("a pool URL may carry stratum+tcp, tcp or no scheme at all") {
    const Endpoint expected{"pool.example", 3333, false};
    for (const auto* url : {"stratum+tcp://pool.example:3333", "tcp://pool.example:3333", "pool.example:3333",
                            "STRATUM+TCP://pool.example:3333", "stratum+tcp://pool.example:3333/"}) {
        CAPTURE(url);
        const auto parsed = parse_endpoint(url);
        REQUIRE(parsed.has_value());
        CHECK(*parsed == expected);
    }
}

TEST_CASE("an IPv6 address stands in brackets and comes out without them") {
    const auto parsed = parse_endpoint("stratum+tcp://[2001:db8::1]:3333");
    REQUIRE(parsed.has_value());
    CHECK(parsed->host == "2001:db8::1");
    CHECK(to_url(*parsed) == "stratum+tcp://[2001:db8::1]:3333");
    CHECK(error_of("[pool.example]:3333") == EndpointError::bad_address);
    CHECK(error_of("[::1:3333") == EndpointError::bad_address);
    CHECK(error_of("[::1]x:3333") == EndpointError::bad_address);
    CHECK(error_of("[::1]") == EndpointError::missing_port);
    CHECK(error_of("2001:db8::1:3333") == EndpointError::bad_host);
}

TEST_CASE("the old fragment xnsub asks for extranonce subscription and survives printing") {
    const auto parsed = parse_endpoint("pool.example:3333/#xnsub");
    REQUIRE(parsed.has_value());
    CHECK(parsed->extranonce_subscribe);
    CHECK(parse_endpoint(to_url(*parsed)) == parsed);
    CHECK(error_of("pool.example:3333/#other") == EndpointError::unexpected_path);
}

TEST_CASE("TLS and Stratum V2 URLs are recognised and refused with a clear line") {
    for (const auto* scheme : {"stratum+ssl", "stratum+tls", "stratum+tcps", "ssl", "tls"}) {
        CAPTURE(scheme);
        CHECK(error_of(std::string{scheme} + "://pool.example:443") == EndpointError::tls_not_built_in);
    }
    CHECK(describe(EndpointError::tls_not_built_in).find("TLS is not built in yet") == 0);
    CHECK(error_of("stratum2+tcp://pool.example:3336") == EndpointError::v2_not_built_in);
    CHECK(error_of("http://pool.example:80") == EndpointError::unknown_scheme);
}

TEST_CASE("ports are 1 to 65535, whole and in decimal") {
    CHECK(parse_endpoint("h:1")->port == 1);
    CHECK(parse_endpoint("h:65535")->port == 65535);
    for (const auto* url :
         {"h:0", "h:65536", "h:-1", "h:+1", "h:0x1f", "h:33 33", "h:3333x", "h:99999999999", "h:000001"}) {
        CAPTURE(url);
        CHECK_FALSE(parse_endpoint(url).has_value());
    }
    CHECK(error_of("h:0") == EndpointError::bad_port);
    CHECK(error_of("h:65536") == EndpointError::bad_port);
    CHECK(error_of("pool.example") == EndpointError::missing_port);
    CHECK(error_of("pool.example:") == EndpointError::missing_port);
}

TEST_CASE("what is no host name is refused") {
    for (const auto* url : {":3333", ".a:1", "a..b:1", "-a:1", "a,b:1", "a\\b:1", "tcp://:1"}) {
        CAPTURE(url);
        CHECK(error_of(url) == EndpointError::bad_host);
    }
    CHECK(parse_endpoint(std::string(253, 'a') + ":1").has_value());
    CHECK(error_of(std::string(254, 'a') + ":1") == EndpointError::bad_host);
    CHECK(error_of("") == EndpointError::empty);
    CHECK(error_of("po ol:1") == EndpointError::not_printable);
    CHECK(error_of("p\xc3\xb6ol:1") == EndpointError::not_printable);
    CHECK(error_of(std::string(513, 'a')) == EndpointError::too_long);
}

TEST_CASE("credentials in a URL are refused and no message repeats them") {
    CHECK(error_of("stratum+tcp://bob:secret@pool.example:3333") == EndpointError::credentials_in_url);
    CHECK(describe(EndpointError::credentials_in_url).find("secret") == std::string_view::npos);
}

TEST_CASE("address literals are told from names, so that the resolver never sees them") {
    CHECK(is_address_literal("127.0.0.1"));
    CHECK(is_address_literal("::1"));
    CHECK_FALSE(is_address_literal("localhost"));
    CHECK_FALSE(is_address_literal("127.0.0"));
    CHECK_FALSE(is_address_literal("127.0.0.1.example"));
}
