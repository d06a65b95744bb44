# The Debian recipe, kept apart from the source layout: build-deb puts it where Debian wants it.
EXTRA_DIST += %D%/build-deb %D%/debian/changelog %D%/debian/control %D%/debian/copyright \
	%D%/debian/bannerscope.lintian-overrides %D%/debian/docs %D%/debian/rules %D%/debian/source/format %D%/debian/source/lintian-overrides %D%/debian/tests/control \
	%D%/debian/tests/installed
