// How rows of older formats become today's: step by step, in order, or not at all.
#include "upcasters.hpp"

#include "catch.hpp"
#include "journal_format.hpp"

using namespace onward;

namespace {

constexpr Upcaster steps[] = {
    {Noun::note, 2, [](std::string& open, std::string& personal) { open += "c", personal += "z"; }},
    {Noun::issue, 1, [](std::string& open, std::string&) { open += "?"; }},
    {Noun::note, 1, [](std::string& open, std::string& personal) { open += "b", personal += "y"; }},
};

NounInfo in_format(Noun noun, int format) {
  NounInfo out = info(noun);
  out.format = format;
  return out;
}

std::string upcast_from(const NounInfo& noun, int format) {
  std::string open = "a", personal = "x";
  upcast(noun, format, open, personal, steps);
  return open + personal;
}

}  // namespace

TEST_CASE("a row takes every step from its format to the present one, and no other noun's") {
  const auto note = in_format(Noun::note, 3);
  CHECK(upcast_from(note, 1) == "abcxyz");
  CHECK(upcast_from(note, 2) == "acxz");
  CHECK(upcast_from(note, 3) == "ax");
  CHECK(upcast_from(in_format(Noun::issue, 2), 1) == "a?x");
}

TEST_CASE("a format from which no step leads on is broken, and so is a newer one") {
  CHECK_THROWS_WITH(upcast_from(in_format(Noun::note, 4), 1),
                    "journal: note in format 3 cannot be brought to the next one");
  CHECK_THROWS_WITH(upcast_from(in_format(Noun::note, 2), 3),
                    "journal: note in format 3 is newer than this library");
  CHECK_THROWS_WITH(upcast_from(in_format(Noun::need, 2), 1),
                    "journal: need in format 1 cannot be brought to the next one");
}

TEST_CASE("every noun whose format has changed has all its steps") {
  for (auto& noun : nouns())
    for (int format = 1; format < noun.format; ++format) {
      CAPTURE(noun.name, format);
      std::string open, personal;
      const auto has_step = std::ranges::count_if(
          upcasters(), [&](auto& s) { return s.noun == noun.noun && s.format == format; });
      CHECK(has_step == 1);
    }
}

TEST_CASE("a row in an older format is read through its steps") {
  Issue row;
  CHECK_THROWS_AS(read_cells(info(Noun::issue), 0, {}, {}, &row, all_columns), StorageError);
  CHECK_THROWS_AS(
      read_cells(info(Noun::issue), info(Noun::issue).format + 1, {}, {}, &row, all_columns),
      StorageError);
}
