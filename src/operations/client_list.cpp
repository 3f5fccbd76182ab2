// Which clients an organisation sees, and the consents it recorded.
#include "operations/client_keys.hpp"
#include "operations/client_matching.hpp"
#include "operations/client_merging.hpp"
#include "operations/clients.hpp"
#include "operations/paging.hpp"
#include "operations/visibility.hpp"
#include "text.hpp"

namespace onward {

namespace {

void note_side(Tables& t, OrganizationId organization, ClientId client) {
  if (t.first<ClientSide>(by::client_side_organization, organization, client)) return;
  ClientSide side{.organization_id = organization, .client_id = client};
  t.insert(side);
}

// How a cursor of all clients of the store goes on: after a client.
constexpr Index by_number{Noun::client, "client_number", {&rows<Client>[0]}, 1, false};
static_assert(rows<Client>[0].name == "id");

class Listing {
 public:
  Listing(Context& c, const ListClients& in) : c_(c), prefix_(fold(in.name_prefix)) {}

  // Whether the client stands on the page.
  bool take(ClientId id) {
    auto client = c_.tables.get<Client>(id);
    if (!client || !seen(c_, id) || shown_as(c_, id) != id) return false;
    auto view = view_of(c_, *std::move(client));
    const auto& details = view.client.details;
    if (!fold(details.given_name).starts_with(prefix_) &&
        !fold(details.family_name).starts_with(prefix_))
      return false;
    page.clients.push_back(std::move(view));
    return true;
  }

  ClientPage page{};

 private:
  Context& c_;
  std::string prefix_;
};

// For administrators of the store: by number, since no index has all clients.
Result<ClientPage> list_all(Context& c, const ListClients& in) {
  const auto paging =
      Paging::from({.name = "client.list", .index = &by_number}, in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto last = last_client(c);
  auto id = paging.value().after() ? paging.value().after()->id : 0;
  Listing listing(c, in);
  for (std::int64_t visits = 0;
       id < last && visits < page_visits_max && std::ssize(listing.page.clients) < in.limit;
       ++visits)
    listing.take(ClientId(++id));
  if (id < last) listing.page.cursor = paging.value().cursor_at({{Cell(id)}, id});
  return std::move(listing.page);
}

}  // namespace

void follow(Tables& t, const Client* before, const Client& after) {
  if (!before) note_side(t, after.registered_by, after.id);
}
void follow(Tables& t, const Need* before, const Need& after) {
  let_find(t, before, after);
  if (!before || before->sender_id != after.sender_id)
    note_side(t, after.sender_id, after.client_id);
}
void follow(Tables& t, const Referral* before, const Referral& after) {
  let_find(t, before, after);
  if (!before) note_side(t, after.receiver_id, after.client_id);
}

Result<ClientPage> list_clients(Context& c, const ListClients& in) {
  if (sees_all(c.subject)) return list_all(c, in);
  auto paging = Paging::from({.name = "client.list",
                              .index = &by::client_side_organization,
                              .prefix = {Cell(c.subject.organization_id.value)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  Listing listing(c, in);
  listing.page.cursor = paging.value().page<ClientSide>(
      c.tables, [&](const ClientSide& side) { return listing.take(side.client_id); });
  return std::move(listing.page);
}

Result<Consent> get_consent(Context& c, const ConsentRef& in) {
  return visible_consent(c, in.consent_id, Relation::owner | Relation::sender, "/consent_id");
}

// A client has a few, so that they are read at once.
Result<ConsentPage> list_consents(Context& c, const ListConsents& in) {
  const auto paging = Paging::from(
      {.name = "consent.list", .index = &by::consent_client, .prefix = {Cell(in.client_id.value)}},
      in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto client = visible_client(c, in.client_id, involved, "/client_id");
  if (!client) return client.refusal();
  std::vector<Consent> found;
  for (const auto record : visible_records(c, in.client_id))
    for (auto& consent : c.tables.all<Consent>(by::consent_client, record))
      if (seen(c, consent.id)) found.push_back(std::move(consent));
  std::ranges::sort(found, {}, &Consent::id);
  const auto after = paging.value().after() ? paging.value().after()->id : 0;
  ConsentPage out{.client_id = in.client_id};
  for (auto& consent : found) {
    if (consent.id.value <= after) continue;
    if (in.standing_only && consent_forbids_now(c, consent, {}, {})) continue;
    if (std::ssize(out.consents) == in.limit) {
      out.cursor = paging.value().cursor_at({{}, out.consents.back().id.value});
      break;
    }
    out.consents.push_back(std::move(consent));
  }
  return out;
}

std::vector<std::int64_t> Again<ClientPage>::ids(const ClientPage& page) {
  std::vector<std::int64_t> out;
  for (auto& view : page.clients) out.push_back(view.client.id.value);
  return out;
}

std::vector<std::int64_t> Again<ConsentPage>::ids(const ConsentPage& page) {
  return {page.client_id.value};
}

}  // namespace onward
