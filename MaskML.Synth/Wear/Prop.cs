namespace MaskML.Synth.Wear;

/// <summary>Something other than a mask in front of the lower face: a hand, a cup, a microphone, a telephone, another head.</summary>
internal sealed record Prop(PropKind Kind, int Side, Vector2 At, Vector3 Color)
{
    // Distance from the centre of the head.
    private const float Front = 1.12f;

    /// <summary>A random prop; usually null.</summary>
    public static Prop? Sample(Dice dice, float chance)
    {
        if (!dice.Chance(chance))
        {
            return null;
        }

        PropKind kind = dice.Weighted(
            (5f, PropKind.Hand), (1.6f, PropKind.Fist), (1.5f, PropKind.Cup), (1.5f, PropKind.Microphone),
            (1.5f, PropKind.Phone), (2f, PropKind.Passer));
        // Low enough to leave nose and mouth, or the upper half of a mask, in sight: what is hidden has no label.
        return new Prop(kind, dice.Pick(-1, 1), new Vector2(dice.Around(0.45f), dice.Between(-1.25f, -0.85f)), Tone.Cloth(dice));
    }

    /// <summary>Draws the prop in front of the person.</summary>
    public void Draw(Dice dice, Stage stage, Skin skin, Pose pose, Light light)
    {
        // Other people do not turn with the head.
        Pose own = Kind == PropKind.Passer ? pose with { Turn = Quaternion.Identity } : pose;
        Vector3 tone = skin.Tone * 0.97f;
        switch (Kind)
        {
            case PropKind.Hand or PropKind.Fist:
                DrawHand();
                break;
            case PropKind.Cup:
                Solid(Near(0, -0.75f, 0.12f), Near(0, -0.2f, 0.12f), 0.22f, 0.29f, Color, 0.1f);
                Fingers(i => Near(0.34f, -0.7f, 0.2f) + Up(0.15f * i), i => Near(-0.08f, -0.7f, 0.4f) + Up(0.15f * i) + Up(0.03f));
                break;
            case PropKind.Microphone:
                Solid(Near(0.5f, -1.2f, 0.3f), Near(0, -0.25f, 0.2f), 0.1f, 0.12f, Tone.Grey(0.12f), 0.2f);
                Vector3 foam = dice.Chance(0.7f) ? Tone.Grey(dice.Between(0.1f, 0.5f)) : Color;
                Solid(Near(0, -0.2f, 0.2f), Near(0, -0.12f, 0.2f), 0.2f, 0.2f, foam, 0.15f);
                break;
            case PropKind.Passer:
                // The back of somebody's head, nearer to the viewer.
                float high = dice.Between(-1.5f, -0.9f);
                float aside = dice.Around(0.9f);
                Vector3 hair = dice.Chance(0.75f) ? Tone.Jitter(dice, Tone.Grey(0.1f), 0.06f) : Color;
                Solid(new Vector3(aside, high - 0.8f, 2f), new Vector3(aside, high - 0.25f, 2f), 0.5f, 0.62f, hair, 0.05f);
                break;
            default:
                // At the ear, held by fingers.
                Solid(Beside(0.86f, 0.25f, 0.1f), Beside(0.7f, -0.65f, 0.45f), 0.13f, 0.13f, Tone.Grey(dice.Between(0.05f, 0.3f)), 0.2f);
                Fingers(i => Beside(0.98f, -0.05f - (0.15f * i), 0.15f), i => Beside(0.72f, -0.02f - (0.15f * i), 0.45f));
                Solid(Beside(1.2f, -1.6f, 0.1f), Beside(0.95f, -0.5f, 0.15f), 0.24f, 0.2f, tone, 0.02f);
                break;
        }

        void Solid(Vector3 from, Vector3 to, float thick, float thin, Vector3 color, float gloss) =>
            stage.Draw(Surface.Capsule(from, to, thick, thin), own, light, new Material(null, color, gloss));

        // A point near the prop's place in front of the face, and one beside the head.
        Vector3 Near(float x, float y, float forward) => new(At.X + (x * Side), At.Y + y, Front + forward);
        static Vector3 Up(float y) => new(0, y, 0);
        Vector3 Beside(float x, float y, float forward) => new(x * Side, y, forward);

        void Fingers(Func<int, Vector3> from, Func<int, Vector3> to)
        {
            for (int i = 0; i < 4; i++)
            {
                Solid(from(i), to(i), 0.085f, 0.07f, tone, 0.04f);
            }
        }

        void DrawHand()
        {
            float turn = dice.Between(-0.5f, 1.2f) * Side;
            (float sin, float cos) = MathF.SinCos(turn);
            Vector3 Hand(float x, float y, float forward = 0) =>
                new(At.X + (cos * x) - (sin * y), At.Y + (sin * x) + (cos * y), Front + forward);
            float curl = Kind == PropKind.Fist ? 0.12f : dice.Between(0.4f, 0.6f);
            Solid(Hand(0, -1.6f, -0.15f), Hand(0, -0.45f), 0.24f, 0.19f, dice.Chance(0.5f) ? Color : tone, 0);
            Solid(Hand(-0.13f, -0.25f), Hand(-0.13f, 0), 0.2f, 0.15f, tone, 0.04f);
            Solid(Hand(0.12f, -0.25f), Hand(0.12f, 0), 0.2f, 0.14f, tone, 0.04f);
            for (int i = 0; i < 4; i++)
            {
                float x = -0.24f + (0.16f * i);
                float length = curl * (i is 1 or 2 ? 1.1f : 0.92f);
                float lean = dice.Around(0.08f);
                Vector3 shade = tone * (1 - (0.05f * (i & 1)));
                Vector3 joint = Hand(x + (0.5f * lean), 0.05f + (0.55f * length), 0.1f);
                Solid(Hand(x, 0.05f, 0.06f), joint, 0.085f, 0.078f, shade, 0.05f);
                Solid(joint, Hand(x + lean, 0.05f + length, 0.04f), 0.078f, 0.06f, shade, 0.05f);
            }

            Solid(Hand(-0.25f * Side, -0.2f, 0.05f), Hand(-0.42f * Side, 0.16f, 0.05f), 0.1f, 0.075f, tone, 0.05f);
        }
    }
}

/// <summary>Kinds of props.</summary>
internal enum PropKind
{
    /// <summary>An open hand.</summary>
    Hand,

    /// <summary>A closed hand, as under a chin.</summary>
    Fist,

    /// <summary>A cup.</summary>
    Cup,

    /// <summary>A microphone.</summary>
    Microphone,

    /// <summary>A telephone at the ear.</summary>
    Phone,

    /// <summary>Another person in front.</summary>
    Passer,
}
