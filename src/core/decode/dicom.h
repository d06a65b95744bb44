/* dicom.h - the parts of the DICOM decoder (PS3.8 9.3, PS3.7 6.3 and annex D). */
#ifndef BS_DECODE_DICOM_H
#define BS_DECODE_DICOM_H

#include "field.h"

enum dicom_pdu {
    DICOM_RQ = 1,
    DICOM_AC,
    DICOM_RJ,
    DICOM_DATA,
    DICOM_RELEASE_RQ,
    DICOM_RELEASE_RP,
    DICOM_ABORT,
};

/* Body of an A-ASSOCIATE-AC, or of a request that was echoed. */
void bs_dicom_associate(struct bs_cursor *c, struct bs_decoded *d, int type);
/* Body of a P-DATA-TF: presentation data values and the command set inside. */
void bs_dicom_data(struct bs_cursor *c, struct bs_decoded *d, bool first);

#endif
