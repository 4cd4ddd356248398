using MaskML.Predict.Photos;
using MaskML.Video.Analysis;

namespace MaskML.Bench.Videos;

/// <summary>Counts how often the label of a track changes between frames, with and without votes.</summary>
internal sealed class LabelChanges
{
    private readonly Dictionary<int, (string Frame, string Voted)> last = [];

    public int Count { get; private set; }

    public int Frames { get; private set; }

    public int Voted { get; private set; }

    public void Add(PhotoPrediction found, FrameResult result)
    {
        for (int i = 0; i < result.Faces.Count; i++)
        {
            if (result.Faces[i].Track is not { } track)
            {
                continue;
            }

            (string Frame, string Voted) now = (found.Faces[i].Label, result.Faces[i].Face.Label);
            (string Frame, string Voted) before = last.GetValueOrDefault(track, now);
            Count++;
            Frames += before.Frame == now.Frame ? 0 : 1;
            Voted += before.Voted == now.Voted ? 0 : 1;
            last[track] = now;
        }
    }
}
