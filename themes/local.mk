themesdir = $(pkgdatadir)/themes
dist_themes_DATA = \
	%D%/colorblind.theme \
	%D%/colorblind-light.theme \
	%D%/contrast.theme \
	%D%/dark.theme \
	%D%/default.theme \
	%D%/light.theme \
	%D%/mono.theme \
	%D%/solarized-dark.theme \
	%D%/solarized-light.theme
