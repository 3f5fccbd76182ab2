// The C interface with its handles owned: the command line has no other way to the engine.
#pragma once

#include <memory>

#include "onward.h"
#include "onward_arrow.h"
#include "tool_json.hpp"

namespace onward_tool {

struct Answer {
  onward_status status = ONWARD_BROKEN;
  std::string json{};

  bool is_ok() const { return status == ONWARD_OK; }
};

// Takes the text that a call stored.
Answer taken(onward_status, onward_text*);

class Store {
 public:
  Answer open(const std::string& path, bool clock_may_jump, const onward_host&);
  Answer backup(const std::string& path);
  Answer verify();
  Answer begin(std::int64_t staff_id, std::int64_t organization_id);
  Answer call(std::string_view operation, std::string_view request);
  Answer put(std::string_view blob, std::int64_t offset, std::string_view bytes);
  Answer erase(std::string_view blob);
  Answer stream(std::string_view table, std::string_view options, ArrowArrayStream* out);

 private:
  struct Close {
    void operator()(onward_engine* e) const { onward_close(e); }
    void operator()(onward_session* s) const { onward_session_close(s); }
  };
  std::unique_ptr<onward_engine, Close> engine_{};
  std::unique_ptr<onward_session, Close> session_{};
};

}  // namespace onward_tool
