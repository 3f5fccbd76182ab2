# Tests, examples and benchmarks. Each tests/**/*_test.cpp is one entry of ctest, so that files
# run side by side and a failure names its file.
set(source ${PROJECT_SOURCE_DIR})
find_package(Python COMPONENTS Interpreter)

file(GLOB test_sources CONFIGURE_DEPENDS ${source}/tests/*.cpp ${source}/tests/*/*.cpp)
list(FILTER test_sources EXCLUDE REGEX "/tests/(capi|consumer|headers)/")
if(test_sources)
  find_package(Catch2 REQUIRED)
  add_executable(onward_tests ${test_sources} ${source}/capi/onward_answers.cpp)
  target_include_directories(onward_tests PRIVATE tests src capi
    ${PROJECT_BINARY_DIR}/generated)
  target_link_libraries(onward_tests PRIVATE onward_core ${onward_dependencies}
    Catch2::Catch2$<$<VERSION_GREATER_EQUAL:${Catch2_VERSION},3>:WithMain>)
  # The sanitizers watch the library. Tests are half of the sources, and would take twice as long
  # to compile with them; all of Catch2 is in main.cpp.
  set_source_files_properties(${test_sources} PROPERTIES COMPILE_OPTIONS "-fno-sanitize=all")
  set_source_files_properties(tests/main.cpp PROPERTIES COMPILE_OPTIONS "-O0;-fno-sanitize=all")
  target_compile_definitions(onward_tests PRIVATE ONWARD_VERSION="${PROJECT_VERSION}")
  onward_warnings(onward_tests)
  foreach(path IN LISTS test_sources)
    if(path MATCHES "/tests/(.*)_test\\.cpp$")
      set(name ${CMAKE_MATCH_1})
      get_filename_component(stem ${path} NAME_WE)
      # Catch2 tags a test with its file's name.
      add_test(NAME ${name} COMMAND onward_tests --filenames-as-tags --warn NoTests "[#${stem}]"
        WORKING_DIRECTORY ${source})
      if(TARGET onward_tool)
        set_tests_properties(${name} PROPERTIES
          ENVIRONMENT ONWARD_TOOL=$<TARGET_FILE:onward_tool>)
      endif()
    endif()
  endforeach()
endif()

# Checks of the sources themselves.
find_program(BASH bash REQUIRED)
add_test(NAME house_rules COMMAND ${Python_EXECUTABLE} ${source}/tests/tidy_test.py)
add_test(NAME capabilities COMMAND ${Python_EXECUTABLE} ${source}/tests/capabilities_test.py)

# C programs: today's, and those of the first release with their own header.
function(onward_c_program name path)
  add_executable(${name} ${path})
  set_target_properties(${name} PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
  target_link_libraries(${name} PRIVATE onward)
  # The sanitizers of clang have a part for C++, which the library under them wants.
  if(CMAKE_C_COMPILER_ID STREQUAL "Clang" AND CMAKE_C_FLAGS MATCHES "-fsanitize")
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
  endif()
  onward_warnings(${name})
endfunction()

if(TARGET onward)
  add_test(NAME capi_exports COMMAND ${BASH} -c
    "set -o pipefail; nm -D --defined-only $<TARGET_FILE:onward> | awk '
       / onward_/ { ++ours; next } { print; ++others } END { exit others || !ours }'")
  file(GLOB c_tests CONFIGURE_DEPENDS ${source}/tests/capi/*.c ${source}/tests/capi/v1/*.c)
  foreach(path IN LISTS c_tests)
    get_filename_component(stem ${path} NAME_WE)
    set(name capi_${stem})
    if(path MATCHES "/v1/")
      set(name capi_v1_${stem})
    endif()
    onward_c_program(${name} ${path})
    if(path MATCHES "/v1/")
      target_include_directories(${name} BEFORE PRIVATE tests/capi/v1)
    endif()
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${source})
  endforeach()
endif()

# The story, once per language; each prints examples/loop.expected to the byte.
function(onward_story name)
  string(JOIN " " command ${ARGN})
  add_test(NAME example_${name} WORKING_DIRECTORY ${source} COMMAND ${BASH} -c
    "set -o pipefail; ${command} | diff -u examples/loop.expected - && echo same as expected")
endfunction()

add_custom_target(examples)
if(EXISTS ${source}/examples/loop.c AND TARGET onward)
  onward_c_program(example_c examples/loop.c)
  set_target_properties(example_c PROPERTIES
    OUTPUT_NAME loop_c RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/examples)
  add_dependencies(examples example_c)
  onward_story(c $<TARGET_FILE:example_c>)
endif()
if(EXISTS ${source}/examples/loop.cpp)
  add_executable(example_cpp examples/loop.cpp)
  set_target_properties(example_cpp PROPERTIES
    OUTPUT_NAME loop RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/examples)
  target_link_libraries(example_cpp PRIVATE onward_core)
  onward_warnings(example_cpp)
  add_dependencies(examples example_cpp)
  onward_story(cpp $<TARGET_FILE:example_cpp>)
endif()

if(TARGET onward_python)
  add_dependencies(examples onward_python)
  set(python_tests "")
  if(EXISTS ${source}/examples/loop.py)
    onward_story(python ${Python_EXECUTABLE} examples/loop.py)
    list(APPEND python_tests example_python)
  endif()
  if(EXISTS ${source}/examples/practice.py)
    add_test(NAME example_practice WORKING_DIRECTORY ${source} COMMAND ${BASH} -c
      "set -o pipefail; ${Python_EXECUTABLE} examples/practice.py | \
       diff -u examples/practice.expected - && echo same as expected")
    list(APPEND python_tests example_practice)
  endif()
  if(EXISTS ${source}/tests/python)
    add_test(NAME python COMMAND ${Python_EXECUTABLE} -m pytest -q -p no:cacheprovider tests/python
      WORKING_DIRECTORY ${source})
    list(APPEND python_tests python)
  endif()
  if(python_tests)
    set(environment PYTHONPATH=${PROJECT_BINARY_DIR}/python PYTHONDONTWRITEBYTECODE=1)
    if(TARGET onward_tool)
      list(APPEND environment ONWARD_TOOL=$<TARGET_FILE:onward_tool>)
    endif()
    set_tests_properties(${python_tests} PROPERTIES LABELS python ENVIRONMENT "${environment}")
  endif()
endif()

# Benchmarks are built when asked for.
file(GLOB bench_sources CONFIGURE_DEPENDS ${source}/benchmarks/*.cpp)
if(bench_sources)
  add_executable(onward_bench EXCLUDE_FROM_ALL
    ${bench_sources} ${source}/tests/synthetic_people.cpp)
  target_include_directories(onward_bench PRIVATE src capi tests ${PROJECT_BINARY_DIR}/generated)
  target_compile_definitions(onward_bench PRIVATE ONWARD_VERSION="${PROJECT_VERSION}")
  target_link_libraries(onward_bench PRIVATE onward_core ${onward_dependencies})
  if(TARGET onward)
    target_link_libraries(onward_bench PRIVATE onward)
  endif()
  onward_warnings(onward_bench)
endif()
