# Reads ctest's LastTest.log, prints how many test cases passed, failed and were skipped.
# Catch2 and pytest say how many they ran; anything else is one.

function number_of(word) {
  return match($0, "[0-9]+ " word) ? substr($0, RSTART, RLENGTH) + 0 : 0
}

/^[0-9]+\/[0-9]+ Testing: / { p = f = s = 0 }

/^All tests passed \(.* in [0-9]+ test case/ { sub(/.* in /, ""); p += $1 }
/^test cases: / { p += number_of("passed"); f += number_of("failed") }
/^[0-9]+ (passed|failed|skipped|errors?|deselected|xfailed|xpassed|warnings?).* in [0-9.]+s/ {
  p += number_of("passed")
  f += number_of("failed") + number_of("error")
  s += number_of("skipped")
}

/^Test Passed\./ { passed += p || s ? p : 1; skipped += s }
/^Test Failed\.|^Test timeout|^Test Timed Out/ { passed += p; failed += f ? f : 1; skipped += s }
/^Test Skipped|^\*\*\*Skipped/ { ++skipped }

END { print passed + 0, failed + 0, skipped + 0 }
