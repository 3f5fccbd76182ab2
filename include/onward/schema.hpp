// A struct described once, as data.
//
// rows<T> has one row per member: its wire name, a number that is never reused, one sentence,
// its privacy class, and how its type is written and read. JSON, JSON Schema, SQL cells, journal
// bytes, help and Python classes are walkers over these rows that are compiled once, so a new
// struct costs a table and no templates.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace onward {

using Date = std::chrono::sys_days;  // a civil date
using Instant = std::chrono::sys_time<std::chrono::microseconds>;  // UTC

// An identifier that refuses to be another noun's. Positive, below 2^53; 0 means none.
template <class Tag> struct Id {
  std::int64_t value = 0;
  constexpr Id() = default;
  constexpr Id(std::int64_t v) : value(v) {}
  constexpr explicit operator bool() const { return value != 0; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

// A borrowed callable; valid for the call it is passed to.
template <class> class FunctionRef;
template <class R, class... A> class FunctionRef<R(A...)> {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>)
  FunctionRef(F&& f)
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
        call_([](void* o, A... a) -> R {
          return (*static_cast<std::remove_reference_t<F>*>(o))(std::forward<A>(a)...);
        }) {}
  R operator()(A... a) const { return call_(object_, std::forward<A>(a)...); }

 private:
  void* object_;
  R (*call_)(void*, A...);
};

// Where values go: JSON text, SQL cells, journal bytes and index keys implement it.
struct Writer {
  virtual ~Writer() = default;
  virtual void null() = 0;
  virtual void boolean(bool) = 0;
  virtual void integer(std::int64_t) = 0;
  virtual void real(double) = 0;
  virtual void text(std::string_view) = 0;
  virtual void date(Date) = 0;
  virtual void instant(Instant) = 0;
  virtual void begin_array(std::size_t size) = 0;
  virtual void end_array() = 0;
  virtual void begin_object(std::size_t size) = 0;
  virtual void member(std::string_view name, int number) = 0;  // the next value's key
  virtual void end_object() = 0;
  virtual void json(std::string_view value) { text(value); }  // a value that is JSON already
};

// Where one value comes from. Each read answers false, and leaves its argument as it was, when
// the value has another shape.
struct Reader {
  using Items = FunctionRef<void(Reader&, std::size_t index)>;
  using Members = FunctionRef<void(Reader&, std::string_view name, int number)>;  // one is empty

  virtual ~Reader() = default;
  virtual bool is_null() = 0;
  virtual bool boolean(bool&) = 0;
  virtual bool integer(std::int64_t&) = 0;
  virtual bool real(double&) = 0;
  virtual bool text(std::string&) = 0;
  virtual bool date(Date&) = 0;
  virtual bool instant(Instant&) = 0;
  virtual bool array(Items) = 0;
  virtual bool object(Members) = 0;
};

// Open members may stand in every log. Personal and special ones (health, beliefs, custody) are
// kept apart in the journal, so that they can be erased while history still proves.
enum class Privacy : std::uint8_t { open, personal, special };

struct Problem {
  std::string path;     // JSON pointer into the request
  std::string message;  // one line, lower case
};

// Where a walker stands; turned into a JSON pointer only when something is wrong.
struct Path {
  const Path* up = nullptr;
  std::string_view name;
  std::size_t index = 0;
  std::string pointer() const;
};

struct Row;

struct Type {
  enum class Cell : std::uint8_t { integer, real, text, date, instant, boolean, symbol, composite };
  Cell cell;
  bool nullable;
  void (*write)(Writer&, const void* value);
  void (*read)(Reader&, void* value, const Row&, const Path&, std::vector<Problem>&);
  void (*schema)(Writer&, const Row&);  // the members of a JSON Schema, without the braces
};

struct Row {
  std::string_view name;
  int number;
  std::string_view doc;
  Privacy privacy;
  std::int64_t limit;  // bytes of a text, items of an array
  bool required;       // false: the key may be absent, and then the member keeps its default
  const Type* type;
  void* (*at)(void* object);
};
using Rows = std::span<const Row>;

constexpr std::int64_t text_limit_default = 1'000;  // bytes of UTF-8; a name, a code, a line
constexpr std::int64_t text_limit_long = 20'000;    // bytes of UTF-8; a note
constexpr std::int64_t array_limit_default = 1'000;

// The walkers. `read` collects every problem of the shape; unknown keys are problems when strict.
void write(Writer&, Rows, const void* object);
void read(Reader&, Rows, void* object, const Path&, std::vector<Problem>&);
void schema(Writer&, Rows);  // a whole JSON Schema object

// How a kind of value looks from outside: specialise for each new kind.
template <class T> struct Kind;
template <class T>
inline constexpr Type type_of{Kind<T>::cell, Kind<T>::nullable, Kind<T>::write, Kind<T>::read,
                              Kind<T>::schema};

// One enumerator: its wire name and a sentence. names<E> lists them all, in order.
template <class E> struct Name {
  E value;
  std::string_view name;
  std::string_view doc;
};
template <class E> inline constexpr std::nullptr_t names = nullptr;
template <class E>
concept Named = std::is_enum_v<E> && requires { names<E>.size(); };

namespace detail {

template <class> struct Member;
template <class O, class T> struct Member<T O::*> {
  using Owner = O;
  using Value = T;
};

struct Anything {  // named, never called
  template <class T> operator T() const;
};
template <class T, class... A> consteval std::size_t member_count() {
  if constexpr (requires { T{A{}..., Anything{}}; })
    return member_count<T, A..., Anything>();
  else
    return sizeof...(A);
}

// Compilers print an enumerator by its name, and a value without one as a cast.
template <auto V> consteval bool is_enumerator() {
  std::string_view f = __PRETTY_FUNCTION__;
  const auto at = f.rfind("V = ");
  return at != f.npos && f[at + 4] != '(' && !(f[at + 4] >= '0' && f[at + 4] <= '9');
}
template <class E> consteval bool names_complete() {
  for (std::size_t i = 0; i < names<E>.size(); ++i)
    if (static_cast<std::size_t>(names<E>[i].value) != i) return false;
  return !is_enumerator<static_cast<E>(names<E>.size())>();
}

void wrong_shape(Reader&, std::string_view expected, const Path&, std::vector<Problem>&);
void too_many(const Row&, const Path&, std::vector<Problem>&);
void schema_record(Writer&, Rows);
void schema_nullable(Writer&, FunctionRef<void()> present);
void schema_array(Writer&, const Row&, FunctionRef<void()> item);
void read_symbol(Reader&, std::int64_t& index, std::string_view (*name)(std::size_t),
                 std::size_t size, const Path&, std::vector<Problem>&);
void schema_symbol(Writer&, std::string_view (*name)(std::size_t), std::size_t size);

}  // namespace detail

template <Named E> constexpr std::string_view name_of(E value) {
  return names<E>[static_cast<std::size_t>(value)].name;
}
template <Named E> constexpr std::optional<E> named(std::string_view name) {
  for (auto& n : names<E>)
    if (n.name == name) return n.value;
  return std::nullopt;
}

// What a row says beside its sentence.
struct RowOptions {
  Privacy privacy = Privacy::open;
  std::int64_t limit = 0;  // 0: the default of its kind
  bool may_be_absent = false;
};
constexpr RowOptions may_be_absent{.may_be_absent = true};
constexpr RowOptions is_personal{.privacy = Privacy::personal};
constexpr RowOptions is_special{.privacy = Privacy::special};
constexpr RowOptions long_personal{.privacy = Privacy::personal, .limit = text_limit_long};

template <auto M>
consteval Row row(int number, std::string_view name, std::string_view doc,
                  RowOptions options = {}) {
  using Owner = typename detail::Member<decltype(M)>::Owner;
  using Value = typename detail::Member<decltype(M)>::Value;
  if (doc.empty() || doc.back() != '.') throw "a member needs a sentence";
  if (number < 1) throw "members are numbered from 1";
  return {name,
          number,
          doc,
          options.privacy,
          options.limit ? options.limit : Kind<Value>::limit,
          Kind<Value>::required && !options.may_be_absent,
          &type_of<Value>,
          [](void* o) -> void* { return &(static_cast<Owner*>(o)->*M); }};
}

template <class T> inline constexpr std::nullptr_t rows = nullptr;
template <class T>
concept Record = requires { rows<T>.size(); };

// A member of T that stands flat on the wire and in tables: its rows, beyond the one of a member.
template <class T> inline constexpr std::size_t flat_rows = 0;

// The rows of a record within T, as if its members were T's own. Their numbers follow `after`.
template <auto M> consteval auto flat(int after) {
  using Owner = typename detail::Member<decltype(M)>::Owner;
  using Value = typename detail::Member<decltype(M)>::Value;
  auto out = rows<Value>;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((
         out[I].number += after,
         out[I].at = [](void* o) -> void* {
           return rows<Value>[I].at(&(static_cast<Owner*>(o)->*M));
         }),
     ...);
  }(std::make_index_sequence<rows<Value>.size()>());
  return out;
}
template <std::size_t... N> consteval auto joined(const std::array<Row, N>&... parts) {
  std::array<Row, (N + ...)> out{};
  std::size_t at = 0;
  const auto add = [&](const auto& part) {
    for (auto& row : part) out[at++] = row;
  };
  (add(parts), ...);
  return out;
}

template <Record T> consteval bool complete() {
  if (rows<T>.size() != detail::member_count<T>() + flat_rows<T>) return false;  // one has no row
  if (rows<T>.size() > 64) return false;  // Columns is a mask of 64 bits
  for (std::size_t i = 0; i < rows<T>.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (rows<T>[i].number == rows<T>[j].number || rows<T>[i].name == rows<T>[j].name)
        return false;
  return true;
}
template <Record T> Rows rows_of() {
  static_assert(complete<T>(), "a member has no row, or two rows share a name or a number");
  return rows<T>;
}

template <Record T> void write(Writer& w, const T& v) { write(w, rows_of<T>(), &v); }
template <Record T> std::vector<Problem> read(Reader& r, T& v) {
  std::vector<Problem> problems;
  read(r, rows_of<T>(), &v, {}, problems);
  return problems;
}

#define ONWARD_KIND_FUNCTIONS                                                       \
  static void write(Writer&, const void*);                                          \
  static void read(Reader&, void*, const Row&, const Path&, std::vector<Problem>&); \
  static void schema(Writer&, const Row&)
#define ONWARD_SCALAR(T, CELL, LIMIT)                    \
  template <> struct Kind<T> {                           \
    static constexpr Type::Cell cell = Type::Cell::CELL; \
    static constexpr bool required = true;               \
    static constexpr bool nullable = false;              \
    static constexpr std::int64_t limit = LIMIT;         \
    ONWARD_KIND_FUNCTIONS;                               \
  }
ONWARD_SCALAR(bool, boolean, 0);
ONWARD_SCALAR(std::int64_t, integer, 0);
ONWARD_SCALAR(double, real, 0);
ONWARD_SCALAR(std::string, text, text_limit_default);
ONWARD_SCALAR(Date, date, 0);  // "2025-03-31"
ONWARD_SCALAR(Instant, instant, 0);  // "2025-03-31T09:30:00.000000Z"
#undef ONWARD_SCALAR
#undef ONWARD_KIND_FUNCTIONS

template <class Tag> struct Kind<Id<Tag>> : Kind<std::int64_t> {
  static void write(Writer& w, const void* p) { w.integer(static_cast<const Id<Tag>*>(p)->value); }
  static void read(Reader& r, void* p, const Row& row, const Path& path,
                   std::vector<Problem>& problems) {
    Kind<std::int64_t>::read(r, &static_cast<Id<Tag>*>(p)->value, row, path, problems);
  }
};

template <Named E> struct Kind<E> {
  static_assert(detail::names_complete<E>(), "an enumerator has no name, or stands out of order");
  static constexpr Type::Cell cell = Type::Cell::symbol;
  static constexpr bool required = true;
  static constexpr bool nullable = false;
  static constexpr std::int64_t limit = 0;
  static std::string_view at(std::size_t i) { return names<E>[i].name; }
  static void write(Writer& w, const void* p) { w.text(name_of(*static_cast<const E*>(p))); }
  static void read(Reader& r, void* p, const Row&, const Path& path, std::vector<Problem>& out) {
    auto index = static_cast<std::int64_t>(*static_cast<E*>(p));
    detail::read_symbol(r, index, at, names<E>.size(), path, out);
    *static_cast<E*>(p) = static_cast<E>(index);
  }
  static void schema(Writer& w, const Row&) { detail::schema_symbol(w, at, names<E>.size()); }
};

// Apart from Kind<T>, which also stands for enumerators: g++ 12 takes the members of a template
// that is specialised for two concepts for each file's own, and no other file finds them.
template <class T> struct RecordKind {
  static constexpr Type::Cell cell = Type::Cell::composite;
  static constexpr bool required = true;
  static constexpr bool nullable = false;
  static constexpr std::int64_t limit = 0;
  static void write(Writer& w, const void* p) { onward::write(w, rows_of<T>(), p); }
  static void read(Reader& r, void* p, const Row&, const Path& path, std::vector<Problem>& out) {
    onward::read(r, rows_of<T>(), p, path, out);
  }
  static void schema(Writer& w, const Row&) { detail::schema_record(w, rows_of<T>()); }
};

template <Record T> struct Kind<T> : RecordKind<T> {};

template <class T> struct Kind<std::optional<T>> {
  static constexpr Type::Cell cell = Kind<T>::cell;
  static constexpr bool required = false;
  static constexpr bool nullable = true;
  static constexpr std::int64_t limit = Kind<T>::limit;
  static void write(Writer& w, const void* p) {
    auto& v = *static_cast<const std::optional<T>*>(p);
    v ? Kind<T>::write(w, &*v) : w.null();
  }
  static void read(Reader& r, void* p, const Row& row, const Path& path,
                   std::vector<Problem>& out) {
    auto& v = *static_cast<std::optional<T>*>(p);
    if (r.is_null())
      v.reset();
    else
      Kind<T>::read(r, &v.emplace(), row, path, out);
  }
  static void schema(Writer& w, const Row& row) {
    detail::schema_nullable(w, [&] { Kind<T>::schema(w, row); });
  }
};

template <class T> struct Kind<std::vector<T>> {
  static constexpr Type::Cell cell = Type::Cell::composite;
  static constexpr bool required = false;  // absent is empty
  static constexpr bool nullable = false;
  static constexpr std::int64_t limit = array_limit_default;
  static void write(Writer& w, const void* p) {
    auto& v = *static_cast<const std::vector<T>*>(p);
    w.begin_array(v.size());
    for (auto& item : v) Kind<T>::write(w, &item);
    w.end_array();
  }
  static void read(Reader& r, void* p, const Row& row, const Path& path,
                   std::vector<Problem>& out) {
    auto& v = *static_cast<std::vector<T>*>(p);
    v.clear();
    Row item = row;
    item.limit = Kind<T>::limit;
    const bool is_array = r.array([&](Reader& at, std::size_t i) {
      if (i == static_cast<std::size_t>(row.limit)) detail::too_many(row, path, out);
      if (i >= static_cast<std::size_t>(row.limit)) return;
      Kind<T>::read(at, &v.emplace_back(), item, {&path, {}, i}, out);
    });
    if (!is_array) detail::wrong_shape(r, "an array", path, out);
  }
  static void schema(Writer& w, const Row& row) {
    Row item = row;
    item.limit = Kind<T>::limit;
    detail::schema_array(w, row, [&] { Kind<T>::schema(w, item); });
  }
};

// Stands behind T's rows: the code that walks T is compiled once, in src/records_*.cpp, and not
// again in every file that includes T. ONWARD_RECORDS where other records have lists of T, too.
#define ONWARD_RECORD(T) ONWARD_RECORD_CODE(extern, T)
#define ONWARD_RECORDS(T) ONWARD_RECORDS_CODE(extern, T)
#define ONWARD_RECORD_CODE(EXTERN, T) \
  EXTERN template Rows rows_of<T>();  \
  EXTERN template struct RecordKind<T>
#define ONWARD_RECORDS_CODE(EXTERN, T) \
  ONWARD_RECORD_CODE(EXTERN, T);       \
  EXTERN template struct Kind<std::vector<T>>

}  // namespace onward
