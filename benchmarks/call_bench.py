"""Prints the median time of issue.list through Python, in microseconds: ISSUES CALLS."""

import statistics
import sys
import time

import onward


def main(issues, calls):
    with onward.Engine(store=":memory:") as engine:
        made = engine.session().system.create(
            network="County", organization="Council", login="ada", name="Ada")
        session = engine.session(staff_id=made.staff.id, organization_id=made.organization.id)
        for number in range(issues):
            session.issue.create(code=f"issue_{number}", name=f"issue_{number}")
        times = []
        for _ in range(calls):
            start = time.perf_counter()
            session.issue.list()
            times.append(time.perf_counter() - start)
        print(statistics.median(times) * 1e6)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
