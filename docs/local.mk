EXTRA_DIST += %D%/architecture.md %D%/database.md %D%/screens.md %D%/viewer.md %D%/shodan.md %D%/recorded.md %D%/reports.md \
	%D%/decoders.md %D%/rules.md %D%/labelling.md %D%/formats.md %D%/packaging.md %D%/promises.md %D%/security.md %D%/performance.md
# Made by `make screens`, for the README.
EXTRA_DIST += %D%/screens/begin.svg %D%/screens/decoded.svg %D%/screens/help.svg \
	%D%/screens/queue.svg %D%/screens/verdict.svg
