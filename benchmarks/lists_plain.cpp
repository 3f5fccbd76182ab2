#include "lists_plain.hpp"

#include <functional>

#include "onward/operations/needs.hpp"
#include "onward/operations/referrals.hpp"
#include "raw_sqlite.hpp"

namespace onward::benchmarks {

namespace {

constexpr std::int64_t rows_before = 999 * page_limit_default;

// One statement and what is bound to it; texts and numbers alike.
class PlainPage {
 public:
  PlainPage(Raw& store, const std::string& sql, std::vector<Cell> cells)
      : store_(store), statement_(store.prepare(sql)), cells_(std::move(cells)) {
    begin_ = store.prepare("BEGIN");
    commit_ = store.prepare("COMMIT");
  }

  // Every column of every row is read, in one snapshot; answers the identifiers.
  std::vector<std::int64_t> read() {
    store_.run(begin_);
    for (int at = 0; auto& cell : cells_) {
      ++at;
      if (const auto* number = std::get_if<std::int64_t>(&cell))
        store_.check(sqlite3_bind_int64(statement_.get(), at, *number));
      else
        store_.check(sqlite3_bind_text(statement_.get(), at, std::get<std::string>(cell).c_str(),
                                       -1, SQLITE_STATIC));
    }
    std::vector<std::int64_t> ids;
    while (store_.step(statement_)) {
      ids.push_back(sqlite3_column_int64(statement_.get(), 0));
      for (int i = 1; i < sqlite3_column_count(statement_.get()); ++i)
        if (sqlite3_column_type(statement_.get(), i) == SQLITE_INTEGER)
          static_cast<void>(sqlite3_column_int64(statement_.get(), i));
        else
          static_cast<void>(sqlite3_column_blob(statement_.get(), i));
    }
    store_.check(sqlite3_reset(statement_.get()));
    store_.run(commit_);
    return ids;
  }

 private:
  Raw& store_;
  Raw::Statement statement_, begin_, commit_;
  std::vector<Cell> cells_;
};

std::int64_t micros(Instant at) { return at.time_since_epoch().count(); }

struct Compared {
  std::function<std::vector<std::int64_t>()> ours;
  PlainPage theirs;
  std::vector<double> ratio{};
};

class Comparison {
 public:
  Comparison(Raw& store, const ListsStore& of, Session& large, Session& administrator)
      : store_(store), of_(of), large_(large), administrator_(administrator) {}

  void referrals(ListReferrals in) {
    const bool is_all = in.view == ReferralView::all;
    auto& session = is_all ? administrator_ : large_;
    const auto ids = [](const ReferralPage& page) {
      std::vector<std::int64_t> out;
      for (auto& r : page.referrals) out.push_back(r.id.value);
      return out;
    };
    const auto add = [&](const std::string& behind, std::vector<Cell> cells) {
      const auto ours = [&session, in, ids] { return ids(must(session.call<referral::list>(in))); };
      compared_.push_back({ours, {store_, text_of(in, behind), std::move(cells)}});
    };
    std::vector<Cell> cells;
    if (!is_all) cells.emplace_back(of_.large.organization_id.value);
    if (in.phase) cells.emplace_back(std::string(name_of(*in.phase)));
    add("", cells);
    const auto last = walk(session, in);
    if (!last) return;
    if (is_all) cells.emplace_back(last->receiver_id.value);
    if (is_all) cells.emplace_back(std::string(name_of(last->phase)));
    cells.emplace_back(micros(last->requested_at));
    cells.emplace_back(last->id.value);
    add(is_all ? "(receiver_id, phase, requested_at, id) > (?1, ?2, ?3, ?4)"
               : "(requested_at, id) > (?3, ?4)",
        cells);
  }

  // All phases by time: one index scan for each, merged.
  void newest(ListReferrals in) {
    in.order = ListOrder::newest;
    std::string sql;
    for (auto& phase : names<ReferralPhase>) {
      if (phase.value == ReferralPhase::draft) continue;
      sql += (sql.empty() ? "SELECT * FROM referral" : " UNION ALL SELECT * FROM referral");
      sql += " INDEXED BY referral_receiver WHERE receiver_id = ?1 AND phase = '" +
             std::string(phase.name) + "'";
    }
    sql += " ORDER BY requested_at DESC, id DESC LIMIT 50";
    const auto ours = [this, in] {
      std::vector<std::int64_t> out;
      for (auto& r : must(large_.call<referral::list>(in)).referrals) out.push_back(r.id.value);
      return out;
    };
    compared_.push_back({ours, {store_, sql, {Cell(of_.large.organization_id.value)}}});
  }

  void check() {
    for (auto& one : compared_)
      if (one.ours() != one.theirs.read())
        throw std::logic_error("the operation and SQLite list different rows");
  }
  void round() {
    constexpr std::size_t calls = 51;
    for (auto& one : compared_) {
      const double ours = call_microseconds(calls, [&](std::size_t) { one.ours(); });
      const double theirs = call_microseconds(calls, [&](std::size_t) { one.theirs.read(); });
      one.ratio.push_back(ours / theirs);
    }
  }
  std::vector<double> ratios() const {
    std::vector<double> out;
    for (auto& one : compared_) out.push_back(median(one.ratio));
    return out;
  }

 private:
  static std::string text_of(const ListReferrals& in, const std::string& behind) {
    const std::string index = in.view == ReferralView::sent ? "sender" : "receiver";
    std::string where;
    if (in.view != ReferralView::all) where = index + "_id = ?1 AND phase = ?2";
    if (!behind.empty()) where += (where.empty() ? "" : " AND ") + behind;
    if (in.view == ReferralView::all) where += (where.empty() ? "" : " AND ") + not_a_draft;
    return "SELECT * FROM referral INDEXED BY referral_" + index + " WHERE " + where +
           " ORDER BY " + (in.view == ReferralView::all ? "receiver_id, phase, " : "") +
           "requested_at, id LIMIT 50";
  }
  inline static const std::string not_a_draft = "phase <> 'draft'";

  // The row before page 1,000, and the cursor there; nothing when there are fewer rows.
  std::optional<Referral> walk(Session& session, ListReferrals& in) {
    std::optional<Referral> last;
    for (std::int64_t seen = 0; seen < rows_before;) {
      in.limit = std::min(page_limit_max, rows_before - seen);
      auto page = must(session.call<referral::list>(in));
      if (page.cursor.empty()) return std::nullopt;
      seen += std::ssize(page.referrals);
      if (!page.referrals.empty()) last = std::move(page.referrals.back());
      in.cursor = page.cursor;
    }
    in.limit = page_limit_default;
    return last;
  }

  Raw& store_;
  const ListsStore& of_;
  Session &large_, &administrator_;
  std::vector<Compared> compared_{};
};

}  // namespace

std::vector<Figure> plain_figures(const Plan& plan, Engine& engine, const ListsStore& store,
                                  int rounds) {
  Raw raw(store.path);
  auto large = engine.session(store.large), administrator = engine.session(store.administrator);
  Comparison comparison(raw, store, large, administrator);
  for (const auto view : {ReferralView::received, ReferralView::sent})
    for (const auto phase : {ReferralPhase::completed, ReferralPhase::on_hold})
      comparison.referrals({.view = view, .phase = phase});
  comparison.referrals({.view = ReferralView::all});
  comparison.newest({.view = ReferralView::received});
  comparison.check();
  for (int round = 0; round < rounds; ++round) {
    plan.say("lists: against SQLite, round " + std::to_string(round + 1));
    comparison.round();
  }
  return {figure("list_vs_sqlite", comparison.ratios(), "times",
                 "the same rows and columns by prepared statements on the same file; low and high "
                 "are views")};
}

}  // namespace onward::benchmarks
