namespace MaskML.Synth.Rendering;

/// <summary>A mesh: a grid of points in space, each with its place on a <see cref="Canvas"/>.</summary>
internal sealed class Surface
{
    private Surface(int columns, int rows, Vector3[] points, Vector2[] places)
    {
        Columns = columns;
        Rows = rows;
        Points = points;
        Places = places;
        Normals = new Vector3[points.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Vector3 across = points[Index(Math.Min(column + 1, columns - 1), row)] - points[Index(Math.Max(column - 1, 0), row)];
                Vector3 up = points[Index(column, Math.Min(row + 1, rows - 1))] - points[Index(column, Math.Max(row - 1, 0))];
                var normal = Vector3.Cross(across, up);
                Normals[Index(column, row)] = normal / MathF.Max(normal.Length(), 1e-9f);
            }
        }
    }

    /// <summary>Number of points horizontally.</summary>
    public int Columns { get; }

    /// <summary>Number of points vertically.</summary>
    public int Rows { get; }

    /// <summary>The points, in row order: x to the right, y up, z towards the viewer.</summary>
    public Vector3[] Points { get; }

    /// <summary>The place of each point on the canvas.</summary>
    public Vector2[] Places { get; }

    /// <summary>Outward unit normals.</summary>
    public Vector3[] Normals { get; }

    /// <summary>Creates a surface over a range of places.</summary>
    /// <param name="columns">Points from left to right.</param>
    /// <param name="rows">Points from bottom to top.</param>
    /// <param name="low">Lower left place.</param>
    /// <param name="high">Upper right place.</param>
    /// <param name="at">Maps a place to a point in space. The outer side is the one that shows x to the right and y upwards.</param>
    /// <param name="poles">Whether rows are denser at both ends, for surfaces that close there.</param>
    public static Surface Over(int columns, int rows, Vector2 low, Vector2 high, Func<Vector2, Vector3> at, bool poles = false)
    {
        var points = new Vector3[columns * rows];
        var places = new Vector2[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            var share = new Vector2((i % columns) / (columns - 1f), (i / columns) / (rows - 1f));
            if (poles)
            {
                share.Y = 0.5f - (0.5f * MathF.Cos(share.Y * MathF.PI));
            }

            places[i] = low + (share * (high - low));
            points[i] = at(places[i]);
        }

        return new Surface(columns, rows, points, places);
    }

    /// <summary>Creates a surface all around the head.</summary>
    /// <param name="columns">Points around.</param>
    /// <param name="rows">Points from bottom to top.</param>
    /// <param name="low">Height of its lower edge.</param>
    /// <param name="high">Height of its upper edge.</param>
    /// <param name="at">Maps a place to a point in space.</param>
    /// <param name="poles">Whether rows are denser at both ends, for surfaces that close there.</param>
    public static Surface Around(int columns, int rows, float low, float high, Func<Vector2, Vector3> at, bool poles = false) =>
        Over(columns, rows, new Vector2(-MathF.PI, low), new Vector2(MathF.PI, high), at, poles);

    /// <summary>Creates a capsule: a tube with round ends, for fingers, arms and microphones.</summary>
    public static Surface Capsule(Vector3 from, Vector3 to, float radiusFrom, float radiusTo)
    {
        var axis = Vector3.Normalize(to - from);
        var side = Vector3.Normalize(Vector3.Cross(axis, MathF.Abs(axis.Z) < 0.9f ? Vector3.UnitZ : Vector3.UnitX));
        Vector3 front = Vector3.Cross(side, axis);
        return Over(20, 18, new Vector2(0, -1), new Vector2(MathF.Tau, 2), p =>
        {
            // Places below 0 and above 1 lie on the caps.
            float cap = p.Y < 0 ? p.Y : p.Y > 1 ? p.Y - 1 : 0;
            float radius = float.Lerp(radiusFrom, radiusTo, Math.Clamp(p.Y, 0, 1));
            (float sin, float cos) = MathF.SinCos(cap * MathF.PI / 2);
            Vector3 center = Vector3.Lerp(from, to, Math.Clamp(p.Y, 0, 1)) + (axis * (radius * sin));
            (float x, float z) = MathF.SinCos(p.X);
            return center + (((side * x) + (front * z)) * (radius * cos));
        });
    }

    /// <summary>Index of a grid point.</summary>
    public int Index(int column, int row) => (row * Columns) + column;
}
