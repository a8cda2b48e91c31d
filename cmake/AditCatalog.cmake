# Turns boards/catalog/*.toml into one generated source, so that a binary carries its boards. Re-runs when a file
# changes or appears.
function(adit_embed_catalog target)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/boards/catalog/*.toml)
  set(entries "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    string(APPEND entries "    CatalogFile{\"${name}\", R\"toml(${text})toml\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/catalog_files.cpp @ONLY CONTENT
"// Generated from boards/catalog; do not edit.
#include \"boards/definition/catalog.hpp\"

#include <array>

namespace adit::boards {
namespace {
constexpr std::array files{
@entries@};
}
std::span<const CatalogFile> catalog_files() noexcept { return files; }
}  // namespace adit::boards
")
  target_sources(${target} PRIVATE ${CMAKE_BINARY_DIR}/generated/catalog_files.cpp)
endfunction()

# Turns the same files into the constexpr table of boards/safeoff/off_board.hpp: how each board is switched off, for
# programs and controllers that parse nothing.
function(adit_embed_off_boards target)
  find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/boards/catalog/*.toml)
  set(table ${CMAKE_BINARY_DIR}/generated/off_boards.cpp)
  set(script ${CMAKE_SOURCE_DIR}/cmake/off_boards.py)
  add_custom_command(OUTPUT ${table} VERBATIM DEPENDS ${script} ${files}
    COMMAND ${Python3_EXECUTABLE} ${script} ${table} ${files})
  target_sources(${target} PRIVATE ${table})
endfunction()
