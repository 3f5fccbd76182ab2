#include "journal_format.hpp"

#include <algorithm>
#include <bit>

#include "hash.hpp"
#include "onward/rules/merkle.hpp"
#include "storage/cells.hpp"
#include "upcasters.hpp"

namespace onward {

namespace {

// Written to disk: append, never renumber.
enum Tag : char {
  tag_null,
  tag_false,
  tag_true,
  tag_integer,
  tag_real,
  tag_text,
  tag_date,
  tag_instant,
  tag_array,
  tag_object
};
constexpr char leaf_version = 1;
constexpr std::byte personal_prefix{2};  // beside RFC 6962's 0 for leaves and 1 for nodes

void put_varint(std::string& out, std::uint64_t v) {
  for (; v >= 0x80; v >>= 7) out += static_cast<char>(v | 0x80);
  out += static_cast<char>(v);
}
std::uint64_t zigzag(std::int64_t v) {
  return static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63);
}
std::int64_t unzigzag(std::uint64_t v) {
  return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
}
void put_bytes(std::string& out, std::string_view bytes) {
  put_varint(out, bytes.size());
  out += bytes;
}

[[noreturn]] [[gnu::cold]] void damaged() {
  throw StorageError("damaged journal: a cell is not readable");
}

inline char take(std::string_view& in) {
  if (in.empty()) damaged();
  const char c = in.front();
  in.remove_prefix(1);
  return c;
}
std::uint64_t take_long_varint(std::string_view& in) {
  std::uint64_t v = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(take(in));
    v |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (!(byte & 0x80)) return v;
  }
  damaged();
}
// Mostly of one byte.
inline std::uint64_t take_varint(std::string_view& in) {
  if (in.empty() || in.front() & 0x80) return take_long_varint(in);
  return static_cast<unsigned char>(take(in));
}
inline std::string_view take_bytes(std::string_view& in, std::uint64_t size) {
  if (size > in.size()) damaged();
  const auto out = in.substr(0, static_cast<std::size_t>(size));
  in.remove_prefix(out.size());
  return out;
}

// The bytes of the next cell, nested ones included.
std::string_view take_cell(std::string_view& in, int depth = 0) {
  if (depth > 64) damaged();
  const auto whole = in;
  switch (take(in)) {
    case tag_null:
    case tag_false:
    case tag_true: break;
    case tag_integer:
    case tag_date:
    case tag_instant: take_varint(in); break;
    case tag_real: take_bytes(in, 8); break;
    case tag_text: take_bytes(in, take_varint(in)); break;
    case tag_array:
      for (auto n = take_varint(in); n; --n) take_cell(in, depth + 1);
      break;
    case tag_object:
      for (auto n = take_varint(in); n; --n) {
        take_varint(in);
        take_cell(in, depth + 1);
      }
      break;
    default: damaged();
  }
  return whole.substr(0, whole.size() - in.size());
}

std::optional<std::uint64_t> number(std::string_view in, Tag tag) {
  if (take(in) != tag) return std::nullopt;
  return take_varint(in);
}

std::span<const std::byte> bytes(std::string_view s) {
  return std::as_bytes(std::span(s.data(), s.size()));
}

// One part of a row, as it grows: a record of those members that are not absent.
class Part {
 public:
  void add(const Row& r, const void* row) {
    const auto before = out_.size();
    put_varint(out_, static_cast<std::uint64_t>(r.number));
    const auto cell = out_.size();
    r.type->write(writer_, r.at(const_cast<void*>(row)));
    if (out_[cell] == tag_null)
      out_.resize(before);
    else
      ++out_[1];
  }
  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_{tag_object, 0};  // and how many; a noun has at most 64 members: one byte
  CellWriter writer_{out_};
};

}  // namespace

void CellWriter::null() { out_ += tag_null; }
void CellWriter::boolean(bool v) { out_ += v ? tag_true : tag_false; }
void CellWriter::integer(std::int64_t v) {
  out_ += tag_integer;
  put_varint(out_, zigzag(v));
}
void CellWriter::real(double v) {
  out_ += tag_real;
  const auto bits = std::bit_cast<std::uint64_t>(v);
  for (int shift = 56; shift >= 0; shift -= 8) out_ += static_cast<char>(bits >> shift);
}
void CellWriter::text(std::string_view v) {
  out_ += tag_text;
  put_bytes(out_, v);
}
void CellWriter::date(Date v) {
  out_ += tag_date;
  put_varint(out_, zigzag(v.time_since_epoch().count()));
}
void CellWriter::instant(Instant v) {
  out_ += tag_instant;
  put_varint(out_, zigzag(v.time_since_epoch().count()));
}
void CellWriter::begin_array(std::size_t size) {
  out_ += tag_array;
  put_varint(out_, size);
}
void CellWriter::begin_object(std::size_t size) {
  out_ += tag_object;
  put_varint(out_, size);
}
void CellWriter::member(std::string_view, int n) {
  put_varint(out_, static_cast<std::uint64_t>(n));
}

bool CellReader::is_null() { return !bytes_.empty() && bytes_.front() == tag_null; }
bool CellReader::boolean(bool& out) {
  auto in = bytes_;
  const char tag = take(in);
  if (tag != tag_true && tag != tag_false) return false;
  out = tag == tag_true;
  return true;
}
bool CellReader::integer(std::int64_t& out) {
  const auto v = number(bytes_, tag_integer);
  if (v) out = unzigzag(*v);
  return v.has_value();
}
bool CellReader::real(double& out) {
  auto in = bytes_;
  if (take(in) != tag_real) return false;
  std::uint64_t bits = 0;
  for (const char c : take_bytes(in, 8)) bits = bits << 8 | static_cast<unsigned char>(c);
  out = std::bit_cast<double>(bits);
  return true;
}
bool CellReader::text(std::string& out) {
  auto in = bytes_;
  if (take(in) != tag_text) return false;
  out = take_bytes(in, take_varint(in));
  return true;
}
bool CellReader::date(Date& out) {
  const auto v = number(bytes_, tag_date);
  if (v) out = Date(std::chrono::days(unzigzag(*v)));
  return v.has_value();
}
bool CellReader::instant(Instant& out) {
  const auto v = number(bytes_, tag_instant);
  if (v) out = Instant(std::chrono::microseconds(unzigzag(*v)));
  return v.has_value();
}
bool CellReader::array(Items items) {
  auto in = bytes_;
  if (take(in) != tag_array) return false;
  const auto size = take_varint(in);
  for (std::uint64_t i = 0; i < size; ++i) {
    CellReader item(take_cell(in));
    items(item, static_cast<std::size_t>(i));
  }
  return true;
}
bool CellReader::object(Members members) {
  auto in = bytes_;
  if (take(in) != tag_object) return false;
  for (auto n = take_varint(in); n; --n) {
    const auto member = take_varint(in);
    CellReader value(take_cell(in));
    members(value, {}, static_cast<int>(member));
  }
  return true;
}

RowCells cells_of(const NounInfo& noun, const void* row) {
  constexpr std::size_t usual_bytes = 256;
  Part open, personal;
  open.reserve(usual_bytes);
  bool has_personal = false;
  for (auto& r : noun.rows) {
    const bool is_open = r.privacy == Privacy::open;
    (is_open ? open : personal).add(r, row);
    has_personal |= !is_open;
  }
  return {open.take(), has_personal ? personal.take() : std::string()};
}

namespace {

constexpr std::int8_t no_place = -1;
using PlacesOfMembers = std::array<std::int8_t, 128>;  // of a noun's members, by their number

const PlacesOfMembers& places_of(const NounInfo& noun) {
  static const auto all = [] {
    std::vector<PlacesOfMembers> out;
    for (auto& info : nouns()) {
      auto& places = out.emplace_back();
      places.fill(no_place);
      for (std::size_t i = 0; i < info.rows.size(); ++i)
        places.at(static_cast<std::size_t>(info.rows[i].number)) = static_cast<std::int8_t>(i);
    }
    return out;
  }();
  return all[static_cast<std::size_t>(noun.noun)];
}

void read_part(const NounInfo& noun, std::string_view part, Columns wanted, void* row) {
  if (part.empty()) return;
  if (take(part) != tag_object) damaged();
  const auto& places = places_of(noun);
  const Rows rows = storage::kept_rows(noun.noun);
  std::vector<Problem> problems;
  for (auto n = take_varint(part); n; --n) {
    const auto number = take_varint(part);
    CellReader value(take_cell(part));
    const auto place = number < places.size() ? places[number] : no_place;
    if (place == no_place) damaged();
    const Row& member = rows[static_cast<std::size_t>(place)];
    if (wanted >> place & 1) member.type->read(value, member.at(row), member, {}, problems);
  }
  if (!problems.empty()) damaged();
}

}  // namespace

void read_cells(const NounInfo& noun, int format, std::string_view open, std::string_view personal,
                void* row, Columns wanted) {
  if (format == noun.format) {
    read_part(noun, open, wanted, row);
    read_part(noun, personal, wanted, row);
    return;
  }
  std::string open_now(open), personal_now(personal);
  upcast(noun, format, open_now, personal_now);
  read_part(noun, open_now, wanted, row);
  read_part(noun, personal_now, wanted, row);
}

Hash digest_of_personal(std::string_view salted) {
  return Sha256().update({&personal_prefix, 1}).update(bytes(salted)).finish();
}

Hash leaf_of(const Entry& e) {
  constexpr std::size_t head_bytes_max = 128;  // the nine numbers, the digest, a short name
  std::string out;
  out.reserve(head_bytes_max + e.operation.size() + e.open.size());
  out += leaf_version;
  put_varint(out, static_cast<std::uint64_t>(e.sequence));
  put_varint(out, zigzag(e.time.time_since_epoch().count()));
  put_varint(out, static_cast<std::uint64_t>(e.actor));
  put_varint(out, static_cast<std::uint64_t>(e.organization));
  put_bytes(out, e.operation);
  put_varint(out, static_cast<std::uint64_t>(e.noun));
  put_varint(out, static_cast<std::uint64_t>(e.id));
  put_varint(out, static_cast<std::uint64_t>(e.format));
  put_bytes(out, e.open);
  out.append(reinterpret_cast<const char*>(e.personal_digest.data()), e.personal_digest.size());
  return merkle::leaf_hash(bytes(out));
}

}  // namespace onward
