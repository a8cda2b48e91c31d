# The foreign libraries, all of them Debian packages (scripts/setup installs them).
find_package(Threads REQUIRED)
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 EXACT REQUIRED COMPONENTS json program_options)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
set(ADIT_TOMLPLUSPLUS tomlplusplus::tomlplusplus)

find_path(ADIT_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)
target_include_directories(adit_build_options SYSTEM INTERFACE ${ADIT_EXPECTED_INCLUDE})
