# Run once a test executable is linked: asks it for its test cases and writes a ctest file with one test each, named
# "PREFIX/sentence". Catch2's own script loses names with a semicolon, which separates lists in CMake.
execute_process(COMMAND ${EMULATOR} ${EXECUTABLE} --list-test-names-only
                OUTPUT_VARIABLE names RESULT_VARIABLE count ERROR_VARIABLE complaint)
if(NOT count GREATER 0)   # Catch2 2 returns the number of test cases
  message(FATAL_ERROR "${EXECUTABLE} lists no tests (${count}): ${complaint}")
endif()

# What would disturb CMake's lists travels as control characters until the lines are split.
string(ASCII 1 semicolon)
string(ASCII 2 opening)
string(ASCII 3 closing)
string(REPLACE ";" "${semicolon}" names "${names}")
string(REPLACE "[" "${opening}" names "${names}")
string(REPLACE "]" "${closing}" names "${names}")
string(REGEX MATCHALL "[^\n]+" names "${names}")

set(command "")
foreach(word IN LISTS EMULATOR EXECUTABLE)
  string(APPEND command " [==[${word}]==]")
endforeach()
set(script "")
foreach(name IN LISTS names)
  # In what Catch2 reads as a pattern, separators and tags are escaped.
  string(REGEX REPLACE "([\\,\"~${opening}])" "\\\\\\1" pattern "${name}")
  string(APPEND script "add_test([==[${PREFIX}/${name}]==]${command} [==[${pattern}]==] --warn NoTests)\n"
    "set_tests_properties([==[${PREFIX}/${name}]==] PROPERTIES LABELS [==[${LABEL}]==] TIMEOUT 300\n"
    "  SKIP_REGULAR_EXPRESSION [==[${NOT_RUN}]==])\n")
endforeach()
string(REPLACE "${semicolon}" ";" script "${script}")
string(REPLACE "${opening}" "[" script "${script}")
string(REPLACE "${closing}" "]" script "${script}")
file(WRITE ${CTEST_FILE} "${script}")
