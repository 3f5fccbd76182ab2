# find_package(onward) gives onward::onward, the C library.
# find_package(onward COMPONENTS core) gives onward::core too, the static engine for C++ hosts.
if(NOT PROJECT_IS_TOP_LEVEL OR SKBUILD OR NOT TARGET onward)
  return()
endif()
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/onward)

install(TARGETS onward EXPORT onward-targets)
install(FILES capi/onward.h capi/onward_arrow.h TYPE INCLUDE)
install(TARGETS onward_core EXPORT onward-core-targets)
install(DIRECTORY include/onward TYPE INCLUDE)
if(TARGET onward_tool)
  install(TARGETS onward_tool)
endif()
install(EXPORT onward-targets NAMESPACE onward:: DESTINATION ${package_dir})
install(EXPORT onward-core-targets NAMESPACE onward:: DESTINATION ${package_dir})
install(FILES tools/dependencies.cmake DESTINATION ${package_dir} RENAME onward-dependencies.cmake)

file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/onward-config.cmake @ONLY CONTENT [=[
include(${CMAKE_CURRENT_LIST_DIR}/onward-targets.cmake)
if("core" IN_LIST onward_FIND_COMPONENTS)
  include(${CMAKE_CURRENT_LIST_DIR}/onward-dependencies.cmake)
  include(${CMAKE_CURRENT_LIST_DIR}/onward-core-targets.cmake)
endif()
]=])
write_basic_package_version_file(${PROJECT_BINARY_DIR}/onward-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/onward-config.cmake
  ${PROJECT_BINARY_DIR}/onward-config-version.cmake DESTINATION ${package_dir})
