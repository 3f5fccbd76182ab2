// A session's blobs: the same access as operations have, and no JSON around the bytes.
#include "engine_inside.hpp"
#include "json.hpp"
#include "onward/session.hpp"
#include "operations/attachments.hpp"
#include "operations/blobs.hpp"
#include "text.hpp"

namespace onward {

namespace {

constexpr std::size_t blob_id_bytes_max = 1'000;

Refused check(std::string_view id, std::int64_t offset) {
  if (id.empty() || id.size() > blob_id_bytes_max || !is_text(id))
    return malformed({{"/id", "expected a text of 1 to 1,000 bytes"}});
  if (offset < 0) return malformed({{"/offset", "is below 0"}});
  return std::nullopt;
}

Refused may_read(const Subject& subject) {
  if (subject.has(Permission::referral_read)) return std::nullopt;
  return lacking(Permission::referral_read);
}

// Whoever may send, answer or manage may attach.
Refused may_write(const Subject& subject) {
  for (auto permission : {Permission::referral_create, Permission::referral_update,
                          Permission::referral_manage_providers})
    if (subject.has(permission)) return std::nullopt;
  return lacking(Permission::referral_create);
}

Refusal blob_missing() {
  return refuse(Reason::blob_missing, "/id", "no blob has this identifier");
}

Refused check_own(std::string_view id, std::int64_t offset) {
  if (auto refused = check(id, offset)) return refused;
  if (is_attached_blob(id)) return malformed({{"/id", "is the name of an attachment's blob"}});
  return std::nullopt;
}

}  // namespace

// The storage's name of a blob: of the subject's organisation, or of an attachment it may see now.
Result<std::string> Engine::Inside::blob_named(Transaction& t, const Subject& subject,
                                               std::string_view id) {
  const auto random = [](std::span<std::byte>) {};
  const auto perform = [](const Operation&, std::size_t, const void*, void*) -> Refused {
    throw std::logic_error("a blob performs no operation");
  };
  Tables tables(t, nullptr, {}, random);
  FactsIndex counted(facts);
  Context c{tables, subject,   now(t.head()), host,
            random, directory, counted,       Permission::referral_read,
            perform};
  if (auto attached = attached_blob(c, id)) return *std::move(attached);
  return blob_key(subject.organization_id, id);
}

Result<std::int64_t> Session::put_blob(std::string_view id, std::int64_t offset,
                                       std::span<const std::byte> bytes) {
  auto& inside = *engine_->inside_;
  if (auto refused = check_own(id, offset)) return *std::move(refused);
  auto refused = inside.write([&](Transaction& t) -> Refused {
    auto subject = inside.subject_of(t, options_);
    if (!subject) return subject.refusal();
    if (auto denied = may_write(subject.value()))
      return inside.denied(t, options_, "blob.put", *std::move(denied));
    const auto key = blob_key(options_.organization_id, id);
    if (t.put_blob(key, offset, bytes)) return std::nullopt;
    auto wrong = malformed({{"/offset", "is not the blob's size so far"}});
    wrong.facts.push_back({"size", t.blob_size(key).value_or(0)});
    return wrong;
  });
  if (refused) return *std::move(refused);
  return offset + static_cast<std::int64_t>(bytes.size());
}

Result<BlobPiece> Session::get_blob(std::string_view id, std::int64_t offset,
                                    std::span<std::byte> out) {
  auto& inside = *engine_->inside_;
  if (auto refused = check(id, offset)) return *std::move(refused);
  BlobPiece piece;
  const auto read = [&](Transaction& t) -> Refused {
    auto subject = inside.subject_of(t, options_);
    if (!subject) return subject.refusal();
    if (auto denied = may_read(subject.value())) return denied;
    const auto key = inside.blob_named(t, subject.value(), id);
    if (!key) return key.refusal();
    const auto size = t.blob_size(key.value());
    if (!size) return blob_missing();
    piece = {.size = *size, .copied = t.read_blob(key.value(), offset, out)};
    return std::nullopt;
  };
  auto refused = read(*inside.storage->begin(Mode::read));
  if (refused && refused->reason == Reason::permission_missing)
    refused = inside.write([&](Transaction& t) -> Refused {
      auto denied = read(t);
      if (denied && denied->reason == Reason::permission_missing)
        return inside.denied(t, options_, "blob.get", *std::move(denied));
      return denied;
    });
  if (refused) return *std::move(refused);
  return piece;
}

Refused Session::erase_blob(std::string_view id) {
  auto& inside = *engine_->inside_;
  if (auto refused = check_own(id, 0)) return refused;
  return inside.write([&](Transaction& t) -> Refused {
    auto subject = inside.subject_of(t, options_);
    if (!subject) return subject.refusal();
    if (auto denied = may_write(subject.value()))
      return inside.denied(t, options_, "blob.erase", *std::move(denied));
    const auto key = blob_key(options_.organization_id, id);
    if (!t.blob_size(key)) return blob_missing();
    t.erase_blob(key);
    return std::nullopt;
  });
}

}  // namespace onward
