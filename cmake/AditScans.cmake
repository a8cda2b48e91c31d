# Nonce scans for one instruction set each: which folder of them this processor family has, and the flags of each unit.
# Only these units get such flags, and each has one function that is called elsewhere, after a check of the processor.
if(ADIT_FUZZ)   # parsers are fuzzed, not kernels; to instrument these takes minutes
  set(ADIT_SCANS portable)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(ADIT_SCANS x86)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(ADIT_SCANS aarch64)
else()
  set(ADIT_SCANS portable)
endif()

# What gcc 12 needs to reach the bound of the execution ports. It must not change the order of additions, which is
# chosen by measurement; scheduling after register allocation and the regions of the allocator cost AVX2 up to 7 %.
# And it takes the undefined operands in its own AVX-512 headers for mistakes of ours (its bug 105593).
set(ADIT_SCAN_FLAGS_x86
  "scan_sse41  -mssse3 -msse4.1 GNU: -fno-tree-reassoc"
  "scan_shani  -mssse3 -msse4.1 -msha -mno-avx GNU: -fno-schedule-insns2"
  "scan_avx2   -mavx2 GNU: -fno-tree-reassoc -fno-schedule-insns2 -fira-region=all"
  "scan_avx512 -mavx512f -mavx512bw GNU: -fno-tree-reassoc -Wno-uninitialized -Wno-maybe-uninitialized")
set(ADIT_SCAN_FLAGS_aarch64
  "scan_neon   GNU:"
  "scan_armv8  -march=armv8-a+crypto GNU:")

function(adit_scan_flags)
  foreach(line IN LISTS ADIT_SCAN_FLAGS_${ADIT_SCANS})
    string(REGEX MATCH "^([a-z0-9_]+) *(.*)GNU:(.*)$" parts "${line}")
    set(unit ${CMAKE_MATCH_1})
    separate_arguments(flags UNIX_COMMAND "${CMAKE_MATCH_2}")
    separate_arguments(gnu_flags UNIX_COMMAND "${CMAKE_MATCH_3}")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # Not in debug builds: clang-tidy reads their commands and refuses what only gcc knows.
      list(TRANSFORM gnu_flags REPLACE "^-f.*$" "$<$<NOT:$<CONFIG:Debug>>:\\0>")
      list(APPEND flags ${gnu_flags})
    endif()
    # Always optimised: without, a frame of thousands of vectors, and no test of what users run.
    set_source_files_properties(driver/sha256/${ADIT_SCANS}/${unit}.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON
      COMPILE_OPTIONS "${flags};-O3;-fno-exceptions")
  endforeach()
endfunction()
