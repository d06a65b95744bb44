/* dicom_uids.h - who wrote the DICOM software that answered: implementation class UIDs.
 *
 * Toolkits are told by their own UID; where only the registered root is known it names the
 * vendor, never the product (PS3.7 D.3.3.2; roots as registered by their owners). */
#ifndef BS_DICOM_UIDS_H
#define BS_DICOM_UIDS_H

#include "bannerscope/base.h"

struct bs_dicom_maker {
    const char *prefix; /* of the implementation class UID */
    const char *name;   /* "DCMTK" */
    bool product;       /* a toolkit or archive; else a vendor */
    const char *note;   /* plain words */
};
/* The longest prefix that fits, or NULL. */
const struct bs_dicom_maker *bs_dicom_maker(bs_bytes uid);
/* The name of a well-known UID (SOP class, transfer syntax), or NULL. */
const char *bs_dicom_uid_name(bs_bytes uid);
/* "OFFIS_DCMTK_367" -> "3.6.7", "1.5.0/WIN32" -> "1.5.0"; empty when there is no number.
 * Appended to `out`. */
void bs_dicom_version(bs_bytes name, struct bs_buf *out);

#endif
