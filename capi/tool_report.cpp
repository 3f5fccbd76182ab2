#include "tool_report.hpp"

#include <filesystem>
#include <fstream>

namespace onward_tool {

namespace {

Value request_of(const ReportFile& wanted) {
  Value request = Value::object();
  if (!wanted.from.empty()) request.set("from", Value::of(wanted.from));
  if (!wanted.until.empty()) request.set("until", Value::of(wanted.until));
  if (!wanted.profile.empty()) request.set("profile", Value::of(wanted.profile));
  if (!wanted.report.empty()) request.set("report", Value::of(wanted.report));
  if (!wanted.month.empty()) request.set("month", Value::of(wanted.month));
  if (!wanted.as_of.empty()) request.set("as_of", Value::of(wanted.as_of));
  if (wanted.suppress_below) request.set("suppress_below", Value::of(*wanted.suppress_below));
  if (!wanted.referring_provider_ids.empty()) {
    Value ids = Value::array();
    for (const auto id : wanted.referring_provider_ids) ids.members.push_back({{}, Value::of(id)});
    request.set("referring_provider_ids", std::move(ids));
  }
  request.set("whole_store", Value::of_boolean(wanted.whole_store));
  return request;
}

bool write_whole(const std::string& path, const std::string& text) {
  const std::string beside = path + ".part";
  std::error_code unknown;
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) {
      std::filesystem::remove(beside, unknown);
      return false;
    }
  }
  std::filesystem::rename(beside, path, unknown);
  if (!unknown) return true;
  std::filesystem::remove(beside, unknown);
  return false;
}

}  // namespace

Answer write_report(Store& store, const ReportFile& wanted) {
  auto answer = store.call("report.html", compact(request_of(wanted)));
  if (!answer.is_ok()) return answer;
  const auto page = parse(answer.json).value_or(Value{});
  const std::string& html = page["html"].text;
  Value said = Value::object();
  if (!write_whole(wanted.html, html)) {
    said.set("message", Value::of(wanted.html + " cannot be written"));
    return {ONWARD_BROKEN, compact(said)};
  }
  said.set("html", Value::of(wanted.html));
  said.set("bytes", Value::of(static_cast<std::int64_t>(html.size())));
  said.set("charts", page["charts"]);
  return {ONWARD_OK, compact(said)};
}

}  // namespace onward_tool
