#include "operations/report_html.hpp"

namespace onward {

namespace {

// The same for text and for attributes, which always stand in double quotes.
void escape(std::string& out, std::string_view text) {
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
}

}  // namespace

void Html::open(std::string_view tag, Attributes attributes) {
  (out_ += '<') += tag;
  for (auto& a : attributes) {
    ((out_ += ' ') += a.name) += "=\"";
    escape(out_, a.value);
    out_ += '"';
  }
  out_ += '>';
}

void Html::close(std::string_view tag) { ((out_ += "</") += tag) += ">\n"; }

void Html::text(std::string_view text) { escape(out_, text); }

void Html::element(std::string_view tag, std::string_view inside, Attributes attributes) {
  open(tag, attributes);
  text(inside);
  close(tag);
}

// Outside of strings JSON has none of these characters, and in strings \u means the same.
std::string json_for_script(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 16);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto separator = json.substr(i, 3);
    if (json[i] == '<')
      out += "\\u003c";
    else if (json[i] == '>')
      out += "\\u003e";
    else if (json[i] == '&')
      out += "\\u0026";
    else if (separator == "\u2028" || separator == "\u2029") {
      out += separator == "\u2028" ? "\\u2028" : "\\u2029";
      i += 2;
    } else
      out += json[i];
  }
  return out;
}

}  // namespace onward
