-- What somebody would do with the sqlite3 command line instead: 15 fields out of the JSON, the newest record of
-- each service, the dictionary of banners, two indexes.  Reads the file "lines".
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;
CREATE TABLE line(j TEXT);
.mode ascii
.separator "\001" "\n"
.import lines line
CREATE TABLE rec AS SELECT j->>'$.ip_str' AS ip, j->>'$.port' AS port, j->>'$.transport' AS transport,
 j->>'$.timestamp' AS ts, j->>'$.data' AS data, j->>'$.org' AS org, j->>'$.asn' AS asn,
 j->>'$.isp' AS isp, j->>'$.location.country_code' AS country, j->>'$.location.city' AS city,
 j->>'$.product' AS product, j->>'$.version' AS version, j->>'$._shodan.module' AS module,
 j->>'$.http.title' AS title, j->>'$.http.server' AS server FROM line;
CREATE TABLE service AS SELECT *, max(ts) FROM rec GROUP BY ip, port, transport;
CREATE TABLE dictionary AS SELECT data, count(*) AS n FROM service WHERE data <> '' GROUP BY data;
CREATE UNIQUE INDEX service_key ON service(ip, port, transport);
CREATE INDEX service_data ON service(data);
SELECT (SELECT count(*) FROM service), (SELECT count(*) FROM dictionary);
