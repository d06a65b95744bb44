// A DICOM server of dcmjs-dimse; the third argument says what it objects to.
const dimse = require('dcmjs-dimse');
const { SopClass, TransferSyntax, PresentationContextResult: Result, Status,
        RejectResult, RejectSource, RejectReason } = dimse.constants;
const [port, , mode] = process.argv.slice(2);
dimse.log.level = 'error';

class Example extends dimse.Scp {
  refusal(a) {
    if (mode === 'checked' && a.getCalledAeTitle() !== 'ARCHIVE')
      return [RejectResult.Permanent, RejectSource.ServiceUser, RejectReason.CalledAeNotRecognized];
    if (mode === 'calling' && a.getCallingAeTitle() !== 'VIEWER')
      return [RejectResult.Permanent, RejectSource.ServiceUser, RejectReason.CallingAeNotRecognized];
    if (mode === 'busy')
      return [RejectResult.Transient, RejectSource.ServiceProviderPresentation,
              RejectReason.LocalLimitExceeded];
    return null;
  }

  associationRequested(a) {
    const refusal = this.refusal(a);
    if (refusal) return this.sendAssociationReject(...refusal);
    if (mode === 'abort') return this.sendAbort(2, 1);
    for (const { id } of a.getPresentationContexts()) {
      const c = a.getPresentationContext(id);
      if (mode !== 'contexts' && c.getAbstractSyntaxUid() === SopClass.Verification)
        c.setResult(Result.Accept, TransferSyntax.ImplicitVRLittleEndian);
      else
        c.setResult(Result.RejectAbstractSyntaxNotSupported);
    }
    return this.sendAssociationAccept();
  }

  cEchoRequest(request, callback) {
    const response = dimse.responses.CEchoResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
  }

  associationReleaseRequested() { this.sendAssociationReleaseResponse(); }
}

const server = new dimse.Server(Example);
server.on('networkError', () => {});
server.listen(Number(port));
