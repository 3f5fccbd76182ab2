# Reads ctest's LastTest.log, prints how many test cases passed and how many failed.
# Catch2 and pytest say how many they ran; anything else is one.

/^[0-9]+\/[0-9]+ Testing: / { p = f = 0 }

/^All tests passed \(.* in [0-9]+ test case/ { sub(/.* in /, ""); p += $1 }
/^test cases: / {
  if (match($0, /[0-9]+ passed/)) p += substr($0, RSTART, RLENGTH)
  if (match($0, /[0-9]+ failed/)) f += substr($0, RSTART, RLENGTH)
}
/^[0-9]+ (passed|failed).* in [0-9.]+s/ {
  if (match($0, /[0-9]+ passed/)) p += substr($0, RSTART, RLENGTH)
  if (match($0, /[0-9]+ failed/)) f += substr($0, RSTART, RLENGTH)
  if (match($0, /[0-9]+ error/)) f += substr($0, RSTART, RLENGTH)
}

/^Test Passed\./ { passed += p ? p : 1 }
/^Test Failed\.|^Test timeout|^Test Timed Out/ { passed += p; failed += f ? f : 1 }

END { print passed + 0, failed + 0 }
