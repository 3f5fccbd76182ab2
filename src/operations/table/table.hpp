// THE table, one section for each area. A new operation is a row of its section; a new section is
// also named in operations.cpp.
#pragma once

#include "operations/row.hpp"

namespace onward {

using OperationSection = std::span<const Operation>;
OperationSection organizations_operations();
OperationSection directory_operations();
OperationSection clients_operations();
OperationSection intake_operations();
OperationSection needs_operations();
OperationSection referrals_operations();
OperationSection between_operations();
OperationSection told_operations();
OperationSection network_operations();
OperationSection figures_operations();
OperationSection practice_operations();

// The words of the rows: what an operation does to the store, and what it asks of a role.
constexpr auto reads = Effect::reads;
constexpr auto audited = Effect::audited_read;
constexpr auto writes = Effect::writes;
constexpr std::nullopt_t anybody = std::nullopt;
constexpr auto see = Permission::referral_read;
constexpr auto create = Permission::referral_create;
constexpr auto update = Permission::referral_update;
constexpr auto manage = Permission::referral_manage_providers;
constexpr auto analyse = Permission::referral_analytics;
constexpr auto send_letters = Permission::referral_send_letters;
constexpr auto administer = Permission::referral_admin;
constexpr auto configure = Permission::referral_configure;
constexpr auto look_in = Permission::referral_portal;

}  // namespace onward
