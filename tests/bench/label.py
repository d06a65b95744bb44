#!/usr/bin/env python3
"""make bench-label: an analyst who knows the truth works through the demonstration corpus.

Takes what the queue offers first, gives the verdict on the shape (one key), looks at the sample until it is
confirmed (one key a look), and goes on until nothing is open.  The truth is the generator's: which maker or
protocol a banner was made for.  Prints key presses per unknown service, shapes per distinct unknown banner, and
how many services share the true service of their shape; exit status 1 when a goal is missed.
"""
import collections
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

GOAL_KEYS, GOAL_SHAPES, GOAL_PURITY = 0.25, 0.10, 0.99


def generator(path):
    spec = importlib.util.spec_from_file_location("gen_demo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    program, corpus, source = sys.argv[1:4]
    gen = generator(source)
    protocols = {b: "protocol %d" % i for i, (_, choices) in enumerate(gen.DECODABLE) for b in choices}

    def truth(raw):
        head = "maker %02x" % raw[0] if gen.MAGIC.get(raw[0]) == raw[1] else None
        return protocols.get(raw, head)

    with tempfile.TemporaryDirectory() as work:
        db = os.path.join(work, "a.db")
        env = dict(os.environ, HOME=work, XDG_DATA_HOME=work, XDG_CONFIG_HOME=work, BANNERSCOPE_DB=db)

        def run(*args):
            return subprocess.run([program, *args], env=env, check=True, stdout=subprocess.PIPE).stdout

        def rows(*args):
            return [json.loads(line) for line in run(*args).splitlines()]

        run("import", corpus)
        unknown = rows("list", "verdict:unknown response:yes", "--format", "ndjson")
        raw = {}
        for r in unknown:
            if r["banner"] not in raw:
                raw[r["banner"]] = run("show", "%s:%d" % (r["ip"], r["port"]), "--as", "raw")
        lost = [b for b, data in raw.items() if truth(data) is None]
        assert not lost, "no truth for %s" % lost
        members = collections.defaultdict(collections.Counter)
        for r in unknown:
            members[r["shape"]][truth(raw[r["banner"]])] += 1
        pure = sum(max(c.values()) for c in members.values()) / len(unknown)

        verdicts = looks = 0
        while True:
            queue = rows("queue", "--format", "ndjson", "--limit", "1")
            if not queue:
                break
            run("verdict", queue[0]["target"], "non-medical", "--scope", "shape")
            verdicts += 1
            assert verdicts <= len(unknown), "the queue does not get shorter"
            while True:
                sample = rows("sample", queue[0]["target"], "--json")[0]
                if not sample["next"]:
                    break
                run("sample", sample["next"], "--look", "non-medical")
                looks += 1
        keys = verdicts + looks
        left = rows("sample", "--json")
        assert not left, left
        run("verify")
        print("unknown   %d services, %d distinct banners, %d shapes" % (len(unknown), len(raw), len(members)))
        print("keys      %d (%d verdicts, %d looks): %.3f per unknown service (goal <= %.2f)"
              % (keys, verdicts, looks, keys / len(unknown), GOAL_KEYS))
        print("shapes    %.3f per distinct unknown banner (goal <= %.2f)" % (len(members) / len(raw), GOAL_SHAPES))
        print("truth     %.4f of services share their shape's true service (goal >= %.2f)" % (pure, GOAL_PURITY))
        return not (keys / len(unknown) <= GOAL_KEYS and len(members) / len(raw) <= GOAL_SHAPES
                    and pure >= GOAL_PURITY)


if __name__ == "__main__":
    sys.exit(main())
