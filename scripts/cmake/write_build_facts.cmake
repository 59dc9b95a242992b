# Writes genericity_build.h with the commit as it is at build time. Run by the build itself; the header is touched only when
# its contents change, so that nothing is rebuilt without need.
set(GENERICITY_COMMIT "unknown")
set(GENERICITY_DIRTY "unknown")
find_program(GIT git)
if(GIT)
  execute_process(COMMAND ${GIT} rev-parse --short=12 HEAD WORKING_DIRECTORY ${SOURCE_DIR}
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  if(status EQUAL 0)
    set(GENERICITY_COMMIT "${commit}")
    execute_process(COMMAND ${GIT} status --porcelain --untracked-files=no WORKING_DIRECTORY ${SOURCE_DIR}
      OUTPUT_VARIABLE changes OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(changes STREQUAL "")
      set(GENERICITY_DIRTY "no")
    else()
      set(GENERICITY_DIRTY "yes")
    endif()
  endif()
endif()
configure_file(${SOURCE_DIR}/scripts/cmake/genericity_build.h.in ${OUTPUT} @ONLY)
