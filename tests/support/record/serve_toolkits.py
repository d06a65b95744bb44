"""DICOM toolkits beside DCMTK, and HL7 listeners: each open, with checks and with errors."""
from box import of_batch

server = of_batch(2)
DICOM = {"accept": "dicom", "medical": True}
HL7 = {"accept": "hl7", "medical": True}


CTN = {"package": "ctn", "program": "simple_storage", "one_by_one": True, **DICOM}


def again_and_again(*command):
    """A server that ends when a connection does."""
    return ["sh", "-c", 'while :; do "$@"; sleep 0.1; done', "sh", *command]


@server("ctn-storage", **CTN)
def ctn_storage(box):
    return again_and_again("simple_storage", "-i", "-s", "-x", box.dir, str(box.port))


@server("ctn-storage-checked", **CTN)
def ctn_storage_checked(box):
    return again_and_again("simple_storage", "-s", "-c", "ARCHIVE", "-x", box.dir, str(box.port))


# It answers one at a time, and reads a connection's first bytes before it takes the next.
ODIL = """import odil
while True:
    a = odil.Association()
    a.set_tcp_timeout(2)
    try:
        a.receive_association("v4", PORT)
        d = odil.SCPDispatcher(a)
        d.set_echo_scp(odil.EchoSCP(a))
        while True:
            d.dispatch()
    except Exception as e:
        print(e, flush=True)
"""


@server("odil", package="python3-odil", program="python3", one_by_one=True, **DICOM)
def odil(box):
    return box.python(ODIL)


@server("pixelmed", package="libpixelmed-java", program="java", **DICOM)
def pixelmed(box):
    box.write(".com.pixelmed.network.StorageSOPClassSCPDispatcher.properties",
              f"Dicom.ListeningPort={box.port}\nDicom.CalledAETitle=ANY-SCP\n"
              f"Application.SavedImagesFolderName=store\n")
    jars = ":".join(f"/usr/share/java/{j}.jar" for j in ("pixelmed", "slf4j-api", "slf4j-nop"))
    return ["java", f"-Duser.home={box.dir}", "-Djava.awt.headless=true", "-cp", jars,
            "com.pixelmed.network.StorageSOPClassSCPDispatcher"]


@server("dcmjs-dimse", package="npm:dcmjs-dimse", program="npm:dcmjs-dimse", **DICOM)
def dcmjs(box):
    return box.node("dcmjs-dimse.js", "open")


@server("dcmjs-dimse-checked", package="npm:dcmjs-dimse", program="npm:dcmjs-dimse", **DICOM)
def dcmjs_checked(box):
    return box.node("dcmjs-dimse.js", "checked")


@server("dcmjs-dimse-calling", package="npm:dcmjs-dimse", program="npm:dcmjs-dimse", **DICOM)
def dcmjs_calling(box):
    return box.node("dcmjs-dimse.js", "calling")


@server("dcmjs-dimse-busy", package="npm:dcmjs-dimse", program="npm:dcmjs-dimse", **DICOM)
def dcmjs_busy(box):
    return box.node("dcmjs-dimse.js", "busy")


@server("dcmjs-dimse-abort", package="npm:dcmjs-dimse", program="npm:dcmjs-dimse", **DICOM)
def dcmjs_abort(box):
    return box.node("dcmjs-dimse.js", "abort")


@server("dcmjs-dimse-contexts", package="npm:dcmjs-dimse", program="npm:dcmjs-dimse", **DICOM)
def dcmjs_contexts(box):
    return box.node("dcmjs-dimse.js", "contexts")


@server("dcmprscp", package="dcmtk", program="dcmprscp", **DICOM)
def dcmprscp(box):
    conf = box.write("print.cfg", f"""[[GENERAL]]
[DATABASE]
Directory = {box.dir}
[PRINT]
Directory = {box.dir}
DumpMode = printjob
DetailLog = disabled
LogDirectory = {box.dir}
[[COMMUNICATION]]
[PRINTER]
Hostname = 127.0.0.1
Type = LOCALPRINTER
Description = Example
Port = {box.port}
AETitle = PRINTER
DisableNewVRs = false
MaxPDU = 32768
""")
    return ["dcmprscp", "-c", conf, "-p", "PRINTER"]


def hl7(name, script, package, *arguments):
    @server(name, package=package, program=package, **HL7)
    def start(box):
        return box.node(script, *arguments)
    return start


hl7("simple-hl7", "simple-hl7.js", "npm:simple-hl7", "accept")
hl7("simple-hl7-error", "simple-hl7.js", "npm:simple-hl7", "error")
hl7("node-hl7", "node-hl7-server.js", "npm:node-hl7-server", "AA")
hl7("node-hl7-reject", "node-hl7-server.js", "npm:node-hl7-server", "AR")
hl7("hl7v2-net", "hl7v2-net.js", "npm:hl7v2-net", "accept")
hl7("hl7v2-net-error", "hl7v2-net.js", "npm:hl7v2-net", "error")
hl7("medplum-hl7", "medplum-hl7.js", "npm:@medplum/hl7", "AA")
hl7("medplum-hl7-error", "medplum-hl7.js", "npm:@medplum/hl7", "AE")
