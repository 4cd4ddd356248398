using System.Reflection;
using MaskML.Bench.Parts;
using MaskML.Cli.Configuration;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Bench;

public sealed class FacePartsTests
{
    [Fact]
    public void Every_part_of_a_face_that_is_measured_runs()
    {
        FaceParts.Config = new MaskMLConfig { Model = Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip") };
        MethodInfo[] parts = [.. typeof(FaceParts).GetMethods().Where(method => method.CustomAttributes.Any(mark => mark.AttributeType.Name == "BenchmarkAttribute"))];
        Assert.NotEmpty(parts);
        using var face = new FaceParts();
        face.Open();
        Assert.All(parts, part => part.Invoke(face, null));
    }
}
