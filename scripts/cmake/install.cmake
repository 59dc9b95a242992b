# Installs the program with its manual, configs and scripts (component program), the libraries with their headers
# (development) and the Python package (python), and exports the libraries for find_package(genericity):
#
#   find_package(genericity REQUIRED COMPONENTS core)      # or sim, or both; both when none is named
#   target_link_libraries(mine PRIVATE genericity::core)
#
# What a consumer needs besides is listed in genericityConfig.cmake.in, next to this file.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/genericity)

# The headers are C++20; a user's compiler has to be told.
target_compile_features(genericity_core PUBLIC cxx_std_20)
set_target_properties(genericity_core PROPERTIES EXPORT_NAME core)
set_target_properties(genericity_sim PROPERTIES EXPORT_NAME sim)
set_target_properties(genericity_options PROPERTIES EXPORT_NAME options)
install(TARGETS genericity_core genericity_sim genericity_options
  EXPORT genericity
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
if(TARGET genericity_cli)
  install(TARGETS genericity_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  # The man page and the completion for bash are the program's own words.
  set(manual_dir ${PROJECT_BINARY_DIR}/manual)
  install(CODE "
    file(MAKE_DIRECTORY \"${manual_dir}\")
    set(formats man bash)
    set(names genericity.1 genericity)
    foreach(format name IN ZIP_LISTS formats names)
      execute_process(COMMAND \"$<TARGET_FILE:genericity_cli>\" manual --format \${format}
        OUTPUT_FILE \"${manual_dir}/\${name}\" RESULT_VARIABLE failed)
      if(failed)
        message(FATAL_ERROR \"genericity manual --format \${format}: failed\")
      endif()
    endforeach()" COMPONENT program)
  install(FILES ${manual_dir}/genericity.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
  install(FILES ${manual_dir}/genericity DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
    COMPONENT program)
endif()

# core/LIBRARY.md tells others how to use what is installed, and which headers are for them. Its programs are a test.
#
# Includes are rooted at the project ("core/type_space.h"), so the headers keep their folders under one of their own.
# The command line and the Python module are programs, not libraries, and what runs on a cluster belongs to the first:
# their headers stay here.
install(DIRECTORY core sim DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/genericity COMPONENT development
  FILES_MATCHING PATTERN "*.h" PATTERN "cli" EXCLUDE PATTERN "cluster" EXCLUDE PATTERN "python" EXCLUDE)

install(PROGRAMS scripts/slurm/array.sbatch scripts/slurm/merge.sbatch
  DESTINATION ${CMAKE_INSTALL_DATADIR}/genericity/slurm COMPONENT program)
install(DIRECTORY configs DESTINATION ${CMAKE_INSTALL_DATADIR}/genericity COMPONENT program)
# The commands that draw and report find the Python package below the same prefix.
foreach(command IN ITEMS plot report)
  install(PROGRAMS scripts/${command}.py DESTINATION ${CMAKE_INSTALL_BINDIR} RENAME genericity-${command} COMPONENT program)
endforeach()

# Python of Debian looks here below /usr; elsewhere PYTHONPATH names it.
set(python_dir lib/python3/dist-packages)
install(DIRECTORY scripts/genericity DESTINATION ${python_dir} COMPONENT python
  PATTERN "__pycache__" EXCLUDE PATTERN "README.md" EXCLUDE)
install(FILES CITATION.cff DESTINATION ${python_dir}/genericity COMPONENT python)
if(TARGET genericity_python)
  install(TARGETS genericity_python LIBRARY DESTINATION ${python_dir}/genericity COMPONENT python)
endif()

install(FILES CHANGELOG.md CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
# Where Debian keeps the licence of each package.
set(components program development python)
set(packages genericity libgenericity-dev python3-genericity)
foreach(component package IN ZIP_LISTS components packages)
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} RENAME copyright COMPONENT ${component})
endforeach()

install(EXPORT genericity NAMESPACE genericity:: FILE genericityTargets.cmake DESTINATION ${package_dir}
  COMPONENT development)
configure_package_config_file(scripts/cmake/genericityConfig.cmake.in ${PROJECT_BINARY_DIR}/genericityConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/genericityConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/genericityConfig.cmake ${PROJECT_BINARY_DIR}/genericityConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT development)
