// One member, one cell: how a row looks to a table. Lists and nested records are JSON text.
#pragma once

#include <memory>

#include "json.hpp"
#include "onward/storage_tables.hpp"

namespace onward::storage {

// Folds what a member writes into one cell. Texts it makes hold until the next rewind().
class CellWriter : public Writer {
 public:
  void rewind() { used_ = 0; }

  void null() final;
  void boolean(bool) final;
  void integer(std::int64_t) final;
  void real(double) final;
  void text(std::string_view) final;
  void date(Date) final;
  void instant(Instant) final;
  void begin_array(std::size_t size) final;
  void end_array() final;
  void begin_object(std::size_t size) final;
  void member(std::string_view name, int number) final;
  void end_object() final;

 protected:
  virtual void put_null() = 0;
  virtual void put(std::int64_t) = 0;
  virtual void put(double) = 0;
  virtual void put(std::string_view) = 0;  // of the row, or made here

 private:
  JsonWriter& enter();
  void leave();
  std::string& room();

  // Reused, so that they keep their memory; views into them hold when there come to be more.
  std::vector<std::unique_ptr<std::string>> texts_;
  std::size_t used_ = 0;
  std::optional<JsonWriter> nested_;
  JsonWriter* json_ = nullptr;  // while inside a list or a nested record
  int depth_ = 0;
};

// Unfolds a cell; the rest is reading it.
class CellReader : public Reader {
 public:
  bool boolean(bool&) final;
  bool text(std::string&) final;
  bool date(Date&) final;
  bool instant(Instant&) final;
  bool array(Items) final;
  bool object(Members) final;

 protected:
  virtual bool view(std::string_view&) = 0;  // of a text cell

 private:
  Reader* document(std::string_view text);

  // The last one: frozen policies, for one, are mostly equal from row to row.
  std::string parsed_text_;
  std::optional<JsonDocument> parsed_;
};

// The rows of a noun without limits: what was accepted once must stay readable when they change.
Rows kept_rows(Noun);

// Appends what is wrong with the cell, if anything.
void read_member(CellReader&, const Row&, void* object, std::vector<Problem>&);

// Members as cells. Views hold while the object does, and until the next rewind().
class CellLoader final : public CellWriter {
 public:
  CellView load(const Row& member, const void* object) {
    member.type->write(*this, member.at(const_cast<void*>(object)));
    return cell_;
  }

 private:
  void put_null() override { cell_ = std::monostate{}; }
  void put(std::int64_t v) override { cell_ = v; }
  void put(double v) override { cell_ = v; }
  void put(std::string_view v) override { cell_ = v; }

  CellView cell_{};
};

// A member of an index as a key has it.
Cell key_cell(const Row&, const void* object);

// Copies one member from row to row.
void copy_member(const Row&, void* to, const void* from);

// The place of an index among those of its noun. Indexes are known by name: there are copies.
std::size_t index_number(const Index&);

// Bits beyond the noun's rows mean nothing.
Columns columns_of(const NounInfo&, Columns);

}  // namespace onward::storage
