#include "onward_answers.hpp"

#include "json.hpp"
#include "legible.hpp"
#include "onward/catalogue.hpp"

namespace onward_capi {

onward_status answer(onward_text** out, onward_status status, std::string json) {
  if (out) *out = new onward_text{std::move(json)};
  return status;
}

onward_status answer(onward_text** out, const onward::Refusal& refusal) {
  return answer(out, ONWARD_REFUSED, onward::refusal_json(refusal));
}

onward_status answer_message(onward_text** out, onward_status status, std::string_view message) {
  std::string json;
  onward::JsonWriter w(json);
  w.begin_object(1);
  w.member("message");
  w.text(onward::legible(message));
  w.end_object();
  return answer(out, status, std::move(json));
}

onward::Refusal malformed(std::string path, std::string message) {
  return onward::malformed({{std::move(path), std::move(message)}});
}

}  // namespace onward_capi
