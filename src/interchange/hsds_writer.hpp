// Organisations, locations and services as objects of HSDS 3.0. What HSDS has no member for and
// decides whom a service is for stands in attributes of the taxonomy "onward", so that an export
// that is read again says the same.
#pragma once

#include "onward/model/directory.hpp"

namespace onward {

constexpr std::string_view hsds_own_taxonomy = "onward";
// Of a telephone's description, where its extension is no number.
constexpr std::string_view hsds_extension_mark = "extension: ";
// Of the places of a service that puts people on a list.
constexpr std::string_view hsds_waitlist_mark = "waitlist";
constexpr std::array<std::string_view, 7> hsds_weekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

// What a row is called outside: made from the names, the same on every machine.
std::string hsds_id(std::string_view kind, std::string_view parent, std::string_view name);

std::string hsds_object(const Organization&, const std::string& id);
std::string hsds_object(const Location&, const std::string& id, const std::string& organization);
// Places are told as HSDS 3.1 tells them; as many are free as are not held.
std::string hsds_object(const Service&, const std::string& id, const std::string& organization,
                        std::span<const Issue>, std::span<const std::string> locations,
                        std::int64_t held);

// Digits behind the point of a currency's amounts (ISO 4217): 2 of most, 0 of JPY, 3 of KWD.
int minor_digits(std::string_view currency);

}  // namespace onward
