#include "dicom_uids.h"

#include "cursor.h"

static const struct bs_dicom_maker makers[] = {
    {"1.2.276.0.7230010.3.0.3.", "DCMTK", true,
     "OFFIS DCMTK, or a program built on it: Orthanc, storescp, dcmqrscp, OsiriX, Horos"},
    {"1.2.276.0.7230010.3.", "DCMTK", true, "OFFIS DCMTK, or a program built on it"},
    {"1.2.826.0.1.3680043.2.135.1066.", "Conquest", true, "Conquest DICOM server"},
    {"1.2.40.0.13.1.", "dcm4che", true, "dcm4che toolkit or dcm4chee archive"},
    {"1.2.826.0.1.3680043.9.3811.", "pynetdicom", true, "Python toolkit"},
    {"1.2.826.0.1.3680043.10.854", "dcmjs-dimse", true, "JavaScript toolkit"},
    {"1.3.6.1.4.1.30071.8", "fo-dicom", true, ".NET toolkit"},
    {"1.3.6.1.4.1.25403.1.1.1", "ClearCanvas", true, "ClearCanvas PACS"},
    {"1.2.826.0.1.3680043.9.7133.1.1", "go-netdicom", true, "Go toolkit"},
    {"1.2.826.0.1.3680043.9.55600.", "Odil", true, "C++ toolkit"},
    {"1.3.6.1.4.1.5962.99.", "PixelMed", true, "Java toolkit"},
    {"1.2.840.113654.2.3.1995.", "CTN", true, "Central Test Node of Mallinckrodt"},
    {"1.2.840.113619.", "GE HealthCare", false, NULL},
    {"1.3.12.2.1107.", "Siemens Healthineers", false, NULL},
    {"1.3.46.670589.", "Philips", false, NULL},
    {"1.2.840.113704.", "Philips", false, "root of Picker and Elscint"},
    {"1.2.392.200036.9116.", "Canon Medical", false, "root of Toshiba Medical"},
    {"1.2.392.200036.9125.", "Fujifilm", false, NULL},
    {"1.2.392.200036.9107.", "Konica Minolta", false, NULL},
    {"1.2.124.113532.", "Agfa", false, "root of Mitra"},
    {"1.3.51.", "Agfa", false, NULL},
    {"1.2.840.113564.", "Carestream", false, "root of Kodak"},
    {"1.2.752.24.", "Sectra", false, NULL},
    {"1.2.276.0.75.", "Carl Zeiss", false, NULL},
    {"1.2.410.200001.101.11.801", "Samsung Medison", false, NULL},
    {"1.2.246.352.", "Varian", false, NULL},
    {"2.16.840.1.113669.", "Merge", false, NULL},
};

const struct bs_dicom_maker *bs_dicom_maker(bs_bytes uid)
{
    const struct bs_dicom_maker *best = NULL;
    for (size_t i = 0; i < BS_COUNT(makers); i++)
        if (bs_begins(uid, makers[i].prefix) &&
            (!best || strlen(best->prefix) < strlen(makers[i].prefix)))
            best = &makers[i];
    return best;
}

const char *bs_dicom_uid_name(bs_bytes uid)
{
    static const struct {
        const char *uid, *name;
    } known[] = {
        {"1.2.840.10008.3.1.1.1", "DICOM Application Context"},
        {"1.2.840.10008.1.1", "Verification"},
        {"1.2.840.10008.1.2", "Implicit VR Little Endian"},
        {"1.2.840.10008.1.2.1", "Explicit VR Little Endian"},
        {"1.2.840.10008.1.2.2", "Explicit VR Big Endian"},
        {"1.2.840.10008.1.2.4.50", "JPEG Baseline"},
        {"1.2.840.10008.1.2.4.70", "JPEG Lossless"},
        {"1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless"},
        {"1.2.840.10008.1.2.5", "RLE Lossless"},
        {"1.2.840.10008.5.1.4.1.2.1.1", "Patient Root Query/Retrieve - FIND"},
        {"1.2.840.10008.5.1.4.1.2.1.2", "Patient Root Query/Retrieve - MOVE"},
        {"1.2.840.10008.5.1.4.1.2.2.1", "Study Root Query/Retrieve - FIND"},
        {"1.2.840.10008.5.1.4.1.2.2.2", "Study Root Query/Retrieve - MOVE"},
        {"1.2.840.10008.5.1.4.31", "Modality Worklist - FIND"},
    };
    /* UIDs may be padded with one NUL to even length. */
    if (uid.n && uid.p[uid.n - 1] == 0)
        uid.n--;
    for (size_t i = 0; i < BS_COUNT(known); i++)
        if (uid.n == strlen(known[i].uid) && bs_begins(uid, known[i].uid))
            return known[i].name;
    return NULL;
}

static bool is_letter(int c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Behind the run of digits and dots at i. */
static size_t number_end(bs_bytes name, size_t i)
{
    while (i < name.n && (bs_is_digit(name.p[i]) || name.p[i] == '.'))
        i++;
    return i;
}

/* The first number that is not part of a word: dcm4che-5.13.2 is 5.13.2. */
static size_t number_start(bs_bytes name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (!bs_is_digit(name.p[i]))
            continue;
        size_t end = number_end(name, i);
        if (i == 0 || !is_letter(name.p[i - 1]) || !is_letter(bs_at(name, end)))
            return i;
        i = end;
    }
    return name.n;
}

void bs_dicom_version(bs_bytes name, struct bs_buf *out)
{
    size_t i = number_start(name);
    size_t digits = i, end = number_end(name, i);
    while (digits < end && bs_is_digit(name.p[digits]))
        digits++;
    bs_str number = bs_bytes_str(bs_bytes_sub(name, i, end - i));
    /* 367 and 3610 are written without their dots; MIRCTN11MAR2003 is a date. */
    if (i > 0 && name.p[i - 1] != '_' && number.n == 4) {
        bs_buf_put(out, bs_bytes_str(bs_trimmed(name)));
        return;
    }
    if (digits == end && number.n >= 3 && number.n <= 4) {
        bs_buf_printf(out, "%c.%c.", number.p[0], number.p[1]);
        bs_buf_put(out, (bs_str){number.p + 2, number.n - 2});
        return;
    }
    bs_buf_put(out, number);
}
