#include "arrow_columns.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <unordered_map>

#include "arrow_buffers.hpp"
#include "dates.hpp"
#include "json.hpp"

namespace onward_arrow {

namespace {

using onward::CellView, onward::Reader;
using Is = Shape::Is;

class Base : public Column {
 public:
  explicit Base(const Field& field) : name_(field.name), nullable_(field.shape.nullable) {}

  std::size_t bytes() const override { return 0; }

 protected:
  // There is a value; a column without nulls needs no bits.
  void present() {
    if (nulls_) valid_.push(length_, true);
    ++length_;
  }
  void absent() {
    if (!nullable_) unfit();
    if (!nulls_) valid_.fill(length_);
    valid_.push(length_, false);
    ++nulls_;
    ++length_;
  }
  [[noreturn]] void unfit() const {
    throw std::runtime_error("damaged store: a value of the column " + name_ + " has another type");
  }
  std::size_t length() const { return length_; }

  OwnedArray& begin(ArrowArray* out) {
    OwnedArray& o = begin_array(out);
    if (nulls_)
      o.keep(valid_.take());
    else
      o.buffers.push_back(nullptr);
    return o;
  }
  void end(ArrowArray* out, OwnedArray& o) {
    end_array(out, o, static_cast<std::int64_t>(length_), static_cast<std::int64_t>(nulls_));
    length_ = nulls_ = 0;
    valid_ = {};
  }

 private:
  std::string name_;
  bool nullable_;
  std::size_t length_ = 0, nulls_ = 0;
  Bits valid_{};
};

// Numbers, dates and instants: one value of the same size each.
template <class T> class Fixed : public Base {
 public:
  using Base::Base;
  void give(ArrowArray* out) override {
    auto& o = begin(out);
    const auto size = values_.size();
    o.keep(std::move(values_));
    values_.reserve(size);
    end(out, o);
  }

 protected:
  void push(T value) {
    present();
    values_.push_back(value);
  }
  void push_null() {
    absent();
    values_.push_back({});
  }

 private:
  std::vector<T> values_{};
};

class Integers final : public Fixed<std::int64_t> {
 public:
  using Fixed::Fixed;
  void add(const CellView& cell) override {
    if (const auto* n = std::get_if<std::int64_t>(&cell)) return push(*n);
    cell.index() == 0 ? push_null() : unfit();
  }
  void add(Reader& value) override {
    std::int64_t n = 0;
    if (value.is_null()) return push_null();
    value.integer(n) ? push(n) : unfit();
  }
};

class Instants final : public Fixed<std::int64_t> {
 public:
  using Fixed::Fixed;
  void add(const CellView& cell) override {
    if (const auto* n = std::get_if<std::int64_t>(&cell)) return push(*n);
    cell.index() == 0 ? push_null() : unfit();
  }
  void add(Reader& value) override {
    onward::Instant at{};
    if (value.is_null()) return push_null();
    value.instant(at) ? push(at.time_since_epoch().count()) : unfit();
  }
};

class Reals final : public Fixed<double> {
 public:
  using Fixed::Fixed;
  void add(const CellView& cell) override {
    if (const auto* n = std::get_if<double>(&cell)) return push(*n);
    cell.index() == 0 ? push_null() : unfit();
  }
  void add(Reader& value) override {
    double n = 0;
    if (value.is_null()) return push_null();
    value.real(n) ? push(n) : unfit();
  }
};

class Dates final : public Fixed<std::int32_t> {
 public:
  using Fixed::Fixed;
  void add(const CellView& cell) override {
    onward::Date day{};
    if (cell.index() == 0) return push_null();
    const auto* text = std::get_if<std::string_view>(&cell);
    text&& onward::parse_date(*text, day) ? push(days(day)) : unfit();
  }
  void add(Reader& value) override {
    onward::Date day{};
    if (value.is_null()) return push_null();
    value.date(day) ? push(days(day)) : unfit();
  }

 private:
  static std::int32_t days(onward::Date day) {
    return static_cast<std::int32_t>(day.time_since_epoch().count());
  }
};

class Booleans final : public Base {
 public:
  using Base::Base;
  void add(const CellView& cell) override {
    const auto* n = std::get_if<std::int64_t>(&cell);
    if (cell.index() == 0) return push_null();
    n && (*n == 0 || *n == 1) ? push(*n == 1) : unfit();
  }
  void add(Reader& value) override {
    bool is = false;
    if (value.is_null()) return push_null();
    value.boolean(is) ? push(is) : unfit();
  }
  void give(ArrowArray* out) override {
    auto& o = begin(out);
    o.keep(values_.take());
    values_ = {};
    end(out, o);
  }

 private:
  void push(bool value) {
    values_.push(length(), value);
    present();
  }
  void push_null() {
    values_.push(length(), false);
    absent();
  }
  Bits values_{};
};

class Texts final : public Base {
 public:
  using Base::Base;
  void add(const CellView& cell) override {
    if (const auto* text = std::get_if<std::string_view>(&cell)) return push(*text);
    cell.index() == 0 ? push_null() : unfit();
  }
  void add(Reader& value) override {
    if (value.is_null()) return push_null();
    value.text(read_) ? push(read_) : unfit();
  }
  void push(std::string_view text) {
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    ends_.push(bytes_.size());
    present();
  }
  void give(ArrowArray* out) override {
    auto& o = begin(out);
    const auto size = bytes_.size();
    o.keep(ends_.take());
    o.keep(std::move(bytes_));
    bytes_.reserve(size);
    end(out, o);
  }
  std::size_t bytes() const override { return bytes_.size(); }

 private:
  void push_null() {
    ends_.push(bytes_.size());
    absent();
  }
  std::vector<char> bytes_{};
  Ends ends_{};
  std::string read_{};
};

// The names stand once, and every value is the place of one.
template <class Place> class Symbols final : public Fixed<Place> {
 public:
  explicit Symbols(const Field& field) : Fixed<Place>(field), names_(field.shape.names) {
    if (names_.size() > std::size_t(std::numeric_limits<Place>::max()))
      throw std::logic_error("more names than can be told apart");
    for (auto& name : names_) places_.emplace(name, static_cast<Place>(places_.size()));
    last_ = places_.end();
  }
  void add(const CellView& cell) override {
    if (const auto* text = std::get_if<std::string_view>(&cell)) return push_name(*text);
    cell.index() == 0 ? this->push_null() : this->unfit();
  }
  void add(Reader& value) override {
    if (value.is_null()) return this->push_null();
    value.text(read_) ? push_name(read_) : this->unfit();
  }
  void give(ArrowArray* out) override {
    Fixed<Place>::give(out);
    auto& names = static_cast<OwnedArray*>(out->private_data)->dictionary;
    Texts texts(Field{});
    for (auto& name : names_) texts.push(name);
    texts.give(&names);
    out->dictionary = &names;
  }

 private:
  void push_name(std::string_view name) {
    if (last_ == places_.end() || last_->first != name) {
      last_ = places_.find(name);
      if (last_ == places_.end()) this->unfit();
    }
    this->push(last_->second);
  }
  using Places = std::unordered_map<std::string_view, Place>;
  const std::vector<std::string> names_;
  Places places_{};
  typename Places::const_iterator last_{};  // most rows are like the one before
  std::string read_{};
};

// Lists and records come as JSON, which is mostly the same from row to row.
class Nested : public Base {
 public:
  explicit Nested(const Field& field) : Base(field) {
    for (auto& part : field.shape.parts) parts_.push_back(Column::of(part));
  }
  void add(const CellView& cell) final {
    if (cell.index() == 0) return add_null();
    const auto* text = std::get_if<std::string_view>(&cell);
    if (!text) unfit();
    if (!document_ || text_ != *text) {
      document_.reset();
      auto parsed = onward::JsonDocument::parse(*text, {.bytes = std::size_t(-1)});
      if (!parsed) unfit();
      text_ = *text;
      document_ = std::move(parsed.value());
    }
    add(document_->root());
  }
  void add(Reader& value) final {
    if (value.is_null())
      add_null();
    else if (!add_present(value))
      unfit();
  }
  std::size_t bytes() const override {
    std::size_t most = 0;
    for (auto& part : parts_) most = std::max(most, part->bytes());
    return most;
  }

 protected:
  virtual void add_null() = 0;
  virtual bool add_present(Reader&) = 0;
  void give_parts(OwnedArray& o) {
    o.parts.resize(parts_.size());
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      o.places.push_back(&o.parts[i]);
      parts_[i]->give(&o.parts[i]);
    }
  }
  std::vector<std::unique_ptr<Column>> parts_{};

 private:
  std::string text_{};
  std::optional<onward::JsonDocument> document_{};
};

class Lists final : public Nested {
 public:
  using Nested::Nested;
  void give(ArrowArray* out) override {
    auto& o = begin(out);
    o.keep(ends_.take());
    give_parts(o);
    items_ = 0;
    end(out, o);
  }
  std::size_t bytes() const override { return std::max(items_, Nested::bytes()); }

 private:
  void add_null() override {
    ends_.push(items_);
    absent();
  }
  bool add_present(Reader& value) override {
    const bool is_list = value.array([&](Reader& item, std::size_t) {
      parts_[0]->add(item);
      ++items_;
    });
    ends_.push(items_);
    present();
    return is_list;
  }
  std::size_t items_ = 0;
  Ends ends_{};
};

class Records final : public Nested {
 public:
  explicit Records(const Field& field) : Nested(field), names_(field.shape.parts) {}
  void give(ArrowArray* out) override {
    auto& o = begin(out);
    give_parts(o);
    end(out, o);
  }

 private:
  void add_null() override {
    add_blank(0);
    absent();
  }
  // Members come in the order of their rows; one that is absent, of an older row, is null.
  bool add_present(Reader& value) override {
    std::size_t next = 0;
    const bool is_record = value.object([&](Reader& member, std::string_view name, int) {
      const auto at = std::ranges::find(names_, name, &Field::name);
      if (at == names_.end()) return;
      const auto place = static_cast<std::size_t>(at - names_.begin());
      if (place < next) unfit();
      for (; next < place; ++next) parts_[next]->add(blank(names_[next].shape));
      parts_[next++]->add(member);
    });
    add_blank(next);
    present();
    return is_record;
  }
  void add_blank(std::size_t from) {
    for (; from < parts_.size(); ++from) parts_[from]->add(blank(names_[from].shape));
  }
  // What stands under a null, where a part may not be null itself.
  static CellView blank(const Shape& shape) {
    if (shape.nullable) return std::monostate{};
    switch (shape.is) {
      case Is::boolean:
      case Is::integer:
      case Is::instant: return std::int64_t{0};
      case Is::real: return 0.0;
      case Is::date: return std::string_view("1970-01-01");
      case Is::symbol: return std::string_view(shape.names.front());
      case Is::list: return std::string_view("[]");
      case Is::record: return std::string_view("{}");
      case Is::text:
      case Is::json: break;
    }
    return std::string_view();
  }
  std::vector<Field> names_;
};

}  // namespace

std::unique_ptr<Column> Column::of(const Field& field) {
  switch (field.shape.is) {
    case Is::boolean: return std::make_unique<Booleans>(field);
    case Is::integer: return std::make_unique<Integers>(field);
    case Is::real: return std::make_unique<Reals>(field);
    case Is::date: return std::make_unique<Dates>(field);
    case Is::instant: return std::make_unique<Instants>(field);
    case Is::symbol:
      if (field.shape.has_many_names) return std::make_unique<Symbols<std::int32_t>>(field);
      return std::make_unique<Symbols<std::int8_t>>(field);
    case Is::list: return std::make_unique<Lists>(field);
    case Is::record: return std::make_unique<Records>(field);
    case Is::text:
    case Is::json: break;
  }
  return std::make_unique<Texts>(field);
}

void give_struct(std::span<const std::unique_ptr<Column>> columns, std::int64_t rows,
                 ArrowArray* out) {
  OwnedArray& o = begin_array(out);
  o.buffers.push_back(nullptr);
  o.parts.resize(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    o.places.push_back(&o.parts[i]);
    columns[i]->give(&o.parts[i]);
  }
  end_array(out, o, rows, 0);
}

}  // namespace onward_arrow
