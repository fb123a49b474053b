# Compares the installed packages with cmake/dependencies.txt, once per configuration. A difference
# stops the configuration, because another version may decide differently;
# -DRULEC_PIN_DEPENDENCIES=WARN lets it go on. Only the core group is looked at: the others hold tools
# that a build does not use. Without dpkg (not Debian) nothing can be compared, and that is said.
set(RULEC_PIN_DEPENDENCIES "ERROR" CACHE STRING "what a version outside cmake/dependencies.txt means: ERROR or WARN")
set_property(CACHE RULEC_PIN_DEPENDENCIES PROPERTY STRINGS ERROR WARN)
set(RULEC_DEPENDENCY_MANIFEST ${CMAKE_SOURCE_DIR}/cmake/dependencies.txt)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${RULEC_DEPENDENCY_MANIFEST})

# Sets OUT to TRUE when upstream VERSION is WANTED, or begins with it when WANTED ends in a dot.
function(rulec_version_fits version wanted out)
  string(FIND "${version}." "${wanted}" _position)
  if(wanted MATCHES "\\.$" AND _position EQUAL 0)
    set(${out} TRUE PARENT_SCOPE)
  elseif(version STREQUAL wanted)
    set(${out} TRUE PARENT_SCOPE)
  else()
    set(${out} FALSE PARENT_SCOPE)
  endif()
endfunction()

# 1:2.39.5-0+deb12u3 -> 2.39.5; 2.1.2+ds-1 and 2.4.9~ds-1 -> without Debian's repacking marks.
function(rulec_upstream_version version out)
  string(REGEX REPLACE "^[0-9]+:" "" version "${version}")
  string(REGEX REPLACE "-[^-]*$" "" version "${version}")
  string(REGEX REPLACE "[+~](ds|dfsg|repack|really).*$|\\.dfsg.*$" "" version "${version}")
  set(${out} "${version}" PARENT_SCOPE)
endfunction()

function(rulec_check_dependencies)
  find_program(_dpkg_query dpkg-query)
  mark_as_advanced(_dpkg_query)
  if(NOT _dpkg_query)
    message(WARNING "dpkg-query is missing, so the versions of cmake/dependencies.txt are not checked")
    return()
  endif()
  file(STRINGS ${RULEC_DEPENDENCY_MANIFEST} _rows REGEX "^core ")
  set(_packages)
  foreach(_row IN LISTS _rows)
    string(REGEX MATCH "^core +([^ ]+) +([^ ]+) " _ "${_row}")
    list(APPEND _packages ${CMAKE_MATCH_1})
    set(_wanted_${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
  endforeach()
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${_dpkg_query} -W
            "-f=\${Package} \${db:Status-Status} \${Version}\n" ${_packages}
    OUTPUT_VARIABLE _output
    ERROR_QUIET)
  set(_problems)
  foreach(_package IN LISTS _packages)
    string(REPLACE "+" "\\+" _pattern ${_package})
    if(NOT "\n${_output}" MATCHES "\n${_pattern} installed ([^\n]+)\n")
      string(APPEND _problems "  ${_package}: not installed, wanted ${_wanted_${_package}}\n")
      continue()
    endif()
    rulec_upstream_version(${CMAKE_MATCH_1} _found)
    rulec_version_fits(${_found} ${_wanted_${_package}} _fits)
    if(NOT _fits)
      string(APPEND _problems "  ${_package}: found ${_found}, wanted ${_wanted_${_package}}\n")
    endif()
  endforeach()
  if(NOT _problems)
    return()
  endif()
  set(_text
      "packages differ from cmake/dependencies.txt:\n${_problems}"
      "Install them with scripts/setup core, or go on with -DRULEC_PIN_DEPENDENCIES=WARN: a build "
      "with other versions may decide differently.")
  string(CONCAT _text ${_text})
  if(RULEC_PIN_DEPENDENCIES STREQUAL "WARN")
    message(WARNING "${_text}")
  else()
    message(FATAL_ERROR "${_text}")
  endif()
endfunction()

rulec_check_dependencies()
