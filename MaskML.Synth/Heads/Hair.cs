namespace MaskML.Synth.Heads;

/// <summary>Hair on the head.</summary>
internal sealed record Hair(HairKind Kind, Vector3 Color, float Thick, float Line, float Part, float Fringe, float Length, float Curl)
{
    /// <summary>Random hair.</summary>
    public static Hair Sample(Dice dice, float age, bool makeup)
    {
        bool grey = age > 0.6f && dice.Chance(0.7f);
        Vector3 color = grey
            ? Tone.Grey(dice.Between(0.4f, 0.9f))
            : Tone.Of(dice.Weighted(
                (6f, 0x14100E), (4f, 0x2B1C14), (2.5f, 0x4A2F1E), (1.5f, 0x7A5230), (1.5f, 0xB98A4E), (0.7f, 0xD8B878), (0.6f, 0x8A3A1E)));
        HairKind kind = makeup
            ? dice.Weighted((5f, HairKind.Long), (2f, HairKind.Bob), (2f, HairKind.Tied), (0.6f, HairKind.Short), (1f, HairKind.Curly))
            : dice.Weighted((6f, HairKind.Short), (1f, HairKind.Bald), (1f, HairKind.Buzz), (0.6f, HairKind.Long), (1f, HairKind.Curly));
        return new Hair(
            kind,
            Tone.Jitter(dice, color, 0.03f),
            kind switch
            {
                HairKind.Curly => dice.Between(0.2f, 0.45f),
                HairKind.Buzz => 0f,
                HairKind.Tied => 0.05f,
                _ => dice.Between(0.07f, 0.2f),
            },
            dice.Between(0.62f, 0.8f) + (age > 0.6f && !makeup ? 0.12f : 0),
            dice.Around(0.5f),
            kind is HairKind.Short or HairKind.Long or HairKind.Bob && dice.Chance(0.4f) ? dice.Between(0.2f, 0.95f) : 0,
            kind == HairKind.Bob ? dice.Between(-0.95f, -0.5f) : dice.Between(-2f, -1.2f),
            dice.Unit());
    }

    /// <summary>
    /// Draws the part that lies on the head, and returns its canvas, whose shadow falls on the face; null for a bald head.
    /// </summary>
    public Canvas? Sheet(Dice dice)
    {
        if (Kind == HairKind.Bald)
        {
            return null;
        }

        var sheet = new Canvas(-MathF.PI, MathF.PI, -0.75f, 1.27f);
        float temple = Kind == HairKind.Tied ? 1.35f : 1.2f;
        float nape = -0.55f;
        Vector2[] outline =
        [
            new(-3.2f, 1.4f), new(-3.2f, nape), new(-1.75f, nape), new(-1.62f, 0f), new(-temple - 0.12f, -0.1f),
            new(-temple, 0.25f), new(-0.98f, 0.45f), new(-0.85f, Line - 0.05f),
            new(-0.5f + (0.2f * Part), Line + 0.05f), new(0.4f * Part, Line + 0.08f), new(0.5f + (0.2f * Part), Line + 0.05f),
            new(0.85f, Line - 0.05f), new(0.98f, 0.45f), new(temple, 0.25f), new(temple + 0.12f, -0.1f),
            new(1.62f, 0f), new(1.75f, nape), new(3.2f, nape), new(3.2f, 1.4f),
        ];
        float opacity = Kind == HairKind.Buzz ? 0.65f : 1;
        var brush = new Brush(Color, opacity, 0.02f);
        sheet.Polygon(outline, brush);

        // Loose strands soften the hairline; a fringe falls from the parting.
        var strands = new List<Vector2[]>();
        int count = Kind == HairKind.Buzz ? 0 : 110;
        for (int i = 0; i < count; i++)
        {
            float x = dice.Between(-1.25f, 1.25f);
            float y = MathF.Abs(x) < 0.9f ? Line : 0.3f;
            strands.Add([new(x, y + 0.15f), new(x + dice.Around(0.1f), y - dice.Between(-0.03f, 0.08f))]);
        }

        sheet.Strokes(strands, 0.011f, brush with { Opacity = 0.7f, Blur = 0.006f });
        if (Fringe > 0)
        {
            float low = Line - (0.42f * Fringe);
            float Edge(float x) => low + (Curl > 0.5f ? 0.3f * MathF.Exp(-MathF.Pow((x - Part) / 0.18f, 2)) : 0);
            var locks = new List<Vector2> { new(-1.05f, 0.9f), new(-1.05f, low - 0.1f) };
            for (int i = 0; i <= 14; i++)
            {
                float x = -0.95f + (1.9f * i / 14);
                locks.Add(new Vector2(x, Edge(x) + dice.Around(0.05f)));
            }

            locks.AddRange([new(1.05f, low - 0.1f), new(1.05f, 0.9f)]);
            sheet.Polygon([.. locks], brush with { Blur = 0.02f });
            strands.Clear();
            for (int i = 0; i < 70; i++)
            {
                float x = dice.Between(-0.95f, 0.95f);
                strands.Add([new(x, Edge(x) + 0.1f), new(x + dice.Around(0.05f), Edge(x) - dice.Between(0, 0.06f))]);
            }

            sheet.Strokes(strands, 0.012f, brush with { Opacity = 0.8f, Blur = 0.005f });
        }

        Strands(dice, sheet);
        return sheet;
    }

    /// <summary>The surface that the sheet lies on.</summary>
    public Surface Shell(HeadShape head) =>
        Surface.Around(100, 70, -0.74f, HeadShape.Top, place =>
    {
        float rise = Math.Clamp((place.Y - 0.1f) / 0.6f, 0, 1);
        float front = Math.Clamp((MathF.Cos(place.X) - 0.2f) * 1.4f, 0, 1) * Math.Clamp((Line + 0.35f - place.Y) / 0.45f, 0, 1);
        float thick = (0.012f + (Thick * (0.35f + (0.65f * rise)))) * (1 - (0.8f * front));
        return head.Smooth(place, thick + (0.03f * front));
    }, poles: true);

    /// <summary>Long hair that hangs down beside and behind the face; null where there is none.</summary>
    public (Surface Surface, Canvas Sheet)? Curtain(Dice dice, HeadShape head)
    {
        if (Kind is not (HairKind.Long or HairKind.Bob) && !(Kind == HairKind.Curly && Curl > 0.6f))
        {
            return null;
        }

        float open = dice.Between(0.95f, 1.35f);
        var sheet = new Canvas(0, MathF.Tau, -2.1f, 0.9f);
        var brush = new Brush(Color, 1, 0.02f);
        sheet.Polygon(
            [
                new(open, 0.9f), new(open + dice.Around(0.15f), 0), new(open + dice.Around(0.2f), -0.6f),
                new(open + dice.Around(0.25f), Length), new(MathF.Tau - open + dice.Around(0.25f), Length),
                new(MathF.Tau - open + dice.Around(0.2f), -0.6f), new(MathF.Tau - open + dice.Around(0.15f), 0),
                new(MathF.Tau - open, 0.9f)
            ],
            brush);
        Strands(dice, sheet);
        float wave = 0.05f * Curl;
        float spread = dice.Between(0, 0.15f);
        Surface surface = Surface.Over(80, 40, new Vector2(0, -2.1f), new Vector2(MathF.Tau, 0.9f), place =>
        {
            var side = new Vector2(place.X, MathF.Max(place.Y, 0.15f));
            Vector3 point = head.Smooth(
                side, 0.04f + (0.6f * Thick) + (wave * MathF.Sin((place.Y * 9) + (place.X * 3))) + (spread * Math.Clamp(-place.Y, 0, 1)));
            float slim = place.Y < -0.2f && Kind == HairKind.Bob ? 1 - (0.1f * (-0.2f - place.Y)) : 1;
            return new Vector3(
                point.X * slim, place.Y > 0.15f ? point.Y : place.Y, (point.Z * slim) - (place.Y < -1 ? 0.2f * (-1 - place.Y) : 0));
        });
        return (surface, sheet);
    }

    private void Strands(Dice dice, Canvas sheet)
    {
        bool curly = Kind is HairKind.Curly or HairKind.Buzz;
        float[] fine = curly
            ? Noise.Fractal(dice, sheet.Width, sheet.Height, 70, 30, 2)
            : Noise.Field(dice, sheet.Width, sheet.Height, 150, 5);
        float[] coarse = curly
            ? Noise.Field(dice, sheet.Width, sheet.Height, 24, 10)
            : Noise.Field(dice, sheet.Width, sheet.Height, 40, 3);
        float[] shine = Noise.Field(dice, sheet.Width, sheet.Height, 3, 5);
        sheet.Each((_, i, pixel) =>
        {
            float light = 1 + (0.3f * fine[i]) + (0.25f * coarse[i]) + (0.3f * MathF.Max(0, shine[i]));
            Vector3 tone = (pixel.AsVector3() * light) + new Vector3(0.04f * MathF.Max(0, fine[i] + shine[i]));
            return new Vector4(Vector3.Clamp(tone, Vector3.Zero, Vector3.One), pixel.W);
        });
    }
}

/// <summary>Kinds of hair.</summary>
internal enum HairKind
{
    /// <summary>No hair.</summary>
    Bald,

    /// <summary>Shorn.</summary>
    Buzz,

    /// <summary>Short.</summary>
    Short,

    /// <summary>Curly, with volume.</summary>
    Curly,

    /// <summary>Tied back.</summary>
    Tied,

    /// <summary>To the chin.</summary>
    Bob,

    /// <summary>To the shoulders and below.</summary>
    Long,
}
