using System.Text;
using MaskML.Cli.Configuration;
using MaskML.Predict.Errors;
using Xunit;

namespace MaskML.Tests.Configuration;

/// <summary>For any input the loader succeeds or throws a <see cref="UsageException"/>.</summary>
public sealed class ConfigFuzzTests : IDisposable
{
    private static readonly string[] Scraps =
    [
        "{", "}", "[", "]", ",", ":", "\"", "null", "true", "1.5", "-1", "1e999", "\\ud800", "\\u0000", "\0", "\n",
        "//", "/*", "=", ".", "..", "__", "ß",
        "data", "labels", "sources", "head", "l2", "model", "backbone", "cache.directory",
        "\ud83d", "[[[[[[[[[[[[", "NaN", " ", "\"\"", "$schema",
    ];

    private readonly ConfigFolder folder = new();
    private readonly Random random = new(20260101);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Mutated_file_is_loaded_or_refused()
    {
        string valid = folder.Load().Effective.ToJsonString();
        File.WriteAllText(folder.At(ConfigLoader.FileName), valid);
        folder.Load();
        int loaded = 0;
        for (int i = 0; i < 1500; i++)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Mutate(valid));
            if (i % 3 == 0)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(folder.At(ConfigLoader.FileName), bytes);
            loaded += Loads([], []) ? 1 : 0;
        }

        Assert.InRange(loaded, 1, 1499);
    }

    [Fact]
    public void Random_settings_are_loaded_or_refused()
    {
        string[] known = [.. ConfigKey.Root.All().Select(k => k.Path)];
        int loaded = 0;
        for (int i = 0; i < 3000; i++)
        {
            string key = random.Next(4) == 0 ? Mutate(known[random.Next(known.Length)]) : known[random.Next(known.Length)];
            string value = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Scraps[random.Next(Scraps.Length)]));
            loaded += Loads([], [key + (random.Next(20) == 0 ? "" : "=") + value]) ? 1 : 0;
            loaded += Loads(new() { ["MASKML__" + key.Replace(".", "__", StringComparison.Ordinal)] = value }, []) ? 1 : 0;
        }

        Assert.InRange(loaded, 1, 5999);
    }

    private bool Loads(Dictionary<string, string> environment, string[] sets)
    {
        try
        {
            folder.Load(environment: environment, sets: sets);
            return true;
        }
        catch (UsageException)
        {
            return false;
        }
    }

    private string Mutate(string text)
    {
        var result = new StringBuilder(text);
        for (int n = random.Next(1, 4); n > 0; n--)
        {
            int at = random.Next(result.Length + 1);
            int count = Math.Min(random.Next(12), result.Length - at);
            switch (random.Next(3))
            {
                case 0:
                    result.Remove(at, count);
                    break;
                case 1:
                    result.Insert(at, Scraps[random.Next(Scraps.Length)]);
                    break;
                default:
                    result.Insert(random.Next(result.Length + 1), result.ToString(at, count));
                    break;
            }
        }

        return result.ToString();
    }
}
