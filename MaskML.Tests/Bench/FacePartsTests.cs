using System.Reflection;
using MaskML.Bench.Photos;
using MaskML.Cli.Configuration;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Bench;

public sealed class FacePartsTests
{
    [Fact]
    public void Measured_steps_for_a_face_run()
    {
        FaceParts.Config = new MaskMLConfig { Model = Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip") };
        MethodInfo[] parts = [.. typeof(FaceParts).GetMethods().Where(IsBenchmark)];
        Assert.NotEmpty(parts);
        using var face = new FaceParts();
        face.Open();
        Assert.All(parts, part => part.Invoke(face, null));
    }

    private static bool IsBenchmark(MethodInfo method) =>
        method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "BenchmarkAttribute");
}
