using MaskML.Synth.People;
using MaskML.Synth.Scenery;

namespace MaskML.Synth;

/// <summary>Draws photos with several people. They may overlap, but nobody hides the face of another.</summary>
public static class SceneRenderer
{
    private const ulong Stream = 3;
    private const int Supersampling = 2;

    /// <summary>Smallest width and height of a photo, in pixels.</summary>
    public const int SmallestSide = 64;

    /// <summary>Draws a photo; the same arguments give the same photo.</summary>
    /// <param name="seed">Seed of all random choices.</param>
    /// <param name="width">Width in pixels, at least <see cref="SmallestSide"/>.</param>
    /// <param name="height">Height in pixels, at least <see cref="SmallestSide"/>.</param>
    /// <returns>The photo and its faces, at least one. The caller disposes it.</returns>
    public static Scene Render(int seed, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, SmallestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, SmallestSide);
        var dice = new Dice((uint)seed, Stream);
        using Mat background = Backgrounds.Draw(dice.Fork(), width * Supersampling, height * Supersampling);
        var stage = new Stage(background);
        Light light = Light.Sample(dice.Fork());
        var faces = new List<SceneFace>();
        foreach (Figure figure in Place(dice.Fork(), width, height))
        {
            Pose large = figure.Pose with { Center = figure.Pose.Center * Supersampling, Scale = figure.Pose.Scale * Supersampling };
            new PersonPainter(figure.Person, stage, large, light).Draw(dice.Fork());
            faces.Add(new SceneFace(figure.Box, SynthLabels.Of(figure.Person.Mask is not null)));
        }

        using Mat scene = stage.ToPicture();
        return new Scene(Camera.SampleMild(dice.Fork()).Take(dice.Fork(), scene, width, height), faces);
    }

    // People far away are placed first. A place is taken only if neither head nor body hides a face that was placed earlier.
    private static List<Figure> Place(Dice dice, int width, int height)
    {
        int wanted = 1 + dice.Below(8);
        float[] sizes = [.. Enumerable.Range(0, wanted).Select(_ => dice.Between(0.035f, 0.17f) * dice.Between(0.6f, 1f)).Order()];
        var figures = new List<Figure>();
        foreach (float size in sizes)
        {
            for (int attempt = 0; attempt < 40; attempt++)
            {
                Figure figure = Sample(dice.Fork(), size, width, height);
                Rect head = Figure.Around(figure.Box, 0.45);
                var body = new Rect(head.X - (head.Width / 4), head.Y + (head.Height / 2), head.Width * 3 / 2, height);
                if (Figure.Fits(figure.Box, width, height)
                    && figures.TrueForAll(other => !head.IntersectsWith(other.Box) && !body.IntersectsWith(other.Box)))
                {
                    figures.Add(figure);
                    break;
                }
            }
        }

        // A photo has at least one face. If no place was found, it is in the middle.
        return figures.Count > 0
            ? figures
            : [Figure.At(dice.Fork(), dice.Chance(0.5f), new Vector2(width / 2f, height / 2f), 0.12f * Math.Min(width, height))];
    }

    private static Figure Sample(Dice dice, float size, int width, int height)
    {
        float scale = size * Math.Min(width, height);
        var center = new Vector2(dice.Between(1.2f * scale, width - (1.2f * scale)), dice.Between(1.4f * scale, height - (1.4f * scale)));
        return Figure.At(dice, dice.Chance(0.5f), center, scale);
    }

    private sealed record Figure(Person Person, Pose Pose, Rect Box)
    {
        public static Figure At(Dice dice, bool masked, Vector2 center, float scale)
        {
            Person person = Person.Sample(dice.Fork(), masked);
            var pose = new Pose(CropRenderer.Turn(dice.Fork()), center, scale);
            return new Figure(person, pose, person.Box(pose));
        }

        public static Rect Around(Rect box, double margin)
        {
            int wide = (int)(box.Width * margin);
            int high = (int)(box.Height * margin);
            return new Rect(box.X - wide, box.Y - high, box.Width + (2 * wide), box.Height + (2 * high));
        }

        public static bool Fits(Rect box, int width, int height) =>
            box.Left >= 0 && box.Top >= 0 && box.Right <= width && box.Bottom <= height;
    }
}
