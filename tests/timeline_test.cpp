// What a case line cannot say of timelines and lists of clients: that they have what may be seen
// one by one, and nothing else, whatever happened.
#include <map>

#include "onward/operations/clients.hpp"
#include "onward/operations/needs.hpp"
#include "random_store.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

namespace json = boost::json;

// Rows that a timeline tells of, how one of them is asked for, and by which member it names whose
// it is: a client, or the need or referral that names one.
struct Told {
  std::string_view noun, get, id, belongs;
};
constexpr Told told[] = {
    {"consent", "consent.get", "consent_id", "client_id"},
    {"logged_referral", "referral.get_logged", "logged_referral_id", "client_id"},
    {"questionnaire_response", "questionnaire_response.get", "response_id", "client_id"},
    {"transfer", "transfer.get", "transfer_id", "need_id"},
    {"note", "note.get", "note_id", "need_id"},
    {"attachment", "attachment.get", "attachment_id", "need_id"},
    {"message", "message.get", "message_id", "referral_id"},
    {"appointment", "appointment.get", "appointment_id", "referral_id"},
    {"barrier", "barrier.get", "barrier_id", "referral_id"},
    {"handover", "handover.get", "handover_id", "referral_id"},
    {"information_request", "information_request.get", "information_request_id", "referral_id"},
};

using RowsTold = std::set<std::pair<std::string, std::int64_t>>;  // noun and number

class Looker {
 public:
  Looker(RandomStore& store, SessionOptions who) : store_(store), who_(std::move(who)) {}

  std::optional<json::object> get(std::string_view operation, std::string_view id,
                                  std::int64_t number) {
    const auto in = "{\"" + std::string(id) + "\":" + std::to_string(number) + '}';
    const Answer answer = store_.store.engine().session(who_).call(operation, in);
    if (answer.refused) return std::nullopt;
    return json::parse(answer.json).as_object();
  }

  std::set<std::int64_t> clients_listed() {
    std::set<std::int64_t> out;
    each_page("client.list", {}, [&](const json::object& page) {
      for (auto& row : page.at("clients").as_array()) {
        const auto id = row.at("id").as_int64();
        CHECK((out.empty() || *out.rbegin() < id));
        out.insert(id);
        CHECK(json::value(*get("client.get", "client_id", id)) == row);
      }
    });
    return out;
  }

  RowsTold timeline(std::int64_t client) {
    RowsTold out;
    std::int64_t last = 0;
    each_page("client.timeline", {{"client_id", client}}, [&](const json::object& page) {
      for (auto& row : page.at("entries").as_array()) {
        CHECK(row.at("sequence").as_int64() > last);
        last = row.at("sequence").as_int64();
        out.emplace(row.at("noun").as_string(), row.at("id").as_int64());
      }
    });
    return out;
  }

  // What is listed of a need; nothing when one may not look.
  std::set<std::int64_t> listed(std::string_view noun, std::int64_t need) {
    std::set<std::int64_t> out;
    if (!get("need.get", "need_id", need)) return out;
    each_page(std::string(noun) + ".list", {{"need_id", need}}, [&](const json::object& page) {
      for (auto& row : page.at(std::string(noun) + 's').as_array())
        out.insert(row.at("id").as_int64());
    });
    return out;
  }
  // What its timeline tells of, but for what was taken back.
  std::set<std::int64_t> told_of(std::string_view noun, std::int64_t need) {
    std::set<std::int64_t> out;
    if (!get("need.get", "need_id", need)) return out;
    each_page("need.timeline", {{"need_id", need}}, [&](const json::object& page) {
      for (auto& row : page.at("entries").as_array()) {
        if (row.at("noun").as_string() != noun) continue;
        const auto id = row.at("id").as_int64();
        if (row.at("phase").as_string() == "removed")
          out.erase(id);
        else
          out.insert(id);
      }
    });
    return out;
  }

  // Whose the row is; 0 when one may not know.
  std::int64_t client_of(const Told& of, const json::object& row) {
    const auto& whole = row.contains("attachment") ? row.at("attachment").as_object() : row;
    const auto id = whole.at(of.belongs).as_int64();
    if (of.belongs == "client_id") return id;
    const auto owner = of.belongs == "need_id" ? get("need.get", "need_id", id)
                                               : get("referral.get", "referral_id", id);
    if (!owner) return 0;
    return (of.belongs == "need_id" ? owner->at("need").as_object() : *owner)
        .at("client_id")
        .as_int64();
  }

 private:
  template <class Take> void each_page(std::string_view operation, json::object in, Take take) {
    in["limit"] = 4;
    for (;;) {
      const auto page = store_.ask(who_, operation, json::serialize(in));
      take(page);
      if (page.at("cursor").as_string().empty()) return;
      in["cursor"] = page.at("cursor");
    }
  }

  RandomStore& store_;
  SessionOptions who_;
};

constexpr std::int64_t numbers_max = 120;  // of any noun, after so many calls

}  // namespace

TEST_CASE("a timeline has every row of the client that may be seen by itself, and no other one") {
  std::map<std::string_view, int> met;
  for (const std::uint64_t seed : {31U, 32U, 33U, 34U}) {
    RandomStore store("memory", seed, 2'500);
    for (auto& [staff, organization] : store.people) {
      Looker looker(store, {staff, organization, {}});
      if (!looker.get("client.list", "limit", 1)) continue;  // they left, or may not look
      const auto listed = looker.clients_listed();
      std::map<std::int64_t, RowsTold> seen;
      for (auto& of : told)
        for (std::int64_t n = 1; n <= numbers_max; ++n)
          if (const auto row = looker.get(of.get, of.id, n)) {
            seen[looker.client_of(of, *row)].emplace(of.noun, n);
            ++met[of.noun];
          }
      for (std::int64_t client = 1; client <= numbers_max; ++client) {
        INFO("seed " << seed << ", staff " << staff.value << ", client " << client);
        const auto view = looker.get("client.get", "client_id", client);
        if (!view) {
          CHECK_FALSE(listed.contains(client));
          continue;
        }
        const bool is_itself = view->at("id").as_int64() == client;  // not merged away
        CHECK(listed.contains(client) == is_itself);
        const auto rows = looker.timeline(client);
        CHECK(rows.contains({"client", client}));
        for (auto& row : seen[client]) {
          INFO(row.first << ' ' << row.second);
          CHECK(rows.contains(row));
        }
        for (auto& of : told)
          for (auto& [noun, n] : rows)
            if (noun == of.noun) {
              INFO(noun << ' ' << n);
              CHECK((noun == "attachment" || looker.get(of.get, of.id, n).has_value()));
            }
      }
    }
  }
  for (auto& of : told) {
    INFO(of.noun);
    CHECK(met[of.noun] > 0);
  }
}

TEST_CASE("a need's timeline tells of the notes and files that are listed, and of no others") {
  int met = 0;
  for (const std::uint64_t seed : {31U, 32U}) {
    RandomStore store("memory", seed, 2'500);
    for (auto& [staff, organization] : store.people) {
      Looker looker(store, {staff, organization, {}});
      if (!looker.get("client.list", "limit", 1)) continue;  // they left, or may not look
      for (std::int64_t need = 1; need <= numbers_max; ++need)
        for (const auto* noun : {"note", "attachment"}) {
          INFO("seed " << seed << ", staff " << staff.value << ", need " << need << ' ' << noun);
          const auto listed = looker.listed(noun, need);
          CHECK(looker.told_of(noun, need) == listed);
          met += std::ssize(listed) > 0;
        }
    }
  }
  CHECK(met > 20);
}
