// What a provider sends, what became of it, and what the practice sends them.
#include <map>
#include <set>

#include "onward/rules/lead_credit.hpp"
#include "operations/attributions.hpp"
#include "operations/need_group.hpp"
#include "operations/practice.hpp"
#include "operations/provider_history.hpp"
#include "operations/sent_by_us.hpp"

namespace onward {

namespace {

class Statistics {
 public:
  Statistics(Context& c, const ProviderStatisticsOf& in)
      : c_(c), id_(in.referring_provider_id), zone_(*own_days(c, c.subject.organization_id).zone) {
    if (in.from) from_ = zone_.start_of(*in.from);
    if (in.until) until_ = zone_.start_of(*in.until);
    out_.referring_provider_id = id_;
  }

  ProviderStatistics run() {
    for (auto& [lead_id, at] : first_touches())
      if (is_in_period(at)) count(c_.tables.known<Lead>(lead_id));
    for (auto& [currency, amount] : values_) out_.credited_value.push_back({currency, amount});
    count_sent_by_us();
    out_.people = std::ssize(people_);
    out_.balance = out_.people - out_.sent_by_us;
    out_.reciprocity = reciprocity_of(out_.people, out_.sent_by_us);
    return std::move(out_);
  }

 private:
  bool is_in_period(Instant at) const {
    return (!from_ || at >= *from_) && (!until_ || at < *until_);
  }

  std::map<LeadId, Instant> first_touches() {
    std::map<LeadId, Instant> first;
    c_.tables.scan<Touchpoint>(
        by::touchpoint_provider,
        [&](const Touchpoint& touch) {
          if (touch.voided_at) return true;
          first.emplace(touch.lead_id, touch.occurred_at);  // they come in the order of time
          if (!out_.first_referral_at) out_.first_referral_at = touch.occurred_at;
          out_.last_referral_at = touch.occurred_at;
          return true;
        },
        id_);
    out_.referrals_total = std::ssize(first);
    if (out_.last_referral_at)
      out_.days_since_last =
          (zone_.local_day(c_.now) - zone_.local_day(*out_.last_referral_at)).count();
    return first;
  }

  void count(const Lead& lead) {
    const auto credited =
        c_.tables.first<ProviderCredit>(by::provider_credit_provider, id_, lead.id);
    const std::int64_t credit = credited ? credited->credit_millionths : 0;
    ++out_.referrals;
    people_.insert(person_of(c_, lead));
    out_.converted += lead.phase == LeadPhase::converted ? 1 : 0;
    out_.consulted += lead.consulted_on ? 1 : 0;
    out_.treatment_started += lead.treatment_started_on ? 1 : 0;
    out_.treatment_completed += lead.treatment_completed_on ? 1 : 0;
    out_.credit_millionths += credit;
    if (!lead.treatment_started_on) return;  // a plan is worth nothing yet (lifecycles A.8)
    if (!lead.treatment_value_minor_units)
      ++out_.started_without_value;
    else if (credit > 0)
      values_[lead.currency] += share_of_value(lead);
  }

  // What lead.sources gives to the provider's touches, too.
  std::int64_t share_of_value(const Lead& lead) {
    const auto touches = standing_attribution(c_, lead).touches;
    const auto shares = value_shares(*lead.treatment_value_minor_units, touches);
    std::int64_t out = 0;
    for (std::size_t i = 0; i < touches.size(); ++i)
      out += touches[i].referring_provider_id == id_ ? shares[i] : 0;
    return out;
  }

  void count_sent_by_us() {
    std::map<ReferralPhase, std::int64_t> phases;
    for (auto& sent : people_sent_to(c_, id_, from_, until_)) {
      ++out_.sent_by_us;
      ++phases[sent.phase];
    }
    for (auto& [phase, number] : phases)
      out_.sent_by_us_by_phase.push_back({std::string(name_of(phase)), number});
  }

  Context& c_;
  ReferringProviderId id_;
  const TimeZone& zone_;
  std::optional<Instant> from_{}, until_{};
  std::map<std::string, std::int64_t> values_{};  // by currency
  std::set<std::pair<ClientId, LeadId>> people_{};
  ProviderStatistics out_{};
};

}  // namespace

Result<ProviderStatistics> provider_statistics(Context& c, const ProviderStatisticsOf& in) {
  if (in.from && in.until && *in.until <= *in.from)
    return refuse(Reason::period_reversed, "/until", "the period ends before it begins",
                  {{"begins_on", *in.from}, {"ends_on", *in.until}});
  const auto provider = own_provider(c, in.referring_provider_id, "/referring_provider_id");
  if (!provider) return provider.refusal();
  return Statistics(c, in).run();
}

}  // namespace onward
