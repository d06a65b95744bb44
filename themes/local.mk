themesdir = $(pkgdatadir)/themes
dist_themes_DATA = \
	%D%/colorblind.theme \
	%D%/contrast.theme \
	%D%/dark.theme \
	%D%/default.theme \
	%D%/light.theme \
	%D%/mono.theme
