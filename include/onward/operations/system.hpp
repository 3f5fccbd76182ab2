// The store, its clockwork, and several operations at once.
#pragma once

#include "onward/model/access.hpp"
#include "onward/model/directory.hpp"
#include "onward/model/system.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct CreateStore {
  std::string network{};
  std::string organization{};
  std::string time_zone = "UTC";
  std::string login{};
  std::string name{};
};
template <>
inline constexpr auto rows<CreateStore> = std::array{
    row<&CreateStore::network>(1, "network", "The network's name."),
    row<&CreateStore::organization>(2, "organization", "The first organisation's name."),
    row<&CreateStore::time_zone>(3, "time_zone", "Its IANA time zone; UTC when absent.",
                                 may_be_absent),
    row<&CreateStore::login>(4, "login", "The host's name for the first administrator."),
    row<&CreateStore::name>(5, "name", "The administrator's name, as colleagues see it."),
};
ONWARD_RECORD(CreateStore);
struct StoreCreated {
  StoreIdentity store{};
  Organization organization{};
  Staff staff{};
  std::vector<Role> roles{};
};
template <>
inline constexpr auto rows<StoreCreated> = std::array{
    row<&StoreCreated::store>(1, "store", "The store's identity."),
    row<&StoreCreated::organization>(2, "organization", "The organisation that runs it."),
    row<&StoreCreated::staff>(3, "staff", "Its administrator."),
    row<&StoreCreated::roles>(4, "roles", "The roles to begin with; more may be created."),
};
ONWARD_RECORD(StoreCreated);

struct StoreStatus {
  std::string uuid{};
  std::string network{};
  std::string version{};
  std::int64_t journal_size = 0;
};
template <>
inline constexpr auto rows<StoreStatus> = std::array{
    row<&StoreStatus::uuid>(1, "uuid", "Names the store outside."),
    row<&StoreStatus::network>(2, "network", "The network's name."),
    row<&StoreStatus::version>(3, "version", "Version of this library."),
    row<&StoreStatus::journal_size>(4, "journal_size", "Entries in the journal."),
};
ONWARD_RECORD(StoreStatus);

struct Tick {
  std::int64_t limit = 100;
};
template <>
inline constexpr auto rows<Tick> = std::array{
    row<&Tick::limit>(1, "limit", "Due items to do at most, 1 to 1,000; 100 when absent.",
                      may_be_absent),
};
ONWARD_RECORD(Tick);
struct TickFailure {
  std::string noun{};
  std::int64_t id = 0;
  std::string message{};
};
template <>
inline constexpr auto rows<TickFailure> = std::array{
    row<&TickFailure::noun>(1, "noun", "What kind of item it is."),
    row<&TickFailure::id>(2, "id", "Its id."),
    row<&TickFailure::message>(3, "message", "What broke, for whoever looks after the store."),
};
ONWARD_RECORDS(TickFailure);
struct Ticked {
  std::int64_t done = 0;
  bool more = false;
  std::vector<TickFailure> failed{};
};
template <>
inline constexpr auto rows<Ticked> = std::array{
    row<&Ticked::done>(1, "done", "Due items done."),
    row<&Ticked::more>(2, "more", "True when more is due now."),
    row<&Ticked::failed>(
        3, "failed",
        "Due items that could not be done, and were passed over: the first hundred. "
        "Each is tried again by the next tick, and is stuck meanwhile."),
};
ONWARD_RECORD(Ticked);

struct BatchCall {
  std::string operation{};
  Json request{};
};
template <>
inline constexpr auto rows<BatchCall> = std::array{
    row<&BatchCall::operation>(1, "operation", "Name of an operation; not system.batch."),
    row<&BatchCall::request>(2, "request", "Its request."),
};
ONWARD_RECORDS(BatchCall);
struct Batch {
  std::vector<BatchCall> calls{};
};
template <>
inline constexpr auto rows<Batch> = std::array{
    row<&Batch::calls>(1, "calls", "Done in this order, all or none; at most 1,000."),
};
ONWARD_RECORD(Batch);
struct BatchDone {
  std::vector<Json> responses{};
};
template <>
inline constexpr auto rows<BatchDone> = std::array{
    row<&BatchDone::responses>(1, "responses", "One for each call, in the same order."),
};
ONWARD_RECORD(BatchDone);

// `system` is a function of <cstdlib>.
namespace system_ {
using create = Tag<"system.create", CreateStore, StoreCreated>;
using status = Tag<"system.status", Empty, StoreStatus>;
using tick = Tag<"system.tick", Tick, Ticked>;
using batch = Tag<"system.batch", Batch, BatchDone>;
}  // namespace system_

}  // namespace onward
