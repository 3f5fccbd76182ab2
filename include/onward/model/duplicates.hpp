// What administrators say of clients that may be one person, and what the store learned of it.
#pragma once

#include "onward/model/client.hpp"

namespace onward {

using ClientLinkId = Id<struct ClientLinkTag>;
using ClientMergeId = Id<struct ClientMergeTag>;

enum class ClientLinkKind : std::uint8_t { same, different };
template <>
inline constexpr auto names<ClientLinkKind> = std::array{
    Name{ClientLinkKind::same, "same", "They are one person."},
    Name{ClientLinkKind::different, "different", "They are two people, and not offered again."},
};

// Of a pair of clients there is one row, the smaller id first.
struct ClientLink {
  ClientLinkId id{};
  std::int64_t revision = 0;
  ClientId first_id{};
  ClientId second_id{};
  ClientLinkKind kind = ClientLinkKind::same;
  OrganizationId organization_id{};
  StaffId staff_id{};
  Instant linked_at{};
  std::string note{};
  std::optional<Instant> ended_at{};
};
template <>
inline constexpr auto rows<ClientLink> = std::array{
    row<&ClientLink::id>(1, "id", "Given by the store; never reused."),
    row<&ClientLink::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ClientLink::first_id>(3, "first_id", "One of the two clients, the smaller number."),
    row<&ClientLink::second_id>(4, "second_id", "The other one."),
    row<&ClientLink::kind>(5, "kind", "What was said of them."),
    row<&ClientLink::organization_id>(6, "organization_id", "The organisation that said so."),
    row<&ClientLink::staff_id>(7, "staff_id", "The member of staff who said so."),
    row<&ClientLink::linked_at>(8, "linked_at", "When it was said."),
    row<&ClientLink::note>(9, "note", "Why, in words.", long_personal),
    row<&ClientLink::ended_at>(10, "ended_at", "When it was taken back; absent while it holds."),
};
ONWARD_RECORDS(ClientLink);

// A client whose record gave way to another's. Neither row of the two says so: whoever sees only
// one of them sees what it saw before (docs/decisions/0021).
struct ClientMerge {
  ClientMergeId id{};
  std::int64_t revision = 0;
  ClientId client_id{};
  ClientId survivor_id{};
  std::int64_t details_revision = 0;
  OrganizationId organization_id{};
  StaffId staff_id{};
  Instant merged_at{};
  std::string note{};
  std::optional<Instant> undone_at{};
};
template <>
inline constexpr auto rows<ClientMerge> = std::array{
    row<&ClientMerge::id>(1, "id", "Given by the store; never reused."),
    row<&ClientMerge::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ClientMerge::client_id>(3, "client_id", "The client that was merged away."),
    row<&ClientMerge::survivor_id>(4, "survivor_id", "Under whom they are found from then on."),
    row<&ClientMerge::details_revision>(
        5, "details_revision",
        "The survivor's revision with the chosen details; 0: none differed."),
    row<&ClientMerge::organization_id>(6, "organization_id", "The organisation that merged them."),
    row<&ClientMerge::staff_id>(7, "staff_id", "The member of staff who merged them."),
    row<&ClientMerge::merged_at>(8, "merged_at", "When they were merged."),
    row<&ClientMerge::note>(9, "note", "Why, in words.", long_personal),
    row<&ClientMerge::undone_at>(10, "undone_at", "When it was undone; absent while it holds."),
};
ONWARD_RECORDS(ClientMerge);

// How often a level of agreement is seen: m between records of one person, u of two.
struct LearnedOdds {
  std::string field{};
  std::string level{};
  std::int64_t m_per_billion = 0;
  std::int64_t u_per_billion = 0;
};
template <>
inline constexpr auto rows<LearnedOdds> = std::array{
    row<&LearnedOdds::field>(1, "field", "What was compared."),
    row<&LearnedOdds::level>(2, "level", "How far it agreed."),
    row<&LearnedOdds::m_per_billion>(3, "m_per_billion", "Of pairs that are one person, per 1e9."),
    row<&LearnedOdds::u_per_billion>(4, "u_per_billion", "Of pairs that are two, per 1e9."),
};
ONWARD_RECORDS(LearnedOdds);

// What matching learned from the store's own clients: one row, a revision for each training.
struct LearnedWeights {
  Id<struct LearnedWeightsTag> id{};
  std::int64_t revision = 0;
  Instant trained_at{};
  OrganizationId organization_id{};
  StaffId staff_id{};
  std::int64_t clients = 0;
  std::int64_t pairs = 0;
  std::int64_t random_pairs = 0;
  std::int64_t expected_matches = 0;
  bool converged = false;
  std::int64_t prior_per_trillion = 0;
  std::vector<LearnedOdds> odds{};
};
template <>
inline constexpr auto rows<LearnedWeights> = std::array{
    row<&LearnedWeights::id>(1, "id", "Always 1."),
    row<&LearnedWeights::revision>(2, "revision", "Counts the trainings, from 1."),
    row<&LearnedWeights::trained_at>(3, "trained_at", "When it was learned."),
    row<&LearnedWeights::organization_id>(4, "organization_id", "The organisation that trained."),
    row<&LearnedWeights::staff_id>(5, "staff_id", "The member of staff who trained."),
    row<&LearnedWeights::clients>(6, "clients", "How many clients were looked at."),
    row<&LearnedWeights::pairs>(7, "pairs", "Pairs with a common key that were compared."),
    row<&LearnedWeights::random_pairs>(8, "random_pairs", "Pairs drawn blindly."),
    row<&LearnedWeights::expected_matches>(9, "expected_matches",
                                           "Of the pairs with a common key, those of one person."),
    row<&LearnedWeights::converged>(10, "converged", "Whether more rounds would change nothing."),
    row<&LearnedWeights::prior_per_trillion>(11, "prior_per_trillion",
                                             "That a pair drawn blindly is one person, per 1e12."),
    row<&LearnedWeights::odds>(12, "odds", "By field and level."),
};
ONWARD_RECORD(LearnedWeights);

// A comparison, a letter for each field, and how often it was seen.
struct ComparisonCount {
  std::string levels{};
  std::int64_t pairs = 0;
  std::int64_t random_pairs = 0;
};
template <>
inline constexpr auto rows<ComparisonCount> = std::array{
    row<&ComparisonCount::levels>(1, "levels", "The level of each field, a for the first one."),
    row<&ComparisonCount::pairs>(2, "pairs", "Of pairs with a common key."),
    row<&ComparisonCount::random_pairs>(3, "random_pairs", "Of pairs drawn blindly."),
};
ONWARD_RECORDS(ComparisonCount);

// The training at hand, between its slices: one row, which is used again.
struct TrainingRun {
  Id<struct TrainingRunTag> id{};
  std::int64_t revision = 0;
  bool running = false;
  std::int64_t last_client = 0;
  std::int64_t next_client = 0;
  std::int64_t stride = 1;
  std::int64_t clients = 0;
  std::int64_t pairs_total = 0;
  std::vector<ComparisonCount> counts{};
};
template <>
inline constexpr auto rows<TrainingRun> = std::array{
    row<&TrainingRun::id>(1, "id", "Always 1."),
    row<&TrainingRun::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&TrainingRun::running>(3, "running", "Whether more slices are to come."),
    row<&TrainingRun::last_client>(4, "last_client", "The newest client when it began."),
    row<&TrainingRun::next_client>(5, "next_client", "Where the next slice begins."),
    row<&TrainingRun::stride>(6, "stride", "Every so many clients are looked at."),
    row<&TrainingRun::clients>(7, "clients", "Clients looked at."),
    row<&TrainingRun::pairs_total>(8, "pairs_total", "Pairs they make with all newer clients."),
    row<&TrainingRun::counts>(9, "counts", "What was seen.", {.limit = 1'000'000}),
};
ONWARD_RECORD(TrainingRun);

}  // namespace onward
