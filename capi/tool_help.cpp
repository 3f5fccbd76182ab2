#include "tool_help.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "tool_request.hpp"

namespace onward_tool {

namespace {

constexpr std::size_t suggestions_max = 3;

void line(const std::string& text) { std::puts(text.c_str()); }

std::string_view noun_of(std::string_view operation) {
  return operation.substr(0, operation.find('.'));
}

// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

void print_members(const Screen& screen, const Value& schema, const std::string& dashes) {
  std::size_t width = 0;
  for (auto& [name, member] : schema["properties"].members) width = std::max(width, name.size());
  for (auto& [name, member] : schema["properties"].members) {
    const bool needed = !dashes.empty() && is_required(schema, name);
    line("  " + screen.out(Style::bold, fitted(dashes + name, dashes.size() + width)) + "  " +
         member.text_of("description").data() + (needed ? " (needed)" : ""));
    line("  " + std::string(dashes.size() + width + 2, ' ') +
         screen.out(Style::dim, type_name(member)));
  }
}

void print_operation(const Screen& screen, const Value& operation) {
  const auto& name = operation["name"].text;
  line(screen.out(Style::bold, name) + "  " + operation["doc"].text);
  std::string about = operation["effect"].text + ", since " + operation["since"].text;
  if (!operation["permission"].is_empty()) about += ", asks for " + operation["permission"].text;
  if (operation["stability"].text != "stable") about += ", " + operation["stability"].text;
  line(screen.out(Style::dim, about));
  if (!operation["request"]["properties"].members.empty()) {
    line("\nMembers of the request:");
    print_members(screen, operation["request"], "--");
  }
  line("\nMembers of the answer:");
  print_members(screen, operation["response"], "");
  const Value request = example(operation);
  std::string command = "onward --store county.db --as 1:1 " + name;
  for (auto& [member, value] : request.members) {
    command += " --" + member;
    if (value.shape != Value::Shape::boolean)
      command += ' ' + shell(value.shape == Value::Shape::text ? value.text : compact(value));
  }
  line("\nFor example:\n  " + command);
  line("  onward --store county.db --as 1:1 " + name + " " + shell(compact(request)));
}

}  // namespace

void print_usage(const Screen& screen) {
  line(screen.out(Style::bold, "onward") + " [options] OPERATION [--member value]... [request]");
  line(R"(
  onward --store county.db --as 1:1 referral.acknowledge --referral_id 17
  onward --store county.db --as 1:1 need.get '{"need_id": 3}'
  onward --store county.db --as 1:1 need.send @request.json --urgency urgent
  onward --store county.db --as 1:1 import --feed county-2025 organizations.csv services.csv
  onward --store county.db --as 1:1 export referrals --where "requested_at>=2025-01-01T00:00:00Z"
  onward --store county.db --as 1:1 export metric.query --metrics referrals --group_by month
  onward backup county.db monday.db
  onward --store simulated.db simulate --years 1 --clients 20000
  onward --store county.db --as 1:1 report --html 2025.html --from 2025-01-01 --until 2026-01-01

  help [OPERATION or NOUN]  what there is, and how to ask for it
  list                      every operation with its sentence
  describe                  all of it as JSON
  import                    reads a feed of organisations and services, file by file; goes on
                            with one that was stopped: import --import_id 7
  export TABLE              writes a table as CSV, or to --out FILE as CSV or JSON with what its
                            columns mean beside it; --columns a,b, --where phase=accepted,
                            --personal for what is personal, which leaves entries
  export OPERATION          the same of an operation that answers with a list or with figures, to
                            the last page; its request as usual, --list for one of several, and
                            with --out FOLDER/ a file for each: report.sections --out report/
  backup STORE FILE         copies a store, as it is at one moment, while others use it; a copy made
                            by cp lacks what was written last
  verify STORE              reads all of a store and says what is damaged, to whoever has its file;
                            exit code 2 when something is
  simulate                  lets years pass in a county of prompt, slow, silent and declining
                            organisations, and says whether every promise held; in memory, or
                            in a new store; --services and --seed make another county, and with
                            --changes senders choose, needs are lent and passed on, consents are
                            renewed, organisations close, and both sides deal with each other
  report                    writes the figures of a period as one page of HTML that needs no
                            network; --whole_store is for administrators of the store, and
                            --profile network or practice chooses what it is about; --report NAME
                            writes one that has a name (report.catalogue lists them), --month
                            2025-03-01 of a month, --referring_provider_ids 1,2 of providers,
                            --as_of 2025-03-31T12:00:00Z as was known then; --suppress_below 5
                            hides small counts along every dimension, in a report that travels

The request is JSON, @FILE with JSON, or - for standard input; members beside it win.
Lists may be written a,b,c. Options:

  --store PATH       the store; ":memory:" keeps nothing
  --as STAFF:ORG     who acts, and for which organisation, by their ids
  --clock-may-jump   go on where nobody wrote for more than 400 days
  --json, --table    how to answer; a table on a terminal, JSON elsewhere
  --version          of the library, and how it was built

Exit codes: 0 answered; 1 refused, with the reason on standard error and, where answers are JSON,
as JSON on standard output; 2 broken, or not understood. NO_COLOR takes colours away.)");
}

std::string shell(const std::string& word) {
  const bool is_plain = !word.empty() && std::ranges::all_of(word, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.' ||
           c == '/';
  });
  if (is_plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

const Value* find_operation(const Value& description, std::string_view name) {
  for (auto& operation : description["operations"].members)
    if (operation.value.text_of("name") == name) return &operation.value;
  return nullptr;
}

void print_list(const Screen& screen, const Value& description, bool as_json) {
  Value names = Value::array();
  std::size_t width = 0;
  for (auto& operation : description["operations"].members) {
    width = std::max(width, operation.value["name"].text.size());
    names.members.push_back({{}, operation.value["name"]});
  }
  if (as_json) return line(compact(names));
  std::string_view noun;
  for (auto& [_, operation] : description["operations"].members) {
    if (const auto next = noun_of(operation.text_of("name")); next != noun) {
      if (!noun.empty()) line("");
      noun = next;
    }
    line(screen.out(Style::bold, fitted(operation["name"].text, width)) + "  " +
         operation["doc"].text);
  }
}

bool print_help(const Screen& screen, const Value& description, std::string_view topic) {
  if (const auto* operation = find_operation(description, topic)) {
    print_operation(screen, *operation);
    return true;
  }
  bool found = false;
  for (auto& [_, operation] : description["operations"].members)
    if (noun_of(operation.text_of("name")) == topic) {
      line(screen.out(Style::bold, operation["name"].text) + "  " + operation["doc"].text);
      found = true;
    }
  return found;
}

std::string nearest(const Value& description, std::string_view typed) {
  std::vector<std::pair<std::size_t, std::string_view>> all;
  for (auto& [_, operation] : description["operations"].members)
    all.emplace_back(distance(typed, operation.text_of("name")), operation.text_of("name"));
  std::ranges::sort(all);
  std::string out;
  for (std::size_t i = 0; i < std::min(all.size(), suggestions_max); ++i)
    out.append(i ? ", " : "").append(all[i].second);
  return out;
}

}  // namespace onward_tool
