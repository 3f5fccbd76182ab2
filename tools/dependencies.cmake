# What the engine links. Read when Onward is built, and when a host links the static core.
set(CMAKE_THREAD_PREFER_PTHREAD ON)
find_package(Threads REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(date REQUIRED)
find_package(fmt REQUIRED)
find_package(ICU REQUIRED COMPONENTS i18n uc)

# These two come without a CMake package.
foreach(name sodium csv)
  find_library(ONWARD_${name}_LIBRARY ${name} REQUIRED)
  find_path(ONWARD_${name}_INCLUDE ${name}.h REQUIRED)
  mark_as_advanced(ONWARD_${name}_LIBRARY ONWARD_${name}_INCLUDE)
  if(NOT TARGET onward_${name})
    add_library(onward_${name} UNKNOWN IMPORTED)
    set_target_properties(onward_${name} PROPERTIES
      IMPORTED_LOCATION ${ONWARD_${name}_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${ONWARD_${name}_INCLUDE})
  endif()
endforeach()

set(onward_dependencies Threads::Threads SQLite::SQLite3 date::date date::date-tz fmt::fmt
  ICU::i18n ICU::uc onward_sodium onward_csv)
