"""Run every benchmark, or those named, on one durable embedded server and write `results/latest.json`.

A row is {"ratio", "ours", "floor", "unit", "load"}: ours and the floor in the same unit, measured one after the other on the
same server in the same run; `load` is the machine's 1-minute load average when the row began.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from apt.stack.run import ROOT, Runner

from .harness import Bench, Row

RESULTS = Path(__file__).parent / "results" / "latest.json"


def main() -> None:
    port = int(os.environ.get("PORT", "18900"))
    runner = Runner(ROOT / "var" / "bench", port)
    try:
        runner.run()
        os.environ.update(runner.environment, DJANGO_SETTINGS_MODULE="apt.settings")
        import django

        django.setup()
        from . import access, booking, bulk, figures, ledger, partners, rounds, sorting, tracking, upi

        rows: dict[str, Callable[[Bench], Row]] = {
            "booking_http_vs_pgbench": booking.http_vs_pgbench,
            "web_process_memory": booking.web_memory,
            "access_check_per_request": access.access_check_per_request,
            "bulk_booking_vs_copy": bulk.booking_vs_copy,
            "bulk_file_vs_copy": bulk.file_vs_copy,
            "callback_ack_p99": upi.callback_ack_p99,
            "dashboard_national": figures.dashboard_national,
            "ledger_entries_vs_pgbench": ledger.entries_vs_pgbench,
            "explain_balance_10_lakh": ledger.explain_balance_10_lakh,
            "sync_20_vs_pgbench": rounds.sync_20_vs_pgbench,
            "fanout_events_per_s": partners.fanout_events_per_s,
            "webhook_latency_p99": partners.webhook_latency_p99,
            "api_booking_vs_pgbench": partners.api_booking_vs_pgbench,
            "sort_2000_into_beats": sorting.sort_2000_into_beats,
            "bag_close_500": tracking.bag_close_500,
            "timeline_cost_growth": tracking.cost_growth,
            "track_lookup_vs_pgbench": tracking.lookup_vs_pgbench,
        }
        bench = Bench(url=f"http://127.0.0.1:{port}", database=runner.environment["DATABASE_URL"])
        results = json.loads(RESULTS.read_text())["rows"] if sys.argv[1:] and RESULTS.exists() else {}
        RESULTS.parent.mkdir(exist_ok=True)
        for name in sys.argv[1:] or rows:
            measure = rows[name]
            load = os.getloadavg()[0]
            row = measure(bench)
            results[name] = {**row._asdict(), "load": round(load, 2)}
            RESULTS.write_text(json.dumps({"rows": results}, indent=1) + "\n")  # a later row may fail
    finally:
        runner.children.stop()
    print(f"\n{'row':<28}{'ratio':>8}{'ours':>12}{'floor':>12}  unit          load")
    for name, row in results.items():
        print(
            f"{name:<28}{row['ratio']:>8.2f}{row['ours']:>12.1f}{row['floor']:>12.1f}  {row['unit']:<12}{row['load']:>6}"
        )
    print(f"\nWritten to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
