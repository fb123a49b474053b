# Switches of the build. A preset sets them; nothing else in the tree reads the environment.
option(RULEC_TESTS "build the tests" ON)
option(RULEC_BENCH "build the benchmarks" OFF)
option(RULEC_WERROR "warnings are errors" OFF)
option(RULEC_FUZZ "build the fuzz targets with libFuzzer (needs clang)" OFF)
option(RULEC_GIT "git support through libgit2" ON)
set(RULEC_NATIVE AUTO CACHE STRING "machine code through LLVM 19, in librulec_jit.so: ON, OFF, or AUTO (where LLVM is installed)")
set_property(CACHE RULEC_NATIVE PROPERTY STRINGS AUTO ON OFF)
option(RULEC_COVERAGE "source-based coverage (needs clang)" OFF)
option(RULEC_HARDEN "flags of a release: checked library calls, stack protection, read-only relocations" OFF)
set(RULEC_TREE_SITTER_SRC "" CACHE PATH "a source tree of tree-sitter to build its core from, in place of the installed one")
set(RULEC_PAGES_URL "" CACHE STRING "where docs/diagnostics can be read, ending in `/`: codes in reports become links")
set(RULEC_SANITIZE "" CACHE STRING "comma-separated sanitizers, e.g. address,undefined")

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(RULEC_CCACHE ccache)
if(RULEC_CCACHE)
  # Paths below the source tree count relative to it, so that clones in different folders share.
  set(_launcher /usr/bin/env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${RULEC_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${_launcher})
  set(CMAKE_C_COMPILER_LAUNCHER ${_launcher})
endif()

# Decisions are the same bytes on every machine: no fused multiply-add, no host-specific code.
add_compile_options(-ffp-contract=off -fno-fast-math)
# No path of the building machine reaches a binary.
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")

if(RULEC_SANITIZE)
  string(REPLACE "," ";" _sanitizers "${RULEC_SANITIZE}")
  foreach(_sanitizer IN LISTS _sanitizers)
    add_compile_options(-fsanitize=${_sanitizer})
    add_link_options(-fsanitize=${_sanitizer})
  endforeach()
  add_compile_options(-fno-sanitize-recover=all -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS)
endif()

# The libraries tell the fuzzer which of their branches an input reached.
if(RULEC_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(RULEC_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()

if(RULEC_HARDEN)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  # -U first: some distributions predefine a lower level, and a second definition would warn.
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection)
  add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
