keywordsdir = $(pkgdatadir)/keywords
dist_keywords_DATA = \
	%D%/protocols.list %D%/devices.list %D%/software.list %D%/vendors.list \
	%D%/hospital-words.list %D%/institutions.list %D%/services.patterns
