"""The report of a run in Prefect's UI: a log line and a table artifact."""

from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
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


class ProgressArtifact:
    """How far a run is, as a bar in Prefect's UI; written at every percent and not more often."""

    def __init__(self, title: str, total: int) -> None:
        self._total, self._done, self._shown = total, 0, 0
        self._id = create_progress_artifact(progress=0.0, description=title) if total else None

    def advance(self, count: int) -> None:
        """So many more are done."""
        self._done += count
        percent = 100 * self._done // self._total
        if self._id is not None and percent > self._shown:
            self._shown = percent
            update_progress_artifact(artifact_id=self._id, progress=float(percent))
