// Who calls: an actor, the organisation they act for, and why. There is no ambient authority.
#pragma once

#include "onward/operation.hpp"
#include "onward/records.hpp"

namespace onward {

class Engine;

struct SessionOptions {
  StaffId staff_id{};
  OrganizationId organization_id{};
  std::string purpose{};
};
template <>
inline constexpr auto rows<SessionOptions> = std::array{
    row<&SessionOptions::staff_id>(
        1, "staff_id", "Who acts; 0 for nobody, before there is a store.", may_be_absent),
    row<&SessionOptions::organization_id>(
        2, "organization_id", "The organisation they act for; one of their memberships.",
        may_be_absent),
    row<&SessionOptions::purpose>(3, "purpose", "Why, in a word; kept with what was looked at.",
                                  may_be_absent),
};
ONWARD_RECORD(SessionOptions);

struct CallOptions {
  std::string_view idempotency_key{};  // writing operations only; empty is none
};

// The answer to a call in JSON: a response, or a refusal with reason, path, text and facts.
struct Answer {
  bool refused = false;
  std::string json{};
};

struct BlobPiece {
  std::int64_t size = 0;   // bytes of the whole blob
  std::size_t copied = 0;  // fewer than there is room for only where the blob ends
};

// Used by one thread at a time; the engine must outlive it. Memberships and roles are looked up
// at every call, so a session may be kept.
class Session {
 public:
  Session(Engine& engine, SessionOptions options)
      : engine_(&engine), options_(std::move(options)) {}

  template <class Op>
  Result<typename Op::Response> call(const typename Op::Request& request,
                                     const CallOptions& options = {}) {
    static const Operation& operation = *find_operation(Op::name);
    typename Op::Response response{};
    if (auto refusal = run(operation, &request, &response, options)) return *std::move(refusal);
    return response;
  }
  // The text road: decodes strictly, then takes the typed one. The request may hold, beside the
  // operation's members, "idempotency_key".
  Answer call(std::string_view operation, std::string_view request);

  // Blobs: bytes the host puts, piece by piece, for imports and attachments. The identifier is the
  // host's own. An organisation sees its own blobs alone, and reads those that attachment.get names
  // while it sees the attachment.
  //   refused  session_invalid, organization_inactive, permission_missing, blob_missing;
  //            malformed_request: the identifier is no text of 1 to 1,000 bytes, or the offset is
  //            not the blob's size so far (fact size)
  Result<std::int64_t> put_blob(std::string_view id, std::int64_t offset,
                                std::span<const std::byte>);  // the size it has now
  Result<BlobPiece> get_blob(std::string_view id, std::int64_t offset, std::span<std::byte> out);
  Refused erase_blob(std::string_view id);

  // A table, row by row, as far as the session may see it (docs/tables.md). It may outlive the
  // session, and the engine must outlive it. Who calls is looked up for every batch, and no
  // transaction is open between batches; rows that were made after this call are left out.
  //   refused  session_invalid, organization_inactive, permission_missing; not_found: no such
  //            table; malformed_request: /columns, /where or /batch_rows
  // The name may be that of an operation that reads and answers with a list (docs/tables.md): then
  // these are its records, of every page. Each page is a call of its own, so who may see what is
  // the operation's to say; the first call is made here. What is personal is read on request, and
  // leaves an entry where the operation leaves none.
  //   refused  what the operation refuses, under /request; malformed_request: /list too
  Result<std::unique_ptr<RecordSource>> table(std::string_view name, const TableOptions& = {});

  const SessionOptions& options() const { return options_; }

 private:
  Refused run(const Operation&, const void* request, void* response, const CallOptions&);
  Result<std::unique_ptr<RecordSource>> answers(std::string_view operation, const TableOptions&);

  Engine* engine_;
  SessionOptions options_;
};

}  // namespace onward
