#include "dicom.h"
#include "dicom_uids.h"

static const struct bs_code elements[] = {
    {0x0000, "CommandGroupLength", NULL},
    {0x0002, "AffectedSOPClassUID", "the service"},
    {0x0003, "RequestedSOPClassUID", "the service"},
    {0x0100, "CommandField", NULL},
    {0x0110, "MessageID", NULL},
    {0x0120, "MessageIDBeingRespondedTo", NULL},
    {0x0600, "MoveDestination", NULL},
    {0x0700, "Priority", NULL},
    {0x0800, "CommandDataSetType", NULL},
    {0x0900, "Status", NULL},
    {0x0902, "ErrorComment", NULL},
    {0x1000, "AffectedSOPInstanceUID", NULL},
};
static const struct bs_code commands[] = {
    {0x0001, "C-STORE-RQ", NULL},  {0x8001, "C-STORE-RSP", NULL}, {0x0010, "C-GET-RQ", NULL},
    {0x8010, "C-GET-RSP", NULL},   {0x0020, "C-FIND-RQ", NULL},   {0x8020, "C-FIND-RSP", NULL},
    {0x0021, "C-MOVE-RQ", NULL},   {0x8021, "C-MOVE-RSP", NULL},  {0x0030, "C-ECHO-RQ", NULL},
    {0x8030, "C-ECHO-RSP", NULL},  {0x0100, "N-EVENT-REPORT-RQ", NULL},
    {0x8100, "N-EVENT-REPORT-RSP", NULL},
};

struct command {
    uint32_t field, status;
    bool has_field, has_status;
};

static void put_number(struct bs_decoded *d, const struct bs_mark *m, uint32_t element,
                       uint32_t v, struct command *cmd)
{
    if (element == 0x0100) {
        cmd->field = v;
        cmd->has_field = true;
        bs_put(d, m, NULL, "%s (0x%04x)", BS_CODE(commands, v)->name, v);
    } else if (element == 0x0900) {
        cmd->status = v;
        cmd->has_status = true;
        bs_put(d, m, v == 0 ? "it did what was asked" : NULL, "%s (0x%04x)",
               v == 0 ? "Success" : (v & 0xff00) == 0xff00 ? "Pending" : "Failure or warning", v);
    } else if (element == 0x0800) {
        bs_put(d, m, v == 0x0101 ? "no data set follows" : "a data set follows", "0x%04x", v);
    } else {
        bs_put(d, m, BS_CODE(elements, element)->meaning, "%u", v);
    }
}

static void read_command(struct bs_cursor *c, struct bs_decoded *d, struct command *cmd)
{
    bs_bytes head;
    while (bs_budget(d) && bs_cur_take(c, 8, &head)) {
        uint32_t at = bs_cur_pos(c), group = bs_le16(head, 0), element = bs_le16(head, 2);
        uint32_t length = bs_le32(head, 4);
        struct bs_cursor v;
        bool whole = bs_cur_sub(c, length, &v);
        if (group != 0)
            return; /* the command set is group 0000 alone */
        const struct bs_code *e = BS_CODE(elements, element);
        const struct bs_mark *m = BS_MARK(e->name, "PS3.7 E", at, length);
        bool text = element == 0x0002 || element == 0x0003 || element == 0x0902 ||
                    element == 0x1000 || element == 0x0600;
        if (text)
            bs_put_text(d, m, v.b, bs_dicom_uid_name(v.b));
        else if (whole && (length == 2 || length == 4))
            put_number(d, m, element, length == 2 ? bs_le16(v.b, 0) : bs_le32(v.b, 0), cmd);
        else
            bs_put_hex(d, m, v.b, e->meaning);
        if (!whole)
            bs_put_cut(d, e->name, at, length, v.b.n);
    }
}

void bs_dicom_data(struct bs_cursor *c, struct bs_decoded *d, bool first)
{
    uint64_t length;
    struct command cmd = {0};
    while (bs_budget(d) && bs_cur_be(c, 4, &length)) {
        uint32_t at = bs_cur_pos(c);
        struct bs_cursor item;
        bool whole = bs_cur_sub(c, length, &item);
        bs_bytes head;
        bs_put(d, BS_MARK("Presentation-data-value", "PS3.8 9.3.5.1", at - 4, length + 4), NULL,
               "%llu bytes", (unsigned long long)length);
        bs_open(d);
        if (!whole)
            bs_put_cut(d, "the value", at, length, item.b.n);
        if (bs_cur_take(&item, 2, &head)) {
            bs_put(d, BS_MARK("Presentation-context-ID", "PS3.8 9.3.5.1", at, 1), NULL, "%d",
                   head.p[0]);
            bs_put(d, BS_MARK("Message Control Header", "PS3.8 E.2", at + 1, 1), NULL, "%s%s",
                   head.p[1] & 1 ? "command" : "data set",
                   head.p[1] & 2 ? ", last fragment" : "");
            if (head.p[1] & 1)
                read_command(&item, d, &cmd);
        }
        bs_close(d);
    }
    if (!first)
        return;
    if (cmd.has_field && !(cmd.field & 0x8000)) {
        d->flags |= BS_DEC_ECHO;
        bs_summary(d, "Echo: a DICOM %s came back", BS_CODE(commands, cmd.field)->name);
        return;
    }
    d->flags |= cmd.has_field ? BS_DEC_OPEN : 0;
    bs_summary(d, "DICOM P-DATA-TF: %s%s", cmd.has_field ? BS_CODE(commands, cmd.field)->name : "data",
               cmd.has_status ? (cmd.status ? ", not successful" : ", success") : "");
}
