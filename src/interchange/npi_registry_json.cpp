#include "interchange/directory_tree.hpp"
#include "interchange/provider_reader.hpp"
#include "rules/record_mapper.hpp"

namespace onward {

namespace {

// The registry answers 200 providers at most, a few kilobytes each.
constexpr std::size_t reply_bytes_max = feed_item_bytes_max;

std::string text_of(const JsonTree* tree) { return tree && tree->is_scalar() ? tree->text : ""; }

// What a provider's members are called in a reply.
//   source   NPI Registry API, version 2.x, as its replies have it (tests/data/providers)
constexpr FeedMember basic_members[] = {{"first_name", "given_name"},
                                        {"last_name", "family_name"},
                                        {"credential", "credentials"},
                                        {"status", member_status}};
constexpr FeedMember address_members[] = {
    {"address_1", "address_line1"},
    {"address_2", "address_line2"},
    {"city", "city"},
    {"state", "state"},
    {"postal_code", "postal_code"},
    {"telephone_number", "phone"},
    {"fax_number", "fax"},
};

class NpiRegistry final : public ProviderReader {
 public:
  NpiRegistry(std::string file, ProviderSink& sink) : file_(std::move(file)), sink_(sink) {}

  void feed(std::span<const char> bytes) override {
    if (text_.size() <= reply_bytes_max) text_.append(bytes.data(), bytes.size());
  }
  void finish() override;
  bool has_header() const override { return false; }
  bool has_column(std::string_view) const override { return false; }

 private:
  void problem(FeedReason reason, std::int64_t line, std::string column = {},
               std::string_view value = {}) {
    sink_.problem({reason, {file_, line}, std::move(column), shortened(value), {}, {}});
  }
  void read_reply(const JsonTree&);
  void read_result(const JsonTree&);

  std::string file_;
  ProviderSink& sink_;
  std::string text_{};
  std::int64_t count_ = 0;
};

// A reply is used as a whole or not at all: nobody would notice what a half of it lacks.
void NpiRegistry::finish() {
  std::string_view text = text_;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (tidied(text).empty()) return problem(FeedReason::file_empty, 1);
  auto parsed = parse_tree(text, 1, reply_bytes_max);
  if (!parsed) return problem(FeedReason::not_json, 1, {}, parsed.refusal().message);
  const auto& [tree, problems] = parsed.value();
  if (!problems.empty()) return problem(FeedReason::key_twice, 1, problems.front().path);
  read_reply(tree);
}

void NpiRegistry::read_reply(const JsonTree& reply) {
  if (const auto* errors = reply.find("Errors")) {
    const JsonTree* first = errors->items.empty() ? nullptr : &errors->items.front();
    return problem(FeedReason::reply_is_error, first ? first->line : 1, "Errors",
                   first ? text_of(first->find("description")) : "");
  }
  const auto* results = reply.find("results");
  if (!results || !results->is_array()) return problem(FeedReason::wrong_shape, 1, "results");
  const auto count = text_of(reply.find("result_count"));
  if (count != std::to_string(results->items.size()))
    return problem(FeedReason::file_cut_short,
                   results->items.empty() ? 1 : results->items.back().line, "result_count", count);
  for (auto& result : results->items) read_result(result);
}

void NpiRegistry::read_result(const JsonTree& result) {
  std::vector<ProviderCell> cells;
  const auto add = [&](std::string_view member, std::string column, const JsonTree* value) {
    cells.push_back({member, std::move(column), text_of(value)});
  };
  add("npi", "number", result.find("number"));
  add(member_entity_type, "enumeration_type", result.find("enumeration_type"));
  if (const auto* basic = result.find("basic"))
    for (auto& [name, member] : basic_members)
      add(member, "basic." + std::string(name), basic->find(name));
  for (const auto* address : result.objects_of("addresses"))
    if (text_of(address->find("address_purpose")) == "LOCATION")
      for (auto& [name, member] : address_members)
        add(member, "addresses." + std::string(name), address->find(name));
  std::vector<std::string> texts;
  std::vector<ProviderTaxonomyCode> codes;
  const auto taxonomies = result.objects_of("taxonomies");
  for (const auto* one : taxonomies) texts.push_back(text_of(one->find("code")));
  for (std::size_t i = 0; i < texts.size(); ++i)
    codes.push_back({texts[i], text_of(taxonomies[i]->find("primary")) == "true"});
  cells.push_back({member_taxonomy, "taxonomies.code", std::string(primary_taxonomy(codes))});
  const auto line = result.line ? result.line : 1;
  sink_.provider(read_provider(cells, {file_, line}));
  sink_.record_end({line + 1, ++count_});  // providers, as the reply is read as a whole
}

}  // namespace

std::unique_ptr<ProviderReader> npi_registry_reader(std::string file, ProviderSink& sink) {
  return std::make_unique<NpiRegistry>(std::move(file), sink);
}

}  // namespace onward
