"""The archive: what goes in comes out, and any WARC tool reads it."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from transforms.records import PageRef
from warehouse.archive import ArchiveWriter, iter_downloads, read_download
from warehouse.errors import ArchiveError

HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "gzip"),
    ("Transfer-Encoding", "chunked"),
    ("Set-Cookie", "a=1"),
    ("Set-Cookie", "b=2"),
    ("Content-Length", "9"),
    ("X-Caption", "Café at the quay"),
)


@pytest.mark.parametrize("headers", [(), HEADERS, HEADERS[:1], (("Content-Length", "22"),), (("X-Empty", ""),)])
def test_a_response_comes_out_as_it_went_in(tmp_path, make_download, headers):
    download = make_download(headers=headers, url="https://news.example/aské", reason="Très bien")
    with ArchiveWriter(tmp_path, "run") as archive:
        first, second = archive.write(download), archive.write(make_download("mill", body=b""))
    assert read_download(tmp_path, first) == download
    assert read_download(tmp_path, second).body == b""
    assert first.warc_file.startswith("2026/11/20/") and first.warc_offset > 0


@given(body=st.binary(max_size=400), status=st.integers(100, 599), reason=st.sampled_from(["", "OK", "Not Found"]))
def test_any_body_comes_out_as_it_went_in(tmp_path_factory, body, status, reason):
    import importlib.util
    from pathlib import Path

    spec = importlib.util.spec_from_file_location("factories", Path(__file__).with_name("conftest.py"))
    factories = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(factories)
    folder = tmp_path_factory.mktemp("archive")
    download = factories._make_download(body=body, status=status, reason=reason)
    with ArchiveWriter(folder, "run") as archive:
        assert read_download(folder, archive.write(download)) == download


def test_a_foreign_reader_gets_the_decoded_body_and_true_digests(tmp_path, make_download):
    with ArchiveWriter(tmp_path, "run") as archive:
        ref = archive.write(make_download(headers=HEADERS, final_url="https://news.example/moved"))
    with (tmp_path / ref.warc_file).open("rb") as stream:
        info, response = [
            (
                record.rec_type,
                record.rec_headers,
                record.http_headers,
                record.content_stream().read(),
                record.digest_checker.passed,
            )
            for record in ArchiveIterator(stream, check_digests=True)
        ]
    assert info[0] == "warcinfo"
    kind, fields, http, body, is_true = response
    assert (kind, body, is_true) == ("response", b"<p>Harbour reopens</p>", True)
    assert fields.get_header("WARC-Target-URI") == "https://news.example/moved"
    assert fields.get_header("WARC-Date") == "2026-11-20T12:00:00.123456Z"
    assert http.get_header("X-Crawl-Content-Encoding") == "gzip"
    assert http.get_header("Content-Length") == str(len(body))


def test_every_member_can_be_read_by_gzip_alone(tmp_path, make_download):
    with ArchiveWriter(tmp_path, "run") as archive:
        ref = archive.write(make_download())
    raw = subprocess.run(["gzip", "-dc", tmp_path / ref.warc_file], capture_output=True, check=True).stdout
    assert raw.startswith(b"WARC/1.1\r\n") and b"<p>Harbour reopens</p>" in raw


def test_a_file_cut_short_gives_all_that_is_whole(tmp_path, make_download, noon):
    with ArchiveWriter(tmp_path, "run") as archive:
        refs = [archive.write(make_download(f"s{number}", body=os.urandom(500))) for number in range(3)]
    path = tmp_path / refs[0].warc_file
    span = noon - timedelta(days=1), noon + timedelta(days=1)
    os.truncate(path, path.stat().st_size - 100)
    assert [ref for ref, _ in iter_downloads(tmp_path, *span)] == refs[:2]
    os.truncate(path, refs[1].warc_offset + 1)
    assert [ref for ref, _ in iter_downloads(tmp_path, *span)] == refs[:1]
    with pytest.raises(ArchiveError, match="fetch the page again"):
        read_download(tmp_path, refs[2])


def test_a_reference_to_something_else_is_refused(tmp_path, make_download):
    with ArchiveWriter(tmp_path / "archive", "run") as archive:
        ref = archive.write(make_download())
    for wrong in (
        PageRef(warc_file=ref.warc_file, warc_offset=ref.warc_offset, sha256="0" * 64),
        PageRef(warc_file=ref.warc_file, warc_offset=ref.warc_offset + 1, sha256=ref.sha256),
        PageRef(warc_file=ref.warc_file, warc_offset=0, sha256=ref.sha256),
        PageRef(warc_file=ref.warc_file, warc_offset=10**9, sha256=ref.sha256),
        PageRef(warc_file="2026/11/20/nowhere.warc.gz", warc_offset=0, sha256=ref.sha256),
        PageRef(warc_file="../../etc/hosts", warc_offset=0, sha256=ref.sha256),
    ):
        with pytest.raises(ArchiveError):
            read_download(tmp_path / "archive", wrong)


def test_a_run_over_midnight_and_a_full_file_open_the_next(tmp_path, make_download, noon):
    with ArchiveWriter(tmp_path, "run", max_file_bytes=600) as archive:
        refs = [archive.write(make_download(fetched_at=noon + timedelta(hours=hours))) for hours in (0, 0, 0, 13)]
    assert len({ref.warc_file for ref in refs}) >= 3
    assert refs[3].warc_file.startswith("2026/11/21/")
    assert [read_download(tmp_path, ref).url for ref in refs] == ["https://news.example/harbour"] * 4
    later = iter_downloads(tmp_path, noon + timedelta(hours=1), noon + timedelta(days=1))
    assert [ref for ref, _ in later] == refs[3:]


def test_the_same_run_started_again_writes_beside_its_old_file(tmp_path, make_download):
    refs = []
    for _ in range(2):
        with ArchiveWriter(tmp_path, "run") as archive:
            refs.append(archive.write(make_download()))
    assert refs[0].warc_file != refs[1].warc_file


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from transforms.records import Download
from warehouse.archive import ArchiveWriter

archive = ArchiveWriter(Path(sys.argv[1]), "killed")
page = Download(url="https://news.example/a", final_url="https://news.example/a", status=200, body=b"kept",
                fetched_at=datetime(2026, 11, 20, tzinfo=UTC))
ref = archive.write(page)
print(ref.warc_file, ref.warc_offset, ref.sha256, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_writer_returned_is_kept(tmp_path):
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    name, offset, sha256 = done.stdout.split()
    assert read_download(tmp_path, PageRef(warc_file=name, warc_offset=int(offset), sha256=sha256)).body == b"kept"
