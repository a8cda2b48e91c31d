# Language, warnings, hardening and sanitizers for every target of ours. CMakePresets.json sets the options;
# the foreign libraries are found in AditLibraries.cmake.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Assertions stay on in release builds: a board must stop rather than run on from a state that cannot be.
set(CMAKE_CXX_FLAGS_RELEASE "-O2")

option(ADIT_TESTS "Build the tests" ON)
option(ADIT_WERROR "Treat warnings as errors" ON)
option(ADIT_FUZZ "Build the libFuzzer targets (clang)" OFF)
option(ADIT_MCU "Check build for a microcontroller: interfaces, drivers and safety only, no libraries" OFF)
set(ADIT_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
set(ADIT_FUZZ_RUNS 50000 CACHE STRING "Inputs that each fuzz target tries as a test")

# With the sloppiness and the flags below ccache also remembers what was compiled with a precompiled header.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_library(adit_build_options INTERFACE)
target_include_directories(adit_build_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(adit_build_options INTERFACE -Wall -Wextra -Wconversion -Wshadow)
target_compile_options(adit_build_options INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>)
if(ADIT_WERROR)
  target_compile_options(adit_build_options INTERFACE -Werror)
endif()
if(ADIT_MCU)
  return()
endif()

include(CheckPIESupported)
check_pie_supported()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
target_compile_definitions(adit_build_options INTERFACE _GLIBCXX_ASSERTIONS)
target_compile_options(adit_build_options INTERFACE -fstack-protector-strong -fstack-clash-protection)
target_link_options(adit_build_options INTERFACE -Wl,-z,relro,-z,now)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(adit_build_options INTERFACE -fcf-protection)
endif()
if(ADIT_SANITIZE)
  target_compile_options(adit_build_options INTERFACE
    -fsanitize=${ADIT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(adit_build_options INTERFACE -fsanitize=${ADIT_SANITIZE})
else()
  target_compile_definitions(adit_build_options INTERFACE $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
endif()

# ThreadSanitizer refuses to start when the kernel randomises more address bits than its shadow map expects.
if(ADIT_SANITIZE MATCHES "thread" AND NOT CMAKE_CROSSCOMPILING)
  execute_process(COMMAND setarch -R true RESULT_VARIABLE setarch_failed OUTPUT_QUIET ERROR_QUIET)
  if(NOT setarch_failed)
    set(CMAKE_CROSSCOMPILING_EMULATOR setarch -R)
  endif()
endif()
