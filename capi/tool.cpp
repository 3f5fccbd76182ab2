// The command line: a loop over onward_describe().
#include <signal.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <list>
#include <memory>

#include "tool_export.hpp"
#include "tool_help.hpp"
#include "tool_import.hpp"
#include "tool_report.hpp"
#include "tool_request.hpp"
#include "tool_simulate.hpp"
#include "tool_store.hpp"

namespace onward_tool {

namespace {

constexpr int exit_refused = 1;
constexpr int exit_broken = 2;

volatile std::sig_atomic_t& interrupted() {
  static volatile std::sig_atomic_t flag = 0;
  return flag;
}

struct Arguments {
  std::string store{};
  std::string as{};
  bool json = false;
  bool table = false;
  bool clock_may_jump = false;
  std::string topic{};
  std::string copy{};  // of a backup
  std::string request{};
  Feed feed{};
  Export wanted{};
  Simulate county{};
  ReportFile report{};
  std::list<std::pair<std::string, std::string>> members{};  // a list: options keep addresses
};

// Refusals and faults for people; the status as the exit code.
int fail(const Screen& screen, const Answer& answer, bool as_json) {
  const auto said = parse(answer.json).value_or(Value::object());
  if (answer.status == ONWARD_REFUSED) {
    std::fprintf(stderr, "%s %s\n", screen.error(Style::red, "Refused:").c_str(),
                 plain(said["text"]).c_str());
    std::fprintf(stderr, "  reason  %s\n", plain(said["reason"]).c_str());
    if (!said["path"].is_empty())
      std::fprintf(stderr, "  path    %s\n", plain(said["path"]).c_str());
    if (said["problems"].is_empty())
      std::fprintf(stderr, "  detail  %s\n", plain(said["message"]).c_str());
    for (auto& [_, problem] : said["problems"].members)
      std::fprintf(stderr, "  %s  %s\n", plain(problem["path"]).c_str(),
                   plain(problem["message"]).c_str());
    if (as_json) std::puts(answer.json.c_str());
    return exit_refused;
  }
  const char* what = answer.status == ONWARD_CANCELLED        ? "Stopped:"
                     : answer.status == ONWARD_COMMIT_UNKNOWN ? "Done or not:"
                                                              : "Broken:";
  std::fprintf(stderr, "%s %s\n", screen.error(Style::red, what).c_str(),
               plain(said["message"]).c_str());
  return exit_broken;
}

int misunderstood(const Screen& screen, const std::string& why) {
  std::fprintf(stderr, "%s %s\n", screen.error(Style::red, "Not understood:").c_str(), why.c_str());
  return exit_broken;
}

// "4:2" is member of staff 4 of organisation 2; nothing is nobody, before there is a store.
bool read_as(const std::string& as, std::int64_t& staff, std::int64_t& organization) {
  if (as.empty()) return true;
  const auto colon = as.find(':');
  const auto first = parse(as.substr(0, colon));
  const auto second = colon == as.npos ? std::nullopt : parse(as.substr(colon + 1));
  if (!first || !second || first->shape != Value::Shape::integer ||
      second->shape != Value::Shape::integer)
    return false;
  staff = first->integer;
  organization = second->integer;
  return true;
}

// Nothing when it cannot be read; a folder can be opened, and no more.
std::optional<std::string> text_of_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  if (!file) return std::nullopt;
  std::string out;
  std::array<char, 65'536> piece{};
  while (const auto size = std::fread(piece.data(), 1, piece.size(), file.get()))
    out.append(piece.data(), size);
  if (std::ferror(file.get())) return std::nullopt;
  return out;
}

std::optional<std::string> text_of_request(const std::string& word) {
  if (word.empty()) return "{}";
  if (word == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  if (word.front() != '@') return word;
  return text_of_file(word.substr(1));
}

std::string stamp_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

// A Ctrl-C ends long work between two slices; a second one ends the program.
void listen_for_interrupts() {
  struct sigaction action{};
  action.sa_handler = [](int) { interrupted() = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

onward_host host_of(Bar& bar) {
  onward_host host{};
  host.struct_size = sizeof host;
  host.user = &bar;
  host.cancelled = [](void*) -> std::int32_t { return interrupted(); };
  host.progress = [](void* user, const char* what, std::size_t size, std::int64_t done,
                     std::int64_t total) -> std::int32_t {
    static_cast<Bar*>(user)->show({what, size}, done, total);
    return 0;
  };
  return host;
}

// The operation's options: one for each member, and one for each member of an object in it.
void add_options(CLI::App& command, const Value& schema, const std::string& prefix,
                 Arguments& arguments) {
  for (auto& [name, member] : schema["properties"].members) {
    auto& [path, word] = arguments.members.emplace_back(prefix + name, std::string());
    if (is_flag(member))
      command.add_flag("--" + path, word);  // or --member=false
    else
      command.add_option("--" + path, word);
    if (prefix.empty() && member.find("properties"))
      add_options(command, member, name + '.', arguments);
  }
}

void set_member(Value& request, const Value& schema, const std::string& path,
                const std::string& word) {
  const auto dot = path.find('.');
  const auto name = path.substr(0, dot);
  const auto& member = schema["properties"][name];
  if (dot == path.npos) return request.set(name, value_of(member, word));
  const Value* standing = request.find(name);
  Value inner = standing && standing->shape == Value::Shape::object ? *standing : Value::object();
  set_member(inner, member, path.substr(dot + 1), word);
  request.set(name, std::move(inner));
}

// The request with the members that stand beside it; nothing: why stands in `problem`.
std::optional<std::string> request_of(const CLI::App& command, const Value& operation,
                                      const Arguments& arguments, std::string& problem) {
  auto text = text_of_request(arguments.request);
  if (!text) problem = arguments.request.substr(1) + " cannot be read";
  for (auto& [path, word] : arguments.members) {
    const auto* option = command.get_option("--" + path);
    if (!text || option->count() == 0) continue;
    std::string why;
    auto value = parse(*text, &why);
    if (!value || value->shape != Value::Shape::object) {
      problem = "members can be added to a JSON object only: " + why;
      return std::nullopt;
    }
    set_member(*value, operation["request"], path, word);
    text = compact(*value);
  }
  return text;
}

int tell(const Screen& screen, Bar& bar, const Answer& answer, bool as_json) {
  bar.clear();
  if (!answer.is_ok()) return fail(screen, answer, as_json);
  const auto said = parse(answer.json).value_or(Value{});
  if (!as_json)
    screen.print(said);
  else if (screen.out_is_terminal)
    std::puts(pretty(said).c_str());
  else
    std::puts(answer.json.c_str());
  const auto* intact = said.find("intact");  // what verifies has found the store broken
  return intact && intact->shape == Value::Shape::boolean && intact->integer == 0 ? exit_broken : 0;
}

int call(const Screen& screen, Store& store, Bar& bar, const CLI::App& command,
         const Value& operation, const Arguments& arguments, bool as_json) {
  std::string problem;
  const auto request = request_of(command, operation, arguments, problem);
  if (!request) return misunderstood(screen, problem);
  return tell(screen, bar, store.call(operation["name"].text, *request), as_json);
}

int run_backup(const Screen& screen, Store& store, Bar& bar, const std::string& path,
               bool as_json) {
  auto answer = store.backup(path);
  Value said = Value::object();
  said.set("backup", Value::of(path));
  if (answer.is_ok()) answer.json = compact(said);
  return tell(screen, bar, answer, as_json);
}

int run_import(const Screen& screen, Store& store, Bar& bar, Arguments& arguments, bool as_json) {
  auto& feed = arguments.feed;
  feed.stamp = stamp_now();
  const auto answer = import_feed(store, bar, feed);
  bar.clear();
  if (!answer.is_ok()) {
    const int code = fail(screen, answer, as_json);
    if (feed.import_id)
      std::fprintf(stderr, "To go on: onward --store %s --as %s import --import_id %lld\n",
                   shell(arguments.store).c_str(), arguments.as.c_str(),
                   static_cast<long long>(feed.import_id));
    return code;
  }
  if (as_json)
    std::puts(answer.json.c_str());
  else
    print_import(screen, parse(answer.json).value_or(Value{}));
  return 0;
}

int run_report(const Screen& screen, Store& store, Bar& bar, const Arguments& arguments,
               bool as_json) {
  const auto answer = write_report(store, arguments.report);
  bar.clear();
  if (!answer.is_ok()) return fail(screen, answer, as_json);
  const auto said = parse(answer.json).value_or(Value{});
  if (as_json)
    std::puts(answer.json.c_str());
  else
    screen.print(said);
  if (!said["charts"].integer)
    std::fputs("This build has no library of charts, so the report has tables only.\n", stderr);
  return 0;
}

int run_export(const Screen& screen, Store& store, Bar& bar, const Value& description,
               const Arguments& arguments, bool as_json) {
  const auto answer = export_table(store, bar, arguments.wanted, description);
  bar.clear();
  if (!answer.is_ok()) return fail(screen, answer, as_json);
  if (answer.json.empty()) return 0;  // the table itself was the output
  if (as_json)
    std::puts(answer.json.c_str());
  else
    screen.print(parse(answer.json).value_or(Value{}));
  return 0;
}

int run_simulation(const Screen& screen, Arguments& arguments, bool as_json) {
  auto& county = arguments.county;
  county.store = arguments.store;
  listen_for_interrupts();
  Bar bar(screen);
  std::string json;
  try {
    json = simulate(county, bar, [] { return interrupted() != 0; });
  } catch (const std::invalid_argument& e) { return misunderstood(screen, e.what()); }
  bar.clear();
  const auto report = parse(json).value_or(Value{});
  if (as_json)
    std::puts(json.c_str());
  else
    print_simulation(screen, report);
  return report["broken"].members.empty() ? 0 : exit_broken;
}

// Null unless one of the words is the name of an operation.
const Value* operation_among(int count, char** words, const Value& description) {
  for (int i = 1; i < count; ++i)
    if (const auto* operation = find_operation(description, words[i])) return operation;
  return nullptr;
}

bool is_export(int count, char** words) {
  return std::any_of(words + 1, words + count,
                     [](std::string_view word) { return word == "export"; });
}

struct CommandLine {
  CLI::App app{};
  Arguments arguments{};
  CLI::Option *help_flag = nullptr, *version = nullptr;
  CLI::App *help = nullptr, *list = nullptr, *describe = nullptr, *import = nullptr,
           *table = nullptr, *simulate = nullptr, *report = nullptr, *backup = nullptr,
           *verify = nullptr;
  CLI::App* call = nullptr;  // of the operation, or the export of its answer
  const Value* operation = nullptr;

  CommandLine(int count, char** words, const Value& description) {
    app.set_help_flag();  // CLI11 would print help of its own
    app.fallthrough();    // options may also stand behind the operation
    help_flag = app.add_flag("-h,--help");
    version = app.add_flag("--version");
    app.add_option("--store", arguments.store);
    app.add_option("--as", arguments.as);
    app.add_flag("--clock-may-jump", arguments.clock_may_jump);
    auto* json = app.add_flag("--json", arguments.json);
    app.add_flag("--table", arguments.table)->excludes(json);
    list = app.add_subcommand("list");
    describe = app.add_subcommand("describe");
    help = app.add_subcommand("help");
    help->add_option("topic", arguments.topic);
    import = app.add_subcommand("import");
    auto* feed = import->add_option("--feed", arguments.feed.name);
    auto* files = import->add_option("files", arguments.feed.files);
    import->add_option("--import_id", arguments.feed.import_id)->excludes(feed)->excludes(files);
    table = app.add_subcommand("export");
    table->add_option("table", arguments.wanted.table)->required();
    table->add_option("--columns", arguments.wanted.columns);
    table->add_option("--where", arguments.wanted.where);
    table->add_flag("--personal", arguments.wanted.personal);
    table->add_option("--out", arguments.wanted.out);
    table->add_option("--list", arguments.wanted.list);
    simulate = app.add_subcommand("simulate");
    simulate->add_option("--years", arguments.county.years);
    simulate->add_option("--clients", arguments.county.clients);
    simulate->add_option("--services", arguments.county.services);
    simulate->add_option("--seed", arguments.county.seed);
    simulate->add_flag("--changes", arguments.county.changes);
    report = app.add_subcommand("report");
    report->add_option("--html", arguments.report.html);
    report->add_option("--from", arguments.report.from);
    report->add_option("--until", arguments.report.until);
    report->add_option("--profile", arguments.report.profile);
    report->add_option("--report", arguments.report.report);
    report->add_option("--month", arguments.report.month);
    report->add_option("--as_of", arguments.report.as_of);
    report->add_option("--suppress_below", arguments.report.suppress_below);
    report->add_option("--referring_provider_ids", arguments.report.referring_provider_ids)
        ->delimiter(',');
    report->add_flag("--whole_store", arguments.report.whole_store);
    backup = app.add_subcommand("backup");
    backup->add_option("store", arguments.store)->required();
    backup->add_option("file", arguments.copy)->required();
    verify = app.add_subcommand("verify");
    verify->add_option("store", arguments.store)->required();
    const bool asks = count > 1 && std::string_view(words[1]) == "help";
    if (!asks) operation = operation_among(count, words, description);
    app.allow_extras(!operation);
    if (!operation) return;
    call = is_export(count, words) ? table : app.add_subcommand(operation->find("name")->text);
    call->add_option("request", arguments.request);
    add_options(*call, (*operation)["request"], {}, arguments);
  }
};

int no_operation(const Screen& screen, const Value& description, const std::string& typed) {
  if (typed.starts_with('-'))
    return misunderstood(screen, "there is no option " + typed + "; onward --help has them");
  return misunderstood(
      screen, "there is no operation " + typed + "; perhaps " + nearest(description, typed));
}

// What none of the program's own commands takes must not be passed over: it may be a misspelt
// option that says what to leave out.
std::optional<int> left_over(const Screen& screen, const CommandLine& line) {
  const auto commands = line.app.get_subcommands();
  const auto words = line.app.remaining(true);
  if (commands.empty() || words.empty()) return std::nullopt;
  std::string takes;
  for (const auto* option : commands.front()->get_options())
    takes.append(takes.empty() ? "; it takes " : ", ").append(option->get_name());
  return misunderstood(screen,
                       commands.front()->get_name() + " does not take " + words.front() + takes);
}

// What needs no store; nothing: something else was asked.
std::optional<int> answer_about(const Screen& screen, const CommandLine& line,
                                const Value& description, const std::string& description_json) {
  const auto& topic = line.operation ? line.operation->find("name")->text : line.arguments.topic;
  if (line.version->count()) {
    std::printf("%s\n%s\n", onward_version(), onward_build());
  } else if (line.describe->parsed()) {
    std::puts(description_json.c_str());
  } else if (line.list->parsed()) {
    print_list(screen, description, line.arguments.json);
  } else if (line.help->parsed() || line.help_flag->count()) {
    if (topic.empty())
      print_usage(screen);
    else if (!print_help(screen, description, topic))
      return no_operation(screen, description, topic);
  } else if (!line.operation && !line.import->parsed() && !line.table->parsed() &&
             !line.simulate->parsed() && !line.report->parsed() && !line.backup->parsed() &&
             !line.verify->parsed()) {
    const auto typed = line.app.remaining();
    if (!typed.empty()) return no_operation(screen, description, typed.front());
    print_usage(screen);
    return exit_broken;
  } else {
    return std::nullopt;
  }
  return 0;
}

// A mistyped path must not become an empty store, and in memory each store is a new one.
bool may_open(const CommandLine& line, const std::string& store) {
  constexpr std::string_view creates = "system.create";
  if (line.call && line.call->get_name() == creates) return true;
  std::error_code unknown;
  return store != ":memory:" &&
         !(std::filesystem::is_regular_file(store, unknown) &&
           std::filesystem::file_size(store, unknown) == 0) &&
         (std::filesystem::exists(store, unknown) || unknown);
}

int work(const Screen& screen, CommandLine& line, const Value& description) {
  auto& arguments = line.arguments;
  const bool as_json = arguments.json || (!arguments.table && !screen.out_is_terminal);
  std::int64_t staff = 0, organization = 0;
  const auto& feed = arguments.feed;
  if (line.simulate->parsed()) return run_simulation(screen, arguments, as_json);
  if (arguments.store.empty()) return misunderstood(screen, "--store is needed");
  if (line.import->parsed() && !feed.import_id && (feed.name.empty() || feed.files.empty()))
    return misunderstood(screen, "import needs --feed and files, or --import_id");
  if (line.report->parsed() && arguments.report.html.empty())
    return misunderstood(screen, "report needs --html and a file to write");
  if (line.table->parsed()) {
    std::string problem;
    const auto request =
        line.operation ? request_of(*line.call, *line.operation, arguments, problem) : std::nullopt;
    if (request) arguments.wanted.request = *request;
    if (problem.empty()) problem = problem_of(arguments.wanted, description);
    if (!problem.empty()) return misunderstood(screen, problem);
  }
  if (!read_as(arguments.as, staff, organization))
    return misunderstood(screen, "--as is STAFF:ORG, for example 1:1");
  if (!may_open(line, arguments.store))
    return misunderstood(screen, "there is no store in " + arguments.store +
                                     "; system.create makes one, and nothing else does");
  listen_for_interrupts();
  Bar bar(screen);
  Store store;
  if (const auto opened = store.open(arguments.store, arguments.clock_may_jump, host_of(bar));
      !opened.is_ok())
    return fail(screen, opened, as_json);
  // These need the store's file, and nobody's leave.
  if (line.verify->parsed()) return tell(screen, bar, store.verify(), as_json);
  if (line.backup->parsed()) return run_backup(screen, store, bar, arguments.copy, as_json);
  if (const auto begun = store.begin(staff, organization); !begun.is_ok())
    return fail(screen, begun, as_json);
  if (line.report->parsed()) return run_report(screen, store, bar, arguments, as_json);
  if (line.table->parsed()) return run_export(screen, store, bar, description, arguments, as_json);
  return line.import->parsed()
             ? run_import(screen, store, bar, arguments, as_json)
             : call(screen, store, bar, *line.call, *line.operation, arguments, as_json);
}

// What was printed may have met a full disk, or nobody who reads.
int printed(int code) {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return code;
  std::fputs("Broken: the output cannot be written\n", stderr);
  return exit_broken;
}

int run(int count, char** words) {
  const Screen screen;
  onward_text* text = nullptr;
  const auto status = onward_describe(&text);
  const auto about = taken(status, text);
  if (!about.is_ok()) return fail(screen, about, false);
  const auto description = parse(about.json).value_or(Value{});
  CommandLine line(count, words, description);
  try {
    line.app.parse(count, words);
  } catch (const CLI::ParseError& e) { return misunderstood(screen, e.what()); }
  if (const auto wrong = left_over(screen, line)) return *wrong;
  if (const auto answered = answer_about(screen, line, description, about.json)) return *answered;
  return work(screen, line, description);
}

}  // namespace

}  // namespace onward_tool

int main(int count, char** words) {
  try {
    return onward_tool::printed(onward_tool::run(count, words));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "Broken: %s\n", e.what());
    return onward_tool::exit_broken;
  }
}
