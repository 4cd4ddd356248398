using MaskML.Synth.People;
using MaskML.Synth.Scenery;

namespace MaskML.Synth;

/// <summary>Draws single faces as crops, as a face detector would cut them.</summary>
internal static class CropRenderer
{
    private const ulong StyleStream = 1;
    private const ulong ContentStream = 2;

    /// <summary>
    /// Draws the crop with a given index. The crops 2k and 2k+1 have different labels and the same style (framing, light, camera), so
    /// that the style does not give the label away. People, backgrounds and poses differ.
    /// </summary>
    /// <param name="seed">Seed of the whole set.</param>
    /// <param name="index">Index of the crop; faces with an even index wear a mask.</param>
    /// <returns>The crop as a JPEG.</returns>
    public static byte[] Render(int seed, int index)
    {
        var style = new Dice(Mix(seed, index / 2), StyleStream);
        var framing = Framing.Sample(style.Fork());
        var camera = Camera.Sample(style.Fork());
        var light = Light.Sample(style.Fork());
        var dice = new Dice(Mix(seed, index), ContentStream);
        return Render(dice, IsMasked(index), framing, camera, light);
    }

    /// <summary>Whether the face with this index wears a mask.</summary>
    public static bool IsMasked(int index) => index % 2 == 0;

    private static byte[] Render(Dice dice, bool masked, Framing framing, Camera camera, Light light)
    {
        float factor = MathF.Max(2, 160f / framing.Width);
        int width = (int)(framing.Width * factor);
        int height = (int)(framing.Height * factor);
        using Mat background = Backgrounds.Draw(dice.Fork(), width, height);
        var stage = new Stage(background);
        Person person = Person.Sample(dice.Fork(), masked);
        Pose pose = framing.Pose(person, Turn(dice.Fork()), factor);
        new PersonPainter(person, stage, pose, light).Draw(dice.Fork());
        using Mat scene = stage.ToPicture();
        using Mat picture = camera.Take(dice.Fork(), scene, framing.Width, framing.Height);
        return camera.Encode(picture);
    }

    /// <summary>A random rotation of the head: usually towards the viewer, sometimes in profile.</summary>
    internal static Quaternion Turn(Dice dice) => Pose.Turned(
        dice.Weighted((4.5f, dice.Around(0.5f)), (3.5f, dice.Around(1.15f)), (1.4f, dice.Pick(-1, 1) * dice.Between(0.7f, 1.4f))),
        dice.Around(0.5f) + (dice.Chance(0.2f) ? 0.25f : 0),
        dice.Chance(0.85f) ? dice.Around(0.3f) : dice.Around(0.8f));

    private static ulong Mix(int seed, int index) => ((ulong)(uint)seed << 32) | (uint)index;
}
