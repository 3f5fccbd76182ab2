#include "operations/codes.hpp"

#include <algorithm>

#include "onward/rules/standard_populations.hpp"
#include "operations/paging.hpp"
#include "operations/policies.hpp"
#include "operations/settings.hpp"

namespace onward {

namespace {

bool may_be(const ListedCode& attribute, const std::string& value) {
  return attribute.choices.empty() ||
         std::ranges::find(attribute.choices, value) != attribute.choices.end();
}

// One that may be named now.
std::optional<ListedCode> active_code(Context& c, CodeList list, std::string_view code) {
  auto found = listed_code(c, list, code);
  if (found && !found->active) found.reset();
  return found;
}

bool is_same(const Attribute& a, const Attribute& b) {
  return a.name == b.name && a.value == b.value;
}

}  // namespace

Refusal unknown_code(std::string path, CodeList list) {
  return refuse(Reason::code_unknown, std::move(path), "the list has no such code",
                {{"list", std::string(name_of(list))}});
}

std::optional<ListedCode> listed_code(Context& c, CodeList list, std::string_view code) {
  return c.tables.first<ListedCode>(by::listed_code_code, list, code);
}

void code_in(Shape& shape, const SetCode& in, const std::string& path) {
  shape.code(in.code, path + "/code");
  shape.named(in.name, path + "/name");
  shape.require(in.choices.empty() || in.list == CodeList::attribute, path + "/choices",
                "are for attributes");
  for (std::size_t i = 0; i < in.choices.size(); ++i)
    shape.named(in.choices[i], Shape::at(path + "/choices", i));
  shape.no_repeats(in.choices, path + "/choices");
}

ListedCode row_of(const SetCode& in) {
  return {.list = in.list,
          .code = in.code,
          .name = in.name,
          .choices = in.choices,
          .active = in.active};
}

Result<ListedCode> set_code(Context& c, const SetCode& in) {
  Shape shape;
  code_in(shape, in, "");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  SettingsImported done;
  put_setting<ListedCode>(c, listed_code(c, in.list, in.code), row_of(in), done);
  return listed_code(c, in.list, in.code).value();
}

Result<ListedCode> get_code(Context& c, const CodeRef& in) {
  auto found = listed_code(c, in.list, in.code);
  if (!found) return not_found("/code");
  return *std::move(found);
}

Result<CodePage> list_codes(Context& c, const ListCodes& in) {
  auto paging = Paging::from(
      {.name = "code.list", .index = &by::listed_code_code, .prefix = {Tables::cell(in.list)}},
      in.limit, in.cursor);
  if (!paging) return paging.refusal();
  CodePage out;
  out.cursor = paging.value().page<ListedCode>(c.tables, [&](ListedCode& row) {
    if (in.active_only && !row.active) return false;
    out.codes.push_back(std::move(row));
    return true;
  });
  return out;
}

Result<SettingsImported> add_standard_codes(Context& c, const AddStandardCodes& in) {
  Shape shape;
  shape.require(in.list == CodeList::population, "/list", "has no standard codes");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  SettingsImported out;
  for (auto& [code, name] : standard_populations) {
    const auto standing = listed_code(c, in.list, code);
    put_setting<ListedCode>(
        c, standing,
        standing.value_or(
            ListedCode{.list = in.list, .code = std::string(code), .name = std::string(name)}),
        out);
  }
  return out;
}

Refused unknown_category(Context& c, const std::string& code, std::string path) {
  if (code.empty() || active_code(c, CodeList::category, code)) return std::nullopt;
  return unknown_code(std::move(path), CodeList::category);
}

namespace {

// All of one request: one refusal, at the first, that lists the others.
class UnknownCodes {
 public:
  void add(std::string path, CodeList list) {
    auto refusal = unknown_code(std::move(path), list);
    all_.push_back({refusal.path, refusal.message});
    if (!first_) first_ = std::move(refusal);
  }
  void add_populations(Context& c, const std::vector<std::string>& codes, std::string_view path,
                       const std::vector<std::string>& before) {
    for (std::size_t i = 0; i < codes.size(); ++i)
      if (std::ranges::find(before, codes[i]) == before.end() &&
          !active_code(c, CodeList::population, codes[i]))
        add(Shape::at(path, i), CodeList::population);
  }
  void add_attributes(Context& c, const std::vector<Attribute>& attributes, std::string_view path,
                      const std::vector<Attribute>& before) {
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      const auto& fact = attributes[i];
      if (std::ranges::any_of(before, [&](auto& stood) { return is_same(stood, fact); })) continue;
      const auto attribute = active_code(c, CodeList::attribute, fact.name);
      if (!attribute)
        add(Shape::at(path, i) + "/name", CodeList::attribute);
      else if (!may_be(*attribute, fact.value))
        add(Shape::at(path, i) + "/value", CodeList::attribute);
    }
  }
  Refused refused() && {
    if (all_.size() > 1) first_->problems = std::move(all_);
    return std::move(first_);
  }

 private:
  Refused first_{};
  std::vector<Problem> all_{};
};

}  // namespace

Refused unknown_populations(Context& c, const std::vector<std::string>& codes,
                            std::string_view path, const std::vector<std::string>& before) {
  UnknownCodes unknown;
  unknown.add_populations(c, codes, path, before);
  return std::move(unknown).refused();
}

Refused unknown_attributes(Context& c, const std::vector<Attribute>& attributes,
                           std::string_view path, const std::vector<Attribute>& before) {
  UnknownCodes unknown;
  unknown.add_attributes(c, attributes, path, before);
  return std::move(unknown).refused();
}

Refused unknown_criteria(Context& c, const std::vector<AttributeCriterion>& criteria,
                         std::string_view path, const std::vector<AttributeCriterion>& before) {
  const auto stood = [&](const std::string& name, const std::string* value) {
    return std::ranges::any_of(before, [&](const AttributeCriterion& b) {
      return b.name == name && (!value || std::ranges::find(b.any_of, *value) != b.any_of.end());
    });
  };
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    const auto at = Shape::at(path, i);
    const auto& [name, any_of] = criteria[i];
    const auto attribute = active_code(c, CodeList::attribute, name);
    if (!attribute && !stood(name, nullptr)) return unknown_code(at + "/name", CodeList::attribute);
    for (std::size_t v = 0; v < any_of.size(); ++v)
      if (!stood(name, &any_of[v]) && !(attribute && may_be(*attribute, any_of[v])))
        return unknown_code(Shape::at(at + "/any_of", v), CodeList::attribute);
  }
  return std::nullopt;
}

Refused unknown_facts(Context& c, const ClientDetails& details, const std::string& path,
                      const ClientDetails* before) {
  static const ClientDetails nothing;
  const ClientDetails& stood = before ? *before : nothing;
  UnknownCodes unknown;
  unknown.add_populations(c, details.populations, path + "/populations", stood.populations);
  unknown.add_attributes(c, details.attributes, path + "/attributes", stood.attributes);
  return std::move(unknown).refused();
}

}  // namespace onward
