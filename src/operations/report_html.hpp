// Writes HTML. Text and attributes are escaped here, and nowhere else.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace onward {

class Html {
 public:
  struct Attribute {
    std::string_view name, value;
  };
  using Attributes = std::initializer_list<Attribute>;

  void open(std::string_view tag, Attributes = {});
  void close(std::string_view tag);
  void text(std::string_view);
  void element(std::string_view tag, std::string_view text, Attributes = {});
  // Of ours, or made safe by whoever calls: a style, a script, data in a script.
  void raw(std::string_view markup) { out_ += markup; }
  std::string take() && { return std::move(out_); }

 private:
  std::string out_{};
};

// JSON that may stand between the tags of a script: none of its text ends the element.
std::string json_for_script(std::string_view json);

}  // namespace onward
