#!/usr/bin/env python3
"""Debian's `shodan` command (python3-shodan 1.28, which has no SHODAN_API_URL) against another server.

    shodan_client.py http://127.0.0.1:PORT COMMAND [ARGUMENT]...

Without its pause between requests: the fake does not mind.  Exit 77 when it is not installed."""
import sys

try:
    import shodan
    from shodan.__main__ import main
except ImportError as e:
    print("python3-shodan: %s" % e, file=sys.stderr)
    sys.exit(77)

url = sys.argv.pop(1)
begin = shodan.Shodan.__init__


def elsewhere(self, *args, **kwargs):
    begin(self, *args, **kwargs)
    self.base_url = url
    self.api_rate_limit = 0


shodan.Shodan.__init__ = elsewhere
sys.exit(main())
