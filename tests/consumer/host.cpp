#include <cstdio>
#include <onward/catalogue.hpp>
#include <onward/engine.hpp>
#include <onward/operations/referrals.hpp>

int main() {
  onward::Engine engine(onward::Options{.store = "county.db"});
  auto session = engine.session({.staff_id = 4, .organization_id = 2});
  auto claimed = session.call<onward::referral::acknowledge>({.referral_id = 17});
  if (!claimed) std::puts(onward::render(claimed.refusal()).c_str());
}
