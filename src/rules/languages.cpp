#include "onward/rules/languages.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "text.hpp"

namespace onward {

namespace {

struct Language {
  std::string_view name, code;
};

// ISO 639-1, of languages that directories name; in the order of their names.
constexpr std::array languages{
    Language{"albanian", "sq"},       Language{"amharic", "am"},    Language{"arabic", "ar"},
    Language{"armenian", "hy"},       Language{"bengali", "bn"},    Language{"bosnian", "bs"},
    Language{"bulgarian", "bg"},      Language{"burmese", "my"},    Language{"cantonese", "yue"},
    Language{"chinese", "zh"},        Language{"croatian", "hr"},   Language{"czech", "cs"},
    Language{"danish", "da"},         Language{"dutch", "nl"},      Language{"english", "en"},
    Language{"farsi", "fa"},          Language{"finnish", "fi"},    Language{"french", "fr"},
    Language{"german", "de"},         Language{"greek", "el"},      Language{"gujarati", "gu"},
    Language{"haitian creole", "ht"}, Language{"hebrew", "he"},     Language{"hindi", "hi"},
    Language{"hmong", "hmn"},         Language{"hungarian", "hu"},  Language{"igbo", "ig"},
    Language{"italian", "it"},        Language{"japanese", "ja"},   Language{"khmer", "km"},
    Language{"korean", "ko"},         Language{"kurdish", "ku"},    Language{"lao", "lo"},
    Language{"latvian", "lv"},        Language{"lithuanian", "lt"}, Language{"mandarin", "cmn"},
    Language{"nepali", "ne"},         Language{"norwegian", "no"},  Language{"pashto", "ps"},
    Language{"persian", "fa"},        Language{"polish", "pl"},     Language{"portuguese", "pt"},
    Language{"punjabi", "pa"},        Language{"romanian", "ro"},   Language{"russian", "ru"},
    Language{"serbian", "sr"},        Language{"slovak", "sk"},     Language{"somali", "so"},
    Language{"spanish", "es"},        Language{"swahili", "sw"},    Language{"swedish", "sv"},
    Language{"tagalog", "tl"},        Language{"tamil", "ta"},      Language{"telugu", "te"},
    Language{"thai", "th"},           Language{"tigrinya", "ti"},   Language{"turkish", "tr"},
    Language{"ukrainian", "uk"},      Language{"urdu", "ur"},       Language{"vietnamese", "vi"},
    Language{"welsh", "cy"},          Language{"yoruba", "yo"},
};
static_assert(std::ranges::is_sorted(languages, {}, &Language::name));

}  // namespace

std::string_view language_code(std::string_view name) {
  std::string wanted(name);
  std::ranges::transform(wanted, wanted.begin(), lower);
  const auto at = std::ranges::lower_bound(languages, wanted, {}, &Language::name);
  return at != languages.end() && at->name == wanted ? at->code : std::string_view();
}

}  // namespace onward
