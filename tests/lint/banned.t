#!/bin/sh
# What HACKING.md rules out, found by name.  Comments and strings are not looked at.
cd "${BS_SRCDIR:-.}" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0 failed=0

# The sources without comments and string contents, line numbers kept.
for file in src/*/*.[ch] src/core/decode/*.[ch]; do
    [ -f "$file" ] || continue
    mkdir -p "$work/${file%/*}"
    awk '
        {
            out = ""; line = $0
            while (length(line)) {
                if (block) {
                    at = index(line, "*/")
                    if (!at) { line = ""; break }
                    line = substr(line, at + 2); block = 0; continue
                }
                c = substr(line, 1, 1); two = substr(line, 1, 2)
                if (two == "/*") { block = 1; line = substr(line, 3) }
                else if (two == "//") break
                else if (c == "\"") {
                    line = substr(line, 2)
                    while (length(line) && substr(line, 1, 1) != "\"")
                        line = substr(line, substr(line, 1, 1) == "\\" ? 3 : 2)
                    line = substr(line, 2); out = out "\"\""
                } else if (c == "\047") {
                    line = substr(line, substr(line, 2, 1) == "\\" ? 3 : 2)
                    at = index(line, "\047"); line = substr(line, at + 1); out = out "\047\047"
                } else { out = out c; line = substr(line, 2) }
            }
            print out
        }' "$file" >"$work/$file"
done

check() { # text, pattern, files that may
    n=$((n + 1))
    found=$(cd "$work" && grep -rnE "$2" src | grep -vE "^(${3:-/nowhere/}):" || true)
    if [ -z "$found" ]; then
        echo "ok $n - $1"
    else
        failed=$((failed + 1))
        echo "not ok $n - $1"
        printf '%s\n' "$found" | sed 's/^/# /'
    fi
}
word() { echo "(^|[^A-Za-z0-9_])($1)[[:space:]]*\\("; }

check 'no unbounded string functions' "$(word 'strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|stpcpy')"
check 'no parsers without errors' "$(word 'atoi|atol|atof|scanf|sscanf|fscanf|strtok')"
check 'no shell' "$(word 'system|popen|wordexp')"
check 'no time functions with shared state' "$(word 'localtime|gmtime|ctime|asctime')"
check 'no weak randomness' "$(word 'rand|srand|random|drand48')"
check 'no output to stdout outside cli/out.c' \
    "$(word 'printf|puts|putchar|vprintf')|(^|[^A-Za-z0-9_])stdout([^A-Za-z0-9_]|$)" \
    'src/cli/(out|ask|progress|screen)\.c|src/engine/outfile\.c|src/tui/[a-z]+\.c'
check 'curses output only in tui/term.c' \
    "$(word '(mv)?w?add(ch|str|nstr|wstr|nwstr|_wch|_wchstr|_wchnstr)|(mv)?w?printw')" \
    'src/tui/term\.c'
check 'no network call outside shodan/http.c' \
    "$(word 'socket|connect|getaddrinfo|sendto|gethostbyname')" 'src/shodan/http\.c'
check 'no variable-length array by alloca' "$(word 'alloca')"

n=$((n + 1)) # the log is append-only: in the SQL itself, so on the real sources
found=$(grep -nE 'DELETE FROM event|UPDATE event' src/store/*.c | grep -v 'SET subject' || true)
if [ -z "$found" ]; then echo "ok $n - the log is never changed or deleted from"; else
    failed=$((failed + 1)); echo "not ok $n - the log is never changed or deleted from"
    printf '%s\n' "$found" | sed 's/^/# /'; fi
echo "1..$n"
[ "$failed" = 0 ]
