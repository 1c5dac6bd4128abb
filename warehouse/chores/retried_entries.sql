-- Their entries wait: for their page to be made again, or else to be fetched again.
update entries
set
    state = 'waiting',
    attempts = 0,
    next_attempt_at = null,
    page_warc_file = retried.page.warc_file,
    page_warc_offset = retried.page.warc_offset,
    page_sha256 = retried.page.sha256,
    page_url = retried.page.final_url,
    page_fetched_at = retried.page.at
from retried
where
    entries.url = retried.url
    and entries.state <> 'ignored'
    and retried.stage <> 'poll';
