// The text road: JSON in, JSON out, one strict decoding for every binding.
#include "onward/session.hpp"

#include "engine_inside.hpp"
#include "json.hpp"
#include "onward/catalogue.hpp"
#include "onward/operations/configuration.hpp"
#include "text.hpp"

namespace onward {

namespace {

// The request without its idempotency key, which belongs to the call and not to the operation.
class WithoutKey final : public Reader {
 public:
  WithoutKey(Reader& inner, std::string& key, std::vector<Problem>& problems)
      : inner_(inner), key_(key), problems_(problems) {}

  bool is_null() override { return inner_.is_null(); }
  bool boolean(bool& v) override { return inner_.boolean(v); }
  bool integer(std::int64_t& v) override { return inner_.integer(v); }
  bool real(double& v) override { return inner_.real(v); }
  bool text(std::string& v) override { return inner_.text(v); }
  bool date(Date& v) override { return inner_.date(v); }
  bool instant(Instant& v) override { return inner_.instant(v); }
  bool array(Items items) override { return inner_.array(items); }
  bool object(Members members) override {
    return inner_.object([&](Reader& value, std::string_view name, int number) {
      if (name != "idempotency_key") return members(value, name, number);
      if (!value.text(key_) || !is_idempotency_key(key_))
        problems_.push_back({"/idempotency_key", "expected a text of 1 to 200 bytes"});
    });
  }

 private:
  Reader& inner_;
  std::string& key_;
  std::vector<Problem>& problems_;
};

void write_fact(JsonWriter& w, const Fact& fact) {
  w.member(fact.name);
  if (auto* n = std::get_if<std::int64_t>(&fact.value)) w.integer(*n);
  if (auto* t = std::get_if<std::string>(&fact.value)) w.text(*t);
  if (auto* d = std::get_if<Date>(&fact.value)) w.date(*d);
  if (auto* i = std::get_if<Instant>(&fact.value)) w.instant(*i);
}

JsonLimits limits_of(const Operation& op) {
  if (op.name == configuration::import::name)
    return {.bytes = static_cast<std::size_t>(configuration_bytes_max)};
  return {};
}

Answer answer(const Refusal& refusal) {
  Answer out{.refused = true};
  out.json = refusal_json(refusal);
  return out;
}

}  // namespace

std::string refusal_json(const Refusal& refusal) {
  std::string json;
  JsonWriter w(json);
  w.begin_object(0);
  w.member("reason");
  w.text(name_of(refusal.reason));
  w.member("path");
  w.text(refusal.path);
  w.member("text");
  w.text(render(refusal));
  w.member("message");
  w.text(refusal.message);
  w.member("facts");
  w.begin_object(0);
  for (auto& fact : refusal.facts) write_fact(w, fact);
  w.end_object();
  w.member("problems");
  w.begin_array(0);
  for (auto& problem : refusal.problems) {
    w.begin_object(0);
    w.member("path");
    w.text(problem.path);
    w.member("message");
    w.text(problem.message);
    w.end_object();
  }
  w.end_array();
  w.end_object();
  return json;
}

Answer Session::call(std::string_view name, std::string_view request) {
  const Operation* op = find_operation(name);
  if (!op)
    return answer({Reason::unknown_operation,
                   "",
                   "no operation has this name",
                   {{"operation", std::string(shortened(name, 100))}},
                   {}});
  auto document = JsonDocument::parse(request, limits_of(*op));
  if (!document) return answer(document.refusal());
  Answer out;
  op->frame([&](void* in, void* response) {
    std::string key;
    auto problems = document.value().problems();
    WithoutKey root(document.value().root(), key, problems);
    Reader& reader = takes_key(*op) ? static_cast<Reader&>(root) : document.value().root();
    read(reader, op->request, in, {}, problems);
    if (!problems.empty()) {
      out = answer(malformed(std::move(problems)));
    } else if (auto refused = engine_->inside_->run(*this, *op, in, response, key)) {
      out = answer(*refused);
    } else {
      JsonWriter w(out.json);
      write(w, op->response, response);
    }
  });
  return out;
}

}  // namespace onward
