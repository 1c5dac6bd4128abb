"""The flows: everything that fetches, schedules and reports. Imports warehouse and transforms, never back.

What we start tells nobody: Prefect reads these when it is first imported; a value that is set already wins.
"""

import os

for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # kept in memory, the slot of a run that the server did not see end would be taken for ever
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
}.items():
    os.environ.setdefault(_name, _value)
