#!/usr/bin/env bash
# Does each public header compile alone?
#   tests/headers/check.sh g++|clang++-19
set -euo pipefail
shopt -s globstar nullglob

compiler=$1
c_compiler=${compiler/clang++/clang}
c_compiler=${c_compiler/g++/gcc}

failed=0 passed=0
check() {  # header, then the command that reads a program from its input
  local header=$1
  shift
  if printf '#include "%s"\n' "$header" | "$@" -; then
    passed=$((passed + 1))
  else
    echo "$header does not compile alone with $1"
    failed=$((failed + 1))
  fi
}

warnings=(-Wall -Wextra -Werror -fsyntax-only)
for path in include/onward/**/*.hpp; do
  check "${path#include/}" "$compiler" -x c++ -std=c++20 -fno-rtti "${warnings[@]}" -I include
done
if [[ -e capi/onward.h ]]; then
  check onward.h "$compiler" -x c++ -std=c++20 -fno-rtti "${warnings[@]}" -I capi
  check onward.h "$c_compiler" -x c -std=c99 "${warnings[@]}" -Wpedantic -Wstrict-prototypes -I capi
fi
echo "headers with $compiler: $passed compile alone, $failed do not"
((failed == 0 && passed > 0))
