-- Speech that a dash opens is a quote too.

comment on table quotes is 'Words in quotation marks, or behind the dash that opens speech in Nordic and Slavic papers, and who said them.';
