// What a file is by its bytes, and what its name becomes.
#include "onward/rules/file_type.hpp"

#include <fstream>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

std::optional<FileType> type_behind(std::string_view bytes) {
  return file_type_of(std::as_bytes(std::span(bytes)));
}
std::string file(const std::string& name) {
  std::ifstream in("tests/data/attachments/" + name, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("files are what their bytes say") {
  CHECK(type_behind(file("letter.pdf")) == FileType::pdf);
  CHECK(type_behind(file("picture.png")) == FileType::png);
  CHECK(type_behind("\xFF\xD8\xFF\xE0") == FileType::jpeg);
  CHECK(type_behind("GIF89a") == FileType::gif);
  CHECK(type_behind("{\\rtf1 }") == FileType::rtf);
  CHECK(type_behind(file("note.txt")) == FileType::text);
  CHECK(type_behind("\xEF\xBB\xBFWith a mark.\r\n\tAnd a tab.") == FileType::text);
  CHECK(type_behind(file("letter.docx")) == FileType::docx);
  CHECK(type_behind(file("budget.xlsx")) == FileType::xlsx);
  CHECK(type_behind(file("letter.odt")) == FileType::odt);
}

TEST_CASE("programs, scripts, pages, macros and archives are refused") {
  for (const auto* name : {"program.bin", "script.txt", "empty.txt", "macros.docx", "files.zip"}) {
    INFO(name);
    CHECK_FALSE(type_behind(file(name)));
  }
  for (const auto* text :
       {"MZ\x90\x01", "#!/bin/sh\n", "\xEF\xBB\xBF#!/bin/sh\n", "<!DOCTYPE html>", "  <HTML>",
        "<?php", "<svg xmlns=", "<script>", "@echo off", "MIME-Version: 1.0", "[InternetShortcut]",
        "bell\a", "\xC3\x28",
        "\xFF\xFE"
        "a",
        "", "  \n"}) {
    INFO(text);
    CHECK_FALSE(type_behind(text));
  }
  CHECK_FALSE(type_behind(std::string_view("a\0b", 3)));
}

TEST_CASE("a document that is broken anywhere is no document, and never read past its end") {
  for (const auto* name : {"letter.docx", "letter.odt", "budget.xlsx", "macros.docx"}) {
    const std::string whole = file(name);
    for (std::size_t size = 3; size < whole.size(); ++size)  // "PK" is a text
      CHECK_FALSE(type_behind(std::string_view(whole).substr(0, size)));
    Chance chance(14);
    for (int i = 0; i < 20'000; ++i) {
      std::string bad = whole;
      for (int k = 0; k < 3; ++k)
        bad[static_cast<std::size_t>(chance.below(std::ssize(bad)))] =
            static_cast<char>(chance.below(256));
      type_behind(bad);  // any answer, and no crash
    }
  }
}

TEST_CASE("names keep their words and lose what does harm") {
  CHECK(harmless_name("Letter.pdf", FileType::pdf) == "Letter.pdf");
  CHECK(harmless_name("LETTER.PDF", FileType::pdf) == "LETTER.pdf");
  CHECK(harmless_name("C:\\temp\\..\\Zoë.png", FileType::png) == "Zoë.png");
  CHECK(harmless_name("../../etc/passwd", FileType::text) == "passwd.txt");
  CHECK(harmless_name("setup.exe", FileType::text) == "setup.exe.txt");
  CHECK(harmless_name("letter\xE2\x80\xAE"
                      "fdp.exe",
                      FileType::text) == "letterfdp.exe.txt");
  CHECK(harmless_name("a\nb\tc<d>|e", FileType::gif) == "abc_d__e.gif");
  CHECK(harmless_name("", FileType::jpeg) == "file.jpg");
  CHECK(harmless_name(" ... ", FileType::odt) == "file.odt");
  CHECK(harmless_name(".pdf", FileType::pdf) == "pdf.pdf");
  CHECK(harmless_name(std::string(1'000, 'x'), FileType::docx).size() == 200);
}

TEST_CASE("a name made harmless stays as it is") {
  Chance chance(19);
  constexpr std::string_view parts[] = {
      ".", " ", "/", "\\", "a", "é", "\xE2\x80\x8B", "\x01", ".pdf", ".PDF", "*", "longer words"};
  for (int i = 0; i < 20'000; ++i) {
    std::string given;
    for (auto n = chance.below(12); n > 0; --n) given += chance.one_of(parts);
    const auto name = harmless_name(given, FileType::pdf);
    INFO(given);
    CHECK(name.ends_with(".pdf"));
    CHECK(name.size() <= 200);
    CHECK(name.find_first_of("/\\\x01*") == name.npos);
    CHECK(name.front() != '.');
    CHECK(harmless_name(name, FileType::pdf) == name);
  }
}
