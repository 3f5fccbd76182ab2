// Durable creation of referrals against raw SQLite.
//
// What ours wrote is read back from its file and written again, row for row and byte for byte, by
// prepared statements into a copy of the store as it was before: the same tables, indexes and
// checks, the same transactions, and nothing of ours in between.
#include <array>
#include <map>
#include <thread>

#include "json.hpp"
#include "measure.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "raw_sqlite.hpp"

namespace onward::benchmarks {

namespace {

constexpr std::size_t batch_size = 1'000;
constexpr std::size_t threads = 8;

struct Sizes {
  std::size_t single, batches, shared;  // needs, batches, needs
  int rounds;
};

constexpr std::array tables{"need",    "referral",         "inbox_item",
                            "journal", "journal_personal", "journal_tile"};
enum Table : std::size_t { need, referral, inbox_item, journal, personal, tile };

std::int64_t integer(const Raw::Row& row, std::size_t at) {
  return sqlite3_value_int64(row[at].get());
}

// The rows that `needs` transactions of ours left, in the order they were written.
class Written {
 public:
  Written(const std::string& before, const std::string& after, std::size_t needs) : needs_(needs) {
    Raw old(before), now(after);
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const std::string key = i < journal ? "id" : i < tile ? "sequence" : "level, position";
      const std::string all = std::string("select * from ") + tables[i] + " order by " + key;
      auto rows = now.read(all);
      rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(old.read(all).size()));
      rows_[i] = std::move(rows);
    }
    if (rows_[need].size() != needs || rows_[referral].size() != needs ||
        rows_[inbox_item].size() != needs || rows_[journal].size() != 2 * needs ||
        rows_[tile].empty())
      throw std::logic_error("a need leaves other rows than the raw statements write");
    const auto key = [](const Raw::Row& r) {
      return std::array{integer(r, 0), integer(r, 1), integer(r, 2)};
    };
    std::map<std::array<std::int64_t, 3>, std::int64_t> was;
    for (auto& row : old.read("select * from counter")) was[key(row)] = integer(row, 3);
    for (auto& row : now.read("select * from counter")) {
      const auto grown = integer(row, 3) - was[key(row)];
      if (grown % static_cast<std::int64_t>(needs) != 0)
        throw std::logic_error("a counter grows unevenly");
      if (grown != 0) counters_.push_back({key(row), grown / static_cast<std::int64_t>(needs)});
    }
  }

  // Throws unless the two stores hold the same, so that no road writes less than the other.
  static void compare(const std::string& ours, const std::string& theirs) {
    Raw raw(ours);
    raw.execute("attach '" + theirs + "' as theirs");
    for (const std::string table : {"need", "referral", "inbox_item", "journal", "journal_personal",
                                    "journal_tile", "counter"})
      for (const auto& [left, right] :
           {std::pair{"main.", "theirs."}, std::pair{"theirs.", "main."}})
        if (!raw.read("select 1 from (select * from " + (left + table) + " except select * from " +
                      (right + table) + ") limit 1")
                 .empty())
          throw std::logic_error("ours and raw SQLite wrote different rows of " + table);
  }

  // Seconds to write them again, so many needs to a transaction.
  double replay(const std::string& path, std::size_t per_transaction) {
    Raw raw(path);
    std::array<Raw::Statement, tables.size()> insert;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      std::string marks = "?";
      for (std::size_t n = 1; n < rows_[i].at(0).size(); ++n) marks += ",?";
      insert[i] = raw.prepare(std::string("insert into ") + tables[i] + " values (" + marks + ")");
    }
    const auto begin = raw.prepare("begin immediate"), commit = raw.prepare("commit");
    const auto count = raw.prepare(
        "insert into counter values (?1, ?2, ?3, ?4) "
        "on conflict do update set value = value + excluded.value");
    const auto add = [&](std::int64_t needs) {
      for (auto& [key, delta] : counters_) {
        for (int i = 0; i < 3; ++i)
          sqlite3_bind_int64(count.get(), i + 1, key[static_cast<std::size_t>(i)]);
        sqlite3_bind_int64(count.get(), 4, delta * needs);
        raw.run(count);
      }
    };
    return seconds_of([&] {
      std::array<std::size_t, 2> at{};  // of personal parts and tiles
      for (std::size_t from = 0; from < needs_; from += per_transaction) {
        raw.run(begin);
        const auto to = std::min(from + per_transaction, needs_);
        for (std::size_t n = from; n < to; ++n) {
          for (const auto table : {need, referral, inbox_item})
            raw.run(insert[table], rows_[table][n]);
          for (auto e = 2 * n; e < 2 * n + 2; ++e) {
            raw.run(insert[journal], rows_[journal][e]);
            const auto sequence = integer(rows_[journal][e], 0);
            if (at[0] < rows_[personal].size() && integer(rows_[personal][at[0]], 0) == sequence)
              raw.run(insert[personal], rows_[personal][at[0]++]);
            if (sequence % 256 == 0 && at[1] < rows_[tile].size())
              raw.run(insert[tile], rows_[tile][at[1]++]);
          }
        }
        add(static_cast<std::int64_t>(to - from));
        raw.run(commit);
      }
    });
  }

 private:
  std::size_t needs_;
  std::array<std::vector<Raw::Row>, tables.size()> rows_;
  std::vector<std::pair<std::array<std::int64_t, 3>, std::int64_t>> counters_;
};

// A store with two organisations and a consenting client for every need.
std::vector<SendNeed> prepare(const std::string& path, std::size_t clients,
                              SessionOptions& caseworker) {
  Engine engine(Options{.store = path});
  auto nobody = engine.session();
  const auto made = must(nobody.call<system_::create>(
      {.network = "County", .organization = "Council", .login = "ada", .name = "Ada"}));
  caseworker = {.staff_id = made.staff.id, .organization_id = made.organization.id};
  auto session = engine.session(caseworker);
  must(session.call<policy::set>(
      {.scope = PolicyScope::store, .knobs = {.client_requires_referral = false}}));
  const auto receiver = must(session.call<organization::create>({.name = "Food bank"}));
  const auto food = must(session.call<issue::create>({.code = "food", .name = "Food"}));
  std::vector<SendNeed> needs;
  for (std::size_t from = 0; from < clients; from += batch_size / 2) {
    Batch batch;
    const auto first = static_cast<std::int64_t>(from) + 1;
    for (std::int64_t id = first; id < first + static_cast<std::int64_t>(batch_size / 2); ++id) {
      const CreateClient client{
          {.given_name = "Eve", .family_name = "Adams " + std::to_string(id)}};
      batch.calls.push_back({"client.create", {json_of(client)}});
      batch.calls.push_back({"consent.record", {json_of(RecordConsent{.client_id = id})}});
      needs.push_back({.client_id = id,
                       .issue_id = food.id,
                       .consent_id = id,
                       .receivers = {{.organization_id = receiver.id}}});
    }
    must(session.call<system_::batch>(batch));
  }
  return needs;
}

// Each road begins with a copy of the same store.
class Roads {
 public:
  Roads(const Folder& folder, const Sizes& sizes) : folder_(folder), sizes_(sizes) {
    needs_ =
        prepare(folder.file("seed"),
                std::max({sizes.single, sizes.batches * batch_size, sizes.shared}), caseworker_);
  }

  void round(int number) {
    const auto end = "-" + std::to_string(number);
    const auto single =
        run("single" + end, [&](Engine& engine) { send(engine, 0, 1, sizes_.single); });
    raw(single, "single" + end, sizes_.single, 1, single_, raw_single_, single_ratio_);
    const auto many = sizes_.batches * batch_size;
    const auto batches = run("batch" + end, [&](Engine& engine) { send_batches(engine); });
    raw(batches, "batch" + end, many, batch_size, batch_, raw_batch_, batch_ratio_);
    const auto shared = run("shared" + end, [&](Engine& engine) { send_shared(engine); });
    shared_.push_back(static_cast<double>(sizes_.shared) / shared);
    shared_ratio_.push_back(shared_.back() / single_.back());
  }

  std::vector<Figure> figures() const {
    const auto sqlite = std::string("raw SQLite ") + sqlite3_libversion() + ", synchronous=FULL";
    return {figure("create_single_vs_raw", single_ratio_, "of raw", sqlite),
            figure("create_batch_vs_raw", batch_ratio_, "of raw", sqlite),
            figure("create_shared_vs_single", shared_ratio_, "times", "one thread"),
            figure("create_single_per_s", single_, "needs/s", "one a transaction"),
            figure("create_single_raw_per_s", raw_single_, "needs/s", "one a transaction"),
            figure("create_batch_per_s", batch_, "needs/s", "1,000 a transaction"),
            figure("create_batch_raw_per_s", raw_batch_, "needs/s", "1,000 a transaction"),
            figure("create_shared_per_s", shared_, "needs/s", "8 threads")};
  }

 private:
  std::string copy(const std::string& name) const {
    const auto path = folder_.file(name);
    std::filesystem::copy_file(folder_.file("seed"), path);
    return path;
  }
  double run(const std::string& name, const auto& work) const {
    Engine engine(Options{.store = copy(name)});
    must(engine.session(caseworker_).call<issue::list>({}));
    return seconds_of([&] { work(engine); });
  }
  void raw(double seconds, const std::string& name, std::size_t needs, std::size_t per_transaction,
           std::vector<double>& ours, std::vector<double>& theirs, std::vector<double>& ratio) {
    Written written(folder_.file("seed"), folder_.file(name), needs);
    const auto raw_seconds = written.replay(copy(name + "-raw"), per_transaction);
    Written::compare(folder_.file(name), folder_.file(name + "-raw"));
    ours.push_back(static_cast<double>(needs) / seconds);
    theirs.push_back(static_cast<double>(needs) / raw_seconds);
    ratio.push_back(ours.back() / theirs.back());
  }

  void send(Engine& engine, std::size_t from, std::size_t step, std::size_t to) const {
    auto session = engine.session(caseworker_);
    for (auto i = from; i < to; i += step) must(session.call<need::send>(needs_[i]));
  }
  void send_batches(Engine& engine) const {
    auto session = engine.session(caseworker_);
    for (std::size_t b = 0; b < sizes_.batches; ++b) {
      Batch batch;
      for (auto i = b * batch_size; i < (b + 1) * batch_size; ++i)
        batch.calls.push_back({"need.send", {json_of(needs_[i])}});
      must(session.call<system_::batch>(batch));
    }
  }
  void send_shared(Engine& engine) const {
    std::vector<std::exception_ptr> broken(threads);
    {
      std::vector<std::jthread> running;
      running.reserve(threads);
      for (std::size_t t = 0; t < threads; ++t)
        running.emplace_back([&, t] {
          try {
            send(engine, t, threads, sizes_.shared);
          } catch (...) { broken[t] = std::current_exception(); }
        });
    }
    for (auto& error : broken)
      if (error) std::rethrow_exception(error);
  }

  const Folder& folder_;
  Sizes sizes_;
  SessionOptions caseworker_;
  std::vector<SendNeed> needs_;
  std::vector<double> single_, raw_single_, single_ratio_, batch_, raw_batch_, batch_ratio_,
      shared_, shared_ratio_;
};

}  // namespace

std::vector<Figure> create_figures(const Plan& plan) {
  const Sizes sizes = plan.quick ? Sizes{500, 1, 1'000, 3} : Sizes{2'000, 5, 8'000, 5};
  const Folder folder(plan.folder);
  plan.say("create: preparing clients");
  Roads roads(folder, sizes);
  for (int round = 0; round < sizes.rounds; ++round) {
    plan.say("create: round " + std::to_string(round + 1) + " of " + std::to_string(sizes.rounds));
    roads.round(round);
  }
  return roads.figures();
}

}  // namespace onward::benchmarks
