/* THE list of sections.  sections_count.c counts; docs/reports.md has the definitions in words. */
#include "report.h"

#define BY(...) .filter = {__VA_ARGS__}

const struct report_section report_sections[] = {
    {.name = "totals", .title = "Totals", .note = "A service is one address, port and transport, and the virtual "
     "host where one was asked for.", .add = add_totals, .fixed = true, .keys = 1, .numbers = 1,
     .heading = {"what", "services"}, .order = ORDER_MADE},
    {.name = "verdicts", .title = "Verdicts (2019: Figure 8)", .note = "Of what answered. Medical is what rules or "
     "analysts found to be so; likely honeypots are counted, and told apart.", .add = add_verdicts, .keys = 1,
     .numbers = 5, .heading = {"verdict", "services", "% of answered", "hosts", "banners", "honeypots"},
     BY("verdict"), .also = "response:yes", .share = {1, 0, -1}},
    {.name = "classes", .title = "Verdicts and affiliation", .note = "Medical counts what rules or analysts found to "
     "be so.", .add = add_classes, .keys = 2, .numbers = 1, .heading = {"verdict", "affiliation", "services"},
     .order = ORDER_KEYS, BY("verdict", "affiliation")},
    {.name = "groups", .title = "Affiliation groups (2019: Figure 8)", .note = "Whose host it is; it never decides a "
     "verdict.", .add = add_groups, .keys = 1, .numbers = 6, .heading = {"affiliation", "services", "blank",
     "answered", "% answered", "hosts", "set aside"}, BY("affiliation"), .stack = 1, .stacked = 2,
     .share = {3, 2, 0}},
    {.name = "beyond-2019", .title = "What the bytes tell beyond 2019", .note = "The study of 2019 named services by "
     "patterns alone; decoding names more, tells open DICOM servers from those that check AE titles, and sets "
     "likely fakes apart.", .add = add_beyond, .fixed = true, .rules = true, .keys = 1, .numbers = 1,
     .heading = {"what", "services"}, .order = ORDER_MADE},
    {.name = "services", .title = "Services", .note = "The protocol that spoke.", .add = add_services, .limit = 40,
     .keys = 1, .numbers = 3, .heading = {"service", "services", "hosts", "banners"}, BY("service"),
     .also = "response:yes", .absent = "(unknown)"},
    {.name = "services-by-affiliation", .title = "Services by affiliation", .note = "",
     .add = add_services_by_affiliation, .limit = 80, .keys = 2, .numbers = 1,
     .heading = {"affiliation", "service", "services"}, .order = ORDER_FIRST_KEY, BY("affiliation", "service"),
     .also = "response:yes", .absent = "(unknown)"},
    {.name = "services-software", .title = "Services on hosts of medical software (2019: Figure 10)", .note = "",
     .add = add_services_software, .limit = 20, .keys = 1, .numbers = 5,
     .heading = {"service", "services", "medical", "non-medical", "unknown", "hosts"}, BY("service"),
     .also = "response:yes affiliation:software", .absent = "(unknown)", .stack = 1, .stacked = 3},
    {.name = "services-hospital", .title = "Services on hosts of health institutions (2019: Figure 14)", .note = "",
     .add = add_services_hospital, .limit = 20, .keys = 1, .numbers = 5,
     .heading = {"service", "services", "medical", "non-medical", "unknown", "hosts"}, BY("service"),
     .also = "response:yes affiliation:hospital", .absent = "(unknown)", .stack = 1, .stacked = 3},
    {.name = "software", .title = "Medical software found (2019: Figure 9)", .note = "By the words of list software; "
     "likely honeypots are in the number and beside it.", .add = add_software, .rules = true, .limit = 40, .keys = 1,
     .numbers = 3, .heading = {"software", "services", "hosts", "honeypots"}, BY("software")},
    {.name = "products", .title = "Products", .note = "As far as the bytes or Shodan tell.", .add = add_products,
     .limit = 40, .keys = 2, .numbers = 1, .heading = {"product", "version", "services"}, BY("named")},
    {.name = "hospitals", .title = "What told a health institution", .note = "By the words of the lists.",
     .add = add_hospitals, .rules = true, .limit = 40, .keys = 1, .numbers = 1, .heading = {"rule", "services"},
     BY("evidence")},
    {.name = "organisations", .title = "Organisations", .note = "`handover` writes a page for each.",
     .add = add_organisations, .limit = 40, .keys = 2, .numbers = 6, .heading = {"organisation", "AS", "services",
     "answered", "medical", "non-medical", "unknown", "hosts"}, BY("org.is", "asn"), .absent = "(none)",
     .stack = 2, .stacked = 3},
    {.name = "medical-ports", .title = "Medical ports (2019: Figure 12)", .note = "A port is a hint, never evidence.",
     .add = add_medical_ports, .keys = 1, .numbers = 6, .heading = {"port", "services", "blank", "answered",
     "medical", "non-medical", "unknown"}, BY("port"), .stack = 1, .stacked = 2},
    {.name = "ports-by-affiliation", .title = "Medical ports, affiliation and verdict", .note = "",
     .add = add_ports_by_affiliation, .keys = 2, .numbers = 5, .heading = {"port", "affiliation", "services",
     "no response", "medical", "non-medical", "unknown"}, BY("port", "affiliation"), .stack = 1, .stacked = 4},
    {.name = "dicom", .title = "DICOM servers (2019: Table 1)", .note = "open: let an unknown caller in; AE-checked: "
     "speaks DICOM and turned the caller away.", .add = add_dicom, .keys = 5, .numbers = 3,
     .heading = {"organisation", "AS", "port", "access", "product", "servers", "with TLS", "honeypots"},
     BY("org.is", "asn", "port", "access", "named"), .also = "response:yes service:dicom"},
    {.name = "dicom-access", .title = "DICOM servers by access", .note = "", .add = add_dicom_access, .keys = 1,
     .numbers = 5, .heading = {"access", "servers", "organisations", "with TLS", "honeypots", "hosts"}, BY("access"),
     .also = "response:yes service:dicom"},
    {.name = "decoded", .title = "What decoding resolved", .note = "Banners that no service pattern names, by what "
     "the bytes proved to be.", .add = add_decoded, .keys = 1, .numbers = 2,
     .heading = {"service", "services", "banners"}, BY("service"), .also = "response:yes pattern:no",
     .absent = "(still unknown)"},
    {.name = "unknown-by-group", .title = "Unknown, by group", .note = "Before and after decoding, and with what "
     "analysts said.", .add = add_unknown_by_group, .keys = 1, .numbers = 4, .heading = {"affiliation", "answered",
     "unknown to patterns", "after decoding", "unknown now"}, .order = ORDER_KEYS, BY("affiliation"),
     .also = "response:yes"},
    {.name = "services-per-host", .title = "Services per host", .note = "", .add = add_services_per_host,
     .limit = 40, .keys = 1, .numbers = 2, .heading = {"services on a host", "hosts", "services"},
     .order = ORDER_KEYS, BY("host.services"), .counted = 1, .whole = true},
    {.name = "honeypots", .title = "Likely honeypots", .note = "Known fakes, by how they answer.",
     .add = add_honeypots, .keys = 1, .numbers = 1, .heading = {"service", "services"}, BY("service"),
     .also = "honeypot:yes", .absent = "(unknown)"},
    {.name = "sightings", .title = "When it was seen", .note = "The newest sighting of each service.",
     .add = add_sightings, .keys = 1, .numbers = 3, .heading = {"month", "services", "blank", "answered"},
     .order = ORDER_KEYS, BY("month"), .stack = 1, .stacked = 2},
    {.name = "rules", .title = "Rules", .note = "Confirmed and refuted: services that an analyst judged as the rules "
     "do, or otherwise.", .add = add_rules, .rules = true, .limit = 60, .keys = 1, .numbers = 4,
     .heading = {"rule", "services", "answers", "confirmed", "refuted"}, BY("evidence")},
    {.name = "labelling", .title = "Labelling", .note = "Of the whole log, whatever the query.",
     .load = load_labelling, .keys = 2, .numbers = 2, .heading = {"day", "analyst", "decisions", "services"},
     .order = ORDER_KEYS},
    {.name = "progress", .title = "Progress of labelling", .note = "",
     .add = add_progress, .fixed = true, .keys = 1, .numbers = 1, .heading = {"what", "number"},
     .order = ORDER_MADE},
    {.name = "agreement", .title = "Agreement of analysts", .note = "Over what both judged; Cohen's kappa takes "
     "chance away.", .load = load_agreement, .keys = 3, .numbers = 3, .heading = {"analyst", "and", "kappa",
     "both judged", "alike", "% alike"}, .order = ORDER_KEYS, .share = {2, 1, 0}},
    {.name = NULL},
};

const char *const bs_report_sections[] = {
    "totals", "verdicts", "classes", "groups", "beyond-2019", "services", "services-by-affiliation",
    "services-software", "services-hospital", "software", "products", "hospitals", "organisations",
    "medical-ports", "ports-by-affiliation", "dicom", "dicom-access", "decoded", "unknown-by-group",
    "services-per-host", "honeypots", "sightings", "rules", "labelling", "progress", "agreement", NULL,
};
