comment on column windows.counts is 'What it did: counts[''pages''] that were tried, counts[''rejects''] that gave no story.';
