-- A backfill that Ctrl-C ends is stopped too.

comment on column runs.state is 'running, completed, failed, stopped by Ctrl-C, or crashed: killed, as the next run saw.';
