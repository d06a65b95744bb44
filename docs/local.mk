EXTRA_DIST += %D%/architecture.md %D%/database.md %D%/screens.md %D%/viewer.md %D%/shodan.md %D%/recorded.md %D%/decoders.md %D%/rules.md
