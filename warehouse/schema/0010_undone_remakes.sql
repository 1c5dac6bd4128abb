comment on column windows.state is 'waiting, running, completed, failed, stopped, or undone: what was remade has been taken back.';
comment on column backfills.state is 'running, stopped, failed, completed, or undone: what was remade has been taken back.';
