// The entry of onward_tests. Catch2 2 makes it here; Catch2 3 brings its own.
#define CATCH_CONFIG_MAIN
#include "catch.hpp"
