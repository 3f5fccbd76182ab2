#include "operations/attachments.hpp"

#include <algorithm>
#include <charconv>
#include <deque>

#include "hash.hpp"
#include "journal_format.hpp"
#include "json.hpp"
#include "onward/rules/file_type.hpp"
#include "operations/access_grounds.hpp"
#include "operations/blobs.hpp"
#include "operations/columns.hpp"
#include "operations/intakes.hpp"
#include "operations/need_reader.hpp"
#include "operations/paging.hpp"
#include "operations/shape.hpp"
#include "operations/specialist_case.hpp"
#include "operations/table_rules.hpp"

namespace onward {

namespace {

constexpr std::string_view prefix = "attachment:";

// No organisation's blob is called so: theirs begin with a number.
std::string content_key(std::string_view digest) { return "attachment/" + std::string(digest); }

bool is_kept(const Attachment& a) { return a.state != AttachmentState::removed; }

// Whether a file came into a draft with the need that the draft was begun from, and is shown there
// no more. That is a need of the client's, unless the draft names another by now.
bool is_hidden(Context& c, const Attachment& a, const Intake& draft) {
  if (sees_all(c.subject) || a.added_at != draft.begun_at) return false;
  bool came_along = false, is_open = false;
  const auto look = [&](const Attachment& same) {
    if (!same.need_id || same.digest != a.digest) return true;
    came_along = true;
    const auto need = c.tables.known<Need>(same.need_id);
    is_open = sees_client(c, need) && is_shown(c, need, DataClass::identity);
    return !is_open;
  };
  if (const ClientId client = draft.draft.client_id)
    for (auto& need : c.tables.all<Need>(by::need_client, client))
      if (!is_open) c.tables.scan<Attachment>(by::attachment_need, look, need.id);
  if (!came_along) c.tables.scan<Attachment>(by::attachment_digest, look, a.digest);
  return came_along && !is_open;
}

// A draft's file, for whoever sees the draft.
bool is_read_in_draft(Context& c, const Attachment& a) {
  if (!is_kept(a)) return false;
  const auto draft = own_or_left(c, a.intake_id);
  return draft && !is_hidden(c, a, draft.value());
}

struct Readable {
  Attachment row{};  // as the active organisation reads it; the author may be hidden
  bool may_open = false;
};
Result<Readable> readable(Context& c, AttachmentId id) {
  constexpr auto path = "/attachment_id";
  auto row = c.tables.get<Attachment>(id);
  if (!row) return not_found(path);
  if (!row->need_id) {
    if (!is_read_in_draft(c, *row)) return not_found(path);
    return Readable{.row = *std::move(row), .may_open = true};
  }
  const auto need = visible_need(c, row->need_id, involved, path);
  if (!need) return need.refusal();
  const NeedReader reader(c, need.value());
  if (!reader.may_read(*row)) return not_found(path);
  Readable out{.may_open = reader.may_open(*row)};
  reader.hide(*row);
  out.row = *std::move(row);
  return out;
}

// Who only reads and counts changes no files: whoever may put a blob may attach.
Refused only_reads(Context& c, std::string path) {
  for (const auto permission : {Permission::referral_create, Permission::referral_update,
                                Permission::referral_manage_providers})
    if (c.subject.has(permission)) return std::nullopt;
  return permission_missing(Permission::referral_create, std::move(path));
}

// For whoever may change it: its author, the sender, and administrators of the store, unless
// they only read; in a draft whoever may write the draft.
Result<Attachment> changeable(Context& c, AttachmentId id) {
  auto row = readable(c, id);
  if (!row) return row.refusal();
  const Attachment& a = row.value().row;
  const bool is_own = a.organization_id == c.subject.organization_id;
  if (!a.need_id && !c.subject.has(Permission::referral_create))
    return permission_missing(Permission::referral_create, "/attachment_id");
  if (a.need_id && !is_own && !sees_members(c, c.tables.known<Need>(a.need_id)))
    return permission_missing(c.permission, "/attachment_id");
  if (auto refused = only_reads(c, "/attachment_id")) return *std::move(refused);
  return c.tables.known<Attachment>(id);
}

struct Content {
  std::string bytes{};
  std::string digest{};
  FileType type{};
};

// The whole blob: its size is limited before it is read.
Result<Content> content_of(Context& c, std::string_view blob) {
  auto& t = c.tables.transaction();
  const auto key = blob_key(c.subject.organization_id, blob);
  const auto size = t.blob_size(key);
  if (!size) return refuse(Reason::blob_missing, "/blob", "no blob has this identifier");
  if (*size > attachment_bytes_max)
    return refuse(Reason::file_too_large, "/blob", "the file is too large",
                  {{"limit_bytes", attachment_bytes_max}, {"size_bytes", *size}});
  Content out{.bytes = std::string(static_cast<std::size_t>(*size), '\0')};
  if (t.read_blob(key, 0, std::as_writable_bytes(std::span(out.bytes))) != out.bytes.size())
    throw StorageError("a blob is shorter than its size");
  const auto bytes = std::as_bytes(std::span(out.bytes));
  const auto type = file_type_of(bytes);
  if (!type) return refuse(Reason::file_type_refused, "/blob", "no type that may be attached");
  out.type = *type;
  out.digest = to_hex(sha256(bytes));
  return out;
}

// The content is the store's from now on, once for all that attach the same.
void keep(Context& c, const Content& content, std::string_view blob) {
  auto& t = c.tables.transaction();
  const auto key = content_key(content.digest);
  if (!t.blob_size(key) && !t.put_blob(key, 0, std::as_bytes(std::span(content.bytes))))
    throw StorageError("a blob could not be put");
  t.erase_blob(blob_key(c.subject.organization_id, blob));
}

// Whether its receiver has taken it up, at any time: asked again, a referral begins anew.
bool was_received(Context& c, const Referral& r) {
  constexpr Columns received_at = columns<Referral>({"received_at"});
  if (r.received_at) return true;
  bool found = false;
  c.tables.transaction().history(Noun::referral, r.id.value, [&](const Entry& e) {
    Referral then;
    read_cells(info(Noun::referral), e.format, e.open, {}, &then, received_at);
    found = then.received_at.has_value();
    return !found;
  });
  return found;
}

// Whether somebody has taken up what it goes with.
bool is_taken_up(Context& c, const Attachment& a) {
  return std::ranges::any_of(
      c.tables.all<Referral>(by::referral_need, a.need_id), [&](const Referral& r) {
        return (!a.referral_id || r.id == a.referral_id) && was_received(c, r);
      });
}

Refusal forbidden(AttachmentState state, std::string message) {
  return refuse(Reason::phase_forbids, "/attachment_id", std::move(message),
                {{"state", std::string(name_of(state))}});
}

// What a receiver adds is for the sender alone, on whichever need it names: it goes with the
// receiver's own referral, the one that is not finished or else the last one.
ReferralId own_referral(Context& c, const Need& need) {
  ReferralId out;
  if (need.sender_id == c.subject.organization_id) return out;
  for (auto& r : c.tables.all<Referral>(by::referral_need, need.id)) {
    if (r.receiver_id != c.subject.organization_id) continue;
    out = r.id;
    if (!is_finished(r.phase)) break;
  }
  return out;
}

// What it goes with.
Result<Attachment> placed(Context& c, const AddAttachment& in) {
  Shape shape;
  shape.require(!in.intake_id || (!in.need_id && !in.referral_id), "/intake_id",
                "it goes with a draft, or with what is sent");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  Attachment row{.need_id = in.need_id, .referral_id = in.referral_id, .intake_id = in.intake_id};
  if (in.intake_id) {
    const auto draft = open_intake(c, in.intake_id, {});
    if (!draft) return draft.refusal();
    if (!c.subject.has(Permission::referral_create))
      return permission_missing(Permission::referral_create, "/intake_id");
    return row;
  }
  if (in.referral_id) {
    const auto referral = visible_referral(c, in.referral_id, involved, "/referral_id");
    if (!referral) return referral.refusal();
    if (in.need_id && in.need_id != referral.value().need_id) return not_found("/need_id");
    row.need_id = referral.value().need_id;
  }
  const auto need = visible_need(c, row.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  if (auto refused = only_reads(c, in.need_id ? "/need_id" : "/referral_id"))
    return *std::move(refused);
  if (!row.referral_id) row.referral_id = own_referral(c, need.value());
  return row;
}

void forget_content(Context& c, const std::string& digest) {
  bool is_used = false;
  c.tables.scan<Attachment>(
      by::attachment_digest, [&](const Attachment& a) { return !(is_used = is_kept(a)); }, digest);
  if (!is_used) c.tables.transaction().erase_blob(content_key(digest));
}

void take_back(Context& c, Attachment& a) {
  const std::string digest = a.digest;
  a.state = AttachmentState::removed;
  a.given_name.clear();
  c.tables.update(a);
  forget_content(c, digest);
}

std::vector<Attachment> kept_in(Context& c, IntakeId draft) {
  auto all = c.tables.all<Attachment>(by::attachment_intake, draft);
  std::erase_if(all, [](const Attachment& a) { return !is_kept(a); });
  return all;
}

}  // namespace

Result<Attachment> add_attachment(Context& c, const AddAttachment& in) {
  auto place = placed(c, in);
  if (!place) return place;
  const auto content = content_of(c, in.blob);
  if (!content) return content.refusal();
  Attachment row = place.value();
  row.organization_id = c.subject.organization_id;
  row.staff_id = c.subject.staff_id;
  row.added_at = c.now;
  row.digest = content.value().digest;
  row.size_bytes = std::ssize(content.value().bytes);
  row.type = content.value().type;
  row.given_name = harmless_name(in.given_name, content.value().type);
  c.tables.insert(row);
  keep(c, content.value(), in.blob);
  if (row.intake_id) save_files(c, row.intake_id);
  return row;
}

Result<AttachmentGiven> get_attachment(Context& c, const AttachmentRef& in) {
  auto found = readable(c, in.attachment_id);
  if (!found) return found.refusal();
  auto& [row, may_open] = found.value();
  if (!may_open)
    return refuse(Reason::disclosure_withheld, "/attachment_id",
                  "who the client is is not shown yet");
  auto blob = std::string(prefix) + std::to_string(in.attachment_id.value) + ':' + row.digest;
  return AttachmentGiven{std::move(row), std::move(blob)};
}

namespace {

Result<AttachmentPage> list_of_draft(Context& c, IntakeId id, Paging& paging) {
  const auto draft = own_or_left(c, id);
  if (!draft) return draft.refusal();
  AttachmentPage out;
  out.cursor = paging.page<Attachment>(c.tables, [&](Attachment& a) {
    if (!is_kept(a) || is_hidden(c, a, draft.value())) return false;
    a.digest.clear();
    out.attachments.push_back(std::move(a));
    return true;
  });
  return out;
}

}  // namespace

Result<AttachmentPage> list_attachments(Context& c, const ListAttachments& in) {
  Shape shape;
  shape.require(!in.intake_id || !in.need_id, "/intake_id", "of a draft, or of a need");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto paging =
      Paging::from({.name = "attachment.list",
                    .index = in.intake_id ? &by::attachment_intake : &by::attachment_need,
                    .prefix = {Cell(in.intake_id ? in.intake_id.value : in.need_id.value)}},
                   in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (in.intake_id) return list_of_draft(c, in.intake_id, paging.value());
  const auto need = visible_need(c, in.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  const NeedReader reader(c, need.value());
  AttachmentPage out;
  out.cursor = paging.value().page<Attachment>(c.tables, [&](Attachment& a) {
    if (!reader.may_read(a)) return false;
    reader.hide(a);
    a.digest.clear();  // whoever knows it has looked, and that left an entry
    out.attachments.push_back(std::move(a));
    return true;
  });
  return out;
}

Result<Attachment> remove_attachment(Context& c, const AttachmentRef& in) {
  auto row = changeable(c, in.attachment_id);
  if (!row) return row.refusal();
  Attachment& a = row.value();
  if (is_taken_up(c, a)) return forbidden(a.state, "somebody has taken it up; mark it as an error");
  take_back(c, a);
  if (a.intake_id) save_files(c, a.intake_id);
  forget_report(c, a);
  return row;
}

Result<Attachment> mark_attachment_error(Context& c, const AttachmentRef& in) {
  auto row = changeable(c, in.attachment_id);
  if (!row) return row.refusal();
  if (!row.value().need_id) return forbidden(row.value().state, "it is in a draft; take it back");
  if (row.value().state == AttachmentState::error)
    return forbidden(row.value().state, "it is marked already");
  row.value().state = AttachmentState::error;
  c.tables.update(row.value());
  forget_report(c, row.value());
  return row;
}

std::vector<Attachment> attachments_of(Context& c, IntakeId draft) {
  auto all = kept_in(c, draft);
  const auto intake = c.tables.known<Intake>(draft);
  std::erase_if(all, [&](const Attachment& a) { return is_hidden(c, a, intake); });
  for (auto& a : all) a.digest.clear();
  return all;
}

void carry_attachments(Context& c, const Need& from, const Attachment& to) {
  constexpr std::size_t carried_max = 200;  // as many as notes
  const NeedReader reader(c, from);
  std::deque<Attachment> carried;
  c.tables.scan<Attachment>(
      by::attachment_need,
      [&](const Attachment& a) {
        if (reader.may_carry(a)) carried.push_back(a);
        if (carried.size() > carried_max) carried.pop_front();
        return true;
      },
      from.id);
  for (Attachment& a : carried) {
    a.id = {};
    a.revision = 0;
    a.need_id = to.need_id;
    a.intake_id = to.intake_id;
    a.referral_id = {};
    a.organization_id = c.subject.organization_id;
    a.staff_id = c.subject.staff_id;
    a.added_at = c.now;
    c.tables.insert(a);
  }
}

void discard_hidden_attachments(Context& c, const Intake& draft) {
  for (Attachment& a : kept_in(c, draft.id))
    if (is_hidden(c, a, draft)) take_back(c, a);
}

void send_attachments(Context& c, IntakeId draft, std::span<const NeedId> needs) {
  for (Attachment& a : kept_in(c, draft)) {
    a.intake_id = {};
    a.need_id = needs.front();
    c.tables.update(a);
    for (const NeedId need : needs.subspan(1)) {
      Attachment same = a;
      same.id = {};
      same.need_id = need;
      c.tables.insert(same);
    }
  }
}

void discard_attachments(Context& c, IntakeId draft) {
  for (Attachment& a : kept_in(c, draft)) take_back(c, a);
}

bool is_attached_blob(std::string_view blob) { return blob.starts_with(prefix); }

std::optional<Result<std::string>> attached_blob(Context& c, std::string_view blob) {
  if (!is_attached_blob(blob)) return std::nullopt;
  const Refusal missing = refuse(Reason::blob_missing, "/id", "no blob has this identifier");
  blob.remove_prefix(prefix.size());
  AttachmentId id;
  const auto end = std::from_chars(blob.data(), blob.data() + blob.size(), id.value);
  const auto found = readable(c, id);
  if (end.ec != std::errc() || !found || !found.value().may_open) return missing;
  blob.remove_prefix(static_cast<std::size_t>(end.ptr - blob.data()));
  const std::string& digest = found.value().row.digest;
  if (blob != ':' + digest) return missing;
  return content_key(digest);
}

std::optional<Attachment> seen(Context& c, AttachmentId id) {
  if (auto row = readable(c, id)) return std::move(row.value().row);
  // Whoever took one back may ask whether it is done.
  auto row = c.tables.get<Attachment>(id);
  if (!row || row->state != AttachmentState::removed) return std::nullopt;
  if (!row->need_id) return own_or_left(c, row->intake_id) ? row : std::nullopt;
  const auto need = visible_need(c, row->need_id, involved, "");
  return need && NeedReader(c, need.value()).may_know(*row) ? row : std::nullopt;
}

Withheld withheld(Context& c, const Attachment& row) {
  if (!row.need_id) {
    if (!is_read_in_draft(c, row)) return std::nullopt;
    return Columns{0};
  }
  const Need need = c.tables.known<Need>(row.need_id);
  if (!withheld_unless(c, relation_to(c, need))) return std::nullopt;
  const NeedReader reader(c, need);
  if (!reader.may_read(row)) return std::nullopt;
  const Columns author = reader.hides(row.organization_id) ? author_of_attachment : Columns{0};
  if (reader.may_open(row)) return author;
  return author | (may_be_withheld<Attachment> & ~author_of_attachment);
}

}  // namespace onward
