# Run on the microcontroller library once it is linked: prints its size and refuses what such a chip cannot have:
# the heap, exceptions, and 64-bit atomics (which are calls into a lock there).
execute_process(COMMAND ${NM} --undefined-only ${LIBRARY} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]* (_Zn[wa]j[^\n]*|malloc|calloc|realloc|__cxa_throw|__atomic_[a-z_]+_8)\n"
       forbidden "${symbols}")
if(forbidden)
  list(JOIN forbidden "" forbidden)
  message(FATAL_ERROR "heap, exceptions or 64-bit atomics in code for a microcontroller:\n${forbidden}"
    "Find the user with: ${NM} --undefined-only -A ${LIBRARY}")
endif()
execute_process(COMMAND ${SIZE} -t ${LIBRARY} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "[^\n]*\\(TOTALS\\)" totals "${table}")
string(REGEX REPLACE "^ *([0-9]+)\t *([0-9]+)\t *([0-9]+).*" "\\1 bytes of code, \\2 of data, \\3 of zeroed data" totals "${totals}")
message("cortex-m4: ${totals}")
