"""DICOM and HL7: the servers whose answers must never be missed."""
from box import server, HOST


@server("storescp", "dicom", "dcmtk", "storescp", medical=True)
def storescp(box):
    return ["storescp", "-od", box.dir, str(box.port)]


@server("storescp-refuse", "dicom", "dcmtk", "storescp", medical=True)
def storescp_refuse(box):
    return ["storescp", "--refuse", "-od", box.dir, str(box.port)]


def dcmqr(box, peers):
    conf = box.write("dcmqrscp.cfg", f"""NetworkTCPPort = {box.port}
MaxPDUSize = 16384
MaxAssociations = 64
HostTable BEGIN
viewer = (VIEWER, 192.0.2.20, 104)
viewers = viewer
HostTable END
VendorTable BEGIN
"Example" = viewers
VendorTable END
AETable BEGIN
ANY-SCP {box.dir} RW (200, 1024mb) {peers}
AETable END
""")
    return ["dcmqrscp", "-c", conf]


@server("dcmqrscp", "dicom", "dcmtk", "dcmqrscp", medical=True)
def dcmqrscp(box):
    return dcmqr(box, "ANY")


@server("dcmqrscp-checked", "dicom", "dcmtk", "dcmqrscp", medical=True)
def dcmqrscp_checked(box):
    return dcmqr(box, "viewers")


@server("dcmrecv", "dicom", "dcmtk", "dcmrecv", medical=True)
def dcmrecv(box):
    return ["dcmrecv", "-od", box.dir, str(box.port)]


@server("wlmscpfs", "dicom", "dcmtk", "wlmscpfs", medical=True)
def wlmscpfs(box):
    box.write("ANY-SCP/lockfile", "")
    return ["wlmscpfs", "-dfp", box.dir, str(box.port)]


def orthanc_config(box, dicom, http, more=""):
    return box.write("orthanc.json", f"""{{"Name": "Example", "StorageDirectory": "{box.dir}",
 "IndexDirectory": "{box.dir}", "DicomPort": {dicom}, "HttpPort": {http}, "DicomAet": "ORTHANC",
 "Plugins": [], "HttpServerEnabled": true, "DicomServerEnabled": true{more}}}""")


@server("orthanc-dicom", "dicom", "orthanc", "Orthanc", medical=True)
def orthanc(box):
    return ["Orthanc", orthanc_config(box, box.port, box.port + 1000)]


@server("orthanc-dicom-checked", "dicom", "orthanc", "Orthanc", medical=True)
def orthanc_checked(box):
    return ["Orthanc", orthanc_config(box, box.port, box.port + 1000,
                                      ', "DicomCheckCalledAet": true')]


@server("orthanc-http", "http", "orthanc", "Orthanc", medical=True)
def orthanc_http(box):
    return ["Orthanc", orthanc_config(box, box.port + 1000, box.port,
                                      ', "AuthenticationEnabled": false, "RemoteAccessAllowed": true')]


@server("orthanc-http-closed", "http", "orthanc", "Orthanc", medical=True)
def orthanc_http_closed(box):
    return ["Orthanc", orthanc_config(box, box.port + 1000, box.port,
                                      ', "AuthenticationEnabled": true, "RegisteredUsers": {"a": "b"}')]


@server("python-hl7", "hl7", "python3-hl7", "python3", medical=True)
def hl7_listener(box):
    script = box.write("listener.py", f"""import asyncio, hl7
from hl7.mllp import start_hl7_server

async def talk(reader, writer):
    try:
        while not writer.is_closing():
            message = await reader.readmessage()
            writer.writemessage(message.create_ack())
            await writer.drain()
    except Exception:
        writer.close()

async def main():
    async with await start_hl7_server(talk, host='{HOST}', port={box.port}) as s:
        await s.serve_forever()

asyncio.run(main())
""")
    return ["python3", script]
