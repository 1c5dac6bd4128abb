-- That a request was made stays, for politeness must be provable; what was asked for goes.
update fetches
set
    url = 'forgotten:' || sha256(url),
    final_url = null,
    error = null,
    warc_file = null,
    warc_offset = null,
    sha256 = null
where
    url in (select unnest($urls::varchar[]))
    or final_url in (select unnest($urls::varchar[]));
