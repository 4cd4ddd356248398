using Xunit;

namespace MaskML.Tests.Serve.Page;

/// <summary>Compares the positions of boxes on the screen with a prediction.</summary>
internal static class BoxPlaces
{
    // In pixels of the screen, since the layout rounds.
    private const double Tolerance = 1.5;

    /// <summary>Compares every box, and the shape of the shown picture.</summary>
    public static async Task AssertAsync(OpenPage open, PhotoAnswer expected)
    {
        Place picture = await PlaceAsync(open, "#frame img");
        double scale = picture.Width / expected.Width;
        Assert.Equal(picture.Height, expected.Height * scale, Tolerance);

        // The browser shows the picture upright too.
        Assert.Equal(
            [expected.Width, expected.Height],
            await open.Page.EvaluateAsync<int[]>("(i => [i.naturalWidth, i.naturalHeight])(document.querySelector('#frame img'))"));
        Assert.Equal(expected.Faces.Count, await open.Boxes.CountAsync());
        for (int i = 0; i < expected.Faces.Count; i++)
        {
            FaceAnswer face = expected.Faces[i];
            Place box = await PlaceAsync(open, $".overlay [data-face=\"{i}\"] .area");
            Assert.Equal(picture.X + (face.X * scale), box.X, Tolerance);
            Assert.Equal(picture.Y + (face.Y * scale), box.Y, Tolerance);
            Assert.Equal(face.Width * scale, box.Width, Tolerance);
            Assert.Equal(face.Height * scale, box.Height, Tolerance);
        }
    }

    private static Task<Place> PlaceAsync(OpenPage open, string selector) => open.Page.EvaluateAsync<Place>(
        "selector => { const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect(); "
        + "return { x, y, width, height }; }",
        selector)!;

    private sealed record Place
    {
        public double X { get; init; }

        public double Y { get; init; }

        public double Width { get; init; }

        public double Height { get; init; }
    }
}
