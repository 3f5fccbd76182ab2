# The Python package: python/onward plus the module _onward, together in build/…/python/onward.
find_package(Python 3.9 REQUIRED COMPONENTS Interpreter Development.Module)
if(NOT pybind11_DIR)
  execute_process(COMMAND ${Python_EXECUTABLE} -m pybind11 --cmakedir
    OUTPUT_VARIABLE pybind11_DIR OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
set(PYBIND11_FINDPYTHON ON)
find_package(pybind11 2.13 REQUIRED)

set(package ${PROJECT_BINARY_DIR}/python/onward)
# Extras are optimisation at link time.
pybind11_add_module(_onward NO_EXTRAS python/module.cpp python/columns.cpp capi/arrow_text.cpp)
target_link_libraries(_onward PRIVATE onward)
target_compile_definitions(_onward PRIVATE ONWARD_VERSION="${PROJECT_VERSION}")
set_target_properties(_onward PROPERTIES
  LIBRARY_OUTPUT_DIRECTORY ${package} INSTALL_RPATH "$ORIGIN")
onward_warnings(_onward)

file(GLOB_RECURSE package_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/python/onward/*.py*
  ${PROJECT_SOURCE_DIR}/python/onward/py.typed)
list(FILTER package_files EXCLUDE REGEX "__pycache__|\\.so$")
set(stamp ${PROJECT_BINARY_DIR}/python/copied)
add_custom_command(OUTPUT ${stamp} DEPENDS ${package_files}
  COMMAND ${CMAKE_COMMAND} -E copy_directory ${PROJECT_SOURCE_DIR}/python/onward ${package}
  COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
  COMMENT "Copying the Python package")
add_custom_target(onward_python ALL DEPENDS ${stamp})
add_dependencies(onward_python _onward)

# A wheel carries the module, the C library beside it, and the command line.
if(SKBUILD)
  install(TARGETS _onward DESTINATION onward COMPONENT python)
  install(TARGETS onward LIBRARY DESTINATION onward NAMELINK_SKIP COMPONENT python)
  if(TARGET onward_tool)
    install(TARGETS onward_tool DESTINATION ${SKBUILD_SCRIPTS_DIR} COMPONENT python)
  endif()
endif()
