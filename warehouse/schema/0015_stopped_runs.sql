-- A run that Ctrl-C ends is told from one that was killed.

comment on column runs.state is 'running, completed, failed, stopped: ingest, by Ctrl-C, or crashed: killed, as the next run saw.';
