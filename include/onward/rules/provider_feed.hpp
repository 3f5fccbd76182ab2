// What a row of somebody's directory of providers says, in our words.
//
// A reader (src/interchange) cuts a file into records and cells; `read_provider` gives each record
// a row or the reasons why not; `merged` says what becomes of the provider that stands.
#pragma once

#include <map>

#include "onward/model/referring_provider.hpp"
#include "onward/model/system.hpp"
#include "onward/rules/directory_feed.hpp"

namespace onward {

// What a cell may say beside the members of ReferringProviderDetails.
constexpr std::string_view member_external_id = "external_id";
constexpr std::string_view member_taxonomy = "taxonomy";        // decides the type and the field
constexpr std::string_view member_entity_type = "entity_type";  // 1 or NPI-1 is a person
constexpr std::string_view member_deactivated_on = "deactivated_on";
constexpr std::string_view member_reactivated_on = "reactivated_on";
constexpr std::string_view member_status = "status";  // D is deactivated

struct ProviderCell {
  std::string_view member{};
  std::string column{};  // as the file has it
  std::string text{};
};

// What one cell says, as far as it can be read.
struct ProviderWord {
  std::string_view member{};
  std::string text{};
  std::string column{};
};

// What a row says of a provider. What it leaves blank it does not say.
struct ProviderRow {
  std::string external_id{};
  std::string npi{};
  bool deactivated = false;  // and then it may say nothing else
  std::vector<ProviderWord> said{};
  FeedPlace place{};
  std::vector<FeedProblem> problems{};  // of its cells
};
struct ReadProvider {
  std::optional<ProviderRow> row{};
  std::vector<FeedProblem> problems{};  // at least one of them of severity row when there is no row
};

// A row without an identifier of its own has its NPI for one, or else name, practice and postal
// code. What decides who or what somebody is refuses the row when it cannot be read; what only
// describes them is left out.
ReadProvider read_provider(std::span<const ProviderCell>, const FeedPlace&);

// Over the provider that stands, or over one that is new. With `only_gaps` only what nobody has
// said is filled in.
ReferringProviderDetails merged(ReferringProviderDetails standing, const ProviderRow&,
                                bool only_gaps);

// What a feed said of one of its providers last, member by member, as their history tells.
class FeedMemory {
 public:
  // Every change, in order, the first among them: by it the feed said all that then stood.
  void take(const ReferringProviderDetails& after, bool by_feed);
  // Whether the feed's last word of the member is what these details have.
  bool said(std::string_view member, const ReferringProviderDetails&) const;

 private:
  std::optional<ReferringProviderDetails> before_{};
  std::vector<ReferringProviderDetails> words_{};  // whenever the feed changed something
  std::map<std::string_view, std::size_t> last_{};  // of each member, in which of them
};

// Takes out of the row, and answers, what is the feed's last word still while something else
// stands: people corrected it.
//   source   docs/decisions/0025
std::vector<ProviderWord> take_out_corrected(ProviderRow&, const ReferringProviderDetails& standing,
                                             const FeedMemory&);

// Columns that make a provider in the file that NPPES publishes, with what each says. Taxonomy
// codes stand in pairs with a switch that names the primary one: primary_taxonomy finds it.
//   source   CMS, NPPES data dissemination, header of 329 columns; docs/decisions/0025
struct FeedMember {
  std::string_view column{};
  std::string_view member{};
};
std::span<const FeedMember> nppes_columns();
constexpr std::string_view nppes_taxonomy = "Healthcare Provider Taxonomy Code_";
constexpr std::string_view nppes_primary = "Healthcare Provider Primary Taxonomy Switch_";
constexpr int nppes_taxonomies = 15;

struct ProviderTaxonomyCode {
  std::string_view code{};
  bool primary = false;
};
// The primary one; the first when none is called so; empty without any.
std::string_view primary_taxonomy(std::span<const ProviderTaxonomyCode>);

// Whether a column may be told for it.
bool is_provider_member(std::string_view member);

}  // namespace onward
