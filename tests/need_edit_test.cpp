// Every edit of every need: what may be changed, and what stands.
#include "onward/rules/need_edit.hpp"

#include "catch.hpp"
#include "onward/rules/intake.hpp"
#include "onward/rules/lifecycle.hpp"

using namespace onward;

namespace {

constexpr Date first{std::chrono::days{20'000}}, second{std::chrono::days{20'001}};

constexpr auto texts = std::array{"", "Lift", "Lift, ramp", "Ramp"};

// What the edit may not touch stays, whatever the answer.
void check_frame(const Need& before, const Need& after) {
  CHECK(before.phase == after.phase);
  CHECK(before.revision == after.revision);
  CHECK(before.client_id == after.client_id);
  CHECK(before.issue_id == after.issue_id);
  CHECK(before.consent_id == after.consent_id);
  CHECK(before.policy.review_working_days == after.policy.review_working_days);
}

Need some_need(NeedPhase phase, Urgency urgency) {
  return {.id = 1,
          .revision = 3,
          .client_id = 4,
          .issue_id = 5,
          .phase = phase,
          .urgency = urgency,
          .consent_id = 6};
}

}  // namespace

TEST_CASE("urgency only rises, and stands once somebody has acknowledged") {
  for (auto& phase : names<NeedPhase>)
    for (auto& from : names<Urgency>)
      for (auto& to : names<Urgency>)
        for (const bool is_acknowledged : {false, true}) {
          const Need before = some_need(phase.value, from.value);
          const auto after = edited(before, {.urgency = to.value}, is_acknowledged);
          CAPTURE(phase.name, from.name, to.name, is_acknowledged);
          if (is_finished(phase.value)) {
            REQUIRE_FALSE(after);
            CHECK(after.refusal().reason == Reason::phase_forbids);
            CHECK(after.refusal().path == "/need_id");
          } else if (to.value == from.value || (to.value > from.value && !is_acknowledged)) {
            REQUIRE(after);
            CHECK(after.value().urgency == to.value);
            check_frame(before, after.value());
          } else {
            REQUIRE_FALSE(after);
            CHECK(after.refusal().path == "/urgency");
            CHECK(after.refusal().reason == (is_acknowledged ? Reason::receiver_has_acknowledged
                                                             : Reason::urgency_may_only_rise));
          }
        }
}

TEST_CASE("words are changed until somebody has acknowledged, and then only added to") {
  struct Member {
    std::string NeedDetails::* of;
    std::optional<std::string> NeedEdit::* to;
    const char* path;
  };
  for (auto& member : {Member{&NeedDetails::reason_for_referral, &NeedEdit::reason_for_referral,
                              "/reason_for_referral"},
                       Member{&NeedDetails::special_requirements, &NeedEdit::special_requirements,
                              "/special_requirements"},
                       Member{&NeedDetails::notes_for_provider, &NeedEdit::notes_for_provider,
                              "/notes_for_provider"}})
    for (const std::string from : texts)
      for (const std::string to : texts)
        for (const bool is_acknowledged : {false, true}) {
          Need before = some_need(NeedPhase::open, Urgency::routine);
          before.details = {"a", "b", "c", first};
          before.details.*member.of = from;
          NeedEdit edit;
          edit.*member.to = to;
          const auto after = edited(before, edit, is_acknowledged);
          CAPTURE(member.path, from, to, is_acknowledged);
          if (is_acknowledged && to.substr(0, from.size()) != from) {
            REQUIRE_FALSE(after);
            CHECK(after.refusal().reason == Reason::receiver_has_acknowledged);
            CHECK(after.refusal().path == member.path);
            continue;
          }
          REQUIRE(after);
          NeedDetails expected = before.details;
          expected.*member.of = to;
          CHECK(after.value().details == expected);
          check_frame(before, after.value());
        }
}

TEST_CASE("a preferred date is filled at any time, and changed until somebody has acknowledged") {
  for (const auto from : {std::optional<Date>(), std::optional(first)})
    for (const auto to : {std::optional<Date>(), std::optional(first), std::optional(second)})
      for (const bool is_acknowledged : {false, true}) {
        Need before = some_need(NeedPhase::claimed, Urgency::routine);
        before.details.preferred_date = from;
        const auto after = edited(before, {.preferred_date = to}, is_acknowledged);
        if (is_acknowledged && from && to && from != to) {
          REQUIRE_FALSE(after);
          CHECK(after.refusal().path == "/preferred_date");
        } else {
          REQUIRE(after);
          CHECK(after.value().details.preferred_date == (to ? to : from));
        }
      }
}

TEST_CASE("what an intake lacks is said all at once") {
  const auto paths = [](const IntakeDraft& draft, bool client_is_named = false) {
    std::string out;
    for (auto& p : missing(draft, client_is_named)) out += p.path + ' ';
    return out;
  };
  IntakeDraft draft;
  CHECK(paths(draft) == "/draft/client /draft/lines ");
  CHECK(paths(draft, true) == "/draft/lines ");
  draft.client.emplace();
  draft.lines = {{.issue_id = 1}, {.issue_id = 2}};
  CHECK(paths(draft).empty());
  draft.client_id = 3;
  draft.consent_id = 4;
  draft.consent.emplace();
  draft.lines[1].issue_id = 1;
  draft.lines.push_back({});
  CHECK(paths(draft) ==
        "/draft/client /draft/consent /draft/lines/1/issue_id /draft/lines/2/issue_id ");
}
