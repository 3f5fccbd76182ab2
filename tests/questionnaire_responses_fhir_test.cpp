// Answers out as FHIR and in again: random ones to the forms of others, and what is wrong in them.
#include <limits>
#include <map>

#include "case_runner.hpp"
#include "onward/operations/questionnaire_responses.hpp"
#include "onward/operations/questionnaires.hpp"
#include "questionnaire_forms.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

void fill(TestStore& store) {
  CaseRunner runner(store);
  for (const char* line :
       {R"(system.create {"network":"N","organization":"County","login":"a","name":"A"} > {})",
        "as 1 1", R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}} > {})",
        R"(client.create {"details":{"given_name":"Eve","family_name":"Hill"}} > {"id":1})"})
    REQUIRE(runner.run(line).empty());
}

// Every type, groups that repeat within groups that repeat, and questions below questions.
Questionnaire nested_form() {
  Questionnaire q{.code = "nested", .version = "7"};
  const auto add = [&](ItemType type, const std::string& parent, bool repeats) -> auto& {
    q.items.push_back({.link_id = std::string(name_of(type)) + std::to_string(q.items.size()),
                       .parent = parent,
                       .type = type,
                       .repeats = repeats});
    return q.items.back();
  };
  const auto outer = add(ItemType::group, "", true).link_id;
  const auto inner = add(ItemType::group, outer, true).link_id;
  const auto asks = add(ItemType::boolean, inner, false).link_id;
  for (auto type :
       {ItemType::decimal, ItemType::integer, ItemType::date, ItemType::date_time, ItemType::time,
        ItemType::string, ItemType::text, ItemType::url, ItemType::quantity})
    add(type, inner, type != ItemType::date).enable_when = {
        {asks, AnswerOperator::equal, yes_no(true)}};
  const auto above = add(ItemType::string, outer, true).link_id;
  const auto below = add(ItemType::integer, above, true).link_id;
  add(ItemType::url, below, false);
  auto& choice = add(ItemType::choice, "", true);
  choice.options = {{.value = code("a", "http://example.org"), .points = -1},
                    {.value = code("b"), .points = 2},
                    {.value = words("c")},
                    {.value = number(3)}};
  choice.scales = {"total"};
  auto& open = add(ItemType::open_choice, "", false);
  open.options = {{.value = code("x")}, {.value = day(2025, 1, 2)}};
  q.scales = {{.code = "total"}};
  return q;
}

std::vector<Questionnaire> forms() {
  std::vector<Questionnaire> out{nested_form()};
  for (const char* name :
       {"enable_when", "bb", "f201", "gcs", "hunger_vital_sign", "phq_9", "zika"})
    out.push_back(form_of(name).questionnaire);
  return out;
}

AnswerValue random_value(Chance& chance, const QuestionnaireItem& item) {
  constexpr std::array texts{"a", "Zürich", "line\nline", "\"quoted\\\"", "𝄞", " b "};
  const std::string text = chance.one_of(texts);
  const bool is_choice = item.type == ItemType::choice || item.type == ItemType::open_choice;
  if (is_choice && !item.options.empty() && (item.type == ItemType::choice || chance.percent(70)))
    return chance.one_of(item.options).value;
  switch (item.type) {
    case ItemType::boolean: return yes_no(chance.percent(60));
    case ItemType::decimal:
      return fraction(static_cast<double>(chance.between(-1'000'000, 1'000'000)) / 7);
    case ItemType::integer:
      return number(chance.percent(5) ? (std::int64_t{1} << 53) - 1 : chance.below(9) - 4);
    case ItemType::date: return {.date = Date(std::chrono::days(chance.between(-40'000, 40'000)))};
    case ItemType::date_time:
      return {.date_time = Instant(std::chrono::microseconds(
                  chance.between(-1'000'000'000'000'000, 4'000'000'000'000'000)))};
    case ItemType::time: return clock_time(chance.percent(50) ? "23:59:59" : "00:00:00");
    case ItemType::quantity:
      return {.quantity = Quantity{static_cast<double>(chance.below(100)) / 4,
                                   chance.percent(50) ? text : "", "http://unitsofmeasure.org",
                                   chance.percent(50) ? "kg" : ""}};
    case ItemType::choice: return code("c" + std::to_string(chance.below(5)), "http://example.org");
    default: return words(text);
  }
}

void answer_below(Chance& chance, const Questionnaire& q, const std::string& parent,
                  std::optional<std::int64_t> above, std::optional<std::int64_t> answer,
                  QuestionnaireResponse& r) {
  for (auto& item : q.items) {
    if (item.parent != parent || item.type == ItemType::display) continue;
    const bool is_group = item.type == ItemType::group;
    const auto times = is_group && item.repeats ? chance.below(3) : chance.percent(80);
    for (std::int64_t t = 0; t < times; ++t) {
      const auto here = std::ssize(r.items);
      r.items.push_back({.link_id = item.link_id, .parent = above, .parent_answer = answer});
      if (chance.percent(20)) r.items.back().text = "As it was put";
      if (is_group) answer_below(chance, q, item.link_id, here, {}, r);
      const auto answers = is_group ? 0 : item.repeats ? chance.below(3) : chance.percent(90);
      for (std::int64_t a = 0; a < answers; ++a) {
        GivenAnswer given{random_value(chance, item), {}};
        for (auto& option : item.options)
          if (option.points && option.value.coding && chance.percent(50) &&
              json_of(option.value) == json_of(given.value))
            given.points = option.points;
        r.items[static_cast<std::size_t>(here)].answers.push_back(std::move(given));
      }
      for (std::int64_t a = 0; a < answers; ++a) answer_below(chance, q, item.link_id, here, a, r);
    }
  }
}

std::size_t item_of(const std::string& path) {  // "/items/3..."
  std::size_t item = std::numeric_limits<std::size_t>::max();
  std::sscanf(path.c_str(), "/items/%zu", &item);
  return item;
}

// An item with all that stands below it.
void remove(QuestionnaireResponse& r, std::size_t first) {
  std::vector<std::int64_t> moved;  // -1: removed
  std::vector<ResponseItem> kept;
  for (std::size_t i = 0; i < r.items.size(); ++i) {
    auto& item = r.items[i];
    const bool is_below = item.parent && moved[static_cast<std::size_t>(*item.parent)] < 0;
    moved.push_back(i == first || is_below ? -1 : std::ssize(kept));
    if (moved.back() < 0) continue;
    if (item.parent) item.parent = moved[static_cast<std::size_t>(*item.parent)];
    kept.push_back(std::move(item));
  }
  r.items = std::move(kept);
}

// Answers that fit: what turns out not to be asked is taken out.
QuestionnaireResponse random_answers(Chance& chance, const Questionnaire& q) {
  QuestionnaireResponse r;
  answer_below(chance, q, "", {}, {}, r);
  for (auto problems = check(q, r); !problems.empty(); problems = check(q, r)) {
    INFO(lines_of(problems));
    REQUIRE(problems.front().reason == QuestionnaireReason::item_not_asked);
    remove(r, item_of(problems.front().path));
  }
  r.status = ResponseStatus::completed;
  if (!check(q, r).empty()) r.status = ResponseStatus::in_progress;
  return r;
}

struct Network {
  explicit Network(std::string_view storage) : store(storage) { fill(store); }

  QuestionnaireId define(const Questionnaire& q) {
    DefineQuestionnaire in{.code = q.code, .version = q.version, .url = q.url};
    in.items = q.items;
    in.scales = q.scales;
    const auto defined = session.call<questionnaire::define>(in);
    REQUIRE(defined);
    return defined.value().id;
  }
  std::string exported(QuestionnaireResponseId id) {
    auto out = session.call<questionnaire_response::export_fhir>({.response_id = id});
    REQUIRE(out);
    CHECK(out.value().left_out.empty());
    return out.value().fhir.text;
  }
  Result<ResponseImported> import(const std::string& text, QuestionnaireId form) {
    return session.call<questionnaire_response::import_fhir>(
        {.fhir = {text}, .questionnaire_id = form, .client_id = 1});
  }

  TestStore store;
  Session session = store.engine().session({.staff_id = 1, .organization_id = 1});
};

// Everything but the number.
std::string without_id(std::string text) {
  const auto at = text.find("\"id\":\"");
  REQUIRE(at != text.npos);
  return text.erase(at, text.find(',', at) + 1 - at);
}

// Something that does not fit.
struct Damage {
  const char* what;
  QuestionnaireReason reason;
};

std::optional<Damage> damage(Chance& chance, const Questionnaire& q, QuestionnaireResponse& r) {
  if (r.items.empty()) return std::nullopt;
  const auto i = static_cast<std::size_t>(chance.below(std::ssize(r.items)));
  auto& item = r.items[i];
  const auto& asked = *std::ranges::find(q.items, item.link_id, &QuestionnaireItem::link_id);
  switch (chance.below(6)) {
    case 0:
      item.link_id = "nowhere";
      return Damage{"a link id that is none", QuestionnaireReason::item_unknown};
    case 1:
      if (item.answers.empty()) return std::nullopt;
      item.answers.back().value =
          asked.type == ItemType::boolean ? clock_time("10:00:00") : yes_no(true);
      return Damage{"a value of another type", QuestionnaireReason::value_of_wrong_type};
    case 2:
      if (item.answers.empty() || asked.options.empty()) return std::nullopt;
      item.answers.front() = {code("nowhere"), {}};
      return Damage{"a code that is no option", QuestionnaireReason::not_an_option};
    case 3:
      if (item.answers.empty() || asked.repeats) return std::nullopt;
      item.answers.push_back(item.answers.front());
      return Damage{"a second answer", QuestionnaireReason::too_many_answers};
    case 4:
      if (!item.parent) return std::nullopt;
      item.parent.reset();
      item.parent_answer.reset();
      return Damage{"an item at the top", QuestionnaireReason::item_misplaced};
    default:
      for (auto& a : asked_items(q, r)) {
        const auto& unasked = *std::ranges::find(q.items, a.link_id, &QuestionnaireItem::link_id);
        const bool is_question =
            unasked.type != ItemType::group && unasked.type != ItemType::display;
        const bool is_taken = std::ranges::any_of(r.items, [&](const ResponseItem& other) {
          return other.link_id == a.link_id && other.parent == a.parent &&
                 other.parent_answer == a.parent_answer;
        });
        if (a.asked || !is_question || is_taken || unasked.parent.empty() == a.parent.has_value())
          continue;
        r.items.push_back({.link_id = a.link_id,
                           .parent = a.parent,
                           .parent_answer = a.parent_answer,
                           .answers = {{random_value(chance, unasked), {}}}});
        return Damage{"an answer that was not asked", QuestionnaireReason::item_not_asked};
      }
      return std::nullopt;
  }
}

}  // namespace

TEST_CASE("random answers go out as FHIR and come in the same, to every form, on every storage") {
  for (const auto storage : storages) {
    Network network(storage);
    std::size_t completed = 0, answered = 0;
    for (auto& form : forms()) {
      const auto id = network.define(form);
      for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        INFO(storage << ", " << form.code << ", seed " << seed);
        Chance chance(seed);
        const auto r = random_answers(chance, form);
        auto begun = network.session.call<questionnaire_response::start>(
            {.questionnaire_id = id, .client_id = 1, .items = r.items});
        REQUIRE(begun);
        if (r.status == ResponseStatus::completed) {
          begun = network.session.call<questionnaire_response::complete>(
              {.response_id = begun.value().id, .revision = 1});
          REQUIRE(begun);
          ++completed;
        }
        const auto text = network.exported(begun.value().id);
        const auto read = read_fhir_response(text);
        REQUIRE(read);
        CHECK(read.value().left_out.empty());
        const auto imported = network.import(text, id);
        REQUIRE(imported);
        CHECK(imported.value().left_out ==
              std::vector<std::string>{"/fhir/id", "/fhir/subject", "/fhir/author"});
        const auto& came = imported.value().response;
        CHECK(came.id != begun.value().id);
        CHECK(came.status == begun.value().status);
        CHECK(came.authored_at == begun.value().authored_at);
        REQUIRE(came.items.size() == r.items.size());
        for (std::size_t i = 0; i < r.items.size(); ++i)
          CHECK(json_of(came.items[i]) == json_of(r.items[i]));
        CHECK(without_id(network.exported(came.id)) == without_id(text));
        for (auto& item : r.items) answered += item.answers.size();
      }
    }
    CHECK(completed > 50);
    CHECK(answered > 1'000);
  }
}

TEST_CASE("random answers with one fault are refused where the fault stands, and leave nothing") {
  Network network("memory");
  std::map<QuestionnaireReason, std::size_t> met;
  for (auto& form : forms()) {
    const auto id = network.define(form);
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      Chance chance(seed);
      auto r = random_answers(chance, form);
      r.status = ResponseStatus::in_progress;
      const auto fault = damage(chance, form, r);
      if (!fault) continue;
      const auto written = write_fhir(r, {}, form);
      const auto read = read_fhir_response(written.json);
      REQUIRE(read);
      const auto problems = check(form, read.value().response);
      // Where the item stands once it was written: its number there.
      const auto at = std::ranges::find(problems, fault->reason, &QuestionnaireProblem::reason);
      INFO(form.code << ", seed " << seed << ", " << fault->what << '\n' << written.json);
      if (at == problems.end()) continue;  // an answer of any type may be an option
      ++met[fault->reason];
      const auto refused = network.import(written.json, id);
      REQUIRE_FALSE(refused);
      CHECK(refused.refusal().reason == Reason::answers_invalid);
      const auto& path = read.value().item_paths.at(item_of(at->path));
      CHECK(std::ranges::any_of(refused.refusal().problems, [&](const Problem& p) {
        return p.path.starts_with("/fhir" + path);
      }));
      CHECK(refused.refusal().problems.size() >= problems.size());
    }
  }
  for (const auto reason :
       {QuestionnaireReason::item_unknown, QuestionnaireReason::value_of_wrong_type,
        QuestionnaireReason::not_an_option, QuestionnaireReason::too_many_answers,
        QuestionnaireReason::item_misplaced, QuestionnaireReason::item_not_asked}) {
    INFO(name_of(reason));
    CHECK(met[reason] > 10);
  }
  CHECK(network.session.call<questionnaire_response::list>({.client_id = 1})
            .value()
            .responses.empty());
}

TEST_CASE("HL7's answers to its own forms are taken in, or refused where they do not fit") {
  struct File {
    const char *answers, *form, *path;  // no path: they fit
  };
  const File files[] = {
      {"hunger_vital_sign_response", "hunger_vital_sign", ""},
      {"gcs_response", "gcs", ""},
      {"bb_response", "bb", "/fhir/item/"},
      {"f201_response", "f201", "/fhir/item/"},
  };
  Network network("memory");
  for (auto& file : files) {
    INFO(file.answers);
    const auto id = network.define(form_of(file.form).questionnaire);
    auto read = response_of(file.answers);
    const auto text = write_fhir(read.response, {}, form_of(file.form).questionnaire).json;
    const auto imported = network.import(text, id);
    if (*file.path == '\0') {
      REQUIRE(imported);
      CHECK(imported.value().response.items.size() == read.response.items.size());
    } else {
      REQUIRE_FALSE(imported);
      CHECK(imported.refusal().path.starts_with(file.path));
    }
  }
}
