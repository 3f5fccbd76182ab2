// Random operations from one seed: a network of organisations at work, with its mistakes.
//
// The next operation depends on the answers so far, so that ids mostly exist and acts mostly fit;
// a list of calls that was written down can be replayed without answers.
#pragma once

#include <map>

#include "chance.hpp"
#include "onward/engine.hpp"
#include "onward/model/attribution.hpp"
#include "onward/model/client.hpp"
#include "onward/model/intake.hpp"
#include "onward/model/network.hpp"
#include "onward/model/referral.hpp"
#include "onward/model/specialist.hpp"

namespace onward::tests {

struct Call {
  Instant now{};
  SessionOptions session{};
  std::string operation{};
  std::string request{};
};

// Blobs "letter0", "letter1" and so on, of tests/data/attachments/note.txt, are put by the first
// administrator before the first call, to be attached.
constexpr std::int64_t letters = 6;

// A call as tests/cases has it, without `now`, `as` and what is expected.
std::string line_of(const Call&);

// The number behind the first such name in a JSON text; 0 for none.
std::int64_t number_after(std::string_view name, const std::string& json);

// What the generator believes to stand in the store; mostly true.
struct World {
  struct Member {
    StaffId staff_id{};
    OrganizationId organization_id{};
    RoleId role_id{};  // 1 administrator, 2 coordinator, 3 caseworker, 4 analyst, then created ones
  };
  struct Offer {
    ServiceId service_id{};
    OrganizationId organization_id{};
    bool is_for_everybody = false;
  };
  struct Person {
    ClientId client_id{};
    OrganizationId organization_id{};
    std::string given_name{}, family_name{};
    std::optional<Date> birth_date{};
  };
  struct Agreement {
    ConsentId consent_id{};
    ClientId client_id{};
    OrganizationId organization_id{};
  };
  struct Intake {
    IntakeId intake_id{};
    OrganizationId organization_id{};
    std::int64_t revision = 0;
  };
  struct Answered {
    QuestionnaireResponseId response_id{};
    std::int64_t revision = 0;
    ClientId client_id{};
    OrganizationId organization_id{};
  };
  struct Planned {
    AppointmentId appointment_id{};
    OrganizationId receiver_id{};
  };
  struct Provider {
    ReferringProviderId provider_id{};
    OrganizationId organization_id{};
  };
  struct Tracked {
    SpecialistReferralId specialist_referral_id{};
    OrganizationId organization_id{};
    ReferringProviderId specialist_id{};
    ClientId client_id{};
    ReferralId referral_id{};
    SpecialistStatus status = SpecialistStatus::created;
  };
  struct Hindrance {
    BarrierId barrier_id{};
    OrganizationId organization_id{};
  };

  std::int64_t names_given = 0;
  std::int64_t messages = 0;
  std::vector<Transfer> transfers{};
  std::int64_t organizations = 0, issues = 0, locations = 0, staff = 0, imports = 0, entries = 0;
  std::vector<Member> members{};
  std::vector<Offer> offers{};
  std::vector<Person> people{};
  std::vector<Agreement> agreements{};
  std::vector<Intake> intakes{};  // drafts
  std::vector<QuestionnaireId> forms{};
  std::vector<Answered> responses{};
  std::vector<Planned> appointments{};
  std::vector<OutboxItem> queued{}, taken{};  // by hosts, to tell clients
  std::vector<ClientId> merged{};  // away
  std::vector<Hindrance> barriers{};
  std::vector<Provider> specialists{};
  std::vector<Tracked> tracked{};  // referrals to them
  std::vector<StaffId> portal_users{};
  std::vector<ReferringProviderId> merged_providers{};
  std::vector<ImportId> provider_imports{};
  std::vector<onward::Agreement> partners{};
  std::vector<CapacityEnquiry> enquiries{};
  std::vector<ReferralSource> sources{};
  std::vector<Lead> leads{};
  std::vector<Touchpoint> touches{};
  std::int64_t costs = 0;
  std::map<std::int64_t, Need> needs{};
  std::map<std::int64_t, Referral> referrals{};
  std::vector<std::int64_t> need_ids{}, referral_ids{};  // in the order they were met
  std::vector<Call> pages{};  // lists that had another page
  std::vector<std::string> cursors{};  // theirs
};

class RandomOperations {
 public:
  explicit RandomOperations(std::uint64_t seed);

  Call next();
  void observe(const Call&, const Answer&);

  // The blobs that imports name: files of tests/feed, put before the first call.
  static std::span<const std::string_view> blobs();
  // Those, and the letters that are attached: the administrator's, once there is one.
  static void put_blobs(Engine&);

 private:
  Call founding();
  Call keyed(Call);
  void pass_time();

  Chance chance_;
  World world_{};
  Instant now_;
  std::size_t founded_ = 0;
  std::vector<Call> keyed_{};  // calls that carried an idempotency key
  std::vector<Call> due_{};  // what the generator wants to know next
};

// What a maker proposes; the session and the time are the caller's to change.
struct Draft {
  std::string operation{};
  SessionOptions session{};
  std::string request{};
};
// A draft of this operation, or of any; nothing when the world has nothing to do it with.
std::optional<Draft> draft_of(std::string_view operation, World&, Chance&);
Draft any_draft(World&, Chance&);

// Breaks a request: its text, or a value in it.
std::string broken(const std::string& request, Chance&);

}  // namespace onward::tests
