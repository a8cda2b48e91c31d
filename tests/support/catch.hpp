// The one place that knows which Catch2 this is (2.13 of Debian 12; v3 moved its headers).
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
