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
