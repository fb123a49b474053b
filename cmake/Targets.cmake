# rulec_library(NAME SOURCES… [PUBLIC deps…] [PRIVATE deps…]): one target per library, with our
# warnings, and with lib/ as the include root ("parser/ast.h").
set(RULEC_WARNINGS
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum
    # Designated initialisers leave the other members at their defaults on purpose.
    -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # GCC 12's own <algorithm> uses what it deprecates itself, and clang blames the caller.
  list(APPEND RULEC_WARNINGS -Wno-deprecated-declarations)
endif()

function(rulec_warnings target)
  target_compile_options(${target} PRIVATE ${RULEC_WARNINGS})
  if(RULEC_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

function(rulec_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/lib)
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  rulec_warnings(${name})
endfunction()

# rulec_embed(TARGET VARIABLE [RELATIVE_TO FOLDER] FILES…): text files compiled in as an array of
# {name, text}, sorted by name, in a generated source. The name has no folder, or is the path below
# FOLDER. Declare it as
#   extern const rulec::EmbeddedFile VARIABLE[]; extern const std::size_t VARIABLE_count;
function(rulec_embed target variable)
  cmake_parse_arguments(ARG "" "RELATIVE_TO" "" ${ARGN})
  set(_files ${ARG_UNPARSED_ARGUMENTS})
  list(SORT _files)
  set(_output ${CMAKE_CURRENT_BINARY_DIR}/${variable}.cpp)
  set(_list ${CMAKE_CURRENT_BINARY_DIR}/${variable}.list)
  list(JOIN _files "\n" _names)
  file(GENERATE OUTPUT ${_list} CONTENT "${_names}\n")
  add_custom_command(
    OUTPUT ${_output}
    COMMAND ${CMAKE_COMMAND} -DLIST=${_list} -DVARIABLE=${variable} -DOUTPUT=${_output}
            -DBASE=${ARG_RELATIVE_TO} -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    DEPENDS ${_files} ${_list} ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${_output})
endfunction()
