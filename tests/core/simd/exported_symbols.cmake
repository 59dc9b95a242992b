# cmake -D NM=… -D LIBRARY=… -P exported_symbols.cmake: what is compiled for a wide instruction set exports its table of
# kernels and nothing else. An inline function that it shared with other sources could be linked in their place and be
# met by a processor without that instruction set.
execute_process(COMMAND ${NM} -A --defined-only --extern-only ${LIBRARY} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]*kernels_avx[^\n]*" wide "${symbols}")
list(FILTER wide EXCLUDE REGEX "__(odr_)?asan|__ubsan|__tsan|__gcov")
list(LENGTH wide count)
list(FILTER wide EXCLUDE REGEX "genericity4simd[0-9]+avx(2|512)_kernelsE$")
if(wide)
  message(FATAL_ERROR "Exported besides the tables: ${wide}")
endif()
if(NOT count EQUAL 2)
  message(FATAL_ERROR "Expected two tables of kernels, found ${count}")
endif()
