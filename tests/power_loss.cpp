#include "power_loss.hpp"

#include <utility>

namespace onward::tests {

namespace {

void change(std::string& bytes, const DiskEvent& event) {
  const auto at = static_cast<std::size_t>(event.at);
  if (event.what == DiskEvent::What::truncate) return bytes.resize(at);
  if (bytes.size() < at + event.bytes.size()) bytes.resize(at + event.bytes.size());
  bytes.replace(at, event.bytes.size(), event.bytes);
}

}  // namespace

void Medium::play(const DiskEvent& event) {
  switch (event.what) {
    case DiskEvent::What::create:
      if (names_.try_emplace(event.path, files_.size()).second) files_.emplace_back();
      break;
    case DiskEvent::What::write:
    case DiskEvent::What::truncate: file(event.path).pending.push_back(&event); break;
    case DiskEvent::What::sync:
      for (const auto* done : std::exchange(file(event.path).pending, {}))
        change(file(event.path).synced, *done);
      break;
    case DiskEvent::What::sync_names: synced_names_ = names_; break;
    case DiskEvent::What::remove: names_.erase(event.path); break;
    case DiskEvent::What::mark: break;
  }
}

std::map<std::string, std::string> Medium::left() const {
  std::map<std::string, std::string> out;
  for (auto& [path, number] : synced_names_) out[path] = files_[number].synced;
  return out;
}

std::map<std::string, std::string> Medium::left(Chance& chance) const {
  std::map<std::string, std::string> out;
  for (auto& [path, number] : chance.percent(50) ? names_ : synced_names_) {
    out[path] = files_[number].synced;
    for (const auto* event : files_[number].pending)
      if (chance.percent(50)) change(out[path], *event);
  }
  return out;
}

}  // namespace onward::tests
