# Debian packages of what install.cmake installs, one a component; scripts/packages makes them.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME genericity)
set(CPACK_PACKAGE_CONTACT "The genericity maintainers <maintainers@genericity.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "how often mechanism design can resist coalitions")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_COMPONENTS_ALL program development)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME genericity)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
  "Decides, with proof, whether mechanisms can resist coalitions, for one prior or for the share of many random ones.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "python3-genericity")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libgenericity-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "Static libraries and headers of genericity, for other programs in C++.")
# What scripts/cmake/genericityConfig.cmake.in looks for.
string(JOIN ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  libeigen3-dev libboost-dev libgmp-dev libflint-dev coinor-libclp-dev nlohmann-json3-dev libtomlplusplus-dev libhdf5-dev
  libssl-dev pkg-config)

if(GENERICITY_BUILD_PYTHON)
  list(APPEND CPACK_COMPONENTS_ALL python)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-genericity)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
  set(CPACK_COMPONENT_PYTHON_DESCRIPTION "Checks, mechanisms, draws, studies, figures and reports of genericity, from Python.")
  # The compiled part is for this version of Python alone.
  math(EXPR next_python "${Python_VERSION_MINOR} + 1")
  string(JOIN ", " CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS
    "python3 (>= 3.${Python_VERSION_MINOR})" "python3 (<< 3.${next_python})"
    python3-numpy python3-pandas python3-xarray python3-h5py python3-h5netcdf python3-matplotlib)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA
    ${PROJECT_SOURCE_DIR}/scripts/cmake/python_package/postinst ${PROJECT_SOURCE_DIR}/scripts/cmake/python_package/prerm)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SUGGESTS "python3-tqdm, jupyter-notebook")
endif()
include(CPack)
