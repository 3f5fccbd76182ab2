// Links and merges of clients, and who is found under whom because of them.
//
// A merge is a row of its own. Only those who know both clients by name follow it: whoever knows
// one of them sees exactly what it saw before (docs/decisions/0021).
#pragma once

#include "onward/operations/duplicates.hpp"
#include "operations/row.hpp"

namespace onward {

// The merge that holds of a client that was merged away.
std::optional<ClientMerge> standing_merge(Context&, ClientId);
// As whom the active organisation meets a client: the last survivor on its way that shows it no
// less than this record, where it knows both by name.
ClientId shown_as(Context&, ClientId);
// A client that may be written to: one that is merged away is only for those who do not meet the
// survivor in its place.
//   refused  not_found, permission_missing, disclosure_withheld, client_merged; in this order
Result<Client> standing_client(Context&, ClientId, std::string path);

// All records of one person, by number; this one is among them.
enum class Merges : std::uint8_t { standing, also_undone };
std::vector<ClientId> records_of_person(Context&, ClientId, Merges = Merges::standing);
// Those of them that the active organisation knows by name, if it knows this one so; this one is
// always among them.
std::vector<ClientId> visible_records(Context&, ClientId);

// What administrators say of a client's records and those of others, by either's number.
struct LinkTold {
  ClientId other{};
  ClientLinkKind kind{};
};
std::vector<LinkTold> links_of(Context&, ClientId);

// Says of each pair that they are one person, or different people. What was said before stays.
//   refused  malformed_request (2 to 10, each once), permission_missing (only administrators of the
//            store), not_found, client_merged, link_contradicts; in this order
//   writes   a link for each pair of which it was not said
Result<ClientLinks> link_clients(Context&, const LinkClients&);

//   refused  permission_missing (only administrators of the store), not_found
//   writes   the link
Result<ClientLink> unlink_clients(Context&, const ClientLinkRef&);

// One of two clients is found under the other from now on, by those who know both by name.
//   refused  malformed_request (the same one; details as client.create), permission_missing (only
//            administrators of the store), not_found, client_merged, link_contradicts
//            (also when one of them is noted as having sent the other), revision_changed; in this
//            order
//   writes   the merge; the survivor, when chosen details differ
//   source   lifecycles A.7; docs/decisions/0021
Result<ClientMerged> merge_clients(Context&, const MergeClients&);

// Both are again what they were, except what was done since: that stays where it was written.
//   refused  permission_missing (only administrators of the store), not_found
//   writes   the merge; the survivor, when details were chosen and nobody changed them since
Result<ClientMerged> unmerge_client(Context&, const ClientRef&);

// What was said of a client, and of which merges they are a part, those that ended too.
//   refused  permission_missing (only administrators of the store), not_found
Result<ClientLinksAndMerges> client_links(Context&, const ClientRef&);

std::optional<ClientLink> seen(Context&, ClientLinkId);
template <> struct Again<ClientLinks> {
  static std::vector<std::int64_t> ids(const ClientLinks&);
  static std::optional<ClientLinks> load(Context&, std::span<const std::int64_t> ids);
};
template <> struct Again<ClientLinksAndMerges> {
  static std::vector<std::int64_t> ids(const ClientLinksAndMerges& l) {
    return {l.client_id.value};
  }
};
template <> struct Again<ClientMerged> {
  static std::vector<std::int64_t> ids(const ClientMerged& m) { return {m.merge.id.value}; }
  static std::optional<ClientMerged> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
