// How functions of the C interface answer, and where exceptions end.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "onward.h"
#include "onward/host.hpp"
#include "onward/result.hpp"
#include "onward/storage.hpp"

struct onward_text {
  std::string text;
};

namespace onward_capi {

onward_status answer(onward_text** out, onward_status, std::string json);
onward_status answer(onward_text** out, const onward::Refusal&);
onward_status answer_message(onward_text** out, onward_status, std::string_view message);
onward::Refusal malformed(std::string path, std::string message);

// The one place where C++ exceptions end. No memory even for the message: the answer stays NULL.
template <class F> onward_status guarded(onward_text** out, F&& f) noexcept {
  if (out) *out = nullptr;
  onward_status status = ONWARD_BROKEN;
  try {
    try {
      return f();
    } catch (const onward::CommitUnknown& e) {
      return answer_message(out, status = ONWARD_COMMIT_UNKNOWN, e.what());
    } catch (const onward::Cancelled& e) {
      return answer_message(out, status = ONWARD_CANCELLED, e.what());
    } catch (const std::exception& e) { return answer_message(out, status, e.what()); }
  } catch (...) { return status; }
}

// A NULL with a size of 0 is an empty text.
inline bool readable(const void* bytes, std::size_t size) { return bytes || size == 0; }
inline std::string_view text_of(const char* text, std::size_t size) {
  return text ? std::string_view(text, size) : std::string_view();
}

}  // namespace onward_capi
