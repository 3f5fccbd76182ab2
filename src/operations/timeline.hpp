// Histories, put together from the journal's entries on many rows.
#pragma once

#include "operations/answers.hpp"
#include "operations/need_reader.hpp"
#include "operations/needs.hpp"
#include "operations/paging.hpp"

namespace onward {

// The order of a timeline and of its cursors: after which note, message and entry it goes on.
// Notes and messages may be many, so they are read from the last page on; acts are few.
extern const Index need_timeline_order, client_timeline_order;

// What of a need the active organisation is shown: a receiver what concerns itself, and who did it
// when it was itself or the sender. Rows are shown as their lists show them;
// tests/timeline_test.cpp compares.
class NeedSight {
 public:
  NeedSight(Context&, const Need&);

  bool shows(OrganizationId whose) const { return reader_.sees_members() || whose == own_; }
  bool names(OrganizationId who) const { return shows(who) || who == sender_; }
  bool shows(const Note& note) const { return reader_.may_read(note); }
  bool shows(const Message& m) const { return shows_words(m.organization_id); }
  bool shows(const Attachment& a) const { return reader_.may_know(a); }
  bool shows(const Transfer& t) const { return sees_all_ || t.from_id == own_ || t.to_id == own_; }
  // What happened before it was sent is its sender's.
  bool shows_drafts() const { return reader_.sees_members(); }
  bool shows_work(OrganizationId author) const { return shows_words(author); }

 private:
  bool shows_words(OrganizationId author) const { return reader_.sees_client() || author == own_; }

  NeedReader reader_;
  OrganizationId own_, sender_;
  bool sees_all_;
};

// One page: every source adds the entries that are shown, and the page is cut to its length.
class TimelinePage {
 public:
  using Names = FunctionRef<bool(OrganizationId)>;  // whether to say who did it

  TimelinePage(Context& c, const Paging& paging, std::int64_t needs);

  void add_need(const Need&);
  // The entries on one row.
  void add(Noun, std::int64_t id, const TimelineEntry& belongs, Names, bool shows_drafts = true);
  // Answers the next page's cursor.
  std::string page(std::vector<TimelineEntry>& out);

 private:
  enum class Stream : std::size_t { notes, messages };
  struct Reach {  // there are more of a stream behind this row
    Stream stream{};
    std::int64_t row = 0, sequence = 0;
  };

  void add_member(const NeedSight&, const Need&, const Referral&);
  void add_attachments(const NeedSight&, const Need&);
  template <Kept T> void add_work(const NeedSight&, const Referral&, const Index&);
  template <Kept T>
  void add_stream(const NeedSight&, Stream, const Index&, std::int64_t prefix, NeedId);
  struct Which {
    bool only_first = false;
    bool shows_drafts = true;
  };
  void add_entries(Noun, std::int64_t id, const TimelineEntry& belongs, Names, Which);
  std::int64_t& reached(Stream s) { return reached_[static_cast<std::size_t>(s)]; }

  Context& c_;
  const Paging& paging_;
  std::int64_t visits_ = 0;                 // rows to look at, of each stream
  std::int64_t after_ = 0;                  // the entry that earlier pages end with
  std::array<std::int64_t, 2> reached_{};   // the row of each stream that they end with
  std::optional<Reach> until_{};
  std::vector<TimelineEntry> lines_{};
};

}  // namespace onward
