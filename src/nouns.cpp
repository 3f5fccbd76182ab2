#include "onward/nouns.hpp"

namespace onward {

namespace {

constexpr bool unique = true;

template <auto M> consteval const Row* member() {
  using Owner = typename detail::Member<decltype(M)>::Owner;
  for (auto& candidate : rows<Owner>)
    if (candidate.at == row<M>(1, "any", "Any.").at) return &candidate;
  throw "the member has no row";
}

template <class T> struct OwnerOf;
template <class O, class V> struct OwnerOf<V O::*> {
  using type = O;
};
template <auto First, auto... More>
consteval Index index(std::string_view name, bool is_unique = false) {
  constexpr Noun noun = noun_of<typename OwnerOf<decltype(First)>::type>;
  return {noun, name, {member<First>(), member<More>()...}, 1 + sizeof...(More), is_unique};
}

}  // namespace

// A write dirties a page of each index of its noun: every one must earn its place (design 7).
namespace by {
constexpr Index organization_source =
    index<&Organization::source_system, &Organization::external_id>("organization_source");
constexpr Index organization_name = index<&Organization::name>("organization_name");
constexpr Index staff_login = index<&Staff::login>("staff_login", unique);
constexpr Index role_name = index<&Role::name>("role_name", unique);
constexpr Index membership_staff =
    index<&Membership::staff_id, &Membership::organization_id>("membership_staff", unique);
constexpr Index issue_code = index<&Issue::code>("issue_code", unique);
constexpr Index location_source =
    index<&Location::source_system, &Location::external_id>("location_source");
constexpr Index location_organization = index<&Location::organization_id>("location_organization");
constexpr Index service_source =
    index<&Service::source_system, &Service::external_id>("service_source");
constexpr Index service_organization = index<&Service::organization_id>("service_organization");
constexpr Index policy_scope =
    index<&Policy::scope, &Policy::organization_id, &Policy::issue_id>("policy_scope", unique);
constexpr Index client_match = index<&Client::match_key>("client_match");
constexpr Index consent_client = index<&Consent::client_id>("consent_client");
constexpr Index need_client = index<&Need::client_id>("need_client");
constexpr Index need_sender = index<&Need::sender_id, &Need::phase, &Need::opened_at>("need_sender");
constexpr Index need_due = index<&Need::due_at>("need_due");
constexpr Index referral_need = index<&Referral::need_id>("referral_need");
constexpr Index referral_receiver =
    index<&Referral::receiver_id, &Referral::phase, &Referral::requested_at>("referral_receiver");
constexpr Index referral_sender =
    index<&Referral::sender_id, &Referral::phase, &Referral::requested_at>("referral_sender");
constexpr Index referral_due = index<&Referral::due_at>("referral_due");
constexpr Index note_need = index<&Note::need_id>("note_need");
constexpr Index import_problem_import = index<&ImportProblem::import_id>("import_problem_import");
constexpr Index idempotency_key = index<&Idempotency::key>("idempotency_key", unique);
constexpr Index idempotency_expiry = index<&Idempotency::expires_at>("idempotency_expiry");
}  // namespace by

namespace {

constexpr std::array organization_indexes{by::organization_source, by::organization_name};
constexpr std::array staff_indexes{by::staff_login};
constexpr std::array role_indexes{by::role_name};
constexpr std::array membership_indexes{by::membership_staff};
constexpr std::array issue_indexes{by::issue_code};
constexpr std::array location_indexes{by::location_source, by::location_organization};
constexpr std::array service_indexes{by::service_source, by::service_organization};
constexpr std::array policy_indexes{by::policy_scope};
constexpr std::array client_indexes{by::client_match};
constexpr std::array consent_indexes{by::consent_client};
constexpr std::array need_indexes{by::need_client, by::need_sender, by::need_due};
constexpr std::array referral_indexes{by::referral_need, by::referral_receiver,
                                      by::referral_sender, by::referral_due};
constexpr std::array note_indexes{by::note_need};
constexpr std::array import_problem_indexes{by::import_problem_import};
constexpr std::array idempotency_indexes{by::idempotency_key, by::idempotency_expiry};

constexpr struct {
  bool in_tables, in_journal;
} history{true, true}, operational{true, false}, journal_only{false, true};

template <Kept T>
consteval NounInfo noun(std::string_view name, int format, decltype(history) where,
                        std::span<const Index> indexes = {}) {
  static_assert(complete<T>() && rows<T>[0].name == "id" && rows<T>[1].name == "revision");
  return {noun_of<T>,
          name,
          format,
          where.in_tables,
          where.in_journal,
          rows<T>,
          indexes,
          []() -> void* { return new T; },
          [](void* row) { delete static_cast<T*>(row); },
          [](void* to, const void* from) {
            *static_cast<T*>(to) = *static_cast<const T*>(from);
          }};
}

// clang-format off
constexpr NounInfo table[] = {
    noun<StoreIdentity>("store",          1, history),
    noun<Organization> ("organization",   1, history,     organization_indexes),
    noun<Staff>        ("staff",          1, history,     staff_indexes),
    noun<Role>         ("role",           1, history,     role_indexes),
    noun<Membership>   ("membership",     1, history,     membership_indexes),
    noun<Issue>        ("issue",          1, history,     issue_indexes),
    noun<Location>     ("location",       1, history,     location_indexes),
    noun<Service>      ("service",        1, history,     service_indexes),
    noun<Policy>       ("policy",         1, history,     policy_indexes),
    noun<Client>       ("client",         1, history,     client_indexes),
    noun<Consent>      ("consent",        1, history,     consent_indexes),
    noun<Need>         ("need",           1, history,     need_indexes),
    noun<Referral>     ("referral",       1, history,     referral_indexes),
    noun<Note>         ("note",           1, history,     note_indexes),
    noun<Import>       ("import",         1, operational),
    noun<ImportProblem>("import_problem", 1, operational, import_problem_indexes),
    noun<Idempotency>  ("idempotency",    1, operational, idempotency_indexes),
    noun<Audit>        ("audit",          1, journal_only),
};
// clang-format on

consteval bool in_order() {
  for (std::size_t i = 0; i < std::size(table); ++i)
    if (static_cast<std::size_t>(table[i].noun) != i) return false;
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const NounInfo> nouns() { return table; }
const NounInfo& info(Noun noun) { return table[static_cast<std::size_t>(noun)]; }

}  // namespace onward
