# The command line end to end; lib.sh is what the scripts share.
cli_tests = %D%/usage.t %D%/decode.t %D%/import.t %D%/verdict.t %D%/output.t %D%/shodan.t %D%/looks.t \
	%D%/fake_fidelity.t %D%/transport.t %D%/pace.t %D%/collect.t %D%/label.t %D%/nmap.t %D%/config.t %D%/manual.t
EXTRA_DIST += $(cli_tests) %D%/lib.sh %D%/nmap-probes.txt %D%/records.ndjson %D%/hostile.ndjson
TESTS += $(cli_tests)
