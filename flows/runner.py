"""Where shards run: in threads of the flow's process, or on the Dask cluster that the setting `dask` names."""

from typing import Any

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.errors import SettingsError
from flows.settings import read_settings

#: Shards of one stage at work at once in one process; each holds hosts of its own.
SHARDS_AT_ONCE = 4


def make_runner() -> TaskRunner[Any]:
    """The runner of both flows, by the settings as they are when a flow is imported."""
    address = read_settings().dask
    if address is None:
        return ThreadPoolTaskRunner(SHARDS_AT_ONCE)
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError as error:
        remedy = "install prefect-dask, here and on the cluster, or unset it"
        raise SettingsError("COPYDESK_DASK", address, "prefect-dask is not installed", remedy) from error
    return DaskTaskRunner(address=address)
