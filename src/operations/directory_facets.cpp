#include "operations/directory_facets.hpp"

#include <algorithm>
#include <set>

#include "text.hpp"

namespace onward {

namespace {

std::vector<FacetCount> most_frequent(std::vector<FacetCount> counts) {
  std::ranges::sort(counts, [](const FacetCount& a, const FacetCount& b) {
    return a.services != b.services ? a.services > b.services : a.value < b.value;
  });
  if (std::ssize(counts) > page_limit_max) counts.resize(page_limit_max);
  return counts;
}

}  // namespace

void FacetCounts::add(const Service& service, CapacityState places, Facets missed) {
  if (missed.size() == 0) ++total_;
  if (missed.only(Facet::availability)) ++availability_[places];
  if (missed.only(Facet::issue))
    for (const IssueId id : service.issues) ++issues_[id];
  if (missed.only(Facet::language))
    for (auto& language : std::set(service.languages.begin(), service.languages.end()))
      ++languages_[language];
  if (!missed.only(Facet::locality)) return;
  if (service.localities.empty()) ++everywhere_;
  std::set<std::string> seen;
  for (auto& locality : service.localities) {
    const auto folded = fold(locality);
    if (!seen.insert(folded).second) continue;
    ++localities_.try_emplace(folded, FacetCount{locality, 0}).first->second.services;
  }
}

DirectoryFacets FacetCounts::facets(Tables& tables) && {
  DirectoryFacets out{.total = total_};
  for (auto& [id, services] : issues_)
    out.issues.push_back({tables.known<Issue>(id).code, services});
  for (auto& [language, services] : languages_) out.languages.push_back({language, services});
  for (auto& [places, services] : availability_)
    out.availability.push_back({std::string(name_of(places)), services});
  if (everywhere_ > 0) out.localities.push_back({{}, everywhere_});
  for (auto& [folded, count] : localities_)
    out.localities.push_back({count.value, count.services + everywhere_});
  for (auto* list : {&out.issues, &out.languages, &out.availability, &out.localities})
    *list = most_frequent(std::move(*list));
  return out;
}

}  // namespace onward
