# adit_library(NAME FOLDERS … [USES libs of ours] [LINKS foreign]): every .cpp directly in FOLDERS but main.cpp.
# adit_program(NAME main.cpp USES …). adit_tests(NAME FOLDER label USES …): one test executable per folder.
# adit_script_tests(FOLDER label): the test_*.py of a folder.

# What most sources of ours spend most of their compilation on. Each still names the headers it needs:
# clang-tidy reads it by itself (preset `check`).
file(CONFIGURE OUTPUT std_headers.cpp CONTENT "")
add_library(adit_std_headers STATIC EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/std_headers.cpp)
target_link_libraries(adit_std_headers PRIVATE adit_build_options)
target_precompile_headers(adit_std_headers PRIVATE <algorithm> <array> <chrono> <functional> <memory>
  <optional> <span> <string> <string_view> <thread> <variant> <vector>)

function(adit_library name)
  cmake_parse_arguments(ARG "" "" "FOLDERS;USES;LINKS" ${ARGN})
  set(sources)
  foreach(folder IN LISTS ARG_FOLDERS)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND sources ${found})
  endforeach()
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  list(TRANSFORM ARG_USES PREPEND adit_)
  if(sources)
    add_library(adit_${name} STATIC ${sources})
    target_link_libraries(adit_${name} PUBLIC adit_build_options ${ARG_USES} ${ARG_LINKS})
    target_precompile_headers(adit_${name} REUSE_FROM adit_std_headers)
  else()
    add_library(adit_${name} INTERFACE)
    target_link_libraries(adit_${name} INTERFACE adit_build_options ${ARG_USES} ${ARG_LINKS})
  endif()
endfunction()

function(adit_program name main)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  if(NOT EXISTS ${CMAKE_SOURCE_DIR}/${main})
    return()
  endif()
  list(TRANSFORM ARG_USES PREPEND adit_)
  add_executable(${name} ${main})
  target_link_libraries(${name} PRIVATE ${ARG_USES})
endfunction()

# Links a program of these libraries of ours as if they were one source file: adit-sim then takes a fifth less of the
# processor. Their objects hold both forms; every other program takes the ordinary one.
function(adit_link_as_a_whole program)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR NOT CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_CROSSCOMPILING)
    return()
  endif()
  list(TRANSFORM ARGN PREPEND adit_ OUTPUT_VARIABLE libraries)
  foreach(library IN LISTS libraries)
    target_compile_options(${library} PRIVATE -flto=auto -ffat-lto-objects)
  endforeach()
  target_link_options(adit_build_options INTERFACE $<$<NOT:$<STREQUAL:$<TARGET_PROPERTY:NAME>,${program}>>:-fno-lto>)
  target_link_options(${program} PRIVATE -flto=auto)
endfunction()

# Targets that build just what the stages of those words need.
add_custom_target(threaded_tests)
add_custom_target(smoke_tests)
function(adit_part_of_stages target label)
  if(label MATCHES "threads")
    add_dependencies(threaded_tests ${target})
  endif()
  if(label MATCHES "smoke")
    add_dependencies(smoke_tests ${target})
  endif()
endfunction()

# A test says that it could not run here by printing "NOT RUN: reason"; ctest then counts it as skipped.
set(ADIT_NOT_RUN "NOT RUN:")

# Registers each TEST_CASE with ctest as "NAME/sentence". The label is words, selected with `ctest -L word`: the tier
# (unit, integration, …), "threads" (also run under TSan) and "smoke" (also run under an emulator). A case that ctest
# asks for and the executable does not know fails (`--warn NoTests`).
function(adit_tests name folder label)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  list(TRANSFORM ARG_USES PREPEND adit_)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE adit_catch_main ${ARG_USES})
  target_precompile_headers(${name} REUSE_FROM adit_test_headers)
  adit_part_of_stages(${name} ${label})
  set(found ${CMAKE_CURRENT_BINARY_DIR}/${name}.tests.cmake)
  add_custom_command(TARGET ${name} POST_BUILD BYPRODUCTS ${found} VERBATIM COMMAND ${CMAKE_COMMAND}
    -D "EMULATOR=${CMAKE_CROSSCOMPILING_EMULATOR}" -D EXECUTABLE=$<TARGET_FILE:${name}> -D PREFIX=${name}
    -D LABEL=${label} -D NOT_RUN=${ADIT_NOT_RUN} -D CTEST_FILE=${found}
    -P ${CMAKE_SOURCE_DIR}/cmake/discover_tests.cmake)
  # Until it is built, an executable stands there as one test that fails.
  file(CONFIGURE OUTPUT ${name}.include.cmake @ONLY CONTENT
    "if(EXISTS \"@found@\")\n  include(\"@found@\")\nelse()\n  add_test(@name@/NOT_BUILT @name@)\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.include.cmake)
endfunction()

# Python tests of the built program: they find it in the environment variable ADIT, a command line that may begin
# with an emulator (ADIT_SLOW=1: under a sanitizer or an emulator, expect no speed), and exit non-zero when a check
# fails. Each test method is a test of its own; a script that shares a costly set-up is one as a whole.
function(adit_script_test name label environment)
  add_test(NAME ${name} COMMAND ${Python3_EXECUTABLE} ${ARGN} WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 600 SKIP_REGULAR_EXPRESSION ${ADIT_NOT_RUN}
    ENVIRONMENT "${environment}")
endfunction()

function(adit_script_tests folder label)
  if(NOT TARGET adit)
    return()
  endif()
  adit_part_of_stages(adit ${label})
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  list(JOIN CMAKE_CROSSCOMPILING_EMULATOR " " emulator)
  set(environment "ADIT=${emulator} $<TARGET_FILE:adit>" PYTHONDONTWRITEBYTECODE=1)
  if(ADIT_SANITIZE OR CMAKE_CROSSCOMPILING)
    list(APPEND environment ADIT_SLOW=1)
  endif()
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/test_*.py)
  foreach(script IN LISTS scripts)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
    get_filename_component(name ${script} NAME_WE)
    file(STRINGS ${script} lines REGEX "^class |^    def (test_|setUpClass)")
    if(lines MATCHES "def setUpClass")
      adit_script_test(${folder}/${name} ${label} "${environment}" ${script})
      continue()
    endif()
    foreach(line IN LISTS lines)
      if(line MATCHES "^class ([A-Za-z0-9_]+)")
        set(class ${CMAKE_MATCH_1})
      elseif(line MATCHES "def (test_[A-Za-z0-9_]+)")
        set(method ${CMAKE_MATCH_1})  # the next REGEX forgets the match
        string(REGEX REPLACE "^test_" "" sentence ${method})
        string(REPLACE "_" " " sentence ${sentence})
        adit_script_test("${folder}/${sentence}" ${label} "${environment}" ${script} ${class}.${method})
      endif()
    endforeach()
  endforeach()
endfunction()
