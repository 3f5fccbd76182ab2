#include "tool_store.hpp"

namespace onward_tool {

Answer taken(onward_status status, onward_text* text) {
  Answer answer{status, {onward_text_data(text), onward_text_size(text)}};
  onward_text_free(text);
  return answer;
}

Answer Store::open(const std::string& path, bool clock_may_jump, const onward_host& host) {
  Value options = Value::object();
  options.set("store", Value::of(path));
  if (clock_may_jump) options.set("clock_may_jump", Value::of_boolean(true));
  const std::string json = compact(options);
  onward_engine* engine = nullptr;
  onward_text* text = nullptr;
  const auto status = onward_open(json.data(), json.size(), &host, &engine, &text);
  engine_.reset(engine);
  return taken(status, text);
}

Answer Store::backup(const std::string& path) {
  onward_text* text = nullptr;
  const auto status = onward_backup(engine_.get(), path.data(), path.size(), &text);
  return taken(status, text);
}

Answer Store::verify() {
  onward_text* text = nullptr;
  const auto status = onward_verify(engine_.get(), &text);
  return taken(status, text);
}

Answer Store::begin(std::int64_t staff_id, std::int64_t organization_id) {
  Value options = Value::object();
  options.set("staff_id", Value::of(staff_id));
  options.set("organization_id", Value::of(organization_id));
  const std::string json = compact(options);
  onward_session* session = nullptr;
  onward_text* text = nullptr;
  const auto status = onward_session_open(engine_.get(), json.data(), json.size(), &session, &text);
  session_.reset(session);
  return taken(status, text);
}

Answer Store::call(std::string_view operation, std::string_view request) {
  onward_text* text = nullptr;
  const auto status = onward_call(session_.get(), operation.data(), operation.size(),
                                  request.data(), request.size(), &text);
  return taken(status, text);
}

Answer Store::put(std::string_view blob, std::int64_t offset, std::string_view bytes) {
  onward_text* text = nullptr;
  const auto status = onward_blob_put(session_.get(), blob.data(), blob.size(), offset,
                                      bytes.data(), bytes.size(), &text);
  return taken(status, text);
}

Answer Store::erase(std::string_view blob) {
  onward_text* text = nullptr;
  const auto status = onward_blob_erase(session_.get(), blob.data(), blob.size(), &text);
  return taken(status, text);
}

Answer Store::stream(std::string_view table, std::string_view options, ArrowArrayStream* out) {
  onward_text* text = nullptr;
  const auto status = onward_stream(session_.get(), table.data(), table.size(), options.data(),
                                    options.size(), out, &text);
  return taken(status, text);
}

}  // namespace onward_tool
