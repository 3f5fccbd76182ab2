#include "arrow_stream.hpp"

#include <cerrno>
#include <mutex>
#include <new>

#include "arrow_columns.hpp"
#include "legible.hpp"
#include "onward/host.hpp"

namespace onward_arrow {

namespace {

constexpr std::size_t text_bytes_max = std::size_t{1} << 30;  // a batch with more ends early

class Stream {
 public:
  Stream(std::unique_ptr<onward::RecordSource> source, std::shared_ptr<void> keeps_alive,
         std::int64_t batch_rows)
      : keeps_alive_(std::move(keeps_alive)),
        source_(std::move(source)),
        batch_rows_(batch_rows),
        fields_(fields_of(source_->columns())) {
    for (auto& field : fields_) columns_.push_back(Column::of(field));
  }

  std::string dictionary() const { return data_dictionary(*source_, fields_); }

  int schema(ArrowSchema* out) {
    return guarded(out, [&] {
      give_schema(fields_, out);
      return 0;
    });
  }
  // A stream that failed once goes on failing: what it had read of the batch is lost.
  // One batch at a time, whoever reads: two threads may have the same stream.
  int next(ArrowArray* out) {
    const std::scoped_lock alone(reading_);
    out->release = nullptr;
    if (failed_) return failed_;
    failed_ = guarded(out, [&] { return read_batch(out); });
    return failed_;
  }
  const char* error() const { return failed_ || said_ ? error_.c_str() : nullptr; }

 private:
  int read_batch(ArrowArray* out) {
    std::int64_t rows = 0;
    const auto add = [&](std::span<const onward::CellView> cells) {
      for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i]->add(cells[i]);
      ++rows;
    };
    while (!ended_ && rows < batch_rows_ && !is_full()) {
      const auto more = source_->next(batch_rows_ - rows, add);
      if (!more)
        return fail(EACCES,
                    std::string(name_of(more.refusal().reason)) + ": " + more.refusal().message);
      ended_ = !more.value();
    }
    if (rows > 0) give_struct(columns_, rows, out);
    return 0;
  }

  bool is_full() const {
    for (auto& column : columns_)
      if (column->bytes() > text_bytes_max) return true;
    return false;
  }

  int fail(int code, std::string why) {
    error_ = std::move(why);
    said_ = true;
    return code;
  }
  template <class Out, class F> int guarded(Out* out, F&& f) noexcept {
    int code = EIO;
    try {
      try {
        return f();
      } catch (const std::bad_alloc&) {
        code = ENOMEM;
        error_ = "out of memory";
      } catch (const onward::Cancelled& e) {
        code = ECANCELED;
        error_ = e.what();
      } catch (const std::exception& e) { error_ = onward::legible(e.what()); }
    } catch (...) { code = ENOMEM; }
    said_ = true;
    if (out->release) out->release(out);
    out->release = nullptr;
    return code;
  }

  std::shared_ptr<void> keeps_alive_;  // destroyed last
  std::unique_ptr<onward::RecordSource> source_;
  std::int64_t batch_rows_;
  std::vector<Field> fields_;
  std::vector<std::unique_ptr<Column>> columns_{};
  std::mutex reading_{};
  bool ended_ = false;
  int failed_ = 0;
  bool said_ = false;
  std::string error_{};
};

Stream& of(ArrowArrayStream* stream) { return *static_cast<Stream*>(stream->private_data); }

}  // namespace

std::string give_stream(std::unique_ptr<onward::RecordSource> source,
                        std::shared_ptr<void> keeps_alive, std::int64_t batch_rows,
                        ArrowArrayStream* out) {
  auto stream = std::make_unique<Stream>(std::move(source), std::move(keeps_alive), batch_rows);
  auto dictionary = stream->dictionary();
  out->get_schema = [](ArrowArrayStream* s, ArrowSchema* schema) {
    schema->release = nullptr;
    return of(s).schema(schema);
  };
  out->get_next = [](ArrowArrayStream* s, ArrowArray* array) { return of(s).next(array); };
  out->get_last_error = [](ArrowArrayStream* s) { return of(s).error(); };
  out->release = [](ArrowArrayStream* s) {
    delete &of(s);
    s->release = nullptr;
  };
  out->private_data = stream.release();
  return dictionary;
}

}  // namespace onward_arrow
