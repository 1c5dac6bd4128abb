"""The report of a run in Prefect's UI: a log line and a table artifact."""

from prefect.artifacts import create_table_artifact
from prefect.logging import get_run_logger

from flows.report import RunReport, count_reasons


def publish_report(report: RunReport) -> None:
    """A log line and a table artifact for Prefect's UI."""
    logger = get_run_logger()
    logger.info("%s", ", ".join(f"{name} {count}" for name, count in report.counts.items()))
    rows = [{"what": name.replace("_", " "), "count": count} for name, count in report.counts.items()]
    rows += [{"what": f"rejected: {reason}", "count": n} for reason, n in count_reasons(report).most_common()]
    rows += [{"what": f"warning: {warning}", "count": 1} for warning in report.warnings]
    create_table_artifact(key=f"{report.flow}-report", table=rows, description=f"Run {report.run_id}")
    for warning in report.warnings:
        logger.warning("%s", warning)
    for message in report.broken:
        logger.error("A shard broke: %s", message)
