using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MaskML.Tests.Support;

namespace MaskML.Tests.Fleet;

/// <summary>An authority that signs certificates of servers, all of them files in a folder.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly X509Certificate2 root;

    public TestAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=MaskML test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path, root.ExportCertificatePem());
    }

    /// <summary>Its certificate, as PEM.</summary>
    public string Path => folder.File("authority.pem");

    /// <summary>Starts a server with a certificate of this authority.</summary>
    /// <param name="address">Address that the certificate is for.</param>
    public Task<NatsServer> StartServerAsync(string address = "127.0.0.1")
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=MaskML test server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(root, root.NotBefore, root.NotAfter, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(folder.File("server.pem"), signed.ExportCertificatePem());
        File.WriteAllText(folder.File("server.key"), key.ExportPkcs8PrivateKeyPem());
        return NatsServer.StartAsync([], "--tls", "--tlscert", folder.File("server.pem"), "--tlskey", folder.File("server.key"));
    }

    public void Dispose()
    {
        root.Dispose();
        folder.Dispose();
    }
}
