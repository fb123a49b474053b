# Third-party code, by name. Versions are pinned in cmake/dependencies.txt and checked here, so that
# two builds of one commit have the same tables (Unicode, regular expressions, decimals).

find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(valijson REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(YAMLCPP REQUIRED yaml-cpp)
pkg_check_modules(RE2 REQUIRED re2)
pkg_check_modules(UTF8PROC REQUIRED libutf8proc)

# What Debian ships as an archive is linked statically: a start costs 1 ms instead of 12.
function(rulec_static_dependency name archive)
  find_library(_${name}_archive NAMES ${archive} REQUIRED)
  add_library(${name} INTERFACE)
  target_link_libraries(${name} INTERFACE ${_${name}_archive} ${ARGN})
endfunction()
# Debian's archive of RE2 can be part of a program but not of a shared library, which takes the
# shared one (librulec.so).
find_library(_rulec_re2_archive NAMES libre2.a REQUIRED)
find_library(_rulec_re2_shared NAMES libre2.so REQUIRED)
add_library(rulec_dep_re2 INTERFACE)
set(_is_shared $<STREQUAL:$<TARGET_PROPERTY:TYPE>,SHARED_LIBRARY>)
target_link_libraries(rulec_dep_re2 INTERFACE $<IF:${_is_shared},${_rulec_re2_shared},${_rulec_re2_archive}> pthread)
rulec_static_dependency(rulec_dep_yaml libyaml-cpp.a)
rulec_static_dependency(rulec_dep_crypto libcrypto.a dl pthread)
rulec_static_dependency(rulec_dep_utf8proc libutf8proc.a)
rulec_static_dependency(rulec_dep_decimal libbidgcc000.a)
rulec_static_dependency(rulec_dep_cmark libcmark-gfm-extensions.a)
find_library(_rulec_cmark_core NAMES libcmark-gfm.a REQUIRED)
target_link_libraries(rulec_dep_cmark INTERFACE ${_rulec_cmark_core})
# Debian's core of tree-sitter, or a newer one from sources that the user has.
if(RULEC_TREE_SITTER_SRC)
  if(NOT EXISTS ${RULEC_TREE_SITTER_SRC}/lib/src/lib.c)
    message(FATAL_ERROR "RULEC_TREE_SITTER_SRC=${RULEC_TREE_SITTER_SRC}: no lib/src/lib.c there")
  endif()
  add_library(rulec_dep_tree_sitter STATIC ${RULEC_TREE_SITTER_SRC}/lib/src/lib.c)
  target_include_directories(rulec_dep_tree_sitter SYSTEM PUBLIC ${RULEC_TREE_SITTER_SRC}/lib/include
                                                          PRIVATE ${RULEC_TREE_SITTER_SRC}/lib/src)
  target_compile_definitions(rulec_dep_tree_sitter PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE)
  # Its habit of a pointer in front of an array is not ours to report.
  target_compile_options(rulec_dep_tree_sitter PRIVATE -w -fno-sanitize=undefined)
else()
  rulec_static_dependency(rulec_dep_tree_sitter libtree-sitter.a)
endif()
add_library(rulec_dep_fmt INTERFACE)
target_link_libraries(rulec_dep_fmt INTERFACE fmt::fmt-header-only)

# Native code is a module of its own, so nothing else is built with LLVM or linked to it. The target
# rulec_dep_llvm is there when the module can be built.
if(RULEC_NATIVE)
  # LLVM's archives use these, and its own CMake files fail without their headers.
  find_path(_rulec_zstd zstd.h)
  find_path(_rulec_zlib zlib.h)
  if(_rulec_zstd AND _rulec_zlib)
    find_package(LLVM 19.1 CONFIG QUIET HINTS /usr/lib/llvm-19)
  endif()
  if(LLVM_FOUND)
    llvm_map_components_to_libnames(_llvm_libraries orcjit native)
    add_library(rulec_dep_llvm INTERFACE)
    target_include_directories(rulec_dep_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
    target_link_libraries(rulec_dep_llvm INTERFACE ${_llvm_libraries})
  elseif(RULEC_NATIVE STREQUAL "AUTO")
    message(STATUS "native code is left out: LLVM 19.1 is not installed (scripts/setup native); bytecode decides the same")
  else()
    message(FATAL_ERROR "librulec_jit.so needs LLVM 19.1, which is not installed: run scripts/setup native, or leave "
                        "it out with -DRULEC_NATIVE=OFF; everything else is built the same.")
  endif()
else()
  message(STATUS "native code is left out (RULEC_NATIVE=OFF): bytecode decides the same")
endif()

# Tests only: the judge of what templates render.
if(RULEC_TESTS)
  pkg_check_modules(GUMBO REQUIRED gumbo)
  add_library(rulec_dep_gumbo INTERFACE)
  target_link_libraries(rulec_dep_gumbo INTERFACE ${GUMBO_LINK_LIBRARIES})
endif()
