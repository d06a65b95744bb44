/* What a page says in our own words, and the templates it is made from. */
#include "handover.h"

const char *handover_certainty(const struct bs_detail *d)
{
    if (d->row.flags & BS_DEC_HONEYPOT)
        return "doubtful: it answers as known decoys do";
    if (d->row.by_analyst)
        return "a person looked at the answer and judged it";
    for (size_t i = 0; i < d->evidences; i++)
        if (d->evidence[i].kind == BS_EV_DECODER && d->evidence[i].strength == BS_STRENGTH_STRONG)
            return "certain: the bytes of the answer prove the protocol";
    for (size_t i = 0; i < d->evidences; i++)
        if (d->evidence[i].strength == BS_STRENGTH_STRONG)
            return "very likely: the answer names itself in a way that nothing else known does";
    return "likely: several weaker signs agree";
}

const char *handover_advice(const struct bs_detail *d)
{
    static const struct {
        const char *service;
        unsigned flags; /* all of them; 0 = whatever they are */
        const char *advice;
    } words[] = {
        {"dicom", BS_DEC_OPEN,
         "This image server lets an unknown caller in. Take it off the internet, or let only a VPN or named "
         "addresses reach it; then check AE titles and use TLS, and look in its log for callers you do not know."},
        {"dicom", 0,
         "This image server checks the caller's name, which is no password. Take it off the internet, or let only "
         "a VPN or named addresses reach it, and use TLS."},
        {"hl7", 0,
         "HL7 messages carry patients' data and this interface asks for no name. Close it to the internet; "
         "partners belong behind a VPN."},
        {"fhir", 0, "Check that this FHIR interface asks for a token before it gives any data, and that the test "
                    "server is not the real one."},
        {"ldap", BS_DEC_OPEN, "This directory lets callers in without a name. Close it to the internet, and turn "
                              "anonymous binds off."},
    };
    for (size_t i = 0; i < BS_COUNT(words); i++)
        if (bs_str_eq(d->row.service, bs_str_z(words[i].service)) &&
            (d->row.flags & words[i].flags) == words[i].flags)
            return words[i].advice;
    return "Ask whether this has to be reached from the internet. If not, close it; if so, let only a VPN or named "
           "addresses reach it, keep its software up to date, and ask for a strong log-in.";
}

static const char template_md[] =
    "# Exposed services of {{organisation}}\n\n"
    "{{?contact.name}}To: {{contact.name}}{{?contact.email}}, {{contact.email}}{{/contact.email}}  \n"
    "{{/contact.name}}Organisation: {{organisation}}{{?asn}}, {{asn}}{{/asn}}  \n"
    "Services: {{count}} on {{hosts}} addresses, last seen {{last}}\n\n"
    "The internet survey Shodan saw the services below. We read what it stored and contacted none of them.\n"
    "Please check whether they are meant to be reached by everybody.\n"
    "{{#services}}\n## {{target}}: {{label}}\n\n"
    "- What it is: {{service}}{{?product}}, {{product}} {{version}}{{/product}} ({{verdict}})\n"
    "- Seen: {{seen}}{{?hostnames}}, as {{hostnames}}{{/hostnames}}\n"
    "- How certain: {{certainty}}\n"
    "- What to do: {{advice}}\n"
    "{{?summary}}- It said: {{summary}}\n{{/summary}}"
    "- Why we think so:\n{{#evidence}}  - {{words}}\n{{/evidence}}\n"
    "The first bytes of its answer:\n\n{{bytes}}\n{{/services}}"
    "{{?more}}\nAnd {{more}} services more.\n{{/more}}\n";

static const char template_html[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<title>Exposed services of {{organisation}}</title>\n"
    "<style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;"
    "padding:0 1rem}pre{overflow:auto}@media print{body{margin:0}}</style></head><body>\n"
    "<h1>Exposed services of {{organisation}}</h1>\n"
    "{{?contact.name}}<p>To: {{contact.name}}{{?contact.email}}, {{contact.email}}{{/contact.email}}</p>\n"
    "{{/contact.name}}<p>Organisation: {{organisation}}{{?asn}}, {{asn}}{{/asn}}<br>"
    "Services: {{count}} on {{hosts}} addresses, last seen {{last}}</p>\n"
    "<p>The internet survey Shodan saw the services below. We read what it stored and contacted none of them. "
    "Please check whether they are meant to be reached by everybody.</p>\n"
    "{{#services}}<h2>{{target}}: {{label}}</h2>\n<ul>\n"
    "<li>What it is: {{service}}{{?product}}, {{product}} {{version}}{{/product}} ({{verdict}})</li>\n"
    "<li>Seen: {{seen}}{{?hostnames}}, as {{hostnames}}{{/hostnames}}</li>\n"
    "<li>How certain: {{certainty}}</li>\n<li>What to do: {{advice}}</li>\n"
    "{{?summary}}<li>It said: {{summary}}</li>\n{{/summary}}"
    "<li>Why we think so:<ul>{{#evidence}}<li>{{words}}</li>\n{{/evidence}}</ul></li>\n</ul>\n"
    "<p>The first bytes of its answer:</p>\n<pre>{{bytes}}</pre>\n{{/services}}"
    "{{?more}}<p>And {{more}} services more.</p>\n{{/more}}</body></html>\n";

bs_str bs_handover_template(bool html)
{
    return html ? (bs_str){template_html, sizeof template_html - 1}
                : (bs_str){template_md, sizeof template_md - 1};
}
