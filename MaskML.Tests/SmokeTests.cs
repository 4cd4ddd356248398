using Xunit;

namespace MaskML.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void It_runs() => Assert.Equal(0, MaskML.Predict.PredictProgram.Main());
}
