# Check build for small controllers: what a microcontroller image would be made of, as one static library.
# Each header is also compiled alone, so that interfaces without a source file are checked too.
set(ADIT_MCU_FOLDERS hal driver driver/sha256 driver/bm13xx driver/peripheral boards boards/safety boards/runtime)

set(sources)
foreach(folder IN LISTS ADIT_MCU_FOLDERS)
  file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp ${CMAKE_SOURCE_DIR}/${folder}/*.hpp)
  list(APPEND sources ${found})
endforeach()

set(units ${sources})
set(lone_headers ${sources})
list(FILTER units INCLUDE REGEX "\\.cpp$")
list(FILTER lone_headers INCLUDE REGEX "\\.hpp$")
set(header_units)
foreach(header IN LISTS lone_headers)
  file(RELATIVE_PATH header ${CMAKE_SOURCE_DIR} ${header})
  set(unit ${CMAKE_BINARY_DIR}/headers/${header}.cpp)
  file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"@header@\"\n" @ONLY)
  list(APPEND header_units ${unit})
endforeach()

# Of the host's header folder only this one header may be seen, or its C library would leak in.
find_file(ADIT_EXPECTED_HEADER tl/expected.hpp PATHS /usr/include /usr/local/include
          NO_CMAKE_FIND_ROOT_PATH REQUIRED)
file(COPY ${ADIT_EXPECTED_HEADER} DESTINATION ${CMAKE_BINARY_DIR}/include/tl)
target_include_directories(adit_build_options SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/include)

add_library(adit_mcu_headers OBJECT ${header_units})
target_link_libraries(adit_mcu_headers PRIVATE adit_build_options)
add_library(adit_mcu STATIC ${units})
target_link_libraries(adit_mcu PRIVATE adit_build_options)
include(AditCatalog)
adit_embed_off_boards(adit_mcu)

find_program(ADIT_SIZE NAMES ${ADIT_MCU_PREFIX}size REQUIRED)
find_program(ADIT_NM NAMES ${ADIT_MCU_PREFIX}nm REQUIRED)
add_custom_command(TARGET adit_mcu POST_BUILD VERBATIM COMMAND ${CMAKE_COMMAND}
  -D SIZE=${ADIT_SIZE} -D NM=${ADIT_NM} -D LIBRARY=$<TARGET_FILE:adit_mcu>
  -P ${CMAKE_SOURCE_DIR}/cmake/check_mcu_library.cmake)
