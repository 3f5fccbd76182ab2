#include "operations/lead_search.hpp"

#include <algorithm>
#include <set>

#include "onward/rules/provider_search.hpp"
#include "operations/client_merging.hpp"
#include "operations/clients.hpp"
#include "operations/columns.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

constexpr std::int64_t found_max = 50;
constexpr std::int64_t keys_of_range_max = 400;
constexpr std::size_t rows_read_max = 120;
// Of a name that many have, no more are compared, and of clients no more are told.
constexpr std::int64_t namesakes_max = 50;
constexpr std::size_t possible_clients_max = 5;

constexpr Columns key_columns = columns<LeadKey>({"key", "lead_id"});

using Ids = std::set<std::int64_t>;

// Who has a word, and whether that is all of them.
struct Looked {
  Ids ids{};
  bool whole = true;
};
Looked look(Context& c, std::string_view word) {
  const std::array<Cell, 1> prefix{Tables::cell(c.subject.organization_id)};
  Looked out;
  for (const auto& start : lead_key_starts(word)) {
    // Before every row of this key: no lead has the number 0.
    const Position before{.members = {Cell(start), Cell(std::int64_t{0})}, .id = 0};
    bool is_beyond = false;
    const auto end = c.tables.transaction().scan({.index = &by::lead_key_key,
                                                  .prefix = prefix,
                                                  .after = &before,
                                                  .limit = keys_of_range_max},
                                                 key_columns, [&](const void* row) {
                                                   auto& key = *static_cast<const LeadKey*>(row);
                                                   is_beyond = !key.key.starts_with(start);
                                                   if (!is_beyond)
                                                     out.ids.insert(key.lead_id.value);
                                                   return !is_beyond;
                                                 });
    out.whole = out.whole && (is_beyond || end.exhausted);
  }
  return out;
}

// Of every word that was looked for, as far as all are known who have it: those who have them all.
Looked candidates(Context& c, const std::vector<std::string>& words) {
  Looked out = look(c, words.front());
  for (auto& word : std::span(words).subspan(1)) {
    Looked next = look(c, word);
    if (!out.whole && !next.whole) continue;
    if (!out.whole) std::swap(out, next);
    if (next.whole) std::erase_if(out.ids, [&](std::int64_t id) { return !next.ids.contains(id); });
  }
  return out;
}

bool is_newer(const Lead& a, const Lead& b) {
  return std::pair(b.created_at, b.id) < std::pair(a.created_at, a.id);
}

std::vector<Lead> leads_with_key(Context& c, const std::string& key) {
  const std::array<Cell, 2> prefix{Tables::cell(c.subject.organization_id), Cell(key)};
  std::vector<std::int64_t> ids;
  c.tables.transaction().scan({.index = &by::lead_key_key,
                               .prefix = prefix,
                               .direction = Direction::down,
                               .limit = namesakes_max},
                              key_columns, [&](const void* row) {
                                ids.push_back(static_cast<const LeadKey*>(row)->lead_id.value);
                                return true;
                              });
  std::vector<Lead> out;
  c.tables.transaction().get(Noun::lead, ids, all_columns, [&](const void* row) {
    out.push_back(*static_cast<const Lead*>(row));
    return true;
  });
  return out;
}

// The other leads of the lead's patient, whom the practice may keep under several records; those
// that were not met yet are added to `others`.
Ids leads_of_client(Context& c, const Lead& lead, Ids& met, std::vector<Lead>& others) {
  Ids out;
  if (!lead.client_id) return out;
  for (const auto record : visible_records(c, lead.client_id))
    for (auto& other : c.tables.all<Lead>(by::lead_client, record)) {
      if (other.organization_id != lead.organization_id || other.id == lead.id ||
          other.phase == LeadPhase::joined)
        continue;
      out.insert(other.id.value);
      if (met.insert(other.id.value).second) others.push_back(std::move(other));
    }
  return out;
}

}  // namespace

Result<LeadsFound> search_leads(Context& c, const SearchLeads& in) {
  const auto typed = telling_words(search_words(in.text));
  Shape shape;
  shape.require(!typed.empty(), "/text", "has no letter and no digit");
  shape.between(in.limit, 1, found_max, "/limit");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const Looked found = candidates(c, typed);
  LeadsFound out{.more = !found.whole || found.ids.size() > rows_read_max};
  std::vector<std::int64_t> ids(found.ids.rbegin(), found.ids.rend());  // newest first
  ids.resize(std::min(ids.size(), rows_read_max));
  c.tables.transaction().get(Noun::lead, ids, all_columns, [&](const void* row) {
    auto& lead = *static_cast<const Lead*>(row);
    if (is_found_by(typed, lead) && lead.phase == in.phase.value_or(lead.phase))
      out.leads.push_back(lead);
    return true;
  });
  std::ranges::sort(out.leads, is_newer);
  const auto limit = static_cast<std::size_t>(in.limit);
  out.more = out.more || out.leads.size() > limit;
  out.leads.resize(std::min(out.leads.size(), limit));
  return out;
}

void write_lead_keys(Context& c, const Lead& lead, const Lead* before) {
  const auto keys = lead_keys(lead);
  const auto old = before ? lead_keys(*before) : std::vector<std::string>();
  for (auto& key : old)
    if (!std::ranges::binary_search(keys, key))
      if (auto row = c.tables.first<LeadKey>(by::lead_key_key, lead.organization_id, key, lead.id))
        c.tables.erase(*row);
  for (auto& key : keys)
    if (!std::ranges::binary_search(old, key)) {
      LeadKey row{.organization_id = lead.organization_id, .key = key, .lead_id = lead.id};
      c.tables.insert(row);
    }
}

std::vector<LeadDuplicate> duplicates_of(Context& c, const Lead& lead) {
  Ids met{lead.id.value};
  std::vector<Lead> others;
  for (const auto& key : lead_evidence_keys(lead))
    for (auto& other : leads_with_key(c, key))
      if (met.insert(other.id.value).second && other.phase != LeadPhase::joined)
        others.push_back(std::move(other));
  const Ids of_client = leads_of_client(c, lead, met, others);
  std::ranges::sort(others, is_newer);
  std::vector<LeadDuplicate> out;
  for (auto& other : others) {
    auto because = lead_evidence(lead, other);
    if (of_client.contains(other.id.value)) because.push_back(LeadEvidence::client);
    if (!because.empty())
      out.push_back({other.id, other.phase, other.client_id, std::move(because)});
  }
  return out;
}

std::vector<PossibleClient> possible_clients(Context& c, const ClientDetails& details,
                                             ClientId but) {
  if (!c.subject.has(Permission::referral_read)) return {};
  std::vector<PossibleClient> out;
  for (auto& match : matches_of(c, details, possible_clients_max + 1))
    if (match.client.id != but && out.size() < possible_clients_max)
      out.push_back({match.client.id, match.probability});
  return out;
}

ClientDetails details_of(const Lead& lead) {
  return {.given_name = lead.given_name,
          .family_name = lead.family_name,
          .email = lead.email,
          .phone = lead.phone};
}

std::vector<std::int64_t> Again<LeadsFound>::ids(const LeadsFound& found) {
  std::vector<std::int64_t> out;
  for (auto& lead : found.leads) out.push_back(lead.id.value);
  return out;
}

}  // namespace onward
