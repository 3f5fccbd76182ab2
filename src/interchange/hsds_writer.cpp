#include "interchange/hsds_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

#include "hash.hpp"
#include "json.hpp"
#include "onward/rules/addresses.hpp"
#include "onward/rules/directory_feed.hpp"

namespace onward {

namespace {

class ObjectWriter {
 public:
  ObjectWriter(std::string& out, std::string id) : w_(out), id_(std::move(id)) {
    w_.begin_object(0);
    put("id", id_);
  }
  void end() { w_.end_object(); }

  void put(std::string_view name, std::string_view text) {
    w_.member(name);
    w_.text(text);
  }
  void put_some(std::string_view name, std::string_view text) {
    if (!text.empty()) put(name, text);
  }
  void number(std::string_view name, std::int64_t value) {
    w_.member(name);
    w_.integer(value);
  }
  void real(std::string_view name, double value) {
    w_.member(name);
    w_.real(value);
  }
  void date(std::string_view name, const std::optional<Date>& value) {
    if (!value) return;
    w_.member(name);
    w_.date(*value);
  }
  void instant(std::string_view name, Instant value) {
    w_.member(name);
    w_.instant(value);
  }

  // A list of objects, each with an identifier of its own.
  template <class Items, class Write>
  void list(std::string_view name, const Items& items, Write write) {
    w_.member(name);
    w_.begin_array(items.size());
    std::size_t number = 0;
    for (auto& item : items) {
      const std::string outer = id_;
      id_ = hsds_id(name, outer, std::to_string(number++));
      w_.begin_object(0);
      put("id", id_);
      write(item);
      w_.end_object();
      id_ = outer;
    }
    w_.end_array();
  }
  template <class Write> void object(std::string_view name, std::string_view id, Write write) {
    w_.member(name);
    w_.begin_object(0);
    put("id", id);
    write();
    w_.end_object();
  }

  void schedules(const std::vector<Schedule>&);
  void contacts(const std::vector<Contact>&);
  void phone(const Phone&);

 private:
  JsonWriter w_;
  std::string id_;  // of the object at hand
};

std::string time_text(std::int64_t minutes) {
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minutes / 60) + ':' + two(minutes % 60);
}

void ObjectWriter::schedules(const std::vector<Schedule>& schedules) {
  list("schedules", schedules, [&](const Schedule& s) {
    put("freq", "WEEKLY");
    std::string days;
    for (const Weekday day : s.weekdays)
      (days += days.empty() ? "" : ",") += hsds_weekdays[static_cast<std::size_t>(day)];
    put_some("byday", days);
    date("valid_from", s.valid_from);
    date("valid_to", s.valid_to);
    if (s.closed) put("description", "closed");
    if (s.opens_at_minutes) put("opens_at", time_text(*s.opens_at_minutes));
    if (s.closes_at_minutes) put("closes_at", time_text(*s.closes_at_minutes));
  });
}

void ObjectWriter::phone(const Phone& p) {
  put("number", p.number);
  std::int64_t extension = 0;
  const auto [end, error] =
      std::from_chars(p.extension.data(), p.extension.data() + p.extension.size(), extension);
  (void)end;
  if (error == std::errc() && std::to_string(extension) == p.extension)
    number("extension", extension);
  else if (!p.extension.empty())
    put("description", std::string(hsds_extension_mark) + p.extension);
  put_some("type", p.type);
}

// Feeds and people say other things there; HSDS has letters of ASCII alone.
std::string mail_as_hsds(const std::string& text) {
  const auto is_ascii = [](char c) { return (c & 0x80) == 0; };
  return is_mail(text) && std::ranges::all_of(text, is_ascii) ? text : std::string();
}

void ObjectWriter::contacts(const std::vector<Contact>& contacts) {
  std::vector<Contact> people;
  std::vector<Phone> phones;
  auto told = contacts;
  for (auto& c : told) c.email = mail_as_hsds(c.email);
  for (auto& c : ordered(std::move(told))) {
    if (is_nobody(c))
      phones.push_back(c.phones.front());
    else
      people.push_back(c);
  }
  list("contacts", people, [&](const Contact& c) {
    put_some("name", c.name);
    put_some("title", c.title);
    put_some("department", c.department);
    put_some("email", c.email);
    list("phones", c.phones, [&](const Phone& p) { phone(p); });
  });
  list("phones", phones, [&](const Phone& p) { phone(p); });
}

struct Criterion {
  std::string code{}, name{}, value{};
};

// All of whom the service is for, the first of them saying that it is all.
std::vector<Criterion> criteria_of(const Service& s) {
  std::vector<Criterion> out{{"criteria", "Criteria", "complete"}};
  const auto number = [&](std::string code, const std::optional<std::int64_t>& value) {
    if (value) out.push_back({code, code, std::to_string(*value)});
  };
  number("age_from_months", s.age_from_months);
  number("age_below_months", s.age_below_months);
  number("income_percent_limit", s.income_percent_limit);
  number("radius_meters", s.radius_meters);
  for (const Gender gender : s.genders)
    out.push_back({"gender", "gender", std::string(name_of(gender))});
  for (auto& population : s.populations) out.push_back({"population", "population", population});

  auto attributes = s.attributes;
  std::ranges::sort(attributes, {},
                    [](const AttributeCriterion& a) { return std::tie(a.name, a.any_of); });
  const auto asks_area = [](const AttributeCriterion& a) {
    return a.name == feed_area_confirmed && a.any_of == std::vector<std::string>{"yes"};
  };
  const bool is_unknown =
      s.localities.empty() && std::ranges::any_of(attributes, asks_area);  // as import wrote it
  if (is_unknown) attributes.erase(std::ranges::find_if(attributes, asks_area));
  if (s.localities.empty() && !is_unknown) out.push_back({"everywhere", "everywhere", "yes"});
  for (std::size_t i = 0; i < attributes.size(); ++i)
    for (auto& value : attributes[i].any_of)
      out.push_back({"attribute." + std::to_string(i), attributes[i].name, value});
  return out;
}

std::string_view status_of(const Service& s) {
  if (!s.active) return "inactive";
  return s.accepting ? "active" : "temporarily closed";
}

void put_ages(ObjectWriter& w, const Service& s) {
  // In whole years, and rather too wide: the exact ones stand among the criteria.
  if (s.age_from_months && *s.age_from_months / 12 <= feed_age_years_max)
    w.number("minimum_age", *s.age_from_months / 12);
  if (!s.age_below_months) return;
  const auto through = (*s.age_below_months + 11) / 12 - 1;
  if (through >= 0 && through <= feed_age_years_max) w.number("maximum_age", through);
}

// A limit that nobody reported says nothing of when it was true, so it is not told.
void put_capacity(ObjectWriter& w, const Service& s, std::int64_t held) {
  if (!s.capacity_limit || !s.capacity_reported_at) return;
  w.list("capacities", std::array{*s.capacity_limit}, [&](std::int64_t places) {
    w.object("unit", hsds_id("unit", hsds_own_taxonomy, "place"), [&] { w.put("name", "place"); });
    w.number("available", std::max(places - held, std::int64_t{0}));
    w.number("maximum", places);
    w.instant("updated", *s.capacity_reported_at);
    if (s.waitlist) w.put("description", hsds_waitlist_mark);
  });
}

void put_attributes(ObjectWriter& w, const Service& s, std::span<const Issue> issues) {
  struct Attribute {
    std::string type{}, taxonomy{};
    Criterion term{};
  };
  std::vector<Attribute> all;
  for (auto& issue : issues) all.push_back({"issue", "issue", {issue.code, issue.name, {}}});
  for (auto& c : criteria_of(s))
    all.push_back({"eligibility", std::string(hsds_own_taxonomy), std::move(c)});
  w.list("attributes", all, [&](const Attribute& a) {
    w.put("link_type", a.type);
    w.put("link_entity", "service");
    w.put_some("value", a.term.value);
    w.object("taxonomy_term", hsds_id(a.taxonomy, a.term.code, a.term.name), [&] {
      w.put("code", a.term.code);
      w.put("name", a.term.name);
      w.put("description", a.term.name);
      w.put("taxonomy", a.taxonomy);
    });
  });
}

}  // namespace

int minor_digits(std::string_view currency) {
  constexpr std::array<std::string_view, 17> none{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                  "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                  "VND", "VUV", "XAF", "XOF", "XPF"};
  constexpr std::array<std::string_view, 7> three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
  if (std::ranges::find(none, currency) != none.end()) return 0;
  return std::ranges::find(three, currency) != three.end() ? 3 : 2;
}

// RFC 9562, version 8: the first bits of a digest.
std::string hsds_id(std::string_view kind, std::string_view parent, std::string_view name) {
  std::string text;
  for (const auto part : {kind, parent, name}) (text += part) += '\0';
  auto digest = sha256(std::as_bytes(std::span(text)));
  digest[6] = (digest[6] & std::byte{0x0F}) | std::byte{0x80};
  digest[8] = (digest[8] & std::byte{0x3F}) | std::byte{0x80};
  auto hex = to_hex(std::span(digest).first(16));
  for (const std::size_t at : {20u, 16u, 12u, 8u}) hex.insert(at, 1, '-');
  return hex;
}

std::string hsds_object(const Organization& o, const std::string& id) {
  std::string out;
  ObjectWriter w(out, id);
  w.put("name", o.name);
  w.put("alternate_name", o.alternate_name);
  w.put("description", o.description);
  w.put_some("email", mail_as_hsds(o.email));
  w.put_some("website", page_uri(o.website));
  if (o.year_incorporated) w.number("year_incorporated", *o.year_incorporated);
  w.contacts(o.contacts);
  w.end();
  return out;
}

std::string hsds_object(const Location& l, const std::string& id, const std::string& organization) {
  std::string out;
  ObjectWriter w(out, id);
  w.put("organization_id", organization);
  w.put("location_type", l.is_virtual ? "virtual" : "physical");
  w.put("name", l.name);
  if (l.latitude_microdegrees && l.longitude_microdegrees) {
    w.real("latitude", static_cast<double>(*l.latitude_microdegrees) / 1e6);
    w.real("longitude", static_cast<double>(*l.longitude_microdegrees) / 1e6);
  }
  std::vector<Location> addresses;
  if (!l.address.empty() || !l.locality.empty()) addresses.push_back(l);
  w.list("addresses", addresses, [&](const Location& at) {
    w.put("address_1", at.address);
    for (const auto unknown : {"city", "state_province", "postal_code", "country"})
      w.put(unknown, "");
    w.put_some("region", at.locality);
    w.put("address_type", "physical");
  });
  w.list("accessibility", l.accessibility,
         [&](const std::string& help) { w.put("description", help); });
  w.schedules(l.schedules);
  w.contacts(l.contacts);
  w.end();
  return out;
}

std::string hsds_object(const Service& s, const std::string& id, const std::string& organization,
                        std::span<const Issue> issues, std::span<const std::string> locations,
                        std::int64_t held) {
  std::string out;
  ObjectWriter w(out, id);
  w.put("organization_id", organization);
  w.put("name", s.name);
  w.put("description", s.description);
  w.put("status", status_of(s));
  w.put("eligibility_description", s.eligibility_description);
  w.put("fees_description", s.fees_description);
  put_ages(w, s);
  if (s.wait_days) w.put("wait_time", std::to_string(*s.wait_days) + " days");
  w.list("service_areas", s.localities, [&](const std::string& name) { w.put("name", name); });
  w.list("languages", s.languages, [&](const std::string& code) { w.put("code", code); });
  w.list("required_documents", s.required_documents,
         [&](const std::string& name) { w.put("document", name); });
  w.list("cost_options", s.costs, [&](const CostOption& cost) {
    w.put_some("option", cost.option);
    if (!cost.amount_minor_units) return;
    w.put("currency", cost.currency);
    w.real("amount", static_cast<double>(*cost.amount_minor_units) /
                         std::pow(10.0, minor_digits(cost.currency)));
  });
  w.schedules(s.schedules);
  w.contacts(s.contacts);
  put_capacity(w, s, held);
  put_attributes(w, s, issues);
  w.list("service_at_locations", locations,
         [&](const std::string& location) { w.put("location_id", location); });
  w.end();
  return out;
}

}  // namespace onward
