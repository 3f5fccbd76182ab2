// All that a practice does, for the table of operations.
#pragma once

#include "operations/attributions.hpp"
#include "operations/lead_analysis.hpp"
#include "operations/lead_search.hpp"
#include "operations/leads.hpp"
#include "operations/portal.hpp"
#include "operations/practice.hpp"
#include "operations/provider_history.hpp"
#include "operations/provider_import.hpp"
#include "operations/referral_sources.hpp"
#include "operations/referring_providers.hpp"
#include "operations/relationship_costs.hpp"
#include "operations/relationships.hpp"
#include "operations/specialist_referrals.hpp"
#include "operations/touchpoints.hpp"
#include "operations/worth.hpp"
