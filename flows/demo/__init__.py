"""A small invented newsroom, and the loopback server that plays it. No part of the pipeline; nothing in it is real.

An agency (Fairlead News Agency, FLNA) and two papers (The Port Ellery Courier, the Tessenauer Anzeiger) publish a dozen
stories in March 2026, in two editions. Every name, place of fiction and event is made up; countries and capitals are
real, so that a gazetteer has something to find.

sites.toml      who publishes, with which sections and which kind of feed
stories/        a file a story: what it says and how its page is built
templates/      a page design a site, filled by string.Template
desk.py         data files -> Site and Story, as of an edition
pages.py        Story -> HTML
syndication.py  stories -> RSS, Atom, sitemap, robots.txt
edition.py      everything one edition serves: path -> Resource
server.py       Newsroom, a true HTTP server on 127.0.0.1
"""
