// Clients that may be one person: what administrators of the store do about them.
#pragma once

#include "onward/model/duplicates.hpp"
#include "onward/operations/clients.hpp"

namespace onward {

struct TrainMatching {
  std::int64_t limit = 1'000;
};
template <>
inline constexpr auto rows<TrainMatching> = std::array{
    row<&TrainMatching::limit>(1, "limit", "Clients in this slice, 1 to 10,000.", may_be_absent),
};
ONWARD_RECORD(TrainMatching);
struct TrainingProgress {
  bool running = false;
  std::int64_t clients_done = 0;
  std::int64_t clients_total = 0;
  bool kept = false;
};
template <>
inline constexpr auto rows<TrainingProgress> = std::array{
    row<&TrainingProgress::running>(1, "running", "Whether more slices are to come: call again."),
    row<&TrainingProgress::clients_done>(2, "clients_done", "Clients looked at so far."),
    row<&TrainingProgress::clients_total>(3, "clients_total", "Clients that will be looked at."),
    row<&TrainingProgress::kept>(
        4, "kept", "True once it has ended and holds; false at its end: too few were one person."),
};
ONWARD_RECORD(TrainingProgress);

// How much a level of agreement says.
struct LevelWeight {
  MatchField field{};
  MatchLevel level{};
  double m = 0;
  double u = 0;
  double bits = 0;
};
template <>
inline constexpr auto rows<LevelWeight> = std::array{
    row<&LevelWeight::field>(1, "field", "What is compared."),
    row<&LevelWeight::level>(2, "level", "How far it agrees."),
    row<&LevelWeight::m>(3, "m", "How often between records of one person, 0 to 1."),
    row<&LevelWeight::u>(4, "u", "How often between records of two, 0 to 1."),
    row<&LevelWeight::bits>(5, "bits", "What that says: above 0 for one person, below for two."),
};
ONWARD_RECORDS(LevelWeight);
struct WeightsInForce {
  std::int64_t version = 0;
  std::optional<Instant> trained_at{};
  StaffId staff_id{};
  std::int64_t clients = 0;
  std::int64_t pairs = 0;
  std::int64_t random_pairs = 0;
  std::int64_t expected_matches = 0;
  bool converged = false;
  double prior = 0;
  std::vector<LevelWeight> weights{};
};
template <>
inline constexpr auto rows<WeightsInForce> = std::array{
    row<&WeightsInForce::version>(1, "version", "Counts the trainings; 0 before the first."),
    row<&WeightsInForce::trained_at>(2, "trained_at", "When; absent before the first."),
    row<&WeightsInForce::staff_id>(3, "staff_id", "Who trained; 0 before the first."),
    row<&WeightsInForce::clients>(4, "clients", "How many clients were looked at."),
    row<&WeightsInForce::pairs>(5, "pairs", "Pairs with a common key that were compared."),
    row<&WeightsInForce::random_pairs>(6, "random_pairs", "Pairs drawn blindly."),
    row<&WeightsInForce::expected_matches>(7, "expected_matches",
                                           "Of the pairs with a common key, those of one person."),
    row<&WeightsInForce::converged>(8, "converged", "Whether more rounds would change nothing."),
    row<&WeightsInForce::prior>(9, "prior", "That a pair drawn blindly is one person, 0 to 1."),
    row<&WeightsInForce::weights>(10, "weights", "By field, the best level first."),
};
ONWARD_RECORD(WeightsInForce);

struct FindDuplicates {
  ClientId client_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<FindDuplicates> = std::array{
    row<&FindDuplicates::client_id>(1, "client_id", "Whose cluster is meant; 0 or absent: all.",
                                    may_be_absent),
    row<&FindDuplicates::limit>(2, "limit", "Clients to look at, 1 to 500; 50 when absent.",
                                may_be_absent),
    row<&FindDuplicates::cursor>(3, "cursor", "From the slice before; absent for the first.",
                                 may_be_absent),
};
ONWARD_RECORD(FindDuplicates);
struct DuplicatePair {
  ClientId first_id{};
  ClientId second_id{};
  double probability = 0;
  std::vector<MatchEvidence> evidence{};
  std::optional<ClientLinkKind> link{};
};
template <>
inline constexpr auto rows<DuplicatePair> = std::array{
    row<&DuplicatePair::first_id>(1, "first_id", "One of the two clients, the smaller number."),
    row<&DuplicatePair::second_id>(2, "second_id", "The other one."),
    row<&DuplicatePair::probability>(3, "probability", "That they are one person, 0 to 1."),
    row<&DuplicatePair::evidence>(4, "evidence", "Field by field; what is unknown says nothing.",
                                  is_personal),
    row<&DuplicatePair::link>(5, "link", "What an administrator said of them; absent is nothing."),
};
ONWARD_RECORDS(DuplicatePair);
struct ClientCluster {
  std::vector<Client> clients{};
  std::vector<DuplicatePair> pairs{};
};
template <>
inline constexpr auto rows<ClientCluster> = std::array{
    row<&ClientCluster::clients>(1, "clients", "Who may be one person, by number.", is_personal),
    row<&ClientCluster::pairs>(2, "pairs", "What speaks for it and against it, pair by pair.",
                               is_personal),
};
ONWARD_RECORDS(ClientCluster);
struct ClientClusters {
  std::vector<ClientCluster> clusters{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ClientClusters> = std::array{
    row<&ClientClusters::clusters>(1, "clusters", "By their smallest number; each in one slice.",
                                   is_personal),
    row<&ClientClusters::cursor>(2, "cursor", "For the next slice; empty at the end."),
};
ONWARD_RECORD(ClientClusters);

struct LinkClients {
  std::vector<ClientId> clients{};
  ClientLinkKind kind = ClientLinkKind::same;
  std::string note{};
};
template <>
inline constexpr auto rows<LinkClients> = std::array{
    row<&LinkClients::clients>(1, "clients", "Two to ten clients; it is said of each pair."),
    row<&LinkClients::kind>(2, "kind", "Whether they are one person or different people."),
    row<&LinkClients::note>(
        3, "note", "Why, in words.",
        {.privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(LinkClients);
struct ClientLinks {
  std::vector<ClientLink> links{};
};
template <>
inline constexpr auto rows<ClientLinks> = std::array{
    row<&ClientLinks::links>(1, "links", "One for each pair.", is_personal),
};
ONWARD_RECORD(ClientLinks);
struct ClientLinkRef {
  ClientLinkId link_id{};
};
template <>
inline constexpr auto rows<ClientLinkRef> = std::array{
    row<&ClientLinkRef::link_id>(1, "link_id", "The link meant."),
};
ONWARD_RECORD(ClientLinkRef);

struct MergeClients {
  ClientId survivor_id{};
  std::int64_t revision = 0;
  ClientId client_id{};
  std::optional<ClientDetails> details{};
  std::string note{};
};
template <>
inline constexpr auto rows<MergeClients> = std::array{
    row<&MergeClients::survivor_id>(1, "survivor_id", "Under whom they are found from now on."),
    row<&MergeClients::revision>(2, "revision", "The survivor's revision that was read."),
    row<&MergeClients::client_id>(3, "client_id", "The client that is merged away."),
    row<&MergeClients::details>(
        4, "details", "The person as chosen from both, whole; absent: as the survivor has them.",
        is_personal),
    row<&MergeClients::note>(
        5, "note", "Why, in words.",
        {.privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(MergeClients);
struct ClientMerged {
  ClientMerge merge{};
  Client survivor{};
};
template <>
inline constexpr auto rows<ClientMerged> = std::array{
    row<&ClientMerged::merge>(1, "merge", "Who was merged into whom, by whom and when."),
    row<&ClientMerged::survivor>(2, "survivor", "The surviving client.", is_personal),
};
ONWARD_RECORD(ClientMerged);
// What administrators said of a client, whatever became of it.
struct ClientLinksAndMerges {
  ClientId client_id{};
  std::vector<ClientLink> links{};
  std::vector<ClientMerge> merges{};
};
template <>
inline constexpr auto rows<ClientLinksAndMerges> = std::array{
    row<&ClientLinksAndMerges::client_id>(1, "client_id", "The client meant."),
    row<&ClientLinksAndMerges::links>(2, "links", "With others, those that ended too.",
                                      is_personal),
    row<&ClientLinksAndMerges::merges>(3, "merges", "Into others and of others, undone ones too.",
                                       is_personal),
};
ONWARD_RECORD(ClientLinksAndMerges);

namespace client {
using train = Tag<"client.train", TrainMatching, TrainingProgress>;
using weights = Tag<"client.weights", Empty, WeightsInForce>;
using deduplicate = Tag<"client.deduplicate", FindDuplicates, ClientClusters>;
using link = Tag<"client.link", LinkClients, ClientLinks>;
using unlink = Tag<"client.unlink", ClientLinkRef, ClientLink>;
using links = Tag<"client.links", ClientRef, ClientLinksAndMerges>;
using merge = Tag<"client.merge", MergeClients, ClientMerged>;
using unmerge = Tag<"client.unmerge", ClientRef, ClientMerged>;
}  // namespace client

}  // namespace onward
