using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using MaskML.Tests.Support;
using NATS.NKeys;

namespace MaskML.Tests.Fleet;

/// <summary>An operator whose servers know users by signed tokens, which <c>nsc</c> writes elsewhere.</summary>
internal sealed class TestOperator : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly KeyPair account = KeyPair.CreatePair(PrefixByte.Account);

    /// <summary>Starts a server of the operator, with one account.</summary>
    public Task<NatsServer> StartServerAsync()
    {
        using KeyPair self = KeyPair.CreatePair(PrefixByte.Operator);
        using KeyPair system = KeyPair.CreatePair(PrefixByte.Account);
        object Account(int store) => new
        {
            type = "account",
            version = 2,
            limits = new
            {
                subs = -1,
                data = -1,
                payload = -1,
                conn = -1,
                imports = -1,
                exports = -1,
                mem_storage = store,
                disk_storage = store,
            },
        };
        string configuration = folder.File("nats.conf");
        File.WriteAllText(configuration, $$"""
            operator: {{Sign(self, self, new { type = "operator", version = 2 })}}
            system_account: {{system.GetPublicKey()}}
            resolver: MEMORY
            resolver_preload: {
              {{system.GetPublicKey()}}: {{Sign(self, system, Account(store: 0))}}
              {{account.GetPublicKey()}}: {{Sign(self, account, Account(store: -1))}}
            }
            """);
        return NatsServer.StartAsync([], "-c", configuration);
    }

    /// <summary>Writes the credentials of a user who may publish what is given.</summary>
    public string Credentials(string name, params string[] publish)
    {
        using KeyPair user = KeyPair.CreatePair(PrefixByte.User);
        string path = folder.File(name + ".creds");
        object rights = new { type = "user", version = 2, subs = -1, data = -1, payload = -1, pub = new { allow = publish } };
        string token = Sign(account, user, rights);
        File.WriteAllText(path, $"""
            -----BEGIN NATS USER JWT-----
            {token}
            ------END NATS USER JWT------

            -----BEGIN USER NKEY SEED-----
            {user.GetSeed()}
            ------END USER NKEY SEED------
            """);
        return path;
    }

    public void Dispose()
    {
        account.Dispose();
        folder.Dispose();
    }

    private static string Sign(KeyPair issuer, KeyPair subject, object nats)
    {
        string header = Part(new { typ = "JWT", alg = "ed25519-nkey" });
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string body = header + "." + Part(new
        {
            jti = subject.GetPublicKey(),
            iat = now,
            iss = issuer.GetPublicKey(),
            name = "test",
            sub = subject.GetPublicKey(),
            nats,
        });
        byte[] signature = new byte[64];
        issuer.Sign(Encoding.ASCII.GetBytes(body), signature);
        return body + "." + Base64Url.EncodeToString(signature);
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
