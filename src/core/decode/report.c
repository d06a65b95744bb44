/* Reports: text that Shodan's crawler modules wrote about what they read, not wire bytes. */
#include "lines.h"

static const struct {
    const char *heading, *service, *module, *about;
} reports[] = {
    {"DICOM Server Response", "dicom", "dicom", "DICOM server"},
    {"LDAP:", "ldap", "ldap", "LDAP directory"},
    {"LDAP", "ldap", "ldap", "LDAP directory"},
    {"SNMP:", "snmp", "snmp", "SNMP agent"},
    {"VPN (IKE)", "ike", "ike", "IKE key exchange of a VPN"},
    {"CoAP Resources:", "coap", "coap", "CoAP device"},
    {"\nRecursion:", "dns", "dns", "DNS server"},
    {"Recursion:", "dns", "dns", "DNS server"},
    {"NetBIOS Response", "netbios", "netbios", "NetBIOS name service"},
    {"SMB Status:", "smb", "smb", "SMB file server"},
    {"MQTT Connection Code:", "mqtt", "mqtt", "MQTT broker"},
    {"MongoDB Server Information", "mongodb", "mongodb", "MongoDB server"},
    {"Remote Desktop Protocol", "rdp", "rdp", "Remote Desktop"},
    {"Unit ID:", "modbus", "modbus", "Modbus device"},
    {"Instance ID:", "bacnet", "bacnet", "BACnet device"},
    {"Basic Hardware:", "s7", "s7", "Siemens S7 controller"},
    {"Copyright: Original Siemens Equipment", "s7", "s7", "Siemens S7 controller"},
    {"Product name:", "ethernetip", "ethernetip", "EtherNet/IP device"},
    {"\nRedis", "redis", "redis", "Redis server"},
    {"mDNS:", "mdns", "mdns", "multicast DNS"},
    {"Portmap", "portmap", "portmap", "port mapper of ONC RPC"},
    {"NTP", "ntp", "ntp", "NTP time server"},
    {"BitTorrent", "bittorrent", "bittorrent", "BitTorrent peer"},
};

static const char starts[] = "DLSVC\nRNMUIBPm";

static size_t find(bs_bytes b)
{
    int c = bs_at(b, 0);
    if (c <= 0 || !memchr(starts, c, sizeof starts - 1))
        return BS_COUNT(reports);
    size_t i = 0;
    while (i < BS_COUNT(reports)) {
        size_t n = strlen(reports[i].heading);
        /* A heading without a colon must be a whole line. */
        if (bs_begins(b, reports[i].heading) &&
            (reports[i].heading[n - 1] == ':' || bs_at(b, n) < 0 || bs_at(b, n) == '\n' ||
             bs_at(b, n) == '\r'))
            break;
        i++;
    }
    return i;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    size_t i = find(in->bytes);
    if (i == BS_COUNT(reports))
        return BS_NOT;
    /* The heading alone anybody could send; the module that writes it says it did. */
    return bs_str_has_prefix(in->module, bs_str_z(reports[i].module)) ? BS_PROVEN : BS_LIKELY;
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    size_t i = find(in->bytes);
    if (i == BS_COUNT(reports))
        return;
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes line;
    unsigned lines = 0;
    while (bs_budget(d)) {
        uint32_t at = bs_cur_pos(&c);
        if (!bs_cur_line(&c, &line))
            break;
        bs_bytes text = bs_trimmed(line);
        if (text.n)
            bs_put_text(d, BS_MARK(lines ? "line" : "heading", "crawler report", at, line.n),
                        text, NULL);
        if (text.n && !lines++)
            bs_open(d);
    }
    bs_close(d);
    d->flags |= BS_DEC_REPORT;
    d->service = bs_str_z(reports[i].service);
    d->medical = strcmp(reports[i].service, "dicom") == 0;
    bs_summary(d, "%s, as reported by Shodan's crawler", reports[i].about);
}

const struct bs_decoder bs_decoder_report = {
    .name = "report",
    .title = "Crawler report",
    .standard = "Shodan module reports",
    .drawn_by = "a module of the crawler that speaks this protocol: the text is its report",
    .probe = probe,
    .decode = decode,
};
