#include "operations/referral_sources.hpp"

#include "operations/paging.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

struct StandardSource {
  std::string_view code, name;
  ReferrerType type;
};
// The mission's practice document: self-referral "found practice independently", and its
// "unknown/walk-in cases".
constexpr StandardSource standard_sources[] = {
    {"walk_in", "Walked in", ReferrerType::self},
    {"found_us", "Found the practice independently", ReferrerType::self},
    {"unknown", "Nobody knows", ReferrerType::unknown},
};

std::optional<ReferralSource> source_of_code(Context& c, std::string_view code) {
  return c.tables.first<ReferralSource>(by::referral_source_code, c.subject.organization_id, code);
}

bool is_managed(ReferrerType t) { return t == ReferrerType::marketing || is_direct(t); }

}  // namespace

Result<ReferralSource> add_referral_source(Context& c, const AddReferralSource& in) {
  Shape shape;
  shape.code(in.code, "/code");
  shape.named(in.name, "/name");
  shape.require(is_managed(in.type), "/type", "expected marketing, self or unknown");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (source_of_code(c, in.code))
    return refuse(Reason::name_taken, "/code", "the practice has a source of this code");
  ReferralSource row{.organization_id = c.subject.organization_id,
                     .code = in.code,
                     .name = in.name,
                     .type = in.type};
  c.tables.insert(row);
  return row;
}

Result<ReferralSourcesAdded> add_standard_referral_sources(Context& c, const Empty&) {
  ReferralSourcesAdded out;
  for (auto& [code, name, type] : standard_sources) {
    auto row = source_of_code(c, code);
    if (!row) {
      row = ReferralSource{.organization_id = c.subject.organization_id,
                           .code = std::string(code),
                           .name = std::string(name),
                           .type = type};
      c.tables.insert(*row);
    }
    out.referral_sources.push_back(*std::move(row));
  }
  return out;
}

Result<ReferralSource> update_referral_source(Context& c, const UpdateReferralSource& in) {
  Shape shape;
  if (in.name) shape.named(*in.name, "/name");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto found = own_referral_source(c, in.referral_source_id, "/referral_source_id");
  if (!found) return found;
  ReferralSource& row = found.value();
  if (in.revision && *in.revision != row.revision)
    return refuse(Reason::revision_changed, "/revision", "the source has changed",
                  {{"revision", row.revision}});
  const ReferralSource before = row;
  row.name = in.name.value_or(row.name);
  row.active = in.active.value_or(row.active);
  if (row.active != before.active)
    row.retired_at = row.active ? std::nullopt : std::optional(c.now);
  if (differs(before, row)) c.tables.update(row);
  return row;
}

Result<ReferralSource> retire_referral_source(Context& c, const ReferralSourceRef& in) {
  return update_referral_source(c, {.referral_source_id = in.referral_source_id, .active = false});
}

Result<ReferralSourcePage> list_referral_sources(Context& c, const ListReferralSources& in) {
  auto paging = Paging::from({.name = "referral_source.list",
                              .index = &by::referral_source_code,
                              .prefix = {Cell(c.subject.organization_id.value)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  ReferralSourcePage out;
  out.cursor = paging.value().page<ReferralSource>(c.tables, [&](ReferralSource& row) {
    if (in.active_only && !row.active) return false;
    out.referral_sources.push_back(std::move(row));
    return true;
  });
  return out;
}

std::optional<ReferralSource> seen(Context& c, ReferralSourceId id) {
  auto row = c.tables.get<ReferralSource>(id);
  if (row && row->organization_id != c.subject.organization_id) row.reset();
  return row;
}

Result<ReferralSource> own_referral_source(Context& c, ReferralSourceId id, std::string path) {
  auto row = seen(c, id);
  if (!row) return not_found(std::move(path));
  return *std::move(row);
}

std::vector<std::int64_t> Again<ReferralSourcesAdded>::ids(const ReferralSourcesAdded& added) {
  std::vector<std::int64_t> out;
  for (auto& row : added.referral_sources) out.push_back(row.id.value);
  return out;
}

std::optional<ReferralSourcesAdded> Again<ReferralSourcesAdded>::load(
    Context& c, std::span<const std::int64_t> ids) {
  ReferralSourcesAdded out;
  for (const auto id : ids)
    if (auto row = seen(c, ReferralSourceId(id))) out.referral_sources.push_back(*std::move(row));
  return out;
}

}  // namespace onward
