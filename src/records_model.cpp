// The code of the records that are no operation's: see ONWARD_RECORD.
#include "onward/schema.hpp"

#undef ONWARD_RECORD
#undef ONWARD_RECORDS
#define ONWARD_RECORD(T) ONWARD_RECORD_CODE(, T)
#define ONWARD_RECORDS(T) ONWARD_RECORDS_CODE(, T)

#include "onward/engine.hpp"
#include "onward/model/access.hpp"
#include "onward/model/attachment.hpp"
#include "onward/model/attribution.hpp"
#include "onward/model/between.hpp"
#include "onward/model/client.hpp"
#include "onward/model/directory.hpp"
#include "onward/model/duplicates.hpp"
#include "onward/model/inbox.hpp"
#include "onward/model/intake.hpp"
#include "onward/model/need_details.hpp"
#include "onward/model/network.hpp"
#include "onward/model/policy.hpp"
#include "onward/model/practice.hpp"
#include "onward/model/questionnaire.hpp"
#include "onward/model/referral.hpp"
#include "onward/model/referring_provider.hpp"
#include "onward/model/settings.hpp"
#include "onward/model/specialist.hpp"
#include "onward/model/system.hpp"
#include "onward/model/work.hpp"
#include "onward/rules/contact_timing.hpp"
#include "onward/rules/forecast_backtest.hpp"
#include "onward/rules/questionnaire.hpp"
#include "onward/rules/relationship_health.hpp"
#include "onward/session.hpp"
#include "onward/simulation.hpp"
