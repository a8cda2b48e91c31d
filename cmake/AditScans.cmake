# Nonce scans for one instruction set each: which folder of them this processor family has, and the flags of each unit.
# Only these units get such flags, and each has one function that is called elsewhere, after a check of the processor.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(ADIT_SCANS x86)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(ADIT_SCANS aarch64)
else()
  set(ADIT_SCANS portable)
endif()

# gcc 12 takes the undefined operands in its own AVX-512 headers for mistakes of ours (its bug 105593).
set(ADIT_SCAN_FLAGS_x86
  "scan_sse41  -mssse3 -msse4.1"
  "scan_shani  -mssse3 -msse4.1 -msha -mno-avx"
  "scan_avx2   -mavx2"
  "scan_avx512 -mavx512f -mavx512bw -Wno-uninitialized -Wno-maybe-uninitialized")
set(ADIT_SCAN_FLAGS_aarch64
  "scan_neon"
  "scan_armv8  -march=armv8-a+crypto")

function(adit_scan_flags)
  foreach(line IN LISTS ADIT_SCAN_FLAGS_${ADIT_SCANS})
    separate_arguments(flags UNIX_COMMAND "${line}")
    list(POP_FRONT flags unit)
    # Always optimised: without, a frame of thousands of vectors, and no test of what users run.
    set_source_files_properties(driver/sha256/${ADIT_SCANS}/${unit}.cpp PROPERTIES COMPILE_OPTIONS "${flags};-O2")
  endforeach()
endfunction()
