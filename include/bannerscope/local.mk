noinst_HEADERS += \
	%D%/base.h %D%/gate.h %D%/json.h %D%/textfmt.h \
	%D%/record.h %D%/identity.h %D%/decode.h %D%/classify.h %D%/cpe.h %D%/query.h %D%/model.h %D%/msg.h \
	%D%/bytes.h %D%/tree.h %D%/store.h %D%/facts.h %D%/label.h %D%/shodan.h %D%/engine.h %D%/nmap.h %D%/ui.h %D%/keymap.h %D%/tui.h %D%/sandbox.h
