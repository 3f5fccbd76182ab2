#include "operations/facts_store.hpp"

#include <bit>
#include <cstring>

#include "hash.hpp"
#include "operations/blobs.hpp"
#include "storage/erasures.hpp"

namespace onward {

namespace {

// What the bytes mean: a change of a fact's members, or of what they say, is a new version.
constexpr std::int64_t version = 8;
constexpr std::uint64_t sizes_of_facts[] = {
    sizeof(NeedFact),  sizeof(ReferralFact), sizeof(ClientFact),   sizeof(LeadFact),
    sizeof(TouchFact), sizeof(CostFact),     sizeof(ReferrerFact), sizeof(ReferrerFact)};
constexpr std::uint64_t layout_here() {
  std::uint64_t out = std::endian::native == std::endian::little ? 0 : 1;
  for (const auto size : sizes_of_facts) out = out * 251 + size;
  return out;
}
constexpr std::uint64_t layout = layout_here();

struct Head {
  std::int64_t version_ = version;
  std::uint64_t layout_ = layout;
  std::int64_t entries = 0, at_microseconds = 0, erasures = 0, texts_bytes = 0;
  std::int64_t sizes[std::size(sizes_of_facts)]{};  // facts of each kind, in their order
};

std::string key(std::string_view name) { return blob_key({}, "figures/" + std::string(name)); }
std::string key(std::string_view kind, std::size_t page) {
  return key(std::string(kind) + '/' + std::to_string(page));
}

template <class T> std::span<const std::byte> bytes(std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  return std::as_bytes(values);
}

// A page is kept behind its digest, which is of its key too: so it is itself, and in its place.
Hash digest_of(std::string_view id, std::span<const std::byte> bytes) {
  return Sha256().update(std::as_bytes(std::span(id))).update(bytes).finish();
}

void put(Transaction& t, const std::string& id, std::span<const std::byte> bytes) {
  const Hash digest = digest_of(id, bytes);
  std::vector<std::byte> page(digest.begin(), digest.end());
  page.insert(page.end(), bytes.begin(), bytes.end());
  t.erase_blob(id);
  if (!t.put_blob(id, 0, page)) throw std::logic_error("a page of facts is not taken");
}
bool get(Transaction& t, const std::string& id, std::span<std::byte> out) {
  Hash digest{};
  const auto size = std::ssize(out);
  return t.blob_size(id) == size + std::ssize(digest) &&
         t.read_blob(id, 0, digest) == digest.size() &&
         t.read_blob(id, std::ssize(digest), out) == out.size() && digest == digest_of(id, out);
}

std::optional<Head> head_of(Transaction& t) {
  Head head, expected;
  if (!get(t, key("head"), std::as_writable_bytes(std::span(&head, 1)))) return std::nullopt;
  const bool is_ours = head.version_ == expected.version_ && head.layout_ == expected.layout_;
  return is_ours ? std::optional(head) : std::nullopt;
}

// Texts in the order of their numbers, each behind its size.
std::string packed(const FactTexts& texts) {
  std::string out;
  for (std::uint32_t i = 1; i < texts.size(); ++i) {
    const auto size = static_cast<std::uint32_t>(texts.text(i).size());
    out.append(reinterpret_cast<const char*>(&size), sizeof size).append(texts.text(i));
  }
  return out;
}
bool unpack(std::string_view from, FactTexts& texts) {
  while (!from.empty()) {
    std::uint32_t size = 0;
    if (from.size() < sizeof size) return false;
    std::memcpy(&size, from.data(), sizeof size);
    from.remove_prefix(sizeof size);
    if (from.size() < size) return false;
    texts.number_of(from.substr(0, size));
    from.remove_prefix(size);
  }
  return true;
}

template <class Fact>
bool read_kind(Transaction& t, std::string_view kind, FactsById<Fact>& facts, std::int64_t size) {
  if (size > 0) facts.at(size - 1);
  std::vector<Fact> page;
  for (std::size_t number = 0; number < facts.pages(); ++number) {
    page.resize(facts.page(number).size());
    if (!get(t, key(kind, number), std::as_writable_bytes(std::span(page)))) return false;
    for (std::size_t i = 0; i < page.size(); ++i)
      facts.at(static_cast<std::int64_t>(number * facts_in_page + i)) = page[i];
  }
  facts.set_changed(false);
  return true;
}

bool read_all(Transaction& t, const Head& head, Facts& facts) {
  std::string texts(static_cast<std::size_t>(head.texts_bytes), '\0');
  if (!get(t, key("texts"), std::as_writable_bytes(std::span(texts))) ||
      !unpack(texts, facts.texts()))
    return false;
  bool is_whole = true;
  std::size_t at = 0;
  facts.each_kind([&](std::string_view kind, auto& its) {
    is_whole = is_whole && read_kind(t, kind, its, head.sizes[at++]);
  });
  return is_whole;
}

}  // namespace

void read_kept_facts(Transaction& t, Facts& facts, FactsAsOf& known, std::int64_t committed) {
  const auto head = head_of(t);
  if (!head || head->entries > committed || head->erasures != known.erasures) return;
  if (!read_all(t, *head, facts)) {
    facts = {};
    return;
  }
  facts.was_read();
  known.entries = head->entries;
  known.at = Instant(std::chrono::microseconds(head->at_microseconds));
}

void keep_facts(Transaction& t, Facts& facts, const FactsAsOf& known, std::int64_t kept_entries) {
  const auto kept = head_of(t);
  const bool was_lost = kept_entries > 0 && (!kept || kept->entries < kept_entries);
  Head head{.entries = known.entries,
            .at_microseconds = known.at.time_since_epoch().count(),
            .erasures = known.erasures};
  std::size_t at = 0;
  facts.each_kind([&](std::string_view kind, auto& its) {
    for (std::size_t page = 0; page < its.pages(); ++page)
      if (was_lost || its.is_changed(page)) put(t, key(kind, page), bytes(its.page(page)));
    its.set_changed(false);
    head.sizes[at++] = std::ssize(its.all());
  });
  const std::string texts = packed(facts.texts());
  head.texts_bytes = std::ssize(texts);
  put(t, key("texts"), std::as_bytes(std::span(texts)));
  put(t, key("head"), std::as_bytes(std::span(&head, 1)));
}

bool drop_facts_of_erased(Transaction& t) {
  const auto erasures = storage::erasures(t);
  if (erasures == 0) return false;
  if (!t.blob_size(key("head"))) return false;
  if (const auto head = head_of(t); head && head->erasures == erasures) return false;
  Facts().each_kind([&](std::string_view kind, auto&) {
    for (std::size_t page = 0; t.blob_size(key(kind, page)); ++page) t.erase_blob(key(kind, page));
  });
  t.erase_blob(key("texts"));
  t.erase_blob(key("head"));
  return true;
}

}  // namespace onward
